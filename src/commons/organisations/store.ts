import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';
import type { OrganisationKind } from './organisations.ts';

export interface OrganisationRow {
  id: string;
  name: string;
  kind: OrganisationKind;
  place: string;
}

export async function findOrganisation(db: Db, id: string): Promise<OrganisationRow | undefined> {
  return first(db, sql<OrganisationRow>`select id, name, kind, place from organisations.organisations where id = ${id}`);
}

/** By name, after a cursor; of one place when it is given. */
export async function listOrganisations(
  db: Db,
  asked: { place: string | null; after: { name: string; id: string } | null; most: number },
): Promise<OrganisationRow[]> {
  const there = asked.place ? sql`place = ${asked.place}` : sql`true`;
  const later = asked.after ? sql`(name, id) > (${asked.after.name}, ${asked.after.id}::uuid)` : sql`true`;
  return all(
    db,
    sql<OrganisationRow>`select id, name, kind, place from organisations.organisations where ${there} and ${later} order by name, id limit ${asked.most}`,
  );
}

/** False when one of this name is in the place already. */
export async function insertOrganisation(db: Db, organisation: OrganisationRow & { now: Date }): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into organisations.organisations (id, name, kind, place, created)
    values (${organisation.id}, ${organisation.name}, ${organisation.kind}, ${organisation.place}, ${organisation.now}) on conflict do nothing`,
  );
  return rows === 1;
}

/** False when the person is a delegate already. */
export async function insertDelegate(
  db: Db,
  delegate: { id: string; organisation: string; person: string; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into organisations.delegates (id, organisation, person, since)
    values (${delegate.id}, ${delegate.organisation}, ${delegate.person}, ${delegate.now}) on conflict do nothing`,
  );
  return rows === 1;
}

export interface DelegateRow {
  id: string;
  person: string;
  organisation: string;
  place: string;
}

export interface NamedDelegate {
  id: string;
  person: string;
  name: string;
  email: string;
  since: Date;
}

/** Who may act for it today. */
export async function listDelegates(db: Db, organisation: string, now: Date): Promise<NamedDelegate[]> {
  return all(
    db,
    sql<NamedDelegate>`
    select d.id, d.person, p.name, coalesce(p.email_typed, '') as email, d.since from organisations.delegates d join people.people p on p.id = d.person
    where d.organisation = ${organisation} and p.erased is null and (d.until is null or d.until > ${now}) order by p.name, d.id`,
  );
}

/** Who may act for whom, for seeds. */
export async function listDelegations(db: Db): Promise<{ person: string; organisation: string }[]> {
  return all(
    db,
    sql<{ person: string; organisation: string }>`select person, organisation from organisations.delegates where until is null`,
  );
}

/** A delegate of today, with the place of the organisation. */
export async function findDelegate(db: Db, id: string, now: Date): Promise<DelegateRow | undefined> {
  return first(
    db,
    sql<DelegateRow>`select d.id, d.person, d.organisation, o.place from organisations.delegates d join organisations.organisations o on o.id = d.organisation
    where d.id = ${id} and (d.until is null or d.until > ${now})`,
  );
}

export async function endDelegate(db: Db, id: string, now: Date): Promise<void> {
  await run(db, sql`update organisations.delegates set until = greatest(since, ${now}) where id = ${id}`);
}

export async function endDelegatesOf(db: Db, person: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update organisations.delegates set until = greatest(since, ${now}) where person = ${person} and (until is null or until > ${now})`,
  );
}
