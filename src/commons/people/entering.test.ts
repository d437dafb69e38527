import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openPeople } from '../../../test/people.ts';
import { askLink } from './actions-entering.ts';
import { forgetExpired } from './store-sessions.ts';

const {
  house,
  metropolis,
  a,
  pass,
  makePerson,
  signIn,
  linkTo,
  source,
  post,
  get,
  cookieOf,
  actorBy,
  kinds,
  count,
  value,
  questions,
} = await openPeople();
after(() => house.close());

test('asking for a link says the same whether the address is known or not', async () => {
  await makePerson('nota@example.org');
  const known = await post('/entra', { email: 'nota@example.org', next: '/mappa' });
  const unknown = await post('/entra', { email: 'ignota@example.org', next: '/mappa' });
  assert.equal(known.statusCode, 303);
  assert.deepEqual(
    [unknown.statusCode, unknown.headers.location, unknown.body],
    [known.statusCode, known.headers.location, known.body],
  );
  assert.equal(await count(sql`people.email_links where email = 'ignota@example.org'`), 1);
  assert.equal(await count(sql`people.people where email = 'ignota@example.org'`), 0, 'no account before the link is opened');
});

test('one source asks for five links in a quarter of an hour, then is told so', async () => {
  const from = source();
  for (let n = 0; n < 5; n++) assert.equal((await post('/entra', { email: `n${n}@example.org` }, { from })).statusCode, 303);
  assert.equal((await post('/entra', { email: 'n6@example.org' }, { from })).statusCode, 429);
  pass(15 * 60_000);
  assert.equal((await post('/entra', { email: 'n7@example.org' }, { from })).statusCode, 303);
});

test('nobody’s mailbox is filled from many sources, and the answer does not tell', async () => {
  for (let n = 0; n < 8; n++)
    assert.equal((await post('/entra', { email: 'bersaglio@example.org' })).headers.location, '/entra/inviato');
  assert.equal(await count(sql`people.email_links where email = 'bersaglio@example.org'`), 5);
});

test('looking at a link uses nothing up; pressing its button does, once, and makes the account', async () => {
  const link = await linkTo('nuova@example.org', '/segnalazioni/nuova');
  for (let n = 0; n < 3; n++) assert.equal((await get(link)).statusCode, 200);
  assert.equal(await count(sql`people.people where email = 'nuova@example.org'`), 0);

  const entered = await post(link);
  assert.equal(entered.statusCode, 303);
  assert.equal(entered.headers.location, `/profilo/nome?next=${encodeURIComponent('/segnalazioni/nuova')}`);
  const actor = await actorBy(cookieOf(entered));
  assert.deepEqual([actor.kind, actor.assurance, actor.roles], ['person', 'email', []]);

  assert.equal((await post(link)).statusCode, 410);
  assert.equal((await get(link)).statusCode, 410);
});

test('the cookie of a session is out of reach of scripts and other sites', async () => {
  const entered = await post(await linkTo('biscotto@example.org'));
  const flags = [entered.headers['set-cookie']].flat()[0]!;
  assert.match(flags, /^arengo_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('a link pressed twice at the same moment opens once', async () => {
  for (let round = 0; round < 5; round++) {
    const email = `gemella${round}@example.org`;
    const link = await linkTo(email);
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(link)));
    assert.deepEqual(answers.map((one) => one.statusCode).sort(), [303, 410, 410, 410, 410, 410]);
    assert.equal(await count(sql`people.sessions s join people.people p on p.id = s.person where p.email = ${email}`), 1);
  }
});

test('two links of one new address, pressed at the same moment, make one person', async () => {
  const links = [await linkTo('doppia@example.org'), await linkTo('Doppia@Example.org')];
  const answers = await Promise.all(links.map((link) => post(link)));
  assert.deepEqual(
    answers.map((one) => one.statusCode),
    [303, 303],
  );
  const actors = await Promise.all(answers.map((answer) => actorBy(cookieOf(answer))));
  assert.equal(actors[0]!.person, actors[1]!.person);
  assert.equal(await count(sql`people.people where email = 'doppia@example.org'`), 1);
});

test('a link lasts half an hour', async () => {
  const link = await linkTo('tarda@example.org');
  pass(30 * 60_000);
  assert.equal((await post(link)).statusCode, 410);
  assert.equal(await count(sql`people.people where email = 'tarda@example.org'`), 0);
});

test('a sign-in leads nowhere but to this site', async () => {
  await makePerson('via@example.org');
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\nb'])
    assert.equal((await post(await linkTo('via@example.org', next))).headers.location, '/', next);
  assert.equal((await post(await linkTo('via@example.org', '/mappa?q=1'))).headers.location, '/mappa?q=1');
  await post('/entra', { email: 'via2@example.org', next: '//evil.example' });
  assert.equal(await value(sql`select next as value from people.email_links where email = 'via2@example.org'`), '/');
});

test('a session planted before the sign-in is worth nothing, and the one before ends', async () => {
  await makePerson('piantata@example.org');
  const planted = 'arengo_session=scelta-da-altri';
  const first = await post(await linkTo('piantata@example.org'), {}, { cookie: planted });
  assert.notEqual(cookieOf(first), planted);
  assert.equal((await actorBy(planted)).kind, 'anonymous');
  const second = await post(await linkTo('piantata@example.org'), {}, { cookie: cookieOf(first) });
  assert.equal((await actorBy(cookieOf(first))).kind, 'anonymous');
  assert.equal((await actorBy(cookieOf(second))).kind, 'person');
});

test('unknown address, no password and wrong password are one answer', async () => {
  const cookie = await signIn('con-password@example.org');
  assert.equal((await post('/profilo/password', { password: 'tre parole a caso' }, { cookie })).statusCode, 303);
  await makePerson('senza-password@example.org');
  const answers = [];
  for (const email of ['con-password@example.org', 'senza-password@example.org', 'nessuno@example.org']) {
    const answer = await post('/entra/password', { email, password: 'tre parole sbagliate' });
    answers.push([answer.statusCode, answer.body.replaceAll(email, 'X'), answer.headers['set-cookie']]);
  }
  assert.equal(answers[0]![0], 422);
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  const right = await post('/entra/password', {
    email: ' Con-Password@example.org ',
    password: 'tre parole a caso',
    next: '/mappa',
  });
  assert.deepEqual([right.statusCode, right.headers.location], [303, '/mappa']);
  assert.equal((await actorBy(cookieOf(right))).kind, 'person');
});

test('guessing is slowed down for one account from one place; its owner elsewhere, and the link, still get in', async () => {
  const cookie = await signIn('presa-di-mira@example.org');
  await post('/profilo/password', { password: 'tre parole a caso' }, { cookie });
  const from = source();
  for (let n = 0; n < 10; n++)
    assert.equal(
      (await post('/entra/password', { email: 'presa-di-mira@example.org', password: `prova numero ${n}` }, { from })).statusCode,
      422,
    );
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' }, { from })).statusCode,
    429,
  );
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' })).statusCode,
    303,
  );
  assert.equal((await post(await linkTo('presa-di-mira@example.org'), {}, { from })).statusCode, 303);
  pass(15 * 60_000);
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' }, { from })).statusCode,
    303,
  );
});

