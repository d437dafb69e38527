import { sql } from 'kysely';
import type { Assurance } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { RoleName } from './roles.ts';

export interface SeedPerson {
  id: string;
  name: string;
  email: string;
  assurance: Assurance;
  demo: boolean;
  created: Date;
}

export interface SeedRole {
  id: string;
  person: string;
  role: RoleName;
  place: string;
  since: Date;
}

export interface SeedPlace {
  id: string;
  kind: 'metropolis' | 'municipality';
  slug: string;
}

/** The metropolis and its municipalities, the most populous first. */
export async function listSeedPlaces(db: Db): Promise<SeedPlace[]> {
  return all(
    db,
    sql<SeedPlace>`
    select id, kind, slug from territory.places where kind in ('metropolis', 'municipality') order by kind, population desc nulls last, name`,
  );
}

export async function insertPeople(db: Db, people: readonly SeedPerson[]): Promise<void> {
  await run(
    db,
    sql`insert into people.people (id, name, email, email_typed, assurance, demo, created)
    select id, name, email, email, assurance, demo = 1, created from unnest(
      ${array(
        people.map((one) => one.id),
        'uuid',
      )}, ${array(
        people.map((one) => one.name),
        'text',
      )}, ${array(
        people.map((one) => one.email),
        'text',
      )},
      ${array(
        people.map((one) => one.assurance),
        'text',
      )}, ${array(
        people.map((one) => Number(one.demo)),
        'int',
      )},
      ${array(
        people.map((one) => one.created),
        'timestamptz',
      )}) as one (id, name, email, assurance, demo, created)
    on conflict (email) do nothing`,
  );
}

export async function insertRoles(db: Db, roles: readonly SeedRole[]): Promise<void> {
  await run(
    db,
    sql`insert into people.roles (id, person, role, place, since)
    select * from unnest(${array(
      roles.map((one) => one.id),
      'uuid',
    )}, ${array(
      roles.map((one) => one.person),
      'uuid',
    )},
      ${array(
        roles.map((one) => one.role),
        'text',
      )}, ${array(
        roles.map((one) => one.place),
        'uuid',
      )}, ${array(
        roles.map((one) => one.since),
        'timestamptz',
      )})`,
  );
}

/** By the part of the address before the at, among the invented domains (RFC 2606). */
export async function findSeeded(db: Db, local: string): Promise<{ id: string; name: string } | undefined> {
  return first(
    db,
    sql<{
      id: string;
      name: string;
    }>`select id, name from people.people where split_part(email, '@', 1) = ${local} and (email like '%.example' or email like '%@example.org')`,
  );
}

/** Citizens of the seed: people without any role. */
export async function listSeededCitizens(db: Db): Promise<{ id: string; name: string }[]> {
  return all(
    db,
    sql<{ id: string; name: string }>`
    select p.id, p.name from people.people p where p.email like '%@example.org' and not exists (select from people.roles r where r.person = p.id) order by p.created, p.id`,
  );
}

/** Whoever holds a role today, with the place. */
export async function listHolders(db: Db, role: RoleName, now: Date): Promise<{ person: string; name: string; place: string }[]> {
  return all(
    db,
    sql<{ person: string; name: string; place: string }>`
    select p.id as person, p.name, r.place from people.roles r join people.people p on p.id = r.person
    where r.role = ${role} and r.since <= ${now} and (r.until is null or r.until > ${now}) order by r.since, p.created, p.id`,
  );
}
