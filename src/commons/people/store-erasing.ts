import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { first, run } from '../../kernel/database/store.ts';

/** Nothing of the person is left but the row, to which everything the person did still points. */
export async function emptyPerson(db: Db, person: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update people.people set name = '', email = null, email_typed = null, demo = false, erased = ${now} where id = ${person} and erased is null`,
  );
}

export async function endRolesOf(db: Db, person: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update people.roles set until = greatest(since, ${now}) where person = ${person} and (until is null or until > ${now})`,
  );
}

/** The addresses of a person who was not erased, as they are compared; locked, so that of two erasures at once one finds it. */
export async function lockPerson(db: Db, person: string): Promise<{ addresses: string[] } | undefined> {
  const row = await first(
    db,
    sql<{ email: string | null; typed: string | null }>`
    select email, lower(email_typed) as typed from people.people where id = ${person} and erased is null for update`,
  );
  return row && { addresses: [...new Set([row.email, row.typed].filter((one) => one !== null))] };
}

/** When the person of this session signed in. */
export async function findSignedIn(db: Db, session: Buffer, person: string): Promise<Date | undefined> {
  const row = await first(
    db,
    sql<{ created: Date }>`select created from people.sessions where id = ${session} and person = ${person}`,
  );
  return row?.created;
}
