import type { Ctx } from '../../kernel/context.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { findCertified } from '../identity/store.ts';
import { findPerson } from '../people/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { byAnpr } from './anpr.ts';
import { byCounter } from './counter.ts';
import { type Judged, judge, type Known, type Statement } from './eligibility.ts';
import { byLists } from './lists.ts';
import { municipalitiesOf, type Rule, readRule, ruleDigest } from './rule.ts';
import { findSnapshot, insertSnapshot, noteRule, type SnapshotRow } from './store.ts';

/** Of whom and of what is asked. */
export interface About {
  person: string;
  /** The fiscal code under the key of the house; null where nobody certified who the person is. */
  hash: Buffer | null;
  /** Municipalities. */
  places: readonly string[];
  /** The day that counts, YYYY-MM-DD. */
  day: string;
}

export interface Told {
  statements: Statement[];
  /** Days on or before which the person was born. */
  bornBy: string[];
}

/** Who can say where a person lives: a list of the municipality, ANPR, an officer at the counter. Each tells what it knows, from what was kept: nobody
 *  waits here for another computer. */
export type Registry = (ctx: Ctx, about: About) => Promise<Told>;

const registries: readonly Registry[] = [byLists, byAnpr, byCounter];

/** May this person take part by this rule, at this instant? The rule is one that `readRule` gave. Four queries. */
export async function eligible(ctx: Ctx, person: string, rule: Rule, at: Date): Promise<Judged> {
  const places = municipalitiesOf(ctx, rule.places);
  const known = await knownOf(ctx, person, rule.on ?? romeDay(at));
  return known ? judge(rule, places, known, at) : { answer: 'no', reasons: ['account-gone'], source: null, asOf: null };
}

/** What all sources know of a person as of a day; nothing of an account that is gone. Every municipality is asked, so that who moved is noticed. */
export async function knownOf(ctx: Ctx, person: string, day: string): Promise<Known | undefined> {
  const [there, certified] = await Promise.all([findPerson(ctx.db, person), findCertified(ctx.db, person)]);
  if (!there) return undefined;
  const places = territoryOf(ctx).municipalities.map(({ id }) => id);
  const about = { person, hash: certified?.hash ?? null, places, day };
  const told = await Promise.all(registries.map((registry) => registry(ctx, about)));
  return {
    certified: certified !== undefined,
    born: certified?.born ?? null,
    bornBy: told.flatMap(({ bornBy }) => bornBy),
    statements: told.flatMap(({ statements }) => statements),
  };
}

/** Keeps what is answered of a person today, for good; to be called within a verb, with a rule that `readRule` gave. An `unknown` decides nothing and is
 *  not kept; what was answered already today comes back as it was. `fresh`: it was kept now. */
export async function keepSnapshot(
  ctx: Ctx,
  person: string,
  rule: Rule,
): Promise<{ judged: Judged; snapshot: SnapshotRow | undefined; fresh: boolean }> {
  const judged = await eligible(ctx, person, rule, ctx.now);
  const { answer, reasons, source, asOf } = judged;
  if (answer === 'unknown') return { judged, snapshot: undefined, fresh: false };
  const digest = ruleDigest(rule);
  const day = rule.on ?? romeDay(ctx.now);
  await noteRule(ctx.db, digest, rule, ctx.now);
  const fresh = await insertSnapshot(ctx.db, {
    id: ctx.id(),
    person,
    rule: digest,
    day,
    answer,
    reasons,
    source,
    asOf,
    now: ctx.now,
  });
  return { judged, snapshot: await findSnapshot(ctx.db, { person, rule: digest, day, answer }), fresh };
}

/** A rule that the house itself makes. */
export function ownRule(ctx: Pick<Ctx, 'config'>, value: Rule): Rule {
  const rule = readRule(ctx, value);
  if (isRefusal(rule)) throw new Error(`no rule: ${JSON.stringify(rule.params)}`);
  return rule;
}
