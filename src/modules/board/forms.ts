import Type from 'typebox';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' });

/** `place` is the address name of the municipality or of the metropolis; `key` names the sending, so that a form sent twice is one piece of news. */
export const publishForm = Type.Object({
  place: Type.String({ maxLength: 100, control: 'select' }),
  title: Type.String({ minLength: 5, maxLength: 120 }),
  body: Type.String({ minLength: 10, maxLength: 8000, control: 'textarea', rows: 8 }),
  starts: Type.Optional(day),
  ends: Type.Optional(day),
  placeLabel: Type.Optional(Type.String({ maxLength: 160 })),
  key: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

export const withdrawForm = Type.Object({
  code: Type.String({ maxLength: 30, control: 'hidden' }),
  reason: Type.String({ minLength: 5, maxLength: 500, control: 'textarea', rows: 3 }),
});
