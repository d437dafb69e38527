import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { openPeople } from '../../../test/people.ts';
import { appSecretOf } from './codes.ts';
import { findPersonByEmail } from './store.ts';
import { findCodeApp } from './store-second.ts';

const { house, metropolis, a, b, pass, makePerson, linkTo, post, get, cookieOf, actorBy, count } = await openPeople();
after(() => house.close());

const half = 30_000;

/** What the app of this person shows now; with `steps`, so many intervals later. */
async function codeOf(email: string, steps = 0): Promise<string> {
  const { db } = house.ctx();
  const person = (await findPersonByEmail(db, email))!;
  const app = (await findCodeApp(db, person.id))!;
  const secret = appSecretOf(house.config, app.secret, person, 'x').typed.replaceAll(' ', '');
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.ctx().now.getTime() + steps * half });
}

/** Enters with the mailbox alone. */
async function enter(email: string, next = '/'): Promise<{ cookie: string; to: string }> {
  const entered = await post(await linkTo(email, next));
  return { cookie: cookieOf(entered), to: String(entered.headers.location) };
}

/** Enters, connects an app and gets the codes on paper. */
async function withApp(email: string): Promise<{ cookie: string; paper: string[] }> {
  const { cookie } = await enter(email);
  await post('/profilo/codici', {}, { cookie });
  const confirmed = await post('/profilo/codici/conferma', { code: await codeOf(email) }, { cookie });
  assert.equal(confirmed.statusCode, 200, confirmed.body);
  const paper = [...confirmed.body.matchAll(/[A-Z2-9]{5}-[A-Z2-9]{5}/g)].map(([code]) => code);
  pass(half);
  return { cookie: cookieOf(confirmed), paper };
}

test('roles sleep until there is a second proof; the first code wakes them, and the session gets a new secret', async () => {
  await makePerson('operatrice@example.org', 'officer', a);
  const { cookie, to } = await enter('operatrice@example.org', '/banco');
  assert.equal(to, '/entra/secondo?next=%2Fbanco');
  const asleep = await actorBy(cookie);
  assert.deepEqual([asleep.kind, asleep.roles, asleep.awaits], ['person', [], 'second-key']);
  assert.equal((await get('/banco', cookie)).statusCode, 403);
  assert.match((await get('/banco', cookie)).body, /href="\/entra\/secondo\?next=%2Fbanco"/, 'told how to go on');

  const begun = await post('/profilo/codici', { next: '/banco' }, { cookie });
  assert.equal(begun.headers.location, '/profilo/codici?next=%2Fbanco');
  assert.match((await get('/profilo/codici?next=%2Fbanco', cookie)).body, /name="next" value="\/banco"/);
  const wrong = await post('/profilo/codici/conferma', { code: '000000' }, { cookie });
  assert.equal(wrong.statusCode, 422);
  assert.deepEqual((await actorBy(cookie)).roles, []);

  const code = await codeOf('operatrice@example.org');
  const confirmed = await post(
    '/profilo/codici/conferma',
    { code: `${code.slice(0, 3)} ${code.slice(3)}`, next: '/banco' },
    { cookie },
  );
  assert.equal(confirmed.statusCode, 200);
  assert.equal(confirmed.headers['cache-control'], 'private, no-store');
  assert.match(confirmed.body, /href="\/banco"/);
  assert.equal((await actorBy(cookie)).kind, 'anonymous', 'the secret of before opens nothing');
  assert.equal((await actorBy(cookieOf(confirmed))).roles.length, 1);
  assert.equal((await get('/banco', cookieOf(confirmed))).statusCode, 200);
});

test('with an app, the mailbox alone makes nobody; a code opens once, and never one of before', async () => {
  await makePerson('due@example.org', 'officer', a);
  await withApp('due@example.org');
  const { cookie, to } = await enter('due@example.org', '/notifiche');
  assert.equal(to, '/entra/secondo?next=%2Fnotifiche');
  const begun = await actorBy(cookie);
  assert.deepEqual([begun.kind, begun.person, begun.awaits], ['anonymous', null, 'second-proof']);
  assert.equal((await get('/profilo', cookie)).headers.location, '/entra?next=%2Fprofilo');
  assert.equal((await get('/entra?next=%2Fprofilo', cookie)).headers.location, '/entra/secondo?next=%2Fprofilo');

  const code = await codeOf('due@example.org');
  const other = (await enter('due@example.org')).cookie;
  const both = await Promise.all(
    [cookie, other].map((one) => post('/entra/secondo', { code, next: '/notifiche' }, { cookie: one })),
  );
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [303, 422], 'of two with one code, one enters');
  const entered = both.find(({ statusCode }) => statusCode === 303)!;
  assert.equal(entered.headers.location, '/notifiche');
  assert.equal((await actorBy(cookieOf(entered))).roles.length, 1);
  assert.equal((await actorBy(cookie)).kind, 'anonymous');

  const late = (await enter('due@example.org')).cookie;
  assert.equal((await post('/entra/secondo', { code: await codeOf('due@example.org', -1) }, { cookie: late })).statusCode, 422);
  assert.equal((await post('/entra/secondo', { code: await codeOf('due@example.org', -3) }, { cookie: late })).statusCode, 422);
  assert.equal((await post('/entra/secondo', { code: await codeOf('due@example.org', 1) }, { cookie: late })).statusCode, 303);
});

