import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export interface NoticeRow {
  place: string;
  procedure: string;
  version: number;
  it: string;
  en: string;
  since: Date;
}

const columns = sql`n.place, n.procedure, n.version, n.it, n.en, n.since`;

/** What was published for a procedure in these places, the latest first. */
export async function listNotices(db: Db, places: readonly string[], procedure?: string): Promise<NoticeRow[]> {
  return all(
    db,
    sql<NoticeRow>`
    select ${columns} from privacy.notices n
    where n.place = any (${array(places, 'uuid')}) ${procedure ? sql`and n.procedure = ${procedure}` : sql``}
    order by n.version desc limit 500`,
  );
}

/** The next version: of two at once, one is refused by the database and tried again. */
export async function insertNotice(
  db: Db,
  notice: { id: string; place: string; procedure: string; it: string; en: string; by: string | null; now: Date },
): Promise<number> {
  const row = await first(
    db,
    sql<{ version: number }>`
    insert into privacy.notices (id, place, procedure, version, it, en, since, published_by)
    values (${notice.id}, ${notice.place}, ${notice.procedure},
      (select coalesce(max(version), 0) + 1 from privacy.notices where place = ${notice.place} and procedure = ${notice.procedure}),
      ${notice.it}, ${notice.en}, ${notice.now}, ${notice.by}) returning version`,
  );
  return row!.version;
}

export async function lockNotices(db: Db, place: string, procedure: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.notices ${place} ${procedure}`}, 0))`.execute(db);
}

export async function insertAcceptance(
  db: Db,
  one: {
    id: string;
    procedure: string;
    place: string;
    version: number;
    print: Buffer;
    person: string | null;
    entry: string | null;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into privacy.acceptances (id, procedure, place, version, print, person, entry, at)
    values (${one.id}, ${one.procedure}, ${one.place}, ${one.version}, ${one.print}, ${one.person}, ${one.entry}, ${one.now})`.execute(
    db,
  );
}

export interface ExportRow {
  id: string;
  person: string;
  asked: Date;
  ready: Date | null;
  bytes: number | null;
  /** Until when the one link holds, once it was offered. */
  expires: Date | null;
}

const exported = sql`x.id, x.person, x.asked, x.ready, x.bytes::float8 as bytes, x.expires`;

/** The copy that a person asked for and has not taken yet. */
export async function findOpenExport(db: Db, person: string): Promise<ExportRow | undefined> {
  return first(db, sql<ExportRow>`select ${exported} from privacy.exports x where x.person = ${person} and x.gone is null`);
}

/** One that waits to be made. */
export async function findAskedExport(db: Db, id: string): Promise<ExportRow | undefined> {
  return first(
    db,
    sql<ExportRow>`
    select ${exported} from privacy.exports x join people.people p on p.id = x.person and p.erased is null
    where x.id = ${id} and x.ready is null and x.gone is null`,
  );
}

/** False when one is open already. */
export async function insertExport(db: Db, { id, person, now }: { id: string; person: string; now: Date }): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into privacy.exports (id, person, asked) values (${id}, ${person}, ${now}) on conflict do nothing`,
  );
  return rows === 1;
}

export async function noteReady(db: Db, id: string, bytes: number, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update privacy.exports set ready = ${now}, bytes = ${bytes} where id = ${id} and ready is null and gone is null`,
  );
  return rows === 1;
}

/** The link is made once, and its time begins: the minutes do not begin anew when it is asked for again, which moves it to the session that asks. */
export async function offerExport(
  db: Db,
  offer: { person: string; token: Buffer; session: Buffer; expires: Date; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`update privacy.exports set token = ${offer.token}, session = ${offer.session}, expires = coalesce(expires, ${offer.expires})
    where person = ${offer.person} and ready is not null and gone is null and coalesce(expires > ${offer.now}, true)`,
  );
  return rows === 1;
}

export interface Opener {
  token: Buffer;
  person: string;
  session: Buffer;
  now: Date;
}

/** The copy that a link opens: only in the session it was made for. */
export async function findOffered(db: Db, { token, person, session, now }: Opener): Promise<ExportRow | undefined> {
  return first(
    db,
    sql<ExportRow>`
    select ${exported} from privacy.exports x
    where x.token = ${token} and x.person = ${person} and x.session = ${session} and x.gone is null and x.expires > ${now}`,
  );
}

/** Of two at once, one takes it. */
export async function takeExport(db: Db, { token, person, session, now }: Opener): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{ id: string }>`
    update privacy.exports set taken = ${now}, gone = ${now}
    where token = ${token} and person = ${person} and session = ${session} and gone is null and expires > ${now} returning id`,
  );
  return row?.id;
}

/** Offered and not taken in time, never offered for days, or never made. */
export async function closeExports(db: Db, before: { now: Date; ready: Date; asked: Date }): Promise<number> {
  return run(
    db,
    sql`update privacy.exports set gone = ${before.now}
    where gone is null and (expires <= ${before.now} or (expires is null and ready < ${before.ready}) or (ready is null and asked < ${before.asked}))`,
  );
}

/** Which of these still have a file. */
export async function openAmong(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`select id from privacy.exports where gone is null and id = any (${array(ids, 'uuid')})`,
  );
  return rows.map(({ id }) => id);
}

export async function deleteOldExports(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`delete from privacy.exports where id in (select id from privacy.exports where gone < ${before} limit ${most})`,
  );
}

export interface ErasureRow {
  person: string;
  words: boolean;
  at: Date;
}

export async function insertErasure(db: Db, { person, words, at }: ErasureRow): Promise<void> {
  await sql`insert into privacy.erasures (person, words, at) values (${person}, ${words}, ${at}) on conflict do nothing`.execute(
    db,
  );
}

export async function listErasures(db: Db): Promise<ErasureRow[]> {
  return all(db, sql<ErasureRow>`select person, words, at from privacy.erasures order by at, person`);
}

/** Two accounts were of one person: what was read and published by the first was by the second. */
export async function moveNotices(db: Db, from: string, into: string): Promise<void> {
  await run(db, sql`update privacy.acceptances set person = ${into} where person = ${from}`);
  await run(db, sql`update privacy.notices set published_by = ${into} where published_by = ${from}`);
}
