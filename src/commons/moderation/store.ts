import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Entry } from '../entries/store.ts';
import { visible } from '../entries/visibility.ts';
import type { ReasonFigures } from './figures.ts';
import type { Reason, State } from './moderation.ts';

export interface SubjectRow {
  id: string;
  state: State;
  reason: Reason | null;
  before: Entry['visibility'] | null;
  opened: Date;
  changed: Date;
}

const columns = sql`s.id, s.state, s.reason, s.before, s.opened, s.changed`;

function about(entry: string, comment: string | null): RawBuilder<boolean> {
  return sql<boolean>`s.entry = ${entry} and s.comment is not distinct from ${comment}::uuid`;
}

export async function findSubject(db: Db, entry: string, comment: string | null): Promise<SubjectRow | undefined> {
  return first(db, sql<SubjectRow>`select ${columns} from moderation.subjects s where ${about(entry, comment)}`);
}

/** The row of a thing or comment, made now if there is none, locked for this transaction: two moderators judge one after the other. */
export async function lockSubject(
  db: Db,
  subject: { id: string; entry: string; comment: string | null; place: string; now: Date },
): Promise<SubjectRow> {
  await sql`
    insert into moderation.subjects (id, entry, comment, place, state, opened, changed)
    values (${subject.id}, ${subject.entry}, ${subject.comment}, ${subject.place}, 'open', ${subject.now}, ${subject.now})
    on conflict (entry, comment) do nothing`.execute(db);
  const row = await first(
    db,
    sql<SubjectRow>`select ${columns} from moderation.subjects s where ${about(subject.entry, subject.comment)} for update`,
  );
  return row!;
}