test('a code on paper opens once, however it is typed, and its owner is told how many are left', async () => {
  await makePerson('carta@example.org', 'officer', a);
  const { paper } = await withApp('carta@example.org');
  assert.equal(new Set(paper).size, 10);
  const first = (await enter('carta@example.org')).cookie;
  const again = (await enter('carta@example.org')).cookie;
  const typed = paper[3]!.toLowerCase().replace('-', ' ');
  assert.equal((await post('/entra/secondo', { code: typed }, { cookie: first })).statusCode, 303);
  assert.equal((await post('/entra/secondo', { code: paper[3]! }, { cookie: again })).statusCode, 422);
  assert.equal(
    await count(
      sql`people.recovery_codes where used is null and person = (select id from people.people where email = 'carta@example.org')`,
    ),
    9,
  );
  assert.equal(await count(sql`people.recovery_codes where hash::text like ${`%${paper[4]}%`}`), 0, 'only hashes are kept');
});

test('codes are not guessed: after ten tries even the right one waits, and the account is not locked for good', async () => {
  await makePerson('bersaglio@example.org', 'officer', a);
  await withApp('bersaglio@example.org');
  const { cookie } = await enter('bersaglio@example.org');
  for (let n = 0; n < 10; n++) assert.equal((await post('/entra/secondo', { code: '123456' }, { cookie })).statusCode, 422);
  assert.equal((await post('/entra/secondo', { code: await codeOf('bersaglio@example.org') }, { cookie })).statusCode, 429);
  pass(15 * 60_000);
  assert.equal((await post('/entra/secondo', { code: await codeOf('bersaglio@example.org') }, { cookie })).statusCode, 303);
});

test('without a session that was begun there is nothing to prove', async () => {
  assert.equal((await post('/entra/secondo', { code: '123456' })).headers.location, '/entra');
  assert.equal((await get('/entra/secondo')).headers.location, '/entra');
});

test('a citizen enters as before; who connects an app is asked from then on, and may take it away', async () => {
  const { cookie, to } = await enter('cittadina@example.org');
  assert.equal(to, '/profilo/nome?next=%2F');
  assert.equal((await actorBy(cookie)).awaits, undefined);
  const mine = await withApp('cittadina@example.org');
  assert.equal((await actorBy((await enter('cittadina@example.org')).cookie)).awaits, 'second-proof');
  assert.equal((await post('/profilo/codici', {}, { cookie: mine.cookie })).statusCode, 409, 'one app at a time');
  assert.equal(
    (await post('/profilo/codici/togli', {}, { cookie: mine.cookie })).headers.location,
    '/profilo/accesso?fatto=tolti',
  );
  assert.equal((await actorBy((await enter('cittadina@example.org')).cookie)).kind, 'person');
});

test('who has a role keeps at least one second proof', async () => {
  await makePerson('ultima@example.org', 'officer', a);
  const { cookie } = await withApp('ultima@example.org');
  const refused = await post('/profilo/codici/togli', {}, { cookie });
  assert.equal(refused.statusCode, 409);
  assert.equal((await actorBy(cookie)).roles.length, 1);
  assert.equal(
    await count(sql`people.recovery_codes where person = (select id from people.people where email = 'ultima@example.org')`),
    10,
    'nothing was taken',
  );
});

test('an administrator takes away the lost proofs of those whose roles they give, and of nobody else', async () => {
  const lost = await makePerson('smarrita@example.org', 'officer', a);
  const elsewhere = await makePerson('altrove@example.org', 'officer', b);
  const above = await makePerson('sopra@example.org', 'officer', a);
  await makePerson('sopra@example.org', 'metropolitan-administrator', metropolis);
  await makePerson('capo@example.org', 'municipal-administrator', a);
  const theirs = (await withApp('smarrita@example.org')).cookie;
  const { cookie } = await withApp('capo@example.org');
  const own = (await findPersonByEmail(house.ctx().db, 'capo@example.org'))!.id;
  for (const person of [elsewhere, above, own]) {
    assert.equal((await get(`/persone/${person}/secondo`, cookie)).statusCode, 404);
    assert.equal((await post(`/persone/${person}/secondo`, {}, { cookie })).statusCode, 404);
  }
  assert.match((await get(`/persone/${lost}/secondo`, cookie)).body, /Azzera la seconda prova di Nome smarrita/);
  assert.equal((await post(`/persone/${lost}/secondo`, {}, { cookie })).headers.location, '/persone?fatto=secondo');
  assert.equal((await actorBy(theirs)).kind, 'anonymous', 'sessions ended');
  assert.equal((await actorBy((await enter('smarrita@example.org')).cookie)).awaits, 'second-key');
});

test('one session is closed from another device, and only one’s own', async () => {
  const here = (await enter('due-luoghi@example.org')).cookie;
  const there = (await enter('due-luoghi@example.org')).cookie;
  const stranger = (await enter('estranea@example.org')).cookie;
  const page = (await get('/profilo/accesso', here)).body;
  const id = /name="id" value="([0-9a-f]{64})"/.exec(page)![1]!;
  await post('/profilo/sessioni/fine', { id }, { cookie: stranger });
  assert.equal((await actorBy(there)).kind, 'person');
  assert.equal(
    (await post('/profilo/sessioni/fine', { id }, { cookie: here })).headers.location,
    '/profilo/accesso?fatto=sessione',
  );
  assert.deepEqual([(await actorBy(there)).kind, (await actorBy(here)).kind], ['anonymous', 'person']);
});
