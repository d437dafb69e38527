import Type from 'typebox';

const place = Type.String({ maxLength: 100 });
const name = Type.String({ maxLength: 80 });

/** `value` is what the setting's own schema says; left out where that may be empty. `from`, YYYY-MM-DD in Italy, is a day to come. */
export const changeForm = Type.Object({
  place,
  name,
  value: Type.Optional(Type.Unknown()),
  from: Type.Optional(Type.String({ format: 'date' })),
});

export const inheritForm = Type.Object({ place, name });

export const cancelForm = Type.Object({ place, name, id: Type.String({ format: 'uuid' }) });
