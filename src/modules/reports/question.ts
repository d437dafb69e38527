import Type, { type Static, type TObject, type TSchema } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import type { FieldError } from '../../kernel/forms/form.ts';
import { parse } from '../../kernel/forms/parse.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Lang, Words } from '../../kernel/text/text.ts';

/** `one` and `many` choose among options; to `stop` a yes means that a report is the wrong way, and the page says which is right. */
export const questionKinds = ['text', 'long', 'number', 'date', 'one', 'many', 'stop'] as const;

/** What a kind of problem asks more, as a place decides it. Options are written one a line: «Italiano | English». */
export const questionsSchema = Type.Array(
  Type.Object(
    {
      it: Type.String({ minLength: 5, maxLength: 160 }),
      en: Type.String({ minLength: 5, maxLength: 160 }),
      category: Type.String({ pattern: '^[a-z][a-z-]{1,39}$' }),
      kind: Type.Enum([...questionKinds]),
      required: Type.Optional(Type.Boolean()),
      options: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 160 }), { maxItems: 30, control: 'textarea', rows: 4 }),
      ),
      sayIt: Type.Optional(Type.String({ maxLength: 300 })),
      sayEn: Type.Optional(Type.String({ maxLength: 300 })),
      code: Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 120 },
);

export type Question = Static<typeof questionsSchema>[number];

/** By code: what was answered. */
export type Answers = Record<string, string | number | string[]>;

export interface QuestionOption {
  key: string;
  it: string;
  en: string;
}

/** The key of an option is its Italian word made plain, so that their order may change. */
export function optionsOf({ kind, options = [] }: Question): QuestionOption[] {
  if (kind === 'stop') return yesOrNo;
  return options.map((line) => {
    const [it = '', en = it] = line.split('|').map((part) => part.trim());
    return { key: plain(it), it, en };
  });
}

const yesOrNo: QuestionOption[] = [
  { key: 'no', it: 'No', en: 'No' },
  { key: 'yes', it: 'Sì', en: 'Yes' },
];

export function isRequired(question: Question): boolean {
  return question.kind === 'stop' || question.required === true;
}

/** What a page can not ask: the same code twice in a kind, a choice without choices, a stop that says nothing. */
export function refusedQuestions(questions: readonly Question[]): Refusal | undefined {
  for (const [i, question] of questions.entries()) {
    const { category, code, kind, it } = question;
    if (questions.findIndex((other) => other.category === category && other.code === code) < i)
      return refuse('reports.question-twice', 422, { code });
    const keys = optionsOf(question).map(({ key }) => key);
    if ((kind === 'one' || kind === 'many') && (keys.length < 2 || new Set(keys).size < keys.length || keys.includes('')))
      return refuse('reports.question-options', 422, { question: it });
    if (kind === 'stop' && !(question.sayIt && question.sayEn))
      return refuse('reports.question-says-nothing', 422, { question: it });
  }
  return undefined;
}

/** The questions as a form: asked on a page, by the API and by Open311 alike. */
export function answersForm(questions: readonly Question[], lang: Lang): TObject {
  const form = forms[lang].get(questions) ?? formOf(questions, lang);
  forms[lang].set(questions, form);
  return form;
}

/** Checking a form means compiling it: once for as long as its questions hold. */
const forms: Record<Lang, WeakMap<readonly Question[], TObject>> = { it: new WeakMap(), en: new WeakMap() };

function formOf(questions: readonly Question[], lang: Lang): TObject {
  return Type.Object(
    Object.fromEntries(
      questions.map((question) => {
        const schema = schemaOf(question, lang);
        return [question.code, isRequired(question) ? schema : Type.Optional(schema)];
      }),
    ),
  );
}

function schemaOf(question: Question, lang: Lang): TSchema {
  const title = question[lang];
  const keys = () => optionsOf(question).map(({ key }) => key);
  switch (question.kind) {
    case 'text':
      return Type.String({ maxLength: 200, title });
    case 'long':
      return Type.String({ maxLength: 2000, control: 'textarea', rows: 4, title });
    case 'number':
      return Type.Number({ minimum: -1e9, maximum: 1e9, title });
    case 'date':
      return Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date', title });
    case 'one':
    case 'stop':
      return Type.Enum(keys(), { control: 'radio', title });
    case 'many':
      return Type.Array(Type.Enum(keys()), { minItems: 1, title });
  }
}

export interface ReadAnswers {
  answers: Answers;
  errors: FieldError[];
  /** Where a report is the wrong way: what to do instead. */
  stop?: string;
}

/** What was answered, read against the questions. `strict` (JSON) refuses an answer to what nobody asked. */
export function readAnswers(
  words: Words,
  questions: readonly Question[],
  raw: Record<string, unknown>,
  strict: boolean,
): ReadAnswers {
  const { lang } = words;
  const given = { ...raw };
  // Programs that know instants only (Open311: datetime) mean the day as they wrote it.
  for (const { code, kind } of questions)
    if (kind === 'date' && typeof given[code] === 'string') given[code] = given[code].split('T', 1)[0];
  const { values, errors } = parse(words, 'reports.answers', answersForm(questions, lang), given, strict);
  const stopped = questions.find(({ kind, code }) => kind === 'stop' && values[code] === 'yes');
  return { answers: values as Answers, errors, stop: stopped && (lang === 'it' ? stopped.sayIt : stopped.sayEn) };
}

/** An answer as people read it. */
export function answerInWords(ctx: Ctx, question: Question, answer: Answers[string]): string {
  const { lang } = ctx.words;
  if (question.kind === 'date') return ctx.words.day(new Date(`${answer}T12:00:00Z`));
  const options = optionsOf(question);
  return [answer]
    .flat()
    .map((one) => options.find(({ key }) => key === one)?.[lang] ?? String(one))
    .join(', ');
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}
