import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openPeople } from '../../../test/people.ts';
import { countStatements } from '../../../test/statements.ts';
import { anonymous, type RoleHeld } from '../../kernel/actor.ts';
import { createKey, endRole, giveRole, invite, revokeKey } from './actions.ts';
import { actorOf } from './people.ts';
import { hashOf } from './sessions.ts';
import { findKeyByHash, listKeys } from './store-keys.ts';

const { house, metropolis, a, b, pass, makePerson, signIn, proveSecond, post, get, api, actorBy, refusedWith, count, value } =
  await openPeople();
after(() => house.close());

test('a role counts from the next proof of who holds it, and no longer once it has ended', async () => {
  const cookie = await signIn('promossa@example.org');
  assert.deepEqual((await actorBy(cookie)).roles, []);
  const given = await house.done(giveRole, { email: 'promossa@example.org', role: 'moderator', place: metropolis.id });
  assert.deepEqual(
    await actorBy(cookie).then(({ roles, awaits }) => [roles, awaits]),
    [[], 'second-key'],
    'it sleeps until then',
  );
  await proveSecond(cookie);
  assert.deepEqual((await actorBy(cookie)).roles, [
    { role: 'moderator', place: metropolis.id, whole: true },
  ] satisfies RoleHeld[]);
  await house.done(endRole, { id: given.id });
  assert.deepEqual((await actorBy(cookie)).roles, []);
  assert.equal(await count(sql`people.roles where id = ${given.id} and until is not null`), 1, 'ended, not deleted');
});

test('who stands behind a request is one question to the database, whatever they hold', async () => {
  const cookie = await signIn('una-domanda@example.org');
  await house.done(giveRole, { email: 'una-domanda@example.org', role: 'officer', place: a.id });
  await proveSecond(cookie);
  const counter = countStatements(house.database.pool);
  counter.take();
  assert.equal((await actorBy(cookie)).roles.length, 1);
  assert.equal(counter.take().length, 1);
  await actorBy('');
  assert.equal(counter.take().length, 0);
});

test('a role with a last day ends with that day in Italy', async () => {
  const cookie = await signIn('a-termine@example.org');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(house.ctx().now);
  const given = await house.done(giveRole, { email: 'a-termine@example.org', role: 'officer', place: a.id, until: today });
  const until = await value<Date>(sql`select until as value from people.roles where id = ${given.id}`);
  assert.equal(
    new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', hour: '2-digit', minute: '2-digit' }).format(until),
    '00:00',
  );
  await proveSecond(cookie);
  assert.equal((await actorBy(cookie)).roles.length, 1);
  const before = house.ctx().now;
  pass(until.getTime() - before.getTime());
  assert.equal((await actorBy(await signIn('a-termine@example.org'))).roles.length, 0);
  pass(before.getTime() - until.getTime());
  assert.equal(
    await refusedWith(
      house.perform(giveRole, { email: 'a-termine@example.org', role: 'moderator', place: a.id, until: '2020-02-29' }),
    ),
    'people.until-past',
  );
});

test('the same role given twice at the same moment is held once', async () => {
  await makePerson('due-volte@example.org');
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => house.perform(giveRole, { email: 'due-volte@example.org', role: 'officer', place: b.id })),
  );
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  assert.equal(outcomes.filter((outcome) => 'refused' in outcome && outcome.refused.code === 'people.role-held').length, 3);
});

test('two invitations of one address at the same moment make one person', async () => {
  const input = { name: 'Invitata Insieme', email: 'invitata@example.org', role: 'officer', place: a.id };
  const [first, second] = await Promise.all([
    house.done(invite, input),
    house.done(invite, { ...input, email: 'Invitata@Example.org' }),
  ]);
  assert.equal(first.person, second.person);
  assert.equal(await count(sql`people.roles where person = ${first.person}`), 1);
});

test('a name is one line, without tricks', async () => {
  for (const name of ['Due\nrighe', 'Invi\u200bsibile', 'Alla \u202erovescia', 'M\u0430rta Dossena', ' ', 'x'])
    assert.ok('invalid' in (await house.perform(invite, { name, email: 'nome@example.org' })), JSON.stringify(name));
  for (const name of ['Niccolò Dell’Orto', "D'Angelo", 'Ngọc Nguyễn', 'Олена Коваль', '李明'])
    await house.done(invite, { name, email: `nome${name.length}@example.org` });
});

