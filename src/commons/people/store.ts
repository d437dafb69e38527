import { sql } from 'kysely';
import type { Assurance, RoleHeld } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Lang } from '../../kernel/text/text.ts';
import type { PlaceKind, RoleName } from './roles.ts';

export interface PersonRow {
  id: string;
  name: string;
  email: string | null;
  language: Lang;
  assurance: Assurance;
  demo: boolean;
  created: Date;
}

const personColumns = sql`p.id, p.name, p.email_typed as email, p.language, p.assurance, p.demo, p.created`;

export interface NewPerson {
  id: string;
  name: string;
  email: string;
  emailTyped: string;
  language: Lang;
  now: Date;
}

export async function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  return first(db, sql<PersonRow>`select ${personColumns} from people.people p where p.id = ${id} and p.erased is null`);
}

export async function findPersonByEmail(db: Db, email: string): Promise<PersonRow | undefined> {
  return first(db, sql<PersonRow>`select ${personColumns} from people.people p where p.email = ${email}`);
}

/** Names to be shown; an erased person has none, an account that was merged that of the other. */
export async function listNames(db: Db, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return all(
    db,
    sql<{ id: string; name: string }>`
    select p.id, coalesce(i.name, p.name) as name from people.people p
    left join identity.merges m on m.from_person = p.id left join people.people i on i.id = m.into_person
    where p.id = any(${array(ids, 'uuid')})`,
  );
}

/** The person of this address, made now if there is none: of two at once, one makes it and both find it. The address is not yet proven. */
export async function ensurePerson(db: Db, person: NewPerson): Promise<PersonRow & { fresh: boolean }> {
  const row = await first(
    db,
    sql<PersonRow & { fresh: boolean }>`
    insert into people.people as p (id, name, email, email_typed, language, assurance, created)
    values (${person.id}, ${person.name}, ${person.email}, ${person.emailTyped}, ${person.language}, 'none', ${person.now})
    on conflict (email) do update set email = excluded.email
    returning ${personColumns}, p.id = ${person.id} as fresh`,
  );
  return row!;
}

/** The same, for somebody who has just proven the address. */
export async function ensureProvenPerson(db: Db, person: NewPerson): Promise<PersonRow & { fresh: boolean }> {
  const row = await first(
    db,
    sql<PersonRow & { fresh: boolean }>`
    insert into people.people as p (id, name, email, email_typed, language, assurance, created)
    values (${person.id}, ${person.name}, ${person.email}, ${person.emailTyped}, ${person.language}, 'email', ${person.now})
    on conflict (email) do update set assurance = case when p.assurance = 'none' then 'email' else p.assurance end
    returning ${personColumns}, p.id = ${person.id} as fresh`,
  );
  return row!;
}

export async function renamePerson(db: Db, id: string, name: string, language: Lang): Promise<void> {
  await run(db, sql`update people.people set name = ${name}, language = ${language} where id = ${id}`);
}

/** The person of an address with the hash of the password, if any, in one question whatever is there. */
export async function findCredential(
  db: Db,
  email: string,
): Promise<{ person: string; language: Lang; secret: string | null } | undefined> {
  return first(
    db,
    sql<{ person: string; language: Lang; secret: string | null }>`
    select p.id as person, p.language, c.secret from people.people p left join people.credentials c on c.person = p.id and c.kind = 'password'
    where p.email = ${email}`,
  );
}

export async function hasPassword(db: Db, person: string): Promise<boolean> {
  return (await first(db, sql`select 1 from people.credentials where person = ${person} and kind = 'password'`)) !== undefined;
}

export async function setPassword(db: Db, person: string, secret: string, now: Date): Promise<void> {
  await run(
    db,
    sql`insert into people.credentials (person, kind, secret, changed) values (${person}, 'password', ${secret}, ${now})
    on conflict (person, kind) do update set secret = excluded.secret, changed = excluded.changed`,
  );
}

export interface RoleRow {
  id: string;
  person: string;
  role: RoleName;
  place: string;
  kind: PlaceKind;
  since: Date;
  until: Date | null;
}

export async function findPlace(db: Db, id: string): Promise<{ id: string; kind: PlaceKind; name: string } | undefined> {
  return first(
    db,
    sql<{ id: string; kind: PlaceKind; name: string }>`select id, kind, name from territory.places where id = ${id}`,
  );
}

