import Type, { type Static } from 'typebox';
import type { SettingDeclaration } from '../../commons/settings/setting.ts';
import { settingOf } from '../../commons/settings/settings.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { findBodyByCode } from './bodies/store.ts';
import { questionsSchema, refusedQuestions } from './question.ts';

/** What a kind may be marked with. */
const icons = ['road', 'lamp', 'bin', 'tree', 'drop', 'flag', 'building', 'crane', 'bell', 'shield', 'hands', 'dots'] as const;

const code = Type.String({ pattern: '^[a-z][a-z-]{1,39}$' });
const name = Type.String({ minLength: 2, maxLength: 60 });
const days = Type.Integer({ minimum: 1, maximum: 365 });
const radius = Type.Integer({ minimum: 10, maximum: 2000 });
const who = Type.Enum(['anyone', 'email', 'person']);
const audience = Type.Enum(['public', 'office']);
const handler = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' });

const groupsSchema = Type.Array(Type.Object({ it: name, en: name, code }, { additionalProperties: false }), { maxItems: 20 });

const kindsSchema = Type.Array(
  Type.Object(
    {
      it: name,
      en: name,
      days,
      icon: Type.Enum([...icons]),
      group: Type.Optional(code),
      radius: Type.Optional(radius),
      who: Type.Optional(who),
      audience: Type.Optional(audience),
      handler: Type.Optional(handler),
      code,
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 60 },
);

const rulesSchema = Type.Array(
  Type.Object(
    {
      category: code,
      offered: Type.Optional(Type.Enum(['yes', 'no'])),
      days: Type.Optional(days),
      radius: Type.Optional(radius),
      who: Type.Optional(who),
      audience: Type.Optional(audience),
      handler: Type.Optional(handler),
    },
    { additionalProperties: false },
  ),
  { maxItems: 60 },
);

export type Group = Static<typeof groupsSchema>[number];
export type Kind = Static<typeof kindsSchema>[number];
export type CategoryRule = Static<typeof rulesSchema>[number];

export const usualKinds: Kind[] = [
  { code: 'roads', it: 'Strade e marciapiedi', en: 'Roads and pavements', icon: 'road', days: 20, radius: 60 },
  { code: 'lighting', it: 'Illuminazione', en: 'Street lighting', icon: 'lamp', days: 10, radius: 50 },
  { code: 'waste', it: 'Rifiuti', en: 'Waste', icon: 'bin', days: 5, radius: 60 },
  { code: 'green', it: 'Verde e alberi', en: 'Parks and trees', icon: 'tree', days: 15, radius: 80 },
  { code: 'water', it: 'Acqua e fogne', en: 'Water and drains', icon: 'drop', days: 5, radius: 80 },
  { code: 'signs', it: 'Segnali e strisce', en: 'Signs and markings', icon: 'flag', days: 30, radius: 60 },
  {
    code: 'buildings',
    it: 'Scuole ed edifici pubblici',
    en: 'Schools and public buildings',
    icon: 'building',
    days: 20,
    radius: 100,
  },
  {
    code: 'safety',
    it: 'Pericoli e sicurezza',
    en: 'Danger and safety',
    icon: 'shield',
    days: 2,
    radius: 60,
    audience: 'office',
  },
  { code: 'other', it: 'Altro', en: 'Something else', icon: 'dots', days: 20, radius: 60 },
];

/** What of the kinds of problem is decided, and where: the tree for all, the differences by each municipality. */
export const categorySettings: readonly SettingDeclaration[] = [
  { name: 'reports.category-groups', schema: groupsSchema, otherwise: [], whole: true, fault: (list: Group[]) => twice(list) },
  { name: 'reports.categories', schema: kindsSchema, otherwise: usualKinds, whole: true, fault: refusedKinds },
  {
    name: 'reports.category-rules',
    schema: rulesSchema,
    otherwise: [],
    fault: refusedRules,
  },
  { name: 'reports.questions', schema: questionsSchema, otherwise: usualQuestions(), fault: refusedQuestions },
];

/** Reports bear the code of their kind: two kinds of one code would be taken for each other. */
function twice(list: readonly { code: string }[]): Refusal | undefined {
  const again = list.find(({ code }, i) => list.findIndex((other) => other.code === code) < i);
  return again && refuse('reports.category-twice', 422, { code: again.code });
}

async function refusedKinds(list: Kind[], ctx: Ctx, place: string): Promise<Refusal | undefined> {
  return twice(list) ?? (await refusedHandlers(list, ctx, place));
}

/** A rule about a kind that is not there would be kept and change nothing. */
async function refusedRules(list: CategoryRule[], ctx: Ctx, place: string): Promise<Refusal | undefined> {
  const kinds = settingOf<Kind[]>(ctx, place, 'reports.categories').map(({ code }) => code);
  const unknown = list.find(({ category }) => !kinds.includes(category));
  if (unknown) return refuse('reports.category-unknown', 422, { code: unknown.category, known: kinds.join(', ') });
  const handlers = await refusedHandlers(list, ctx, place);
  return handlers ?? twice(list.map(({ category }) => ({ code: category })));
}

/** A body that nobody keeps would answer for nothing. What holds everywhere may name one that a single municipality keeps. */
async function refusedHandlers(list: readonly { handler?: string }[], ctx: Ctx, place: string): Promise<Refusal | undefined> {
  const { metropolis, municipalities } = territoryOf(ctx);
  const keepers = place === metropolis!.id ? [place, ...municipalities.map(({ id }) => id)] : [place, metropolis!.id];
  for (const { handler } of list)
    if (handler && !(await findBodyByCode(ctx.db, keepers, handler)))
      return refuse('reports.handler-unknown', 422, { code: handler });
  return undefined;
}

function usualQuestions(): Static<typeof questionsSchema> {
  return [
    {
      category: 'safety',
      code: 'danger-now',
      kind: 'stop',
      it: 'C’è qualcuno in pericolo in questo momento?',
      en: 'Is anybody in danger right now?',
      sayIt: 'Chiama subito il 112: rispondono a ogni ora. Qui gli uffici leggono nei giorni lavorativi.',
      sayEn: 'Call 112 now: they answer at any hour. Offices read this page on working days.',
    },
    {
      category: 'lighting',
      code: 'pole',
      kind: 'text',
      it: 'Che numero c’è scritto sul palo?',
      en: 'What number is written on the pole?',
    },
  ];
}