test('an administrator of A reaches nobody in B, and gets no link that would let in as another', async () => {
  const administrator = await actorBy(await signIn('sindaca-a@example.org', 'municipal-administrator', a));
  const invited = await house.done(
    invite,
    { name: 'Nuovo Operatore', email: 'nuovo-a@example.org', role: 'officer', place: a.id },
    administrator,
  );
  assert.equal(invited.link, undefined);
  const inB = await house.done(invite, {
    name: 'Operatrice Altrove',
    email: 'operatrice-b@example.org',
    role: 'officer',
    place: b.id,
  });
  const role = await value<string>(sql`select id as value from people.roles where person = ${inB.person}`);

  assert.equal(await refusedWith(house.perform(endRole, { id: role }, administrator)), 'kernel.absent');
  assert.equal(
    await refusedWith(house.perform(giveRole, { email: 'nuovo-a@example.org', role: 'officer', place: b.id }, administrator)),
    'people.above-own-power',
  );
  assert.equal(
    await refusedWith(
      house.perform(
        giveRole,
        { email: 'nuovo-a@example.org', role: 'metropolitan-administrator', place: metropolis.id },
        administrator,
      ),
    ),
    'people.above-own-power',
  );
  assert.equal(
    await refusedWith(house.perform(createKey, { name: 'chiave', place: b.id, verbs: ['reports.take-charge'] }, administrator)),
    'people.not-administrator',
  );
  const listed = await get('/api/v1/people', await signIn('sindaca-a@example.org'));
  const emails: string[] = JSON.parse(listed.body).items.map((item: { email: string }) => item.email);
  assert.ok(emails.includes('nuovo-a@example.org') && !emails.includes('operatrice-b@example.org'));
});

test('who has no power learns nothing about who has an account', async () => {
  await makePerson('cercata@example.org');
  const citizen = await actorBy(await signIn('curiosa@example.org'));
  for (const email of ['cercata@example.org', 'inesistente@example.org']) {
    assert.equal(
      await refusedWith(house.perform(giveRole, { email, role: 'officer', place: a.id }, citizen)),
      'people.not-administrator',
    );
    assert.equal(await refusedWith(house.perform(invite, { name: 'Chiunque', email }, citizen)), 'people.not-administrator');
  }
});

test('the people of a place are listed page by page', async () => {
  const administrator = await signIn('elenco@example.org', 'municipal-administrator', b);
  for (let n = 0; n < 60; n++) await makePerson(`elencata${n}@example.org`, 'moderator', b);
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const page = JSON.parse((await get(`/api/v1/people?limit=25${next ? `&cursor=${next}` : ''}`, administrator)).body) as {
      items: { id: string }[];
      next: string | null;
    };
    assert.ok(page.items.length <= 25);
    seen.push(...page.items.map((item) => item.id));
    next = page.next;
  } while (next);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(
    seen.length,
    await count(sql`(select distinct person from people.roles where place = ${b.id} and until is null) held`),
  );
  assert.equal((await get('/persone?da=non-un-cursore', administrator)).statusCode, 200);
  assert.equal((await get('/api/v1/people?cursor=non-un-cursore', administrator)).statusCode, 422);
});

test('a key acts in its place through its verbs, and is nobody’s once revoked', async () => {
  const made = await house.done(createKey, { name: 'Sensori', place: a.id, verbs: ['reports.take-charge'] });
  const bearing = () => actorOf(house.ctx(anonymous), { cookies: {}, headers: { authorization: `Bearer ${made.key}` } });
  const actor = await bearing();
  assert.deepEqual(
    [actor.kind, actor.person, actor.verbs, actor.roles.map((role) => role.place)],
    ['key', null, ['reports.take-charge'], [a.id, a.id]],
  );
  assert.equal(await count(sql`people.api_keys where hash = ${hashOf(made.key)}`), 1, 'only the hash is kept');

  const other = await api('people.create-key', { name: 'Altra', place: a.id, verbs: ['reports.take-charge'] }, made.key);
  assert.equal(other.statusCode, 403);
  await house.done(revokeKey, { id: made.id });
  assert.equal((await bearing()).kind, 'anonymous');
  assert.equal(await refusedWith(house.perform(revokeKey, { id: made.id })), 'kernel.absent');
});

