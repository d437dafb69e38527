import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { territoryOf } from '../territory/territory.ts';
import { isDay, youngest } from './age.ts';

/** As what somebody belongs to a municipality: living there, or enrolled by it for studying, working or owning a house there. */
export const belongings = ['resident', 'student', 'worker', 'owner'] as const;
export type Belonging = (typeof belongings)[number];

export const groups = ['student', 'worker', 'owner'] as const satisfies readonly Belonging[];
export type Group = (typeof groups)[number];

const ruleSchema = Type.Object(
  {
    /** Ids of municipalities; that of the metropolis stands for all of them. */
    places: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 2_000 }),
    /** The least age, in whole years. */
    from: Type.Integer({ minimum: youngest, maximum: 120 }),
    /** The day on which age and residence are looked at, YYYY-MM-DD in Rome; null: that on which it is asked. */
    on: Type.Union([Type.String(), Type.Null()]),
    /** Who takes part besides residents. */
    groups: Type.Array(Type.Enum([...groups]), { maxItems: groups.length }),
  },
  { additionalProperties: false },
);
/** Who may take part, as data. */
export type Rule = Static<typeof ruleSchema>;

const compiled = Compile(ruleSchema);

/** A rule out of data: places and groups in one order and once each, so that the same rule has one digest. */
export function readRule(ctx: Pick<Ctx, 'config'>, value: unknown): Rule | Refusal {
  const [fault] = compiled.Errors(value);
  if (fault) return refuse('registry.rule', 422, { fault: `${fault.instancePath || '/'} ${fault.message}` });
  const rule = value as Rule;
  if (rule.on !== null && !isDay(rule.on)) return refuse('registry.rule', 422, { fault: `/on ${rule.on.slice(0, 20)}` });
  const strange = rule.places.find((place) => municipalitiesOf(ctx, [place]).length === 0);
  if (strange) return refuse('registry.rule', 422, { fault: `/places ${strange}` });
  return { places: once(rule.places), from: rule.from, on: rule.on, groups: once(rule.groups) as Group[] };
}

/** The municipalities that these places stand for. */
export function municipalitiesOf(ctx: Pick<Ctx, 'config'>, places: readonly string[]): string[] {
  const { metropolis, municipalities } = territoryOf(ctx);
  const all = metropolis !== null && places.includes(metropolis.id);
  return municipalities.filter(({ id }) => all || places.includes(id)).map(({ id }) => id);
}

/** SHA-256 of a rule that `readRule` gave. */
export function ruleDigest({ places, from, on, groups }: Rule): Buffer {
  return createHash('sha256').update(JSON.stringify({ places, from, on, groups })).digest();
}

function once(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
