import Type from 'typebox';
import { reasons } from './moderation.ts';

const target = {
  code: Type.String({ maxLength: 30, control: 'hidden' }),
  comment: Type.Optional(Type.String({ format: 'uuid', control: 'hidden' })),
};
const reason = (control: 'radio' | 'select') =>
  Type.Union(
    reasons.map((one) => Type.Literal(one)),
    { control },
  );
const words = (rows: number, minLength: number) => Type.String({ minLength, maxLength: 1000, control: 'textarea', rows });

export const flagForm = Type.Object({ ...target, reason: reason('radio'), words: Type.Optional(words(4, 1)) });
/** Whoever is hidden reads the words: a statement of reasons (Regulation (EU) 2022/2065, art. 17). */
export const hideForm = Type.Object({ ...target, reason: reason('select'), words: words(4, 10) });
export const restoreForm = Type.Object({ ...target, words: words(3, 10) });
export const dismissForm = Type.Object({ ...target, words: Type.Optional(words(2, 1)) });

/** What is said once for several. */
export const togetherForm = Type.Object({ reason: Type.Optional(reason('select')), words: Type.Optional(words(2, 1)) });
