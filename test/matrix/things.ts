/** Makes the things on which verbs act, each fresh: a thing that was acted on is another one. */

import { insertLink } from '../../src/commons/links/store.ts';
import { addressOf } from '../../src/commons/people/address.ts';
import { newLink } from '../../src/commons/people/people.ts';
import { hashOf } from '../../src/commons/people/sessions.ts';
import { insertKey } from '../../src/commons/people/store-keys.ts';
import { insertExport } from '../../src/commons/privacy/store.ts';
import { decide } from '../../src/commons/settings/store.ts';
import { type Place, territoryOf } from '../../src/commons/territory/territory.ts';
import { system } from '../../src/kernel/actor.ts';
import { isFiscalCode } from '../../src/protocols/fiscal-code/fiscal-code.ts';
import type { Case, MatrixActor, World } from './world.ts';

export interface Thing {
  id: string;
  code: string;
}

const day = 86_400_000;

export function placeOf(world: World, whose: Case): Place {
  return whose === 'b' ? world.b : world.a;
}

function owner(world: World, actor: MatrixActor, whose: Case): string {
  return whose === 'own' ? actor.person!.person : world.stranger.person;
}

/** A report that stands where the verb takes it up. */
export async function report(
  world: World,
  actor: MatrixActor,
  whose: Case,
  state = 'sent',
  closedDaysAgo?: number,
): Promise<Thing> {
  const thing = await world.house.report({
    place: placeOf(world, whose).id,
    author: owner(world, actor, whose),
    visibility: whose === 'private' ? 'private' : 'public',
    topic: 'roads',
    state,
  });
  if (closedDaysAgo !== undefined)
    await world.sql(
      'update entries.entries set closed = $2 where id = $1',
      thing.id,
      new Date(world.house.ctx().now.getTime() - closedDaysAgo * day),
    );
  return thing;
}

export async function comment(world: World, actor: MatrixActor, whose: Case): Promise<{ id: string; on: Thing }> {
  const on = await report(world, actor, whose === 'own' ? 'a' : whose);
  const id = world.house.ctx().id();
  await world.sql(
    `insert into discussion.comments (id, entry, author, text, assurance, at) values ($1, $2, $3, 'Una parola', 'email', now())`,
    id,
    on.id,
    owner(world, actor, whose),
  );
  return { id, on };
}

export async function news(world: World, actor: MatrixActor, whose: Case): Promise<Thing> {
  const author = owner(world, actor, whose);
  const place = placeOf(world, whose).id;
  const thing = await world.house.report({ kind: 'news', prefix: 'NOT', state: 'published', place, author });
  await world.sql(`insert into board.news (id, body) values ($1, 'Il ponte riapre.')`, thing.id);
  return thing;
}

/** A case file, with a report in it. */
export async function caseFile(world: World, actor: MatrixActor, whose: Case): Promise<Thing & { member: Thing }> {
  const file = await world.house.report({
    kind: 'case',
    prefix: 'FAS',
    state: 'open',
    place: placeOf(world, whose).id,
    author: null,
  });
  await world.sql('insert into reports.cases (id) values ($1)', file.id);
  const member = await report(world, actor, whose);
  await world.sql('insert into reports.case_members (report, case_file, at) values ($1, $2, now())', member.id, file.id);
  const link = { id: world.house.ctx().id(), from: file.id, relation: 'about' as const, to: member.id };
  await insertLink(world.house.ctx().db, { ...link, by: null, now: world.house.ctx().now });
  return { ...file, member };
}

/** One answer to a case file, still to be carried to its member. */
export async function caseAnswer(world: World, actor: MatrixActor, whose: Case): Promise<{ code: string; answer: string }> {
  const file = await caseFile(world, actor, whose);
  const answer = world.house.ctx().id();
  await world.sql(
    `insert into reports.case_answers (act, case_file, person, assurance, at, text) values ($1, $2, $3, 'email', now(), 'Ci pensiamo noi.')`,
    answer,
    file.id,
    owner(world, actor, whose),
  );
  await world.sql('insert into reports.case_steps (answer, report) values ($1, $2)', answer, file.member.id);
  return { code: file.member.code, answer };
}

/** A report that was passed to a body outside, and what became of it. */
export async function passed(
  world: World,
  actor: MatrixActor,
  whose: Case,
  state: 'queued' | 'failed' = 'queued',
): Promise<Thing & { hop: string }> {
  const thing = await report(world, actor, whose, 'not-ours', 20);
  const hop = world.house.ctx().id();
  await world.sql(
    `insert into reports.hops (act, report, at, body, contact, body_id) values ($1, $2, now(), 'Acquedotto', '800 123', $3)`,
    hop,
    thing.id,
    world.body,
  );
  await world.sql(
    `insert into reports.deliveries (hop, report, body, state, queued, next_try, failed)
     values ($1, $2, $3, $4, now(), case when $4 = 'queued' then now() end, case when $4 = 'failed' then now() end)`,
    hop,
    thing.id,
    world.body,
    state,
  );
  return { ...thing, hop };
}

