import { romeDay, romeInstant } from '../../kernel/time.ts';
import { mayTakePart, youngest } from './age.ts';
import type { Belonging, Group, Rule } from './rule.ts';

export type Source = 'list' | 'anpr' | 'counter';

/** What one source says of one person, as of a day. */
export interface Statement {
  source: Source;
  /** The municipality of which it speaks; null: the person lives in none of ours. */
  place: string | null;
  /** As what the person belongs there; empty: the source has them not. */
  belongs: readonly Belonging[];
  /** YYYY-MM-DD. */
  asOf: string;
  /** The last day on which it is believed; null: until something newer is said. */
  until: string | null;
}

/** What is known of a person. */
export interface Known {
  /** Somebody certified who they are: lists and ANPR can be asked. */
  certified: boolean;
  /** The day of birth, YYYY-MM-DD. */
  born: string | null;
  /** Days on or before which the person was born, as officers saw it. */
  bornBy: readonly string[];
  statements: readonly Statement[];
}

export type Answer = 'yes' | 'no' | 'unknown';

/** Codes; their sentences are `registry.reason.<code>`. */
export type Reason =
  | 'resident'
  | `enrolled-${Group}`
  | 'elsewhere'
  | 'not-listed'
  | 'residence-unknown'
  | 'contradiction'
  | 'uncertified'
  | 'old-enough'
  | 'too-young'
  | 'under-fourteen'
  | 'age-unknown'
  | 'account-gone';

export interface Judged {
  answer: Answer;
  /** Why: of a yes all that it rests on, of a no what forbids it, of an unknown what is missing. */
  reasons: Reason[];
  /** Who said where the person belongs, and as of which day; null where nobody did. */
  source: Source | null;
  asOf: string | null;
}

/** Part of an answer. */
type Part = Omit<Judged, 'reasons'> & { reason: Reason };

/** May this person take part by this rule, at this instant? `places` are the municipalities for which the rule stands. */
export function judge(rule: Rule, places: readonly string[], known: Known, at: Date): Judged {
  const age = ofAge(rule, known, at);
  const belongs = belonging(rule, places, known, rule.on ?? romeDay(at));
  const parts = [belongs, age];
  const answer: Answer = parts.some((part) => part.answer === 'no')
    ? 'no'
    : parts.every((part) => part.answer === 'yes')
      ? 'yes'
      : 'unknown';
  const reasons = parts.filter((part) => part.answer === answer).map(({ reason }) => reason);
  return { answer, reasons, source: belongs.source, asOf: belongs.asOf };
}

/** Whoever is under fourteen today is refused, whatever day a rule looks at. */
function ofAge({ from, on }: Rule, { born, bornBy }: Known, at: Date): Part {
  const looked = on === null ? at : romeInstant(on);
  const part = (answer: Answer, reason: Reason): Part => ({ answer, reason, source: null, asOf: null });
  const isOld = (day: string) => mayTakePart(day, at, { from: youngest }) && mayTakePart(day, looked, { from });
  if (born !== null) {
    if (isOld(born)) return part('yes', 'old-enough');
    return part('no', mayTakePart(born, at, { from: youngest }) ? 'too-young' : 'under-fourteen');
  }
  return bornBy.some(isOld) ? part('yes', 'old-enough') : part('unknown', 'age-unknown');
}

function belonging({ groups }: Rule, places: readonly string[], { certified, statements }: Known, day: string): Part {
  const said = statementsFor(statements, day);
  const lives = residences(said);
  const part = (answer: Answer, reason: Reason, by?: Statement): Part => ({
    answer,
    reason,
    source: by?.source ?? null,
    asOf: by?.asOf ?? null,
  });
  const here = (place: string | null) => place !== null && places.includes(place);
  if (lives.length > 0 && lives.every(({ place }) => here(place))) return part('yes', 'resident', lives[0]);
  for (const group of groups) {
    const enrolled = latest(said.filter(({ place, belongs }) => here(place) && belongs.includes(group)));
    if (enrolled) return part('yes', `enrolled-${group}`, enrolled);
  }
  // Two lists of one day that both have the person: one of them is wrong, and it is not for us to choose.
  if (lives.some(({ place }) => here(place))) return part('unknown', 'contradiction', lives[0]);
  if (lives[0]) return part('no', 'elsewhere', lives[0]);
  if (!certified) return part('unknown', 'uncertified');
  const silent = said.filter(({ source, place }) => source === 'list' && here(place));
  if (silent.length < places.length) return part('unknown', 'residence-unknown');
  return part('no', 'not-listed', silent.toSorted((a, b) => a.asOf.localeCompare(b.asOf))[0]);
}

/** Of a day that is gone what was known then counts; where nothing was, what came first after it. */
function statementsFor(statements: readonly Statement[], day: string): Statement[] {
  const believed = statements.filter(({ until }) => until === null || until >= day);
  const then = believed.filter(({ asOf }) => asOf <= day);
  return then.length > 0 ? then : believed;
}

/** Where the person lives by the newest of what is said, the most certain first: several only where sources of equal weight disagree. */
function residences(said: readonly Statement[]): Statement[] {
  const lives = said.filter(
    (one) => (one.place === null || one.belongs.includes('resident')) && !said.some((other) => takesBack(other, one)),
  );
  const newest = latest(lives);
  return newest ? lives.filter((one) => byNews(one, newest) === 0) : [];
}

/** A later list of the same municipality has the person no longer. */
function takesBack(other: Statement, one: Statement): boolean {
  return other.source === 'list' && other.place === one.place && other.asOf > one.asOf && !other.belongs.includes('resident');
}

const weight: Record<Source, number> = { list: 1, counter: 2, anpr: 3 };

/** Newer first; of one day ANPR before an officer, and an officer before a list. */
function byNews(a: Statement, b: Statement): number {
  return b.asOf.localeCompare(a.asOf) || weight[b.source] - weight[a.source];
}

function latest(said: readonly Statement[]): Statement | undefined {
  return said.toSorted(byNews)[0];
}
