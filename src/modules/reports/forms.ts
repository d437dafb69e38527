import Type, { type TObject, type TProperties } from 'typebox';

const code = Type.String({ maxLength: 30, control: 'hidden' });

export const supportForm = Type.Object({ code });
export const archiveForm = Type.Object({ code });
const shown = Type.String({ maxLength: 40, autocomplete: 'off' });
const receipt = Type.Optional(shown);
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
/** As it is asked of whoever is not known: the receipt is what proves them. */
export const askedByReceipt = <T extends TProperties>(form: TObject<T>) => Type.Object({ ...form.properties, receipt: shown });

export const mostAdded = 3;
export const addWordsForm = Type.Object({
  code,
  receipt,
  answer: Type.String({ minLength: 5, maxLength: 2000, control: 'textarea', rows: 4 }),
  /** Pictures that were taken in, by their name there. */
  photos: Type.Optional(
    Type.Array(Type.Object({ id: Type.String({ maxLength: 80 }), alt: Type.Optional(Type.String({ maxLength: 200 })) }), {
      maxItems: mostAdded,
      control: 'file',
      accept: 'image/*',
    }),
  ),
});