/** A role that is held at this instant or will be. */
export async function findRole(db: Db, id: string, now: Date): Promise<RoleRow | undefined> {
  return first(
    db,
    sql<RoleRow>`select r.id, r.person, r.role, r.place, t.kind, r.since, r.until from people.roles r join territory.places t on t.id = r.place
    where r.id = ${id} and (r.until is null or r.until > ${now})`,
  );
}

/** Nothing when the person holds the role there already. `until` is the last day, in Italy. */
export async function insertRole(
  db: Db,
  role: { id: string; person: string; role: RoleName; place: string; since: Date; until: string | null },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into people.roles (id, person, role, place, since, until)
    values (${role.id}, ${role.person}, ${role.role}, ${role.place}, ${role.since}, (${role.until}::date + 1)::timestamp at time zone 'Europe/Rome')
    on conflict do nothing`,
  );
  return rows === 1;
}

export async function endRole(db: Db, id: string, now: Date): Promise<void> {
  await run(db, sql`update people.roles set until = greatest(since, ${now}) where id = ${id}`);
}

export async function listRolesOf(db: Db, person: string, now: Date): Promise<RoleRow[]> {
  return all(
    db,
    sql<RoleRow>`select r.id, r.person, r.role, r.place, t.kind, r.since, r.until from people.roles r join territory.places t on t.id = r.place
    where r.person = ${person} and (r.until is null or r.until > ${now}) order by r.since`,
  );
}

/** Who holds one of these roles in these places at this instant, by name: once for each place. */
export async function listHolding(
  db: Db,
  places: readonly string[],
  roles: readonly string[],
  now: Date,
): Promise<{ person: string; name: string; place: string }[]> {
  return all(
    db,
    sql<{ person: string; name: string; place: string }>`
    select distinct p.id as person, p.name, r.place from people.roles r join people.people p on p.id = r.person and p.erased is null
    where r.place = any (${array(places, 'uuid')}) and r.role = any (${array(roles, 'text')}) and r.since <= ${now} and (r.until is null or r.until > ${now})
    order by p.name, p.id limit 1000`,
  );
}

export interface PersonWithRoles {
  id: string;
  name: string;
  email: string;
  roles: { id: string; role: RoleName; place: string; until: string | null }[];
}

/** People who hold a role in these places, by name, after a cursor. */
export async function listPeopleWithRoles(
  db: Db,
  {
    places,
    after,
    limit,
    now,
  }: { places: 'all' | readonly string[]; after: { name: string; id: string } | null; limit: number; now: Date },
): Promise<PersonWithRoles[]> {
  const there = places === 'all' ? sql`true` : sql`r.place = any(${array(places, 'uuid')})`;
  const later = after ? sql`(p.name, p.id) > (${after.name}, ${after.id}::uuid)` : sql`true`;
  return all(
    db,
    sql<PersonWithRoles>`
    select p.id, p.name, p.email_typed as email, json_agg(json_build_object('id', r.id, 'role', r.role, 'place', r.place, 'until', r.until) order by r.since) as roles
    from people.roles r join people.people p on p.id = r.person and p.erased is null
    where ${there} and ${later} and (r.until is null or r.until > ${now})
    group by p.id order by p.name, p.id limit ${limit}`,
  );
}

export interface DemoPersonRow {
  id: string;
  name: string;
  email: string;
  roles: Pick<RoleHeld, 'role' | 'place'>[];
  organisations: string[];
}

export async function listDemoPeople(db: Db, now: Date): Promise<DemoPersonRow[]> {
  return all(
    db,
    sql<DemoPersonRow>`
    select p.id, p.name, p.email,
      coalesce(json_agg(json_build_object('role', r.role, 'place', r.place)) filter (where r.id is not null), '[]') as roles,
      array(select o.name from organisations.delegates d join organisations.organisations o on o.id = d.organisation
        where d.person = p.id and d.since <= ${now} and (d.until is null or d.until > ${now}) order by o.name) as organisations
    from people.people p left join people.roles r on r.person = p.id and r.since <= ${now} and (r.until is null or r.until > ${now})
    where p.demo and p.erased is null group by p.id order by p.created, p.id`,
  );
}