/** The link of the mail by which an address is confirmed. */
export async function confirmation(world: World, actor: MatrixActor): Promise<string> {
  const { id } = await report(world, actor, 'a');
  const token = world.house.ctx().secret(32);
  await world.sql(
    'update reports.reports set confirmation = $2, contact_email = $3 where id = $1',
    id,
    hashOf(token),
    `chi.${token
      .slice(0, 8)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0')}@example.org`,
  );
  return token;
}

/** The link of the mail that asks whether it is fixed. */
export async function question(world: World, actor: MatrixActor): Promise<string> {
  const { id } = await report(world, actor, 'a', 'resolved', 28);
  const token = world.house.ctx().secret(32);
  await world.sql(
    'insert into reports.questions (report, closed, token, asked) select id, closed, $2, now() from entries.entries where id = $1',
    id,
    hashOf(token),
  );
  return token;
}

export function signInLink(world: World): Promise<string> {
  const email = `entra.${world.house.ctx().id()}@example.org`;
  return newLink(world.house.ctx(), { email, typed: email, purpose: 'sign-in', next: '/' }).then(
    (address) => new URL(address).pathname.split('/').at(-1)!,
  );
}

export async function follow(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const { id: entry } = await report(world, actor, 'a');
  const id = world.house.ctx().id();
  await world.sql(
    `insert into notices.follows (id, person, entry, how, since) values ($1, $2, $3, 'page', now())`,
    id,
    owner(world, actor, whose),
    entry,
  );
  return id;
}

export async function link(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const { id: from } = await report(world, actor, whose);
  const { db, now } = world.house.ctx();
  const id = world.house.ctx().id();
  await insertLink(db, { id, from, relation: 'about', to: world.other.id, by: null, now });
  return id;
}

export async function organisation(world: World, whose: Case, state = 'verified'): Promise<string> {
  if (whose === 'own') return world.association;
  const id = world.house.ctx().id();
  await world.sql(
    `insert into organisations.organisations (id, name, kind, place, created, state, verified, reason)
     values ($1, $2, 'association', $3, now(), $4, now(), case when $4 = 'suspended' then 'x' end)`,
    id,
    `Associazione ${id}`,
    placeOf(world, whose).id,
    state,
  );
  return id;
}

/** One that nobody has verified yet; the actor's own, or somebody else's. */
export async function asked(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const id = world.house.ctx().id();
  await world.sql(
    `insert into organisations.organisations (id, name, kind, place, created, state, due) values ($1, $2, 'association', $3, now(), 'asked', now())`,
    id,
    `Chiesta ${id}`,
    placeOf(world, whose).id,
  );
  await world.sql(
    'insert into organisations.delegates (id, organisation, person, since) values ($1, $2, $3, now() - make_interval(secs => 1))',
    world.house.ctx().id(),
    id,
    owner(world, actor, whose),
  );
  return id;
}

export async function paper(world: World, organisation: string): Promise<string> {
  const id = world.house.ctx().id();
  await world.sql(
    `insert into organisations.documents (id, organisation, kind, file, name, added) values ($1, $2, 'statute', $3, 'statuto.webp', now())`,
    id,
    organisation,
    world.photo,
  );
  return id;
}

/** To the address of the actor, if it has one. */
export async function invitation(world: World, organisation: string, actor: MatrixActor | null) {
  const ctx = world.house.ctx();
  const [id, token] = [ctx.id(), ctx.secret(32)];
  await world.sql(
    `insert into organisations.invitations (id, organisation, email, powers, hash, made, expires)
     values ($1, $2, $3, '{speak}', $4, now(), now() + interval '1 day')`,
    id,
    organisation,
    addressOf(actor?.person?.email ?? `${id}@example.org`),
    hashOf(token),
  );
  return { id, organisation, token };
}

export async function delegation(world: World, actor: MatrixActor, whose: Case): Promise<{ id: string; organisation: string }> {
  const id = world.house.ctx().id();
  const of = await organisation(world, whose === 'own' ? 'b' : whose);
  await world.sql(
    'insert into organisations.delegates (id, organisation, person, since) values ($1, $2, $3, now() - make_interval(secs => 1))',
    id,
    of,
    whose === 'own' ? actor.person!.person : (await world.house.person('Una delegata')).person,
  );
  return { id, organisation: of };
}

let codesMade = 0;
/** Of no organisation yet. */
export function fiscalCode(): string {
  for (;;) {
    const code = String(90_000_000_000 + codesMade++);
    if (isFiscalCode(code)) return code;
  }
}

/** A help whose half hour is over. */
export async function expiredHelp(world: World): Promise<string> {
  const id = world.house.ctx().id();
  await world.sql(
    `insert into assistance.sessions (id, operator, place, session, reason, document, consented, opened, until)
     values ($1, $2, $3, $4, 'x', 'none', now() - interval '1 hour', now() - interval '1 hour', now() - interval '40 minutes')`,
    id,
    world.stranger.person,
    world.a.id,
    Buffer.from(id),
  );
  return id;
}