/** False when this person has already flagged it. */
export async function insertFlag(
  db: Db,
  flag: { subject: string; person: string; reason: Reason; words: string; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into moderation.flags (subject, person, reason, words, at)
    values (${flag.subject}, ${flag.person}, ${flag.reason}, ${flag.words}, ${flag.now}) on conflict do nothing`,
  );
  return rows === 1;
}

/** Judged before and flagged again: it waits once more. */
export async function reopen(db: Db, id: string, now: Date): Promise<void> {
  await sql`update moderation.subjects set state = 'open', opened = ${now}, changed = ${now} where id = ${id} and state in ('restored', 'dismissed')`.execute(
    db,
  );
}

export async function insertDecision(
  db: Db,
  decision: {
    id: string;
    subject: string;
    kind: 'hide' | 'restore' | 'dismiss';
    reason: Reason | null;
    before: Entry['visibility'] | null;
    words: string;
    now: Date;
  },
): Promise<void> {
  const state: State = decision.kind === 'hide' ? 'hidden' : decision.kind === 'restore' ? 'restored' : 'dismissed';
  const reason = decision.kind === 'hide' ? decision.reason : null;
  await sql`
    with judged as (
      update moderation.subjects set state = ${state}, reason = ${reason}, before = ${decision.before}, changed = ${decision.now}
      where id = ${decision.subject} returning id)
    insert into moderation.decisions (id, subject, kind, reason, words, at)
    select ${decision.id}::uuid, id, ${decision.kind}, ${decision.reason}, ${decision.words}, ${decision.now}::timestamptz from judged`.execute(
    db,
  );
}

export interface QueueRow {
  id: string;
  code: string;
  kind: string;
  title: string;
  place: string;
  comment: string | null;
  said: string | null;
  state: State;
  opened: Date;
  changed: Date;
  flags: number;
  /** The reason most often given, or that for which it is hidden. */
  reason: Reason | null;
}

export type Queue = 'open' | 'hidden' | 'settled';

const queues: Record<Queue, { which: RawBuilder<boolean>; order: RawBuilder<unknown> }> = {
  open: { which: sql<boolean>`s.state = 'open'`, order: sql`s.opened, s.id` },
  hidden: { which: sql<boolean>`s.state = 'hidden'`, order: sql`s.changed desc, s.id` },
  settled: { which: sql<boolean>`s.state in ('restored', 'dismissed')`, order: sql`s.changed desc, s.id` },
};

/** What waits, the longest wait first; what was judged, the latest first. Each place is read from its index, then they are put together.
 *  Only what the actor may see. */
export async function listQueue(
  db: Db,
  actor: Actor,
  asked: { places: readonly string[]; queue: Queue; most: number },
): Promise<QueueRow[]> {
  const { which, order } = queues[asked.queue];
  return all(
    db,
    sql<QueueRow>`
    with first as (
      select s.* from unnest(${array(asked.places, 'uuid')}) as p (place)
      cross join lateral (select * from moderation.subjects s where s.place = p.place and ${which} order by ${order} limit ${asked.most}) s
      order by ${order} limit ${asked.most})
    select s.id, e.code, e.kind, e.title, e.place, s.comment, c.text as said, s.state, s.opened, s.changed,
      (select count(*) from moderation.flags f where f.subject = s.id) as flags,
      coalesce(s.reason, (select f.reason from moderation.flags f where f.subject = s.id group by f.reason order by count(*) desc, f.reason limit 1)) as reason
    from first s join entries.entries e on e.id = s.entry left join discussion.comments c on c.id = s.comment
    where ${visible(actor)} order by ${order}`,
  );
}

/** How many wait and how many are hidden; counted up to a thousand, since beyond it the number changes nothing. */
export async function countQueue(db: Db, places: readonly string[]): Promise<{ open: number; hidden: number }> {
  const upToThousand = (queue: Queue) =>
    sql`(select count(*) from (select 1 from moderation.subjects s where s.place = any (${array(places, 'uuid')}) and ${queues[queue].which} limit 1000) counted)`;
  const row = await first(
    db,
    sql<{ open: number; hidden: number }>`select ${upToThousand('open')} as open, ${upToThousand('hidden')} as hidden`,
  );
  return row!;
}

/** Why it was flagged; by whom is nobody's business but the register's. */
export async function listFlags(db: Db, subject: string): Promise<{ reason: Reason; words: string; at: Date }[]> {
  return all(
    db,
    sql<{
      reason: Reason;
      words: string;
      at: Date;
    }>`select reason, words, at from moderation.flags where subject = ${subject} order by at desc limit 50`,
  );
}

export interface DecisionRow {
  kind: 'hide' | 'restore' | 'dismiss';
  reason: Reason | null;
  words: string;
  at: Date;
}

export async function listDecisions(db: Db, subject: string): Promise<DecisionRow[]> {
  return all(
    db,
    sql<DecisionRow>`select kind, reason, words, at from moderation.decisions where subject = ${subject} order by at desc, id desc limit 20`,
  );
}

/** Flagged, hidden and restored since an instant, by reason. */
export async function countByReason(db: Db, since: Date): Promise<ReasonFigures[]> {
  const rows = await all(
    db,
    sql<{ reason: string; flagged: number; hidden: number; restored: number }>`
    select reason, sum(flagged)::int as flagged, sum(hidden)::int as hidden, sum(restored)::int as restored from (
      select f.reason, count(*) as flagged, 0 as hidden, 0 as restored from moderation.flags f where f.at >= ${since} group by f.reason
      union all
      select d.reason, 0, count(*) filter (where d.kind = 'hide'), count(*) filter (where d.kind = 'restore')
      from moderation.decisions d where d.at >= ${since} and d.reason is not null group by d.reason) counted
    group by reason order by reason`,
  );
  return rows.map(({ reason, flagged, hidden, restored }) => ({ reason, counts: [flagged, hidden, restored] }));
}

/** Who reads a hidden thing once it is shown again, where that changes meanwhile. */
export async function showAgainTo(db: Db, entry: string, visibility: Entry['visibility']): Promise<void> {
  await sql`
    update moderation.subjects set before = ${visibility} where entry = ${entry} and comment is null and state = 'hidden'`.execute(
    db,
  );
}

/** What is flagged goes with its thing, when that passes to another municipality. */
export async function followPlaces(db: Db, entries: readonly string[]): Promise<void> {
  await sql`
    update moderation.subjects s set place = e.place from entries.entries e
    where e.id = s.entry and s.entry = any (${array(entries, 'uuid')}) and s.place <> e.place`.execute(db);
}

/** The words of flags on what was judged before an instant. */
export async function forgetOldFlags(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`update moderation.flags set words = '' where (subject, person) in (
      select f.subject, f.person from moderation.flags f join moderation.subjects s on s.id = f.subject
      where f.words <> '' and s.state <> 'open' and s.changed < ${before} limit ${most})`,
  );
}
