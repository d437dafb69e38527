import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, attempt, first, run, taken } from '../../kernel/database/store.ts';
import { type DocumentKind, type OrganisationKind, type State, verifiedPlaces } from './organisations.ts';

export interface OrganisationRow {
  id: string;
  name: string;
  kind: OrganisationKind;
  place: string;
  state: State;
  description: string;
  fiscal_code: string | null;
  ipa_code: string | null;
  created: Date;
  /** Since when it is in its state. */
  changed: Date;
  /** When an office said for the first time that it exists. */
  verified: Date | null;
  reason: string | null;
  wanted: string | null;
  wanted_at: Date | null;
  due: Date | null;
}

const columns = sql`o.id, o.name, o.kind, o.place, o.state, o.description, o.fiscal_code, o.ipa_code, o.created, o.changed, o.verified,
  o.reason, o.wanted, o.wanted_at, o.due`;

/** Who may see that an organisation is there: everybody, once an office said yes; before, its delegates and the offices of its place. */
function seen(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  const own = array(actor.kind === 'person' ? actor.organisations.map(({ id }) => id) : [], 'uuid');
  return sql<boolean>`(o.verified is not null or o.id = any (${own}) or ${inOffice(actor)})`;
}

function inOffice(actor: Actor): RawBuilder<boolean> {
  const places = verifiedPlaces(actor);
  return places === 'all' ? sql<boolean>`true` : sql<boolean>`o.place = any (${array(places, 'uuid')})`;
}

export async function findOrganisation(db: Db, actor: Actor, id: string): Promise<OrganisationRow | undefined> {
  return first(
    db,
    sql<OrganisationRow>`select ${columns} from organisations.organisations o where o.id = ${id} and ${seen(actor)}`,
  );
}

/** Those that take part: by name, after a cursor; of one place when it is given. */
export async function listOrganisations(
  db: Db,
  asked: { place: string | null; after: { name: string; id: string } | null; most: number },
): Promise<OrganisationRow[]> {
  const there = asked.place ? sql`o.place = ${asked.place}` : sql`true`;
  const later = asked.after ? sql`(o.name, o.id) > (${asked.after.name}, ${asked.after.id}::uuid)` : sql`true`;
  return all(
    db,
    sql<OrganisationRow>`select ${columns} from organisations.organisations o
    where o.state in ('verified', 'suspended') and ${there} and ${later} order by o.name, o.id limit ${asked.most}`,
  );
}

export interface WaitingRow extends OrganisationRow {
  documents: number;
  /** Nobody represents it any more. */
  orphan: boolean;
}

/** What the offices of the actor have to look at: those asked for, by promised day, then those whom nobody represents. */
export async function listWaiting(db: Db, actor: Actor, now: Date, most: number): Promise<WaitingRow[]> {
  const represented = sql<boolean>`exists (select from organisations.delegates d join people.people p on p.id = d.person
    where d.organisation = o.id and 'represent' = any (d.powers) and p.erased is null and d.since <= ${now} and (d.until is null or d.until > ${now}))`;
  return all(
    db,
    sql<WaitingRow>`
    select ${columns}, o.state <> 'asked' as orphan,
      (select count(*)::int from organisations.documents f where f.organisation = o.id) as documents
    from organisations.organisations o
    where ${inOffice(actor)} and (o.state = 'asked' or (o.state in ('verified', 'suspended') and not ${represented}))
    order by o.state = 'asked' desc, o.due, o.name limit ${most}`,
  );
}

export interface NewOrganisation {
  id: string;
  name: string;
  kind: OrganisationKind;
  place: string;
  state: 'asked' | 'verified';
  fiscalCode?: string | null;
  ipaCode?: string | null;
  description?: string;
  due?: Date | null;
  now: Date;
}

