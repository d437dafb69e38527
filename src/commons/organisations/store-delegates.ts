import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Lang } from '../../kernel/text/text.ts';

/** False when the person is a delegate in part of this time already. */
export async function insertDelegate(
  db: Db,
  delegate: {
    id: string;
    organisation: string;
    person: string;
    powers?: readonly string[];
    title?: string;
    until?: Date | null;
    now: Date;
  },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into organisations.delegates (id, organisation, person, since, until, powers, title)
    values (${delegate.id}, ${delegate.organisation}, ${delegate.person}, ${delegate.now}, ${delegate.until ?? null},
      ${array(delegate.powers ?? ['represent', 'speak'], 'text')}, ${delegate.title ?? ''}) on conflict do nothing`,
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
  title: string;
  powers: string[];
  since: Date;
  until: Date | null;
}

/** Who may act for it today. */
export async function listDelegates(db: Db, organisation: string, now: Date): Promise<NamedDelegate[]> {
  return all(
    db,
    sql<NamedDelegate>`
    select d.id, d.person, p.name, coalesce(p.email_typed, '') as email, d.title, d.powers, d.since, d.until
    from organisations.delegates d join people.people p on p.id = d.person
    where d.organisation = ${organisation} and p.erased is null and (d.until is null or d.until > ${now}) order by p.name, d.id`,
  );
}

/** To whom the house writes about an organisation: those who represent it and have an address. */
export async function listRepresentatives(db: Db, organisation: string, now: Date): Promise<{ email: string; language: Lang }[]> {
  return all(
    db,
    sql<{ email: string; language: Lang }>`
    select p.email_typed as email, p.language from organisations.delegates d join people.people p on p.id = d.person
    where d.organisation = ${organisation} and 'represent' = any (d.powers) and p.erased is null and p.email_typed is not null
      and d.since <= ${now} and (d.until is null or d.until > ${now}) order by p.id`,
  );
}

/** Who may speak for whom, for seeds. */
export async function listDelegations(db: Db): Promise<{ person: string; organisation: string }[]> {
  return all(
    db,
    sql<{ person: string; organisation: string }>`select d.person, d.organisation from organisations.delegates d
    join organisations.organisations o on o.id = d.organisation where d.until is null and o.state = 'verified' and 'speak' = any (d.powers)`,
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

/** False when somebody was quicker. */
export async function endDelegate(db: Db, id: string, now: Date): Promise<boolean> {
  return (
    (await run(
      db,
      sql`update organisations.delegates set until = greatest(since, ${now}) where id = ${id} and (until is null or until > ${now})`,
    )) === 1
  );
}

export async function endDelegatesOf(db: Db, person: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update organisations.delegates set until = greatest(since, ${now}) where person = ${person} and (until is null or until > ${now})`,
  );
}

export interface EndingRow {
  id: string;
  organisation: string;
  name: string;
  place: string;
  until: Date;
  email: string | null;
  language: Lang;
}

/** Delegations that end soon and of which nobody was told yet. */
export async function listEnding(db: Db, now: Date, before: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`select d.id from organisations.delegates d join organisations.organisations o on o.id = d.organisation
    where d.announced is null and d.until > ${now} and d.until <= ${before} and o.state in ('verified', 'suspended') order by d.until limit ${most}`,
  );
  return rows.map(({ id }) => id);
}

/** Nothing when it was announced or ended meanwhile. */
export async function announceEnd(db: Db, id: string, now: Date): Promise<EndingRow | undefined> {
  return first(
    db,
    sql<EndingRow>`update organisations.delegates d set announced = ${now} from organisations.organisations o, people.people p
    where d.id = ${id} and d.announced is null and d.until > ${now} and o.id = d.organisation and p.id = d.person
    returning d.id, d.organisation, o.name, o.place, d.until, p.email_typed as email, p.language`,
  );
}

export interface InvitationRow {
  id: string;
  organisation: string;
  name: string;
  place: string;
  email: string;
  powers: string[];
  until: Date | null;
  made: Date;
  expires: Date;
}

const invitationColumns = sql`i.id, i.organisation, o.name, o.place, i.email, i.powers, i.until, i.made, i.expires`;

/** False when an invitation to this address is open; one that has expired gives way. */
export async function insertInvitation(db: Db, one: Omit<InvitationRow, 'name' | 'place'> & { hash: Buffer }): Promise<boolean> {
  await run(
    db,
    sql`update organisations.invitations set settled = ${one.made} where organisation = ${one.organisation} and email = ${one.email}
      and settled is null and expires <= ${one.made}`,
  );
  const rows = await run(
    db,
    sql`insert into organisations.invitations (id, organisation, email, powers, until, hash, made, expires)
    values (${one.id}, ${one.organisation}, ${one.email}, ${array(one.powers, 'text')}, ${one.until}, ${one.hash}, ${one.made}, ${one.expires})
    on conflict do nothing`,
  );
  return rows === 1;
}

export async function listInvitations(db: Db, organisation: string, now: Date): Promise<InvitationRow[]> {
  return all(
    db,
    sql<InvitationRow>`select ${invitationColumns} from organisations.invitations i join organisations.organisations o on o.id = i.organisation
    where i.organisation = ${organisation} and i.settled is null and i.expires > ${now} order by i.made, i.id`,
  );
}

/** One that can still be accepted: by its link, or by its id. */
export async function findInvitation(
  db: Db,
  by: { hash: Buffer } | { id: string },
  now: Date,
): Promise<InvitationRow | undefined> {
  const which = 'hash' in by ? sql`i.hash = ${by.hash}` : sql`i.id = ${by.id}`;
  return first(
    db,
    sql<InvitationRow>`select ${invitationColumns} from organisations.invitations i join organisations.organisations o on o.id = i.organisation
    where ${which} and i.settled is null and i.expires > ${now} and o.state in ('verified', 'suspended')`,
  );
}

/** Uses it up: of two at once, one finds it. */
export async function settleInvitation(db: Db, id: string, now: Date): Promise<boolean> {
  return (await run(db, sql`update organisations.invitations set settled = ${now} where id = ${id} and settled is null`)) === 1;
}

export async function settleInvitationsOf(db: Db, organisation: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update organisations.invitations set settled = ${now} where organisation = ${organisation} and settled is null`,
  );
}

/** Addresses of invitations that open nothing any more. */
export async function deleteInvitations(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`delete from organisations.invitations where id in (
      select id from organisations.invitations where coalesce(settled, expires) < ${before} limit ${most})`,
  );
}
