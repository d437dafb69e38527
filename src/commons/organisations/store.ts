import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
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

export async function listOrganisationNames(db: Db, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return all(
    db,
    sql<{ id: string; name: string }>`select id, name from organisations.organisations where id = any(${array(ids, 'uuid')})`,
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