/** False when its name is taken in the place, or its code anywhere. */
export async function insertOrganisation(db: Db, one: NewOrganisation): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into organisations.organisations (id, name, kind, place, state, fiscal_code, ipa_code, description, due, created, changed)
    values (${one.id}, ${one.name}, ${one.kind}, ${one.place}, ${one.state}, ${one.fiscalCode ?? null}, ${one.ipaCode ?? null},
      ${one.description ?? ''}, ${one.due ?? null}, ${one.now}, ${one.now}) on conflict do nothing`,
  );
  return rows === 1;
}

/** Moves it on, if it still is where it can be moved from: of two at once, one does. `taken` when another of this name or code stands there. */
export async function moveOrganisation(
  db: Db,
  id: string,
  move: { from: readonly State[]; to: State; reason?: string; now: Date },
): Promise<'moved' | 'elsewhere' | 'taken'> {
  const rows = await attempt(
    db,
    () =>
      run(
        db,
        sql`update organisations.organisations set state = ${move.to}, changed = ${move.now}, reason = ${move.reason ?? null},
          wanted = null, wanted_at = null, due = null
        where id = ${id} and state = any (${array(move.from, 'text')})`,
      ),
    taken,
  );
  if (rows === undefined) return 'taken';
  return rows === 1 ? 'moved' : 'elsewhere';
}

/** What the office wants to see first; false when it was decided meanwhile. */
export async function setWanted(db: Db, id: string, wanted: string, now: Date): Promise<boolean> {
  return (
    (await run(
      db,
      sql`update organisations.organisations set wanted = ${wanted}, wanted_at = ${now} where id = ${id} and state = 'asked'`,
    )) === 1
  );
}

/** What was wanted came: the promise of the office begins anew. */
export async function answerWanted(db: Db, id: string, due: Date): Promise<void> {
  await run(
    db,
    sql`update organisations.organisations set wanted = null, wanted_at = null, due = ${due} where id = ${id} and wanted is not null`,
  );
}

/** `taken` when another has this code, `elsewhere` when it was decided meanwhile. */
export async function correctOrganisation(
  db: Db,
  id: string,
  said: { name: string; kind: OrganisationKind; fiscalCode: string; description: string },
): Promise<'corrected' | 'elsewhere' | 'taken'> {
  const rows = await attempt(
    db,
    () =>
      run(
        db,
        sql`update organisations.organisations set name = ${said.name}, kind = ${said.kind}, fiscal_code = ${said.fiscalCode},
          description = ${said.description} where id = ${id} and state = 'asked'`,
      ),
    taken,
  );
  if (rows === undefined) return 'taken';
  return rows === 1 ? 'corrected' : 'elsewhere';
}

/** Which other organisation stands in the way of this name and these codes. */
export async function findTaken(
  db: Db,
  one: { place: string; name: string; fiscalCode: string | null; ipaCode: string | null },
): Promise<'fiscalCode' | 'ipaCode' | 'name' | undefined> {
  const row = await first(
    db,
    sql<{ what: 'fiscalCode' | 'ipaCode' | 'name' }>`
    select case when o.fiscal_code = ${one.fiscalCode} then 'fiscalCode' when o.ipa_code = ${one.ipaCode} then 'ipaCode' else 'name' end as what
    from organisations.organisations o where o.state not in ('refused', 'closed') and (o.fiscal_code = ${one.fiscalCode} or o.ipa_code = ${one.ipaCode}
      or (o.place = ${one.place} and kernel.plain(o.name) = kernel.plain(${one.name}) and o.state in ('verified', 'suspended')))
    order by o.fiscal_code = ${one.fiscalCode} desc nulls last limit 1`,
  );
  return row?.what;
}

export interface DocumentRow {
  id: string;
  organisation: string;
  kind: DocumentKind;
  file: string;
  name: string;
  added: Date;
}

export async function listDocuments(db: Db, organisation: string): Promise<DocumentRow[]> {
  return all(
    db,
    sql<DocumentRow>`select id, organisation, kind, file, name, added from organisations.documents where organisation = ${organisation} order by added, id`,
  );
}

export async function findDocument(db: Db, id: string): Promise<DocumentRow | undefined> {
  return first(
    db,
    sql<DocumentRow>`select id, organisation, kind, file, name, added from organisations.documents where id = ${id}`,
  );
}

/** False when the same file is there, or as many as there may be: of several at once none gets past the last place. */
export async function insertDocument(db: Db, document: DocumentRow, most: number): Promise<boolean> {
  await run(db, sql`select from organisations.organisations where id = ${document.organisation} for update`);
  const rows = await run(
    db,
    sql`insert into organisations.documents (id, organisation, kind, file, name, added)
    select ${document.id}, ${document.organisation}, ${document.kind}, ${document.file}, ${document.name}, ${document.added}
    where (select count(*) from organisations.documents where organisation = ${document.organisation}) < ${most} on conflict do nothing`,
  );
  return rows === 1;
}

export async function deleteDocument(db: Db, id: string): Promise<boolean> {
  return (await run(db, sql`delete from organisations.documents where id = ${id}`)) === 1;
}

/** Papers of what was decided long ago have served their purpose; their files. */
export async function deleteOldDocuments(db: Db, before: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ file: string }>`delete from organisations.documents where id in (
      select d.id from organisations.documents d join organisations.organisations o on o.id = d.organisation
      where o.state in ('refused', 'closed') and o.changed < ${before} limit ${most}) returning file`,
  );
  return rows.map(({ file }) => file);
}
