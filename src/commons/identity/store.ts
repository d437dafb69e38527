import { sql } from 'kysely';
import type { Assurance } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';
import type { Recognised } from './verified.ts';

export type Source = 'spid' | 'cie';
export type Protocol = 'saml' | 'openid';

export interface RequestRow {
  /** ID of the message (SAML), `state` (OpenID Connect). */
  id: string;
  protocol: Protocol;
  source: Source | 'oidc';
  provider: string;
  /** The least that is asked for; null where the provider certifies nobody, or is not asked to. */
  level: 1 | 2 | 3 | null;
  person: string | null;
  next: string;
  asked: Date;
}

export async function insertRequest(db: Db, request: RequestRow & { browser: Buffer; expires: Date }): Promise<void> {
  await run(
    db,
    sql`with noted as (
      insert into identity.exchanges (request, source, provider, asked) values (${request.id}, ${request.source}, ${request.provider}, ${request.asked}))
    insert into identity.requests (id, protocol, source, provider, level, browser, person, next, asked, expires)
    values (${request.id}, ${request.protocol}, ${request.source}, ${request.provider}, ${request.level}, ${request.browser}, ${request.person}, ${request.next}, ${request.asked}, ${request.expires})`,
  );
}

const requestColumns = sql`id, protocol, source, provider, level, person, next, asked`;

/** A question in SAML that waits for its answer. */
export async function findRequest(db: Db, id: string, source: Source, now: Date): Promise<RequestRow | undefined> {
  return first(
    db,
    sql<RequestRow>`select ${requestColumns} from identity.requests where id = ${id} and protocol = 'saml' and source = ${source} and answered is null and expires > ${now}`,
  );
}

/** A question by OpenID Connect, for the browser that put it: not yet taken when its code comes, taken while that is exchanged. */
export async function findQuestion(
  db: Db,
  id: string,
  browser: Buffer,
  taken: boolean,
  now: Date,
): Promise<RequestRow | undefined> {
  return first(
    db,
    sql<RequestRow>`select ${requestColumns} from identity.requests
    where id = ${id} and protocol = 'openid' and browser = ${browser} and answered is null and (taken is not null) = ${taken} and expires > ${now}`,
  );
}

/** The code that comes with this question will go to its provider: of two browsers at once, one may bring it there. */
export async function takeQuestion(db: Db, id: string, now: Date): Promise<boolean> {
  return (await run(db, sql`update identity.requests set taken = ${now} where id = ${id} and taken is null`)) === 1;
}

export interface AnswerKept extends Recognised {
  code: Buffer;
  assertion: Buffer;
}

/** Uses a question up with its answer: of two answers at once, one finds it; an assertion that was used already is not taken by any. */
export async function keepAnswer(db: Db, id: string, answer: AnswerKept, now: Date, expires: Date): Promise<boolean> {
  const kept = await run(
    db,
    sql`update identity.requests set answered = ${now}, code = ${answer.code}, fiscal = ${answer.fiscal}, subject = ${answer.subject}, email = ${answer.email}, name = ${answer.name},
      reached = ${answer.reached}, expires = ${expires}
    where id = ${id} and answered is null and expires > ${now}
      and not exists (select from identity.exchanges where assertion = ${answer.assertion})`,
  );
  if (kept === 1) await noteOutcome(db, id, 'certified', answer.assertion, now);
  return kept === 1;
}

/** A question that its provider answered with a no: it is not asked again with this name. */
export async function dropRequest(db: Db, id: string, outcome: string, now: Date): Promise<boolean> {
  const dropped = await run(db, sql`delete from identity.requests where id = ${id} and answered is null and expires > ${now}`);
  if (dropped === 1) await noteOutcome(db, id, outcome, null, now);
  return dropped === 1;
}

async function noteOutcome(db: Db, request: string, outcome: string, assertion: Buffer | null, now: Date): Promise<void> {
  await run(
    db,
    sql`update identity.exchanges set answered = ${now}, outcome = ${outcome}, assertion = ${assertion} where request = ${request}`,
  );
}

/** An answer whose browser came back. */
export interface ReturnRow extends RequestRow {
  fiscal: Buffer | null;
  subject: Buffer | null;
  email: string | null;
  name: string;
  reached: Assurance;
}

