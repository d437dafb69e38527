import { sql } from 'kysely';
import type { Assurance } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { first, run } from '../../kernel/database/store.ts';
import type { Lang } from '../../kernel/text/text.ts';

/** Who came from an identity provider and had no account: the name is the one told there, an address only when it was proven there. False when that
 *  address is somebody's already: it opens no account of others. */
export async function insertCertified(
  db: Db,
  person: { id: string; name: string; email: string | null; language: Lang; assurance: Assurance; now: Date },
): Promise<boolean> {
  const made = await run(
    db,
    sql`insert into people.people (id, name, email, email_typed, language, assurance, created)
    values (${person.id}, ${person.name}, ${person.email}, ${person.email}, ${person.language}, ${person.assurance}, ${person.now})
    on conflict (email) do nothing`,
  );
  return made === 1;
}

/** Certainty once reached stays, however the person comes in next time. */
export async function raiseAssurance(
  db: Db,
  id: string,
  assurance: Assurance,
): Promise<{ id: string; language: Lang } | undefined> {
  return first(
    db,
    sql<{ id: string; language: Lang }>`
    update people.people set assurance = (array['none', 'email', 'low', 'substantial', 'high'])[greatest(
      array_position(array['none', 'email', 'low', 'substantial', 'high'], assurance),
      array_position(array['none', 'email', 'low', 'substantial', 'high'], ${assurance}::text))]
    where id = ${id} and erased is null returning id, language`,
  );
}

/** Everything of an account goes to another of the same person, but for what opens it: sessions and codes end, a password stays only where it finds
 *  neither another nor another address; keys in devices stay. The row of the first stays, empty, since acts name it. */
export async function mergePeople(db: Db, from: string, into: string, now: Date): Promise<void> {
  await run(db, sql`delete from people.sessions where person = ${from}`);
  await run(
    db,
    sql`update people.credentials set person = ${into} where person = ${from}
      and exists (select from people.people where id = ${into} and email is null)
      and not exists (select from people.credentials c where c.person = ${into} and c.kind = people.credentials.kind)`,
  );
  await run(db, sql`delete from people.credentials where person = ${from}`);
  await run(db, sql`update people.passkeys set person = ${into} where person = ${from}`);
  await run(db, sql`delete from people.code_apps where person = ${from}`);
  await run(db, sql`delete from people.recovery_codes where person = ${from}`);
  await moveRoles(db, from, into, now);
  await run(db, sql`update people.api_keys set made_by = ${into} where made_by = ${from}`);
  const emptied = await first(
    db,
    sql<{ email: string | null; email_typed: string | null; assurance: Assurance }>`
    with before as (select id, email, email_typed, assurance from people.people where id = ${from} for update)
    update people.people p set name = '', email = null, email_typed = null, erased = ${now}
    from before where p.id = before.id returning before.email, before.email_typed, before.assurance`,
  );
  if (!emptied) throw new Error('nobody to merge');
  await run(
    db,
    sql`update people.people set email = ${emptied.email}, email_typed = ${emptied.email_typed} where id = ${into} and email is null`,
  );
  await raiseAssurance(db, into, emptied.assurance);
}

/** A role that both hold in one place is held once, until the later end; what is then double ends, since roles are never deleted. */
async function moveRoles(db: Db, from: string, into: string, now: Date): Promise<void> {
  const same = sql`f.person = ${from} and i.person = ${into} and f.role = i.role and f.place = i.place
    and tstzrange(f.since, f.until) && tstzrange(i.since, i.until)`;
  await run(
    db,
    sql`update people.roles i set until = case when i.until is null or f.until is null then null else greatest(i.until, f.until) end
    from people.roles f where ${same}`,
  );
  await run(
    db,
    sql`update people.roles f set until = greatest(f.since, ${now}) from people.roles i where ${same} and (f.until is null or f.until > ${now})`,
  );
  await run(
    db,
    sql`update people.roles f set person = ${into} where f.person = ${from} and not exists (
      select from people.roles i where i.person = ${into} and i.role = f.role and i.place = f.place
        and tstzrange(f.since, f.until) && tstzrange(i.since, i.until))`,
  );
}