test('a new password ends the sessions elsewhere and keeps this one', async () => {
  const here = await signIn('due-posti@example.org');
  const elsewhere = await signIn('due-posti@example.org');
  assert.equal((await post('/profilo/password', { password: 'corta' }, { cookie: here })).statusCode, 422);
  assert.equal((await post('/profilo/password', { password: 'due-posti@example.org' }, { cookie: here })).statusCode, 422);
  assert.equal((await actorBy(elsewhere)).kind, 'person');
  assert.equal((await post('/profilo/password', { password: 'tre parole a caso' }, { cookie: here })).statusCode, 303);
  assert.equal((await actorBy(here)).kind, 'person');
  assert.equal((await actorBy(elsewhere)).kind, 'anonymous');
});

test('signing out ends this session, and everywhere ends all', async () => {
  const [first, second, third] = [
    await signIn('esce@example.org'),
    await signIn('esce@example.org'),
    await signIn('esce@example.org'),
  ];
  const left = await post('/esci', {}, { cookie: first });
  assert.match([left.headers['set-cookie']].flat()[0]!, /^arengo_session=; Max-Age=0/);
  assert.deepEqual(await kinds(first, second, third), ['anonymous', 'person', 'person']);
  await post('/profilo/sessioni', {}, { cookie: second });
  assert.deepEqual(await kinds(first, second, third), ['anonymous', 'anonymous', 'anonymous']);
});

test('a session ends by itself: a week unused, sooner for whoever holds a role', async () => {
  const citizen = await signIn('assente@example.org');
  const officer = await signIn('operatrice@example.org', 'officer', a);
  pass(59 * 60_000);
  assert.deepEqual(await kinds(citizen, officer), ['person', 'person']);
  pass(61 * 60_000);
  assert.deepEqual(await kinds(citizen, officer), ['person', 'anonymous']);
  pass(7 * 24 * 3_600_000);
  assert.deepEqual(await kinds(citizen), ['anonymous']);
});

test('who asks is one question to the database; the visit is noted every five minutes', async () => {
  const cookie = await signIn('conta@example.org', 'officer', a);
  assert.equal(await questions(() => actorBy(cookie)), 1);
  pass(5 * 60_000);
  assert.equal(await questions(() => actorBy(cookie)), 2);
  assert.equal(await questions(() => actorBy(cookie)), 1);
});

test('who only asked is not written down anywhere once the link is old', async () => {
  await house.done(askLink, { email: 'passeggera@example.org' });
  pass(31 * 60_000);
  await forgetExpired(house.ctx().db, house.ctx().now);
  assert.equal(await count(sql`people.email_links where email = 'passeggera@example.org'`), 0);
});

test('people who are not of the demo cannot be entered as', async () => {
  const id = await makePerson('vera@example.org', 'metropolitan-administrator', metropolis);
  assert.equal((await post('/demo', { person: id })).statusCode, 404);
});
