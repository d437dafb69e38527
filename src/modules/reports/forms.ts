import Type from 'typebox';

const code = Type.String({ maxLength: 30, control: 'hidden' });

export const supportForm = Type.Object({ code });
export const archiveForm = Type.Object({ code });
const receipt = Type.Optional(Type.String({ maxLength: 40, autocomplete: 'off' }));
export const sayResolvedForm = Type.Object({
  code,
  receipt,
  answer: Type.Optional(Type.String({ maxLength: 2000, control: 'textarea', rows: 3 })),
});
export const contestForm = Type.Object({
  code,
  receipt,
  answer: Type.String({ minLength: 5, maxLength: 2000, control: 'textarea', rows: 4 }),
});
export const addWordsForm = Type.Object({
  code,
  receipt,
  answer: Type.String({ minLength: 5, maxLength: 2000, control: 'textarea', rows: 4 }),
});
