import Type, { type Static } from 'typebox';
import type { Category } from './category.ts';
import { isRequired, optionsOf, questionKinds } from './question.ts';

const inBoth = { it: Type.String(), en: Type.String() };

const category = Type.Object({
  code: Type.String(),
  ...inBoth,
  days: Type.Integer(),
  group: Type.Union([Type.String(), Type.Null()]),
  who: Type.Enum(['anyone', 'email', 'person']),
  audience: Type.Enum(['public', 'office']),
  questions: Type.Array(
    Type.Object({
      code: Type.String(),
      ...inBoth,
      kind: Type.Enum([...questionKinds]),
      required: Type.Boolean(),
      options: Type.Array(Type.Object({ key: Type.String(), ...inBoth })),
    }),
  ),
});

export const categoriesReply = Type.Object({ items: Type.Array(category), next: Type.Union([Type.String(), Type.Null()]) });

/** A kind of problem as a program needs it to ask for a report. To a question that stops, the answer that lets go on is `no`. */
export function categoryJson({ code, it, en, days, group, who, audience, questions }: Category): Static<typeof category> {
  return {
    code,
    it,
    en,
    days,
    group: group ?? null,
    who,
    audience,
    questions: questions.map((question) => ({
      code: question.code,
      it: question.it,
      en: question.en,
      kind: question.kind,
      required: isRequired(question),
      options: optionsOf(question),
    })),
  };
}
