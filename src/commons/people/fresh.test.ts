/** An open session on somebody's table changes nothing of how one enters; and what it takes to be hard to guess. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openPeople } from '../../../test/people.ts';
import { setPassword } from './actions.ts';
import { mostSessions } from './actions-entering.ts';
import { isGuessable } from './guessable.ts';

const { house, a, b, pass, signIn, linkTo, post, get, cookieOf, actorBy, count } = await openPeople();
after(() => house.close());

const minute = 60_000;

test('a quarter of an hour after signing in, ways to enter and sessions are changed only after a fresh proof', async () => {
  const cookie = await signIn('lascia-aperto@example.org');
  const other = await signIn('lascia-aperto@example.org');
  assert.doesNotMatch((await get('/profilo/accesso', cookie)).body, /Prima entra di nuovo/);
  pass(15 * minute + 1_000);
  const id = Buffer.alloc(32).toString('hex');
  for (const [path, body] of [
    ['/profilo/password', { password: 'tre parole a caso' }],
    ['/profilo/codici', {}],
    ['/profilo/codici/togli', {}],
    ['/profilo/codici/carta', {}],
    ['/profilo/passkey/togli', { id: 'AAAA' }],
    ['/profilo/sessioni', {}],
    ['/profilo/sessioni/fine', { id }],
  ] as const) {
    const refused = await post(path, body, { cookie });
    assert.equal(refused.statusCode, 403, path);
    assert.match(refused.body, /Entra di nuovo: per cambiare come entri[\s\S]*Prima entra di nuovo/, path);
  }
  assert.equal((await actorBy(other)).kind, 'person');
  assert.match((await get('/profilo/accesso', cookie)).body, /action="\/entra"[\s\S]*value="\/profilo\/accesso"/);
  const again = cookieOf(await post(await linkTo('lascia-aperto@example.org'), {}, { cookie }));
  assert.equal((await post('/profilo/password', { password: 'tre parole a caso' }, { cookie: again })).statusCode, 303);
  assert.equal((await actorBy(other)).kind, 'anonymous');
});

test('the session of somebody else, or none, proves nothing', async () => {
  const mine = await actorBy(await signIn('senza-prova@example.org'));
  const theirs = (await signIn('altra-prova@example.org')).split('=')[1];
  for (const session of [undefined, theirs, 'x'])
    assert.equal(await house.refusal(setPassword, { password: 'tre parole a caso', session }, mine), 'people.not-fresh 403');
});

test('what is tried first is refused, with the names of the place; words that have nothing to do with each other are not', async () => {
  const ctx = house.ctx();
  const guessable = [
    'password1234',
    'Password123!',
    'qwertyuiop12',
    '123456789012',
    'dragonbaseball',
    'iloveyou2024!',
    `${a.name}2026!`,
    'Città metropolitana',
    `forza ${b.name}`,
    'arengoarengo1',
  ];
  for (const one of guessable) assert.ok(isGuessable(ctx, one), one);
  const fine = [
    'tre parole a caso',
    'sette nani in barca',
    'una frase lunga e strana',
    'correcthorsebatterystaple',
    'kX9$vv2-Lq0zP!w',
  ];
  for (const one of fine) assert.ok(!isGuessable(ctx, one), one);
  const cookie = await signIn('comune@example.org');
  const refused = await post('/profilo/password', { password: 'password1234' }, { cookie });
  assert.equal(refused.statusCode, 422);
  assert.match(refused.body, /password che si provano per prime/);
  const before = process.hrtime.bigint();
  isGuessable(ctx, 'password'.repeat(25));
  assert.ok(process.hrtime.bigint() - before < 50_000_000n, 'the longest costs next to nothing');
});

test('a person has so many sessions: the one unused the longest ends', async () => {
  const cookies = [];
  for (let n = 0; n <= mostSessions; n++) {
    cookies.push(await signIn('tanti-posti@example.org'));
    pass(1_000);
  }
  assert.equal((await actorBy(cookies[0]!)).kind, 'anonymous');
  assert.equal((await actorBy(cookies[1]!)).kind, 'person');
  assert.equal(
    await count(sql`people.sessions where person = (select id from people.people where email = 'tanti-posti@example.org')`),
    mostSessions,
  );
});

test('an administrator ends the sessions of who works there, who is told; nobody else can', async () => {
  const officer = await signIn('perde-il-telefono@example.org', 'officer', a);
  const { person } = await actorBy(officer);
  const administrator = await signIn('amministra@example.org', 'municipal-administrator', a);
  const stranger = await signIn('amministra-altrove@example.org', 'municipal-administrator', b);
  assert.equal((await post(`/persone/${person}/sessioni`, {}, { cookie: stranger })).statusCode, 404);
  assert.equal((await actorBy(officer)).kind, 'person');
  assert.match((await get(`/persone/${person}/secondo`, administrator)).body, /Chiudi le sue sessioni/);
  const ended = await post(`/persone/${person}/sessioni`, {}, { cookie: administrator });
  assert.equal(ended.headers.location, '/persone?fatto=sessioni');
  assert.equal((await actorBy(officer)).kind, 'anonymous');
  assert.equal(await count(sql`kernel.acts where verb = 'people.end-sessions-of'`), 1);
  assert.equal(await count(sql`jobs.job where name = 'mail.send' and data::text like '%Le tue sessioni sono state chiuse%'`), 1);
  const own = (await actorBy(administrator)).person;
  assert.equal((await post(`/persone/${own}/sessioni`, {}, { cookie: administrator })).statusCode, 404);
});

test('leaving empties what the browser kept of the pages', async () => {
  const cookie = await signIn('se-ne-va@example.org');
  const other = await signIn('se-ne-va@example.org');
  assert.equal((await post('/esci', {}, { cookie })).headers['clear-site-data'], '"cache"');
  assert.equal((await post('/profilo/sessioni', {}, { cookie: other })).headers['clear-site-data'], '"cache"');
  assert.equal((await get('/')).headers['clear-site-data'], undefined);
});