let roles = 0;
/** An officer of the place; or the actor, who holds one more role, in a place in which they held none. */
export async function role(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const id = world.house.ctx().id();
  const person = whose === 'own' ? actor.person!.person : (await world.house.person('Un ufficio')).person;
  const named = whose === 'own' ? 'auditor' : 'officer';
  const { municipalities } = territoryOf(world.house.ctx());
  const place = whose === 'own' ? municipalities[roles++ % municipalities.length]! : placeOf(world, whose);
  await world.sql(
    'insert into people.roles (id, person, role, place, since) values ($1, $2, $3, $4, now() - make_interval(secs => 1))',
    id,
    person,
    named,
    place.id,
  );
  return id;
}

/** Somebody who works in the place. */
export async function officer(world: World, whose: Case): Promise<string> {
  const { id: place } = placeOf(world, whose);
  return (await world.house.person('Un ufficio', [{ role: 'officer', place, whole: false }])).person;
}

/** A passkey of the actor, as it is named in a form. */
export async function passkey(world: World, actor: MatrixActor): Promise<string> {
  const id = Buffer.from(world.house.ctx().secret(16), 'base64url');
  if (actor.person)
    await world.sql(
      `insert into people.passkeys (id, person, name, public_key, counter, transports, added) values ($1, $2, 'Telefono', '', 0, '{}', now())`,
      id,
      actor.person.person,
    );
  return id.toString('base64url');
}

/** The actor has an app of codes. */
export async function codes(world: World, actor: MatrixActor): Promise<Record<string, never>> {
  if (actor.person)
    await world.sql(
      `insert into people.code_apps (person, secret, made, confirmed) values ($1, '', now(), now())
       on conflict (person) do update set confirmed = now()`,
      actor.person.person,
    );
  return {};
}

/** The secret of a session that somebody has begun. */
export async function begunSession(world: World): Promise<string> {
  return (await world.house.sessionOf(await world.house.person('Chi entra'))).split('=')[1]!;
}

export async function apiKey(world: World, whose: Case): Promise<string> {
  const { db, now } = world.house.ctx();
  const id = world.house.ctx().id();
  const hash = hashOf(`${id}`);
  const verbs = ['reports.answer'];
  await insertKey(db, { id, name: 'Altro', hash, place: placeOf(world, whose).id, verbs, by: null, expires: null, now });
  return id;
}

let days = 10;
/** Decided for a day to come. */
export async function setting(world: World, whose: Case): Promise<{ place: string; name: string; id: string }> {
  const { db, now } = world.house.ctx(system);
  const place = placeOf(world, whose);
  const id = world.house.ctx().id();
  // Each another value: the same again would decide nothing.
  const since = new Date(now.getTime() + days++ * day);
  await decide(db, { id, place: place.id, name: 'reports.archive-days', value: 400 + days, since });
  return { place: place.slug, name: 'reports.archive-days', id };
}

export async function bodyOf(world: World, whose: Case): Promise<{ id: string; code: string }> {
  const id = world.house.ctx().id();
  const code = `ente-${id.slice(-12)}`;
  await world.sql(
    `insert into reports.bodies (id, place, code, name, contact, method) values ($1, $2, $3, 'Un ente', '800 123', 'hand')`,
    id,
    placeOf(world, whose).id,
    code,
  );
  return { id, code };
}

export async function picture(world: World, actor: MatrixActor, whose: Case): Promise<{ code: string; id: string }> {
  const { id: entry, code } = await report(world, actor, whose);
  const id = world.house.ctx().id();
  await world.sql(
    `insert into attachments.attachments (id, entry, file, kind, name, width, height, added) values ($1, $2, $3, 'image', 'foto.webp', 40, 30, now())`,
    id,
    entry,
    world.photo,
  );
  return { code, id };
}

/** Something flagged, and perhaps hidden, by others. */
export async function flagged(world: World, actor: MatrixActor, whose: Case, state: 'open' | 'hidden'): Promise<Thing> {
  const thing = await report(world, actor, whose);
  await world.sql(
    `insert into moderation.subjects (id, entry, place, state, opened, changed, reason, before)
     values ($1, $2, $3, $4, now(), now(), case when $4 = 'hidden' then 'offensive' end, case when $4 = 'hidden' then 'public' end)`,
    world.house.ctx().id(),
    thing.id,
    placeOf(world, whose).id,
    state,
  );
  if (state === 'hidden') await world.sql(`update entries.entries set visibility = 'hidden' where id = $1`, thing.id);
  return thing;
}

/** A copy of their data that somebody has asked for. */
export async function askedCopy(world: World): Promise<string> {
  const { person } = await world.house.person('Chi vuole una copia');
  const id = world.house.ctx().id();
  await insertExport(world.house.ctx().db, { id, person, now: world.house.ctx().now });
  return id;
}
