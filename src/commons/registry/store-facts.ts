import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Belonging } from './rule.ts';

export interface FactRow {
  id: string;
  person: string;
  source: 'anpr' | 'counter';
  place: string | null;
  belongs: Belonging[];
  /** Days, YYYY-MM-DD. */
  asOf: string;
  until: string;
  bornBy: string | null;
  document: string | null;
  reason: string | null;
  officer: string | null;
  made: Date;
  contested: Date | null;
  objection: string | null;
  ended: Date | null;
}

const columns = sql`f.id, f.person, f.source, f.place, f.belongs, f.as_of as "asOf", f.until, f.born_by as "bornBy", f.document, f.reason, f.officer,
  f.made, f.contested, f.objection, f.ended`;

export async function lockPerson(db: Db, id: string): Promise<boolean> {
  return (await first(db, sql`select 1 from people.people where id = ${id} and erased is null for update`)) !== undefined;
}

/** Takes the place of what the same source said before of the same person: ANPR of all, an officer of the municipality. To be called with the person
 *  locked. */
export async function insertFact(db: Db, fact: Omit<FactRow, 'contested' | 'objection' | 'ended'>): Promise<void> {
  await run(
    db,
    sql`update registry.facts set ended = ${fact.made} where person = ${fact.person} and source = ${fact.source} and ended is null
      and (source = 'anpr' or place = ${fact.place})`,
  );
  await run(
    db,
    sql`insert into registry.facts (id, person, source, place, belongs, as_of, until, born_by, document, reason, officer, made)
    values (${fact.id}, ${fact.person}, ${fact.source}, ${fact.place}, ${array(fact.belongs, 'text')}, ${fact.asOf}, ${fact.until}, ${fact.bornBy},
      ${fact.document}, ${fact.reason}, ${fact.officer}, ${fact.made})`,
  );
}

/** What was said of a person and stands: also what is contested or out of time, which does not count. */
export async function listFacts(db: Db, person: string): Promise<FactRow[]> {
  return all(
    db,
    sql<FactRow>`select ${columns} from registry.facts f where f.person = ${person} and f.ended is null order by f.made desc limit 50`,
  );
}

/** What one source said of a person, as far as it counts on a day or later. */
export async function listStanding(db: Db, person: string, source: FactRow['source'], day: string): Promise<FactRow[]> {
  return all(
    db,
    sql<FactRow>`select ${columns} from registry.facts f
    where f.person = ${person} and f.source = ${source} and f.ended is null and f.contested is null and f.until >= ${day}`,
  );
}

export async function findFact(db: Db, id: string): Promise<FactRow | undefined> {
  return first(db, sql<FactRow>`select ${columns} from registry.facts f where f.id::text = ${id} and f.ended is null`);
}

export interface CheckRow extends FactRow {
  name: string;
  officerName: string;
}

/** Checks of officers in these municipalities, the latest first. */
export async function listChecks(db: Db, places: readonly string[], most: number): Promise<CheckRow[]> {
  return all(
    db,
    sql<CheckRow>`select ${columns}, p.name, o.name as "officerName" from registry.facts f
    join people.people p on p.id = f.person join people.people o on o.id = f.officer
    where f.source = 'counter' and f.ended is null and f.place = any (${array(places, 'uuid')}) order by f.made desc, f.id limit ${most}`,
  );
}

export async function noteContested(db: Db, id: string, objection: string, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update registry.facts set contested = ${now}, objection = ${objection} where id = ${id} and ended is null and contested is null`,
  );
  return rows === 1;
}

export async function endFact(db: Db, id: string, now: Date): Promise<boolean> {
  return (await run(db, sql`update registry.facts set ended = ${now} where id = ${id} and ended is null`)) === 1;
}

export async function forgetFacts(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`delete from registry.facts where id in (
      select id from registry.facts where ended < ${before} or until < ${before}::timestamptz::date limit ${most})`,
  );
}

/** A new code takes the place of the one before. */
export async function insertCode(db: Db, code: { hash: Buffer; person: string; now: Date; expires: Date }): Promise<void> {
  await run(
    db,
    sql`insert into registry.codes (hash, person, made, expires) values (${code.hash}, ${code.person}, ${code.now}, ${code.expires})
    on conflict (person) do update set hash = excluded.hash, made = excluded.made, expires = excluded.expires,
      check_id = null, place = null, opened_by = null`,
  );
}

/** Whose code this is, if nobody opened it yet. */
export async function findCode(db: Db, hash: Buffer, now: Date): Promise<{ person: string } | undefined> {
  return first(
    db,
    sql<{ person: string }>`select person from registry.codes where hash = ${hash} and expires > ${now} and check_id is null`,
  );
}

/** Of two officers who open a code at once, one has it: the check is theirs until it expires. */
export async function openCode(
  db: Db,
  opened: { hash: Buffer; check: string; place: string; officer: string; now: Date; expires: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`update registry.codes set check_id = ${opened.check}, place = ${opened.place}, opened_by = ${opened.officer}, expires = ${opened.expires}
    where hash = ${opened.hash} and expires > ${opened.now} and check_id is null`,
  );
  return rows === 1;
}

export interface OpenCheck {
  id: string;
  person: string;
  name: string;
  place: string;
  expires: Date;
}

export async function findOpenCheck(db: Db, id: string, officer: string, now: Date): Promise<OpenCheck | undefined> {
  return first(
    db,
    sql<OpenCheck>`select c.check_id as id, c.person, p.name, c.place, c.expires from registry.codes c
    join people.people p on p.id = c.person and p.erased is null
    where c.check_id::text = ${id} and c.opened_by = ${officer} and c.expires > ${now}`,
  );
}

/** Uses a check up: of two at once, one finds it. */
export async function useCheck(db: Db, id: string): Promise<boolean> {
  return (await run(db, sql`delete from registry.codes where check_id = ${id}`)) === 1;
}

export async function forgetCodes(db: Db, now: Date): Promise<void> {
  await run(db, sql`delete from registry.codes where expires < ${now}`);
}

/** What is of one account is of another: of what is held once for each person the later stays. */
export async function moveFacts(db: Db, from: string, into: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update registry.facts f set ended = ${now} from registry.facts o
    where f.ended is null and o.ended is null and f.source = o.source and (f.source = 'anpr' or f.place = o.place)
      and (f.person, o.person) in ((${from}::uuid, ${into}::uuid), (${into}::uuid, ${from}::uuid)) and (o.made, o.id) > (f.made, f.id)`,
  );
  await run(db, sql`update registry.facts set person = ${into} where person = ${from}`);
  await run(db, sql`update registry.facts set officer = ${into} where officer = ${from}`);
  await run(db, sql`delete from registry.codes where person = ${from} or opened_by = ${from}`);
}