test('a key says when it was used, and is nobody’s after its last day', async () => {
  const input = { name: 'A termine', place: a.id, verbs: ['reports.take-charge'] };
  const made = await house.done(createKey, { ...input, expires: '2099-01-31' });
  const usedAt = async () => (await listKeys(house.ctx().db, [a.id], house.ctx().now)).find((key) => key.id === made.id)!.used;
  assert.equal(await usedAt(), null);
  await api('reports.take-charge', { code: 'SEG-2026-999999' }, made.key);
  assert.ok(await usedAt());
  assert.ok(await findKeyByHash(house.ctx().db, hashOf(made.key), new Date('2099-01-31T22:59:00Z')));
  assert.equal(await findKeyByHash(house.ctx().db, hashOf(made.key), new Date('2099-01-31T23:00:00Z')), undefined);
  const wrong = async (more: object) => {
    const outcome = await house.perform(createKey, { ...input, ...more });
    return 'invalid' in outcome ? outcome.invalid.errors[0]!.key : 'done';
  };
  assert.equal(await wrong({ expires: '2020-01-01' }), 'people.refusal.expires-past');
  assert.equal(await wrong({ verbs: ['people.give-role'] }), 'people.refusal.no-verb', 'a key never administers');
});

test('an administrator makes a key on its page, sees it this once, and revokes it; no other administrator sees it', async () => {
  const cookie = await signIn('chiavi-a@example.org', 'municipal-administrator', a);
  const empty = await post('/persone/chiavi/nuova', { name: '  ' }, { cookie });
  assert.equal(empty.statusCode, 422);
  assert.match(empty.body, /Scegli almeno una cosa/);
  const fields = { name: 'Sensori dei cassonetti', place: a.id, verbs: 'reports.send' };
  const made = await post('/persone/chiavi/nuova', fields, { cookie });
  assert.equal(made.statusCode, 200);
  assert.equal(made.headers['cache-control'], 'private, no-store');
  const key = /arengo_[\w-]{20,}/.exec(made.body)![0];
  const page = await get('/persone/chiavi', cookie);
  assert.match(page.body, /Sensori dei cassonetti/);
  assert.match(page.body, /Inviare segnalazioni/);
  assert.ok(!page.body.includes(key));
  assert.ok(!(await get('/api/v1/keys', cookie)).body.includes(key));
  assert.equal(await count(sql`kernel.act_secrets where private::text like ${`%${key}%`}`), 0);
  const { id } = (await listKeys(house.ctx().db, [a.id], house.ctx().now)).find((one) => one.name === fields.name)!;
  const stranger = await signIn('chiavi-b@example.org', 'municipal-administrator', b);
  assert.doesNotMatch((await get('/persone/chiavi', stranger)).body, /Sensori dei cassonetti/);
  assert.equal((await post(`/persone/chiavi/${id}/revoca`, {}, { cookie: stranger })).statusCode, 404);
  assert.equal((await post('/persone/chiavi/nuova', fields, { cookie: stranger })).statusCode, 403);
  assert.equal((await post(`/persone/chiavi/${id}/revoca`, {}, { cookie })).statusCode, 303);
  assert.match((await get('/persone/chiavi', cookie)).body, /Tolta il/);
  const bearing = await actorOf(house.ctx(anonymous), { cookies: {}, headers: { authorization: `Bearer ${key}` } });
  assert.equal(bearing.kind, 'anonymous');
});

test('a key is made neither by a citizen nor in the name of somebody else', async () => {
  const citizen = await actorBy(await signIn('vuole-chiave@example.org'));
  const input = { name: 'Mia', place: a.id, verbs: ['reports.take-charge'] };
  assert.equal(await refusedWith(house.perform(createKey, input, citizen)), 'people.not-administrator');
  assert.equal(await refusedWith(house.perform(createKey, input, anonymous)), 'people.not-administrator');
  assert.ok(
    'invalid' in (await house.perform(createKey, { ...input, person: citizen.person })),
    'a field that the form does not have',
  );
});

test('an erased person is nobody', async () => {
  const cookie = await signIn('cancellata@example.org');
  const { person } = await actorBy(cookie);
  await sql`update people.people set name = '', email = null, email_typed = null, erased = ${house.ctx().now} where id = ${person}`.execute(
    house.ctx().db,
  );
  assert.equal((await actorBy(cookie)).kind, 'anonymous');
});

test('the register tells who has a role, never the address', async () => {
  const leaks = await count(
    sql`kernel.acts a left join kernel.act_secrets s on s.act = a.id where a.verb like 'people.%' and (a.public::text like '%@%' or s.private::text like '%@%')`,
  );
  assert.equal(leaks, 0);
  const id = await makePerson('registrata@example.org', 'auditor', b);
  const given = await value<object>(
    sql`select json_build_object('public', a.public, 'place', a.place, 'who', s.private->>'who') as value
    from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.verb = 'people.give-role' order by a.seq desc limit 1`,
  );
  assert.deepEqual(given, { public: { role: 'auditor' }, place: b.id, who: id });
});
