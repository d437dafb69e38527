import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

/** A report passed to others. */
export interface Hop {
  act: string;
  at: Date;
  to_place: string | null;
  /** Of the register; nothing when the name was typed, or when it went to another municipality. */
  body_id: string | null;
  body: string | null;
  contact: string | null;
  reference: string | null;
}

export async function insertHop(db: Db, hop: Hop & { report: string }): Promise<void> {
  await sql`insert into reports.hops (act, report, at, to_place, body_id, body, contact, reference)
    values (${hop.act}, ${hop.report}, ${hop.at}, ${hop.to_place}, ${hop.body_id}, ${hop.body}, ${hop.contact}, ${hop.reference})`.execute(
    db,
  );
}

export async function listHops(db: Db, report: string): Promise<Hop[]> {
  return all(
    db,
    sql<Hop>`select act, at, to_place, body_id, body, contact, reference from reports.hops where report = ${report} order by at, act`,
  );
}

/** Whom each of these was passed to outside, by name; the last one. */
export async function bodiesOf(db: Db, reports: readonly string[]): Promise<Map<string, string>> {
  const rows = await all(
    db,
    sql<{ report: string; body: string }>`
    select distinct on (report) report, body from reports.hops
    where report = any (${array(reports, 'uuid')}) and body is not null order by report, at desc, act desc`,
  );
  return new Map(rows.map(({ report, body }) => [report, body]));
}

export async function setReference(db: Db, act: string, reference: string): Promise<void> {
  await sql`update reports.hops set reference = ${reference} where act = ${act}`.execute(db);
}

export async function setDuplicateOf(db: Db, report: string, of: string | null): Promise<void> {
  await sql`update reports.reports set duplicate_of = ${of} where id = ${report}`.execute(db);
}

export async function duplicateOf(db: Db, report: string): Promise<string | null> {
  const row = await first(
    db,
    sql<{ duplicate_of: string | null }>`select duplicate_of from reports.reports where id = ${report}`,
  );
  return row!.duplicate_of;
}

/** Whoever has the same problem has it also where it is told once: supporters, and who sent the duplicate. One each. */
export async function carrySupports(db: Db, from: string, to: string): Promise<void> {
  await sql`
    insert into reports.supports (report, person, assurance, at, via)
    select ${to}::uuid, came.person, came.assurance, came.at, ${from}::uuid from (
      select person, assurance, at from reports.supports where report = ${from}
      union all
      select author, assurance, published from entries.entries where id = ${from} and author is not null) came
    where came.person is distinct from (select author from entries.entries where id = ${to})
    on conflict do nothing`.execute(db);
}

export async function takeBackSupports(db: Db, from: string, to: string): Promise<void> {
  await sql`delete from reports.supports where report = ${to} and via = ${from}`.execute(db);
}

/** When a person of the office named the day; nothing when the promise is that of the kind of problem. */
export async function notePromise(db: Db, report: string, at: Date | null): Promise<void> {
  await sql`update reports.reports set promised = ${at} where id = ${report}`.execute(db);
}

export async function isPromisedByPerson(db: Db, report: string): Promise<boolean> {
  return (await first(db, sql`select 1 from reports.reports where id = ${report} and promised is not null`)) !== undefined;
}

/** False when it was contested before. */
export async function insertContest(db: Db, report: string, now: Date): Promise<boolean> {
  return (await run(db, sql`insert into reports.contests (report, at) values (${report}, ${now}) on conflict do nothing`)) === 1;
}

export async function isContested(db: Db, report: string): Promise<boolean> {
  return (await first(db, sql`select 1 from reports.contests where report = ${report}`)) !== undefined;
}

/** Closed before an instant that each place chooses, and in a state that may be archived. */
export async function listArchivable(
  db: Db,
  before: readonly { place: string; closed: Date }[],
  states: readonly string[],
  most: number,
): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ code: string }>`
    select e.code from entries.entries e join jsonb_to_recordset(${JSON.stringify(before)}::jsonb) as here (place uuid, closed timestamptz)
      on e.place = here.place and e.closed < here.closed
    where e.kind = 'report' and e.state = any (${array(states, 'text')}) order by e.closed limit ${most}`,
  );
  return rows.map((row) => row.code);
}
