import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first } from '../../kernel/database/store.ts';

export interface ReportRow {
  id: string;
  description: string;
  channel: string;
  confirmed: Date | null;
  /** Name of the officer in charge. */
  assignee: string | null;
  assignee_name: string | null;
  /** Name of the reporter's account; shown to the public only in short. */
  reporter: string | null;
  /** A name that somebody typed and nobody confirmed: for the office alone. */
  contact: string | null;
  supported: boolean;
}

/** What is special to the report of an entry that the actor was already allowed to see. */
export async function getReport(db: Db, actor: Actor, id: string): Promise<ReportRow> {
  const row = await first(
    db,
    sql<ReportRow>`
    select r.id, r.description, r.channel, r.confirmed, r.assignee, officer.name as assignee_name, author.name as reporter, r.contact_name as contact,
      ${actor.person ? sql`exists (select from reports.supports s where s.report = r.id and s.person = ${actor.person})` : sql`false`} as supported
    from reports.reports r join entries.entries e on e.id = r.id
    left join people.people officer on officer.id = r.assignee left join people.people author on author.id = e.author
    where r.id = ${id}`,
  );
  return row!;
}

/** Description and channel of many reports at once: what of them everybody may read. */
export async function tellingsOf(db: Db, ids: readonly string[]): Promise<Map<string, { description: string; channel: string }>> {
  const rows = await all(
    db,
    sql<{ id: string; description: string; channel: string }>`
    select id, description, channel from reports.reports where id = any (${array(ids, 'uuid')})`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface NewReport {
  id: string;
  key: string;
  description: string;
  receipt: Buffer;
  channel: 'web' | 'api' | 'counter' | 'paper';
  contactName: string | null;
  contactEmail: string | null;
  confirmation: Buffer | null;
}

export async function insertReport(db: Db, report: NewReport): Promise<void> {
  await sql`
    insert into reports.reports (id, key, description, receipt, channel, contact_name, contact_email, confirmation)
    values (${report.id}, ${report.key}, ${report.description}, ${report.receipt}, ${report.channel}, ${report.contactName}, ${report.contactEmail}, ${report.confirmation})`.execute(
    db,
  );
}

/** Two sendings of the same form wait for each other here; the second then finds what the first made. */
export async function lockKey(db: Db, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reports.send ${key}`}, 0))`.execute(db);
}

export async function findByKey(db: Db, key: string): Promise<{ id: string; code: string; title: string } | undefined> {
  return first(
    db,
    sql<{
      id: string;
      code: string;
      title: string;
    }>`select r.id, e.code, e.title from reports.reports r join entries.entries e on e.id = r.id where r.key = ${key}`,
  );
}

/** A receipt opens its report to whoever holds it, also when it is not public; hidden ones stay hidden. */
export async function findByReceipt(
  db: Db,
  receipt: Buffer,
): Promise<{ id: string; code: string; visibility: string } | undefined> {
  return first(
    db,
    sql<{
      id: string;
      code: string;
      visibility: string;
    }>`select r.id, e.code, e.visibility from reports.reports r join entries.entries e on e.id = r.id where r.receipt = ${receipt}`,
  );
}

export interface Unconfirmed {
  id: string;
  code: string;
  place: string;
  topic: string | null;
  visibility: string;
  email: string;
  name: string | null;
  confirmed: Date | null;
}

export async function findByConfirmation(db: Db, token: Buffer, since: Date): Promise<Unconfirmed | undefined> {
  return first(
    db,
    sql<Unconfirmed>`
    select r.id, e.code, e.place, e.topic, e.visibility, r.contact_email as email, r.contact_name as name, r.confirmed
    from reports.reports r join entries.entries e on e.id = r.id where r.confirmation = ${token} and (r.confirmed is not null or e.published > ${since}) for update of r`,
  );
}

/** The address is proven: the report belongs to its person from now on, and the address lives only there. */
export async function confirmReport(db: Db, id: string, person: string, now: Date): Promise<void> {
  await sql`update reports.reports set confirmed = ${now}, contact_email = null, contact_name = null where id = ${id}`.execute(
    db,
  );
  await sql`update entries.entries set author = ${person}, assurance = 'email', updated = ${now} where id = ${id} and author is null`.execute(
    db,
  );
}

export async function assign(db: Db, id: string, person: string | null): Promise<void> {
  await sql`update reports.reports set assignee = ${person} where id = ${id}`.execute(db);
}

export async function insertSupport(
  db: Db,
  support: { report: string; person: string; assurance: string; now: Date },
): Promise<boolean> {
  const row = await first(
    db,
    sql<{ person: string }>`
    insert into reports.supports (report, person, assurance, at) values (${support.report}, ${support.person}, ${support.assurance}, ${support.now})
    on conflict do nothing returning person`,
  );
  return row !== undefined;
}

export async function countSupports(db: Db, reports: readonly string[]): Promise<{ entry: string; n: number }[]> {
  return all(
    db,
    sql<{
      entry: string;
      n: number;
    }>`select given.entry, (select count(*)::int from reports.supports s where s.report = given.entry) as n
      from unnest(${array(reports, 'uuid')}) as given (entry)`,
  );
}

export async function supportsByAssurance(db: Db, report: string): Promise<{ assurance: string; n: number }[]> {
  return all(
    db,
    sql<{
      assurance: string;
      n: number;
    }>`select assurance, count(*)::int as n from reports.supports where report = ${report} group by assurance`,
  );
}