export async function findReturn(db: Db, code: Buffer, browser: Buffer, now: Date): Promise<ReturnRow | undefined> {
  return first(
    db,
    sql<ReturnRow>`select ${requestColumns}, fiscal, subject, email, name, reached from identity.requests
    where code = ${code} and browser = ${browser} and expires > ${now}`,
  );
}

/** Uses a return up, and forgets what it knew of the person: of two at once, one finds it. */
export async function useReturn(db: Db, id: string): Promise<boolean> {
  return (await run(db, sql`delete from identity.requests where id = ${id}`)) === 1;
}

/** Questions of minutes go after a day; exchanges after twenty-four months. */
export async function forgetOld(db: Db, now: Date): Promise<void> {
  await run(db, sql`delete from identity.requests where expires < ${now}`);
  await run(db, sql`delete from identity.exchanges where asked < ${now}::timestamptz - interval '24 months'`);
}

/** The account of a fiscal code. */
export async function findByFiscal(db: Db, hash: Buffer): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{
      person: string;
    }>`select f.person from identity.fiscal f join people.people p on p.id = f.person and p.erased is null where f.hash = ${hash}`,
  );
  return row?.person;
}

/** An account of nobody certified yet. */
export async function isUncertified(db: Db, person: string): Promise<boolean> {
  const row = sql`select 1 from people.people p where p.id = ${person} and p.erased is null
    and not exists (select from identity.fiscal f where f.person = p.id)`;
  return (await first(db, row)) !== undefined;
}

/** Says whose a fiscal code is, unless somebody has it already: nothing then. Whoever says it at the same instant waits here. */
export async function claimFiscal(db: Db, hash: Buffer, person: string, now: Date): Promise<boolean> {
  const claimed = await run(
    db,
    sql`insert into identity.fiscal as f (hash, person, since) values (${hash}, ${person}, ${now})
    on conflict (hash) do update set person = excluded.person, since = excluded.since
      where exists (select from people.people p where p.id = f.person and p.erased is not null)`,
  );
  return claimed === 1;
}

export interface ProofRow {
  source: 'spid' | 'cie' | 'oidc' | 'counter';
  issuer: string;
  level: 'low' | 'substantial' | 'high';
  proven: Date;
}

export async function insertProof(db: Db, proof: ProofRow & { id: string; person: string }): Promise<void> {
  await run(
    db,
    sql`insert into identity.proofs (id, person, source, issuer, level, proven)
    values (${proof.id}, ${proof.person}, ${proof.source}, ${proof.issuer}, ${proof.level}, ${proof.proven})
    on conflict (person, source, issuer, level) do update set proven = excluded.proven`,
  );
}

export async function listProofs(db: Db, person: string, now: Date): Promise<ProofRow[]> {
  return all(
    db,
    sql<ProofRow>`select source, issuer, level, proven from identity.proofs
    where person = ${person} and (expires is null or expires > ${now}) order by proven desc limit 20`,
  );
}

/** Whoever else wants to certify or merge this account waits. */
export async function lockPerson(db: Db, id: string): Promise<void> {
  await run(db, sql`select 1 from people.people where id = ${id} for update`);
}

export async function insertMerge(db: Db, from: string, into: string, now: Date): Promise<void> {
  await run(db, sql`insert into identity.merges (from_person, into_person, at) values (${from}, ${into}, ${now})`);
}

/** What this room knows of an account goes to another. A fiscal code never moves, and nothing was ever merged into the first: an account that has a
 *  code of its own is not merged into another. */
export async function moveProofs(db: Db, from: string, into: string): Promise<void> {
  await run(
    db,
    sql`delete from identity.proofs f using identity.proofs i where f.person = ${from} and i.person = ${into}
      and (f.source, f.issuer, f.level) = (i.source, i.issuer, i.level) and f.proven <= i.proven`,
  );
  await run(
    db,
    sql`delete from identity.proofs i using identity.proofs f where f.person = ${from} and i.person = ${into}
      and (f.source, f.issuer, f.level) = (i.source, i.issuer, i.level)`,
  );
  await run(db, sql`update identity.proofs set person = ${into} where person = ${from}`);
  await run(db, sql`update identity.subjects set person = ${into} where person = ${from}`);
  await run(db, sql`delete from identity.requests where person = ${from}`);
}

/** The accounts that became part of this one. */
export async function listMergedInto(db: Db, person: string): Promise<{ from: string }[]> {
  return all(db, sql<{ from: string }>`select from_person as "from" from identity.merges where into_person = ${person}`);
}
