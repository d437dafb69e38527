/** Accounts at providers that open accounts here. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';

export interface SubjectRow {
  issuer: string;
  since: Date;
}

/** The account that it opens. */
export async function findBySubject(db: Db, hash: Buffer): Promise<string | undefined> {
  const row = await first(db, sql<{ person: string }>`select person from identity.subjects where hash = ${hash}`);
  return row?.person;
}

/** Says which account it opens, unless it opens one already. Whoever says it at the same instant waits here. */
export async function claimSubject(
  db: Db,
  subject: { hash: Buffer; issuer: string; person: string; now: Date },
): Promise<boolean> {
  const claimed = await run(
    db,
    sql`insert into identity.subjects (hash, issuer, person, since)
    values (${subject.hash}, ${subject.issuer}, ${subject.person}, ${subject.now}) on conflict (hash) do nothing`,
  );
  return claimed === 1;
}

export async function listSubjects(db: Db, person: string): Promise<SubjectRow[]> {
  return all(
    db,
    sql<SubjectRow>`select issuer, min(since) as since from identity.subjects where person = ${person}
    group by issuer order by min(since) limit 20`,
  );
}

/** Takes away what opens the account from a provider, if something else still does: an address or a certified identity. */
export async function dropSubjects(db: Db, person: string, issuer: string): Promise<boolean> {
  const dropped = await run(
    db,
    sql`delete from identity.subjects s using people.people p where s.person = ${person} and s.issuer = ${issuer} and p.id = s.person
      and (p.email is not null or exists (select from identity.fiscal f where f.person = p.id)
        or exists (select from identity.subjects o where o.person = p.id and o.issuer <> s.issuer))`,
  );
  return dropped > 0;
}
