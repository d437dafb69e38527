import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export interface RequestRow {
  id: string;
  person: string;
  place: string;
  asked: Date;
  tries: number;
  done: Date | null;
  outcome: string | null;
}

const columns = sql`r.id, r.person, r.place, r.asked, r.tries, r.done, r.outcome`;

/** False when a question about the person is open already. */
export async function insertRequest(
  db: Db,
  request: { id: string; person: string; place: string; code: Buffer; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into registry.requests (id, person, place, code, asked, next_try)
    values (${request.id}, ${request.person}, ${request.place}, ${request.code}, ${request.now}, ${request.now}) on conflict do nothing`,
  );
  return rows === 1;
}

/** The latest question about a person. */
export async function findLatestRequest(db: Db, person: string): Promise<RequestRow | undefined> {
  return first(
    db,
    sql<RequestRow>`select ${columns} from registry.requests r where r.person = ${person} order by r.asked desc, r.id desc limit 1`,
  );
}

export async function findOpenRequest(db: Db, id: string): Promise<RequestRow | undefined> {
  return first(db, sql<RequestRow>`select ${columns} from registry.requests r where r.id::text = ${id} and r.done is null`);
}

export async function listDueRequests(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{
      id: string;
    }>`select id from registry.requests where done is null and next_try <= ${now} order by next_try limit ${most}`,
  );
  return rows.map(({ id }) => id);
}

/** Takes a question up, so that nobody else asks it before `until`. */
export async function takeRequest(
  db: Db,
  id: string,
  now: Date,
  until: Date,
): Promise<(RequestRow & { code: Buffer }) | undefined> {
  return first(
    db,
    sql<RequestRow & { code: Buffer }>`update registry.requests r set next_try = ${until}, tries = tries + 1
    where id = ${id} and done is null and next_try <= ${now} returning ${columns}, r.code`,
  );
}

export async function askAgainAt(db: Db, id: string, at: Date): Promise<void> {
  await run(db, sql`update registry.requests set next_try = ${at} where id = ${id} and done is null`);
}

/** The answer is there, and the code goes. */
export async function closeRequest(db: Db, id: string, outcome: string, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update registry.requests set done = ${now}, outcome = ${outcome}, code = null where id = ${id} and done is null`,
  );
  return rows === 1;
}

export interface ExchangeRow {
  id: string;
  at: Date;
  place: string;
  purpose: string;
  outcome: string | null;
  status: number | null;
  milliseconds: number | null;
}

export async function insertExchange(db: Db, one: Pick<ExchangeRow, 'id' | 'at' | 'place' | 'purpose'>): Promise<void> {
  await run(
    db,
    sql`insert into registry.exchanges (id, at, place, purpose) values (${one.id}, ${one.at}, ${one.place}, ${one.purpose})`,
  );
}

export async function noteExchange(
  db: Db,
  id: string,
  { outcome, status, milliseconds }: { outcome: string; status: number | null; milliseconds: number },
): Promise<void> {
  await run(
    db,
    sql`update registry.exchanges set outcome = ${outcome}, status = ${status}, milliseconds = ${milliseconds} where id = ${id}`,
  );
}

export async function listExchanges(db: Db, places: readonly string[], most: number): Promise<ExchangeRow[]> {
  return all(
    db,
    sql<ExchangeRow>`select id, at, place, purpose, outcome, status, milliseconds from registry.exchanges
    where place = any (${array(places, 'uuid')}) order by at desc, id desc limit ${most}`,
  );
}

export async function forgetRequests(db: Db, before: { done: Date; at: Date }, most: number): Promise<number> {
  const requests = await run(
    db,
    sql`delete from registry.requests where id in (select id from registry.requests where done < ${before.done} limit ${most})`,
  );
  const exchanges = await run(
    db,
    sql`delete from registry.exchanges where id in (select id from registry.exchanges where at < ${before.at} limit ${most})`,
  );
  return Math.max(requests, exchanges);
}
