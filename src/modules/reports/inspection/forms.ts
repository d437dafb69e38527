import Type from 'typebox';

/** What is done on the spot, one press each. */
export const inspectionActs = ['take-charge', 'note', 'resolve', 'photo'] as const;

export const inspectForm = Type.Object({
  code: Type.String({ maxLength: 30, control: 'hidden' }),
  /** Of this press: sent again it is the same press. */
  key: Type.String({ format: 'uuid', control: 'hidden' }),
  act: Type.Enum([...inspectionActs]),
  text: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 3 })),
  /** A picture that was taken in, by its name there. */
  photo: Type.Optional(
    Type.Object({
      id: Type.String({ maxLength: 80 }),
      name: Type.String({ maxLength: 200 }),
      width: Type.Integer(),
      height: Type.Integer(),
    }),
  ),
});
