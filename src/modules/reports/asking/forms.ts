import Type from 'typebox';

export const sayFixedForm = Type.Object({
  token: Type.String({ maxLength: 80, control: 'hidden' }),
  fixed: Type.Enum(['yes', 'no'], { control: 'radio' }),
  answer: Type.Optional(Type.String({ maxLength: 2000, control: 'textarea', rows: 3 })),
});
