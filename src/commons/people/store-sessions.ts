import { sql } from 'kysely';
import type { ActsFor, Assisted, Assurance, RoleHeld } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';

export interface SessionRow {
  person: string;
  name: string;
  assurance: Assurance;
  created: Date;
  seen: Date;
  expires: Date;
  /** When the second proof was given in this session, if it was. */
  second: Date | null;
  /** Is there an app of codes, is there a passkey? */
  codes: boolean;
  passkeys: boolean;
  roles: RoleHeld[];
  organisations: ActsFor[];
  /** Somebody who is helped at a counter, in this session. Instants are words. */
  assisted: (Omit<Assisted, 'until' | 'over' | 'operator'> & { until: string; ended: string | null }) | null;
}

/** What a delegate may do for an organisation today: in its name only while it is verified; what it is asked for, while it still can become so. */
const powersToday = sql`case when o.state = 'verified' then d.powers
  when o.state in ('asked', 'suspended') and 'represent' = any (d.powers) then array['represent'] else '{}' end`;

/** Session, person, roles of this instant and organisations, in one question: every request of somebody signed in asks it. */
export async function findSession(db: Db, id: Buffer, now: Date): Promise<SessionRow | undefined> {
  return first(
    db,
    sql<SessionRow>`
    select p.id as person, p.name, p.assurance, s.created, s.seen, s.expires, s.second,
      exists (select from people.code_apps c where c.person = p.id and c.confirmed is not null) as codes,
      exists (select from people.passkeys k where k.person = p.id) as passkeys,
      coalesce((
        select json_agg(json_build_object('role', r.role, 'place', r.place, 'whole', t.kind = 'metropolis'))
        from people.roles r join territory.places t on t.id = r.place
        where r.person = p.id and r.since <= ${now} and (r.until is null or r.until > ${now})), '[]') as roles,
      coalesce((
        select json_agg(json_build_object('id', o.id, 'name', o.name, 'powers', ${powersToday}) order by o.name)
        from organisations.delegates d join organisations.organisations o on o.id = d.organisation
        where d.person = p.id and d.since <= ${now} and (d.until is null or d.until > ${now})), '[]') as organisations,
      (select json_build_object('id', a.id, 'place', a.place, 'person', h.id, 'name', coalesce(h.name, a.name), 'email', coalesce(h.email_typed, a.email),
          'assurance', coalesce(h.assurance, 'none'), 'paper', a.document = 'paper', 'until', a.until, 'ended', a.ended)
        from assistance.sessions a left join people.people h on h.id = a.person and h.erased is null
        where a.session = s.id and a.released is null) as assisted
    from people.sessions s join people.people p on p.id = s.person
    where s.id = ${id} and s.expires > ${now} and p.erased is null`,
  );
}

export async function insertSession(
  db: Db,
  session: { id: Buffer; person: string; now: Date; expires: Date; agent: string; second: boolean },
): Promise<void> {
  await run(
    db,
    sql`insert into people.sessions (id, person, created, seen, expires, agent, second)
    values (${session.id}, ${session.person}, ${session.now}, ${session.now}, ${session.expires}, ${session.agent}, ${session.second ? session.now : null})`,
  );
}

export async function noteSeen(db: Db, id: Buffer, now: Date): Promise<void> {
  await run(db, sql`update people.sessions set seen = ${now} where id = ${id}`);
}

export async function endSession(db: Db, id: Buffer): Promise<number> {
  return run(db, sql`delete from people.sessions where id = ${id}`);
}

/** Ends the sessions of a person, but for one if it is given; how many they were. */
export async function endSessionsOf(db: Db, person: string, butFor: Buffer | null): Promise<number> {
  return run(db, sql`delete from people.sessions where person = ${person} and id is distinct from ${butFor}::bytea`);
}

/** One of the own sessions, somewhere else. */
export async function endSessionOf(db: Db, person: string, id: Buffer): Promise<number> {
  return run(db, sql`delete from people.sessions where person = ${person} and id = ${id}`);
}

export async function listSessionsOf(
  db: Db,
  person: string,
  now: Date,
): Promise<{ id: Buffer; created: Date; seen: Date; expires: Date; agent: string }[]> {
  return all(
    db,
    sql<{ id: Buffer; created: Date; seen: Date; expires: Date; agent: string }>`
    select id, created, seen, expires, agent from people.sessions where person = ${person} and expires > ${now} order by seen desc limit 50`,
  );
}

export interface LinkRow {
  email: string;
  email_typed: string;
  purpose: 'sign-in' | 'confirm';
  next: string;
}

export async function insertLink(db: Db, link: LinkRow & { hash: Buffer; now: Date; expires: Date }): Promise<void> {
  await run(
    db,
    sql`insert into people.email_links (hash, email, email_typed, purpose, next, created, expires)
    values (${link.hash}, ${link.email}, ${link.email_typed}, ${link.purpose}, ${link.next}, ${link.now}, ${link.expires})`,
  );
}

/** A link that can still be used. */
export async function findLink(db: Db, hash: Buffer, now: Date): Promise<LinkRow | undefined> {
  return first(
    db,
    sql<LinkRow>`select email, email_typed, purpose, next from people.email_links where hash = ${hash} and used is null and expires > ${now}`,
  );
}

/** Uses a link up: of two at once, one finds it. */
export async function useLink(db: Db, hash: Buffer, now: Date): Promise<LinkRow | undefined> {
  return first(
    db,
    sql<LinkRow>`update people.email_links set used = ${now} where hash = ${hash} and used is null and expires > ${now} returning email, email_typed, purpose, next`,
  );
}

/** Links, sessions and challenges that no longer open anything are personal data without a purpose. */
export async function forgetExpired(db: Db, now: Date): Promise<void> {
  await run(db, sql`delete from people.email_links where expires < ${now}`);
  await run(db, sql`delete from people.sessions where expires < ${now}`);
  await run(db, sql`delete from people.answered_challenges where expires < ${now}`);
}
