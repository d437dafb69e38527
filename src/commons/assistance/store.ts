import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';
import type { Lang } from '../../kernel/text/text.ts';
import type { DocumentKind } from './assistance.ts';

/** The newest code takes the place of the one before. */
export async function putCode(db: Db, code: { hash: Buffer; person: string; now: Date; expires: Date }): Promise<void> {
  await run(
    db,
    sql`insert into assistance.codes (hash, person, made, expires) values (${code.hash}, ${code.person}, ${code.now}, ${code.expires})
    on conflict (person) do update set hash = excluded.hash, made = excluded.made, expires = excluded.expires`,
  );
}

/** Uses a code up: of two at once, one finds it. */
export async function takeCode(db: Db, hash: Buffer, now: Date): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{
      person: string;
      live: boolean;
    }>`delete from assistance.codes where hash = ${hash} returning person, expires > ${now} as live`,
  );
  return row?.live ? row.person : undefined;
}

export interface NewSession {
  id: string;
  operator: string;
  place: string;
  session: Buffer;
  person: string | null;
  name: string;
  email: string | null;
  reason: string;
  document: DocumentKind;
  now: Date;
  until: Date;
}

/** False when somebody is being helped in this browser already. */
export async function insertSession(db: Db, one: NewSession): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into assistance.sessions (id, operator, place, session, person, name, email, reason, document, consented, opened, until)
    values (${one.id}, ${one.operator}, ${one.place}, ${one.session}, ${one.person}, ${one.name}, ${one.email}, ${one.reason}, ${one.document},
      ${one.now}, ${one.now}, ${one.until}) on conflict do nothing`,
  );
  return rows === 1;
}

export interface SessionRow {
  id: string;
  operator: string;
  place: string;
  person: string | null;
  /** As it is known today; empty for somebody who said none. */
  name: string;
  email: string | null;
  language: Lang;
  reason: string;
  document: DocumentKind;
  opened: Date;
  until: Date;
  ended: Date | null;
}

const columns = sql`a.id, a.operator, a.place, a.person, coalesce(p.name, a.name) as name, coalesce(p.email_typed, a.email) as email,
  coalesce(p.language, 'it') as language, a.reason, a.document, a.opened, a.until, a.ended`;
const joined = sql`assistance.sessions a left join people.people p on p.id = a.person and p.erased is null`;

export async function findSession(db: Db, id: string): Promise<SessionRow | undefined> {
  return first(db, sql<SessionRow>`select ${columns} from ${joined} where a.id = ${id}`);
}

/** Those of an operator since an instant, the newest first. */
export async function listOfOperator(db: Db, operator: string, since: Date): Promise<SessionRow[]> {
  return all(
    db,
    sql<SessionRow>`select ${columns} from ${joined} where a.operator = ${operator} and a.opened >= ${since} order by a.opened desc limit 50`,
  );
}

/** When a person was helped with their account. */
export async function listOfPerson(db: Db, person: string): Promise<SessionRow[]> {
  return all(db, sql<SessionRow>`select ${columns} from ${joined} where a.person = ${person} order by a.opened desc limit 50`);
}

/** The time is up; false when it was ended already. */
export async function endSession(db: Db, id: string, at: Date): Promise<boolean> {
  return (
    (await run(db, sql`update assistance.sessions set ended = greatest(opened, ${at}) where id = ${id} and ended is null`)) === 1
  );
}

export async function releaseSession(db: Db, id: string, now: Date): Promise<boolean> {
  return (
    (await run(
      db,
      sql`update assistance.sessions set released = ${now}, ended = coalesce(ended, least(until, ${now})) where id = ${id} and released is null`,
    )) === 1
  );
}

export async function listExpired(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`select id from assistance.sessions where ended is null and until <= ${now} order by until limit ${most}`,
  );
  return rows.map(({ id }) => id);
}

export interface Deed {
  act: string;
  verb: string;
  code: string | null;
  at: Date;
}

/** What was done for the person meanwhile, in order. */
export async function listDeeds(db: Db, session: string): Promise<Deed[]> {
  return all(
    db,
    sql<Deed>`select a.id as act, a.verb, a.code, a.at from kernel.act_secrets s join kernel.acts a on a.id = s.act
    where s.private ? 'assistance' and s.private->>'assistance' = ${session} and a.verb not like 'assistance.%' order by a.seq limit 200`,
  );
}

/** Names, addresses and reasons of those who were helped long ago. */
export async function forgetHelped(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`update assistance.sessions set name = '', email = null, reason = '' where id in (
      select id from assistance.sessions where opened < ${before} and (name <> '' or email is not null or reason <> '') limit ${most})`,
  );
}

export async function deleteCodes(db: Db, before: Date): Promise<number> {
  return run(db, sql`delete from assistance.codes where expires < ${before}`);
}

/** Two accounts were of one person; a code is for minutes. */
export async function moveAssistance(db: Db, from: string, into: string): Promise<void> {
  await run(db, sql`delete from assistance.codes where person = ${from}`);
  await run(db, sql`update assistance.sessions set person = ${into} where person = ${from} and operator <> ${into}`);
  await run(
    db,
    sql`update assistance.sessions set operator = ${into} where operator = ${from} and person is distinct from ${into}`,
  );
}
