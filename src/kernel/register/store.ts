import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, array, first } from '../database/store.ts';
import type { Act } from './act.ts';

export interface ActRow {
  id: string;
  verb: string;
  entry: string | null;
  code: string | null;
  place: string | null;
  at: Date;
  mark: string | null;
  assurance: string;
  public: string;
  commitment: Buffer;
  person: string | null;
  key: Buffer;
  private: string;
}

/** One statement for the act and what it commits to. Its instant is not before the last seal: where the clock was set back, time stands still until
 *  it comes there again, and nobody reads of an act that it happened before a seal in which it is not (docs/decisions/0013). */
export async function insertAct(db: Db, act: ActRow): Promise<{ seq: string; at: Date }> {
  const row = await first(
    db,
    sql<{ seq: string; at: Date }>`
    with secret as (
      insert into kernel.act_secrets (act, person, key, private) values (${act.id}, ${act.person}, ${act.key}, ${act.private}::jsonb))
    insert into kernel.acts (id, verb, entry, code, place, at, mark, assurance, public, commitment)
    values (${act.id}, ${act.verb}, ${act.entry}, ${act.code}, ${act.place},
      greatest(${act.at}::timestamptz, (select c.at from kernel.checkpoints c order by c.size desc limit 1)), ${act.mark}, ${act.assurance}, ${act.public}::jsonb, ${act.commitment})
    returning seq::text as seq, at`,
  );
  return row!;
}

/** Many acts in the order given. */
export async function insertHistory(db: Db, acts: readonly ActRow[]): Promise<void> {
  const rows = JSON.stringify(
    acts.map((act) => ({ ...act, commitment: act.commitment.toString('hex'), key: act.key.toString('hex') })),
  );
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${rows}::jsonb) as g (id uuid, verb text, entry uuid, code text, place uuid, at timestamptz, mark text, assurance text,
        public text, commitment text, person uuid, key text, private text)),
    secrets as (
      insert into kernel.act_secrets (act, person, key, private) select id, person, decode(key, 'hex'), private::jsonb from given)
    insert into kernel.acts (id, verb, entry, code, place, at, mark, assurance, public, commitment)
    select id, verb, entry, code, place, at, mark, assurance, public::jsonb, decode(commitment, 'hex') from given`.execute(db);
}

export async function findSecret(db: Db, name: string): Promise<Buffer | undefined> {
  return (await first(db, sql<{ value: Buffer }>`select value from kernel.secrets where name = ${name}`))?.value;
}

/** Keeps the first secret of this name, whoever made it. */
export async function keepSecret(db: Db, name: string, value: Buffer): Promise<Buffer> {
  await sql`insert into kernel.secrets (name, value) values (${name}, ${value}) on conflict (name) do nothing`.execute(db);
  return (await findSecret(db, name))!;
}

const columns = sql`a.id, a.seq::text as seq, a.verb, a.entry, a.code, a.place, a.at, a.assurance, a.public, s.person, s.private`;

/** The last act that can be seen, and who is writing acts at this moment. Whoever was given a `seq` not above `last` and has not committed is
 *  among the writers: a transaction locks the table before it is given a number, and lets go of the lock only once everybody can see its rows.
 *  Locks are those of this database alone, so nobody waits for what goes on in another one, nor for transactions that write no acts. */
export interface Writing {
  last: string;
  /** Numbers of transactions while they run, such as `4/1234`. */
  writers: string[];
}

export async function findWriting(db: Db): Promise<Writing> {
  const row = await first(
    db,
    sql<Writing>`select coalesce(max(a.seq), 0)::text as last, array(
      select l.virtualtransaction from pg_locks l
      where l.locktype = 'relation' and l.relation = 'kernel.acts'::regclass and l.mode = 'RowExclusiveLock'
        and l.database = (select d.oid from pg_database d where d.datname = current_database())) as writers
    from kernel.acts a`,
  );
  return row!;
}

/** Acts after a cursor, up to where the register may be read. */
export async function actsAfter(db: Db, cursor: string, upTo: string, most: number): Promise<Act[]> {
  return all(
    db,
    sql<Act>`
    select ${columns} from kernel.acts a left join kernel.act_secrets s on s.act = a.id
    where a.seq > ${cursor}::bigint and a.seq <= ${upTo}::bigint order by a.seq limit ${most}`,
  );
}

/** The acts of one thing, oldest first. */
export async function actsOf(db: Db, entry: string): Promise<Act[]> {
  return all(
    db,
    sql<Act>`select ${columns} from kernel.acts a left join kernel.act_secrets s on s.act = a.id where a.entry = ${entry} order by a.seq limit 500`,
  );
}

/** What administrators did in a place, the latest first: acts on no public thing, of these verbs, whose public part holds `facts`. */
export async function actsInPlace(
  db: Db,
  asked: { place: string; verbs: readonly string[]; facts: Record<string, unknown>; most: number },
): Promise<Act[]> {
  return all(
    db,
    sql<Act>`
    select ${columns} from kernel.acts a left join kernel.act_secrets s on s.act = a.id
    where a.place = ${asked.place} and a.entry is null and a.verb = any (${array(asked.verbs, 'text')}) and a.public @> ${JSON.stringify(asked.facts)}::jsonb
    order by a.seq desc limit ${asked.most}`,
  );
}

/** Locks the cursor of a subscriber for this transaction: the last act it has read. Nothing when another process has it. */
export async function lockCursor(db: Db, subscriber: string): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{ seq: string }>`select seq::text as seq from kernel.cursors where subscriber = ${subscriber} for update skip locked`,
  );
  return row?.seq;
}

export async function createCursors(db: Db, subscribers: readonly string[]): Promise<void> {
  await sql`insert into kernel.cursors (subscriber) select unnest(${array(subscribers, 'text')}) on conflict do nothing`.execute(
    db,
  );
}

export async function moveCursor(db: Db, subscriber: string, act: Act): Promise<void> {
  await sql`update kernel.cursors set seq = ${act.seq}::bigint, moved = now(), failures = 0, last_error = null where subscriber = ${subscriber}`.execute(
    db,
  );
}

export async function noteFailure(db: Db, subscriber: string, error: string): Promise<void> {
  await sql`update kernel.cursors set failures = failures + 1, last_error = ${error.slice(0, 500)} where subscriber = ${subscriber}`.execute(
    db,
  );
}

/** Seeds and moves write history that nobody needs to be told of. */
export async function skipHistory(db: Db): Promise<void> {
  await sql`update kernel.cursors set seq = coalesce((select max(seq) from kernel.acts), 0)`.execute(db);
}

export interface SubscriberHealth {
  subscriber: string;
  moved: Date;
  failures: number;
  last_error: string | null;
  behind: number;
}

export async function subscribersHealth(db: Db): Promise<SubscriberHealth[]> {
  return all(
    db,
    sql<SubscriberHealth>`
    select c.subscriber, c.moved, c.failures, c.last_error,
      (select count(*) from (select 1 from kernel.acts a where a.seq > c.seq limit 1000) behind) as behind
    from kernel.cursors c order by c.subscriber`,
  );
}
