import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Belonging } from './rule.ts';

export type ListState = 'reading' | 'in-force' | 'replaced' | 'failed';

export interface ListRow {
  id: string;
  place: string;
  /** YYYY-MM-DD. */
  validOn: string;
  state: ListState;
  reason: string | null;
  read: number;
  taken: number;
  rejected: number;
  begun: Date;
  touched: Date;
  inForce: Date | null;
}

const columns = sql`l.id, l.place, l.valid_on as "validOn", l.state, l.reason, l.rows_read as read, l.rows_taken as taken,
  l.rows_rejected as rejected, l.begun, l.touched, l.in_force as "inForce"`;

/** Imports of one municipality wait for each other where they begin and where they end. */
export async function lockLists(db: Db, place: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`registry.lists ${place}`}, 0))`.execute(db);
}

/** False when another list of the municipality is being read. */
export async function insertList(
  db: Db,
  list: { id: string; place: string; validOn: string; print: Buffer; by: string | null; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into registry.lists (id, place, valid_on, print, state, imported_by, begun, touched)
    values (${list.id}, ${list.place}, ${list.validOn}, ${list.print}, 'reading', ${list.by}, ${list.now}, ${list.now})
    on conflict do nothing`,
  );
  return rows === 1;
}

export async function findList(db: Db, id: string): Promise<ListRow | undefined> {
  return first(db, sql<ListRow>`select ${columns} from registry.lists l where l.id::text = ${id}`);
}

/** The list of a municipality that is in force, or being read, and whether it is made of this very file. */
export async function findCurrent(
  db: Db,
  place: string,
  state: 'reading' | 'in-force',
): Promise<(ListRow & { print: Buffer }) | undefined> {
  return first(
    db,
    sql<
      ListRow & { print: Buffer }
    >`select ${columns}, l.print from registry.lists l where l.place = ${place} and l.state = ${state}`,
  );
}

/** The latest lists of these municipalities. */
export async function listLists(db: Db, places: readonly string[], most: number): Promise<ListRow[]> {
  return all(
    db,
    sql<ListRow>`select ${columns} from registry.lists l where l.place = any (${array(places, 'uuid')})
    order by l.begun desc, l.id desc limit ${most}`,
  );
}

/** Lands people in a list that is not in force yet; who stands there already is not counted. */
export async function landListed(db: Db, list: string, people: readonly { hash: string; belongs: Belonging }[]): Promise<number> {
  return run(
    db,
    sql`insert into registry.listed (list, hash, belongs)
    select ${list}::uuid, decode(h, 'hex'), b from unnest(${array(
      people.map(({ hash }) => hash),
      'text',
    )}, ${array(
      people.map(({ belongs }) => belongs),
      'text',
    )}) as g (h, b) on conflict do nothing`,
  );
}

export async function insertReject(db: Db, list: string, line: number, reason: string): Promise<void> {
  await run(
    db,
    sql`insert into registry.rejects (list, line, reason) values (${list}, ${line}, ${reason}) on conflict do nothing`,
  );
}

export async function listRejects(db: Db, list: string, most: number): Promise<{ line: number; reason: string }[]> {
  return all(
    db,
    sql<{
      line: number;
      reason: string;
    }>`select line, reason from registry.rejects where list = ${list} order by line limit ${most}`,
  );
}

export async function noteProgress(db: Db, list: string, read: number, now: Date): Promise<void> {
  await run(db, sql`update registry.lists set rows_read = ${read}, touched = ${now} where id = ${list} and state = 'reading'`);
}

export interface Counted {
  read: number;
  rejected: number;
}

/** The former list steps back and this one is in force, in one step. False when it is not being read any more. */
export async function putInForce(db: Db, list: string, place: string, { read, rejected }: Counted, now: Date): Promise<boolean> {
  await run(
    db,
    sql`update registry.lists set state = 'replaced', replaced = ${now} where place = ${place} and state = 'in-force'`,
  );
  const rows = await run(
    db,
    sql`update registry.lists set state = 'in-force', in_force = ${now}, touched = ${now}, rows_read = ${read}, 
      rows_taken = (select count(distinct hash) from registry.listed where list = ${list}), rows_rejected = ${rejected} where id = ${list} and state = 'reading'`,
  );
  return rows === 1;
}

export async function giveUp(db: Db, list: string, reason: string, rejected: number, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update registry.lists set state = 'failed', reason = ${reason}, rows_rejected = ${rejected}, touched = ${now}
    where id = ${list} and state = 'reading'`,
  );
  return rows === 1;
}

/** Lists that were being read and did not go on since then. */
export async function listBrokenOff(db: Db, before: Date): Promise<string[]> {
  const rows = await all(db, sql<{ id: string }>`select id from registry.lists where state = 'reading' and touched < ${before}`);
  return rows.map(({ id }) => id);
}

export async function isReading(db: Db, list: string): Promise<boolean> {
  return (await first(db, sql`select 1 from registry.lists where id::text = ${list} and state = 'reading'`)) !== undefined;
}

/** What the lists of these municipalities say of a fiscal code as of a day: of each the latest until then, else the first after it. */
export async function statedByLists(
  db: Db,
  hash: Buffer,
  places: readonly string[],
  day: string,
): Promise<{ place: string; asOf: string; belongs: Belonging[] }[]> {
  return all(
    db,
    sql<{ place: string; asOf: string; belongs: Belonging[] }>`
    with chosen as (
      select distinct on (place) id, place, valid_on from registry.lists
      where place = any (${array(places, 'uuid')}) and state in ('in-force', 'replaced')
      order by place, valid_on > ${day}::date, abs(valid_on - ${day}::date), in_force desc)
    select c.place, c.valid_on as "asOf",
      coalesce((select array_agg(p.belongs order by p.belongs) from registry.listed p where p.list = c.id and p.hash = ${hash}), '{}') as belongs
    from chosen c`,
  );
}

/** Who stood in lists that failed, or were replaced before that day; then the lists themselves. */
export async function forgetLists(db: Db, before: Date, most: number): Promise<number> {
  const old = sql`select id from registry.lists where state = 'failed' and touched < ${before} or state = 'replaced' and replaced < ${before}`;
  const people = await run(
    db,
    sql`delete from registry.listed where ctid = any (array(select ctid from registry.listed where list in (${old}) limit ${most}))`,
  );
  if (people >= most) return people;
  return people + (await run(db, sql`delete from registry.lists where id in (${old} limit ${most})`));
}

export async function moveLists(db: Db, from: string, into: string): Promise<void> {
  await run(db, sql`update registry.lists set imported_by = ${into} where imported_by = ${from}`);
}
