import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

/** What somebody holds at this instant, for what a sign-in must still ask. */
export interface Standing {
  roles: boolean;
  passkeys: boolean;
  codes: boolean;
}

export async function findStanding(db: Db, person: string, now: Date): Promise<Standing> {
  const row = await first(
    db,
    sql<Standing>`select
      exists (select from people.roles where person = ${person} and since <= ${now} and (until is null or until > ${now})) as roles,
      exists (select from people.passkeys where person = ${person}) as passkeys,
      exists (select from people.code_apps where person = ${person} and confirmed is not null) as codes`,
  );
  return row!;
}

/** Until the end of the transaction nobody else changes what this person enters with. */
export async function lockPerson(db: Db, person: string): Promise<void> {
  await all(db, sql`select id from people.people where id = ${person} for update`);
}

export interface PasskeyRow {
  id: Buffer;
  person: string;
  name: string;
  public_key: Buffer;
  counter: string;
  transports: string[];
  added: Date;
  used: Date | null;
}

export async function listPasskeys(db: Db, person: string): Promise<PasskeyRow[]> {
  return all(
    db,
    sql<PasskeyRow>`select id, person, name, public_key, counter::text as counter, transports, added, used from people.passkeys
    where person = ${person} order by added, id limit 50`,
  );
}

export async function findPasskey(db: Db, id: Buffer): Promise<(PasskeyRow & { language: 'it' | 'en' }) | undefined> {
  return first(
    db,
    sql<PasskeyRow & { language: 'it' | 'en' }>`
    select k.id, k.person, k.name, k.public_key, k.counter::text as counter, k.transports, k.added, k.used, p.language
    from people.passkeys k join people.people p on p.id = k.person where k.id = ${id} and p.erased is null`,
  );
}

/** Nothing when some device has brought this passkey before. */
export async function insertPasskey(
  db: Db,
  key: { id: Buffer; person: string; name: string; publicKey: Buffer; counter: number; transports: string[]; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into people.passkeys (id, person, name, public_key, counter, transports, added)
    values (${key.id}, ${key.person}, ${key.name}, ${key.publicKey}, ${key.counter}, ${array(key.transports, 'text')}, ${key.now})
    on conflict do nothing`,
  );
  return rows === 1;
}

/** A counter that does not grow is that of a copy (WebAuthn, section 6.1.1); devices that do not count always say 0. */
export async function usePasskey(db: Db, id: Buffer, counter: number, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update people.passkeys set counter = ${counter}, used = ${now} where id = ${id} and (counter < ${counter} or (counter = 0 and ${counter} = 0))`,
  );
  return rows === 1;
}

export async function removePasskey(db: Db, person: string, id: Buffer): Promise<boolean> {
  return (await run(db, sql`delete from people.passkeys where person = ${person} and id = ${id}`)) === 1;
}

/** Of two answers to one challenge, one is the first. */
export async function useChallenge(db: Db, hash: Buffer, expires: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into people.answered_challenges (hash, expires) values (${hash}, ${expires}) on conflict do nothing`,
  );
  return rows === 1;
}

export interface CodeAppRow {
  secret: Buffer;
  made: Date;
  confirmed: Date | null;
}

export async function findCodeApp(db: Db, person: string): Promise<CodeAppRow | undefined> {
  return first(db, sql<CodeAppRow>`select secret, made, confirmed from people.code_apps where person = ${person}`);
}

/** Nothing when there is one that was confirmed: it is taken away first. */
export async function startCodeApp(db: Db, person: string, secret: Buffer, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into people.code_apps (person, secret, made) values (${person}, ${secret}, ${now})
    on conflict (person) do update set secret = excluded.secret, made = excluded.made, last_step = 0 where code_apps.confirmed is null`,
  );
  return rows === 1;
}

/** Confirms it with the first code, which is then used up. */
export async function confirmCodeApp(db: Db, person: string, step: number, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update people.code_apps set confirmed = ${now}, last_step = ${step} where person = ${person} and confirmed is null`,
  );
  return rows === 1;
}

/** Of two that bring the same code, one is let in (RFC 6238, section 5.2). */
export async function useStep(db: Db, person: string, step: number): Promise<boolean> {
  const rows = await run(
    db,
    sql`update people.code_apps set last_step = ${step} where person = ${person} and confirmed is not null and last_step < ${step}`,
  );
  return rows === 1;
}

export async function removeCodeApp(db: Db, person: string): Promise<boolean> {
  await run(db, sql`delete from people.recovery_codes where person = ${person}`);
  return (await run(db, sql`delete from people.code_apps where person = ${person}`)) === 1;
}

export async function setRecoveryCodes(db: Db, person: string, hashes: readonly Buffer[]): Promise<void> {
  await run(db, sql`delete from people.recovery_codes where person = ${person}`);
  await run(
    db,
    sql`insert into people.recovery_codes (person, hash) select ${person}, decode(hex, 'hex') from unnest(${array(
      hashes.map((hash) => hash.toString('hex')),
      'text',
    )}) as t (hex)`,
  );
}

/** How many are left, or nothing when this is none of them, or was used. */
export async function useRecoveryCode(db: Db, person: string, hash: Buffer, now: Date): Promise<number | undefined> {
  const rows = await run(
    db,
    sql`update people.recovery_codes set used = ${now} where person = ${person} and hash = ${hash} and used is null`,
  );
  return rows === 1 ? countRecoveryCodes(db, person) : undefined;
}

export async function countRecoveryCodes(db: Db, person: string): Promise<number> {
  const row = await first(
    db,
    sql<{ n: number }>`select count(*)::int as n from people.recovery_codes where person = ${person} and used is null`,
  );
  return row!.n;
}

/** Passkeys, app and codes on paper, all of them. */
export async function removeSecond(db: Db, person: string): Promise<void> {
  await run(db, sql`delete from people.passkeys where person = ${person}`);
  await removeCodeApp(db, person);
}

/** Who was given more power proves once more who they are; the session gets a new secret there (ASVS 5.0, 7.2.4). */
export async function forgetSecondOf(db: Db, person: string): Promise<void> {
  await run(db, sql`update people.sessions set second = null where person = ${person}`);
}
