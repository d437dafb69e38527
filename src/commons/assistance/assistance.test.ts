import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { rooms } from '../../app/modules.ts';
import { actorOf } from '../people/people.ts';
import { cookieName } from '../people/sessions.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { close, endExpired, makeCode, open } from './actions.ts';

const minute = 60_000;
const verbs = rooms.flatMap((room) => room.verbs ?? []);
let later = 0;
let house: TestHouse;
let place: Place;
let operator: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(Date.now() + later) });
  place = territoryOf(house.ctx()).municipalities[0]!;
  operator = await house.person('Dora Salvi', [{ role: 'counter-operator', place: place.id, whole: false }]);
});
after(() => house.close());

const said = { document: 'identity-card', reason: 'Non ha un telefono adatto.', consent: true };

/** An operator at work: the cookie of the browser, and who stands behind it now. */
async function counter() {
  const cookie = await house.sessionOf(operator);
  const session = cookie.split('=')[1]!;
  return {
    cookie,
    session,
    actor: () => actorOf(house.ctx(), { cookies: { [cookieName]: session }, headers: {} }),
    open: (more: Record<string, unknown> = {}) => house.perform(open, { place: place.id, session, ...said, ...more }, operator),
  };
}

const done = (outcome: Awaited<ReturnType<typeof house.perform<unknown>>>) =>
  assert.ok('done' in outcome, JSON.stringify(outcome));
const faults = (outcome: Awaited<ReturnType<typeof house.perform<unknown>>>) =>
  'invalid' in outcome
    ? outcome.invalid.errors.map(({ key }) => key).join(' ')
    : 'refused' in outcome
      ? outcome.refused.code
      : '';

const problem = (more: Record<string, unknown> = {}) => ({
  category: 'roads',
  title: 'Una buca davanti alla posta',
  municipality: place.slug,
  placeLabel: 'Via Roma 3',
  ...more,
});

test('the code that a person shows opens the help once, for ten minutes, and never for oneself', async () => {
  const marta = await house.person('Marta Usai');
  const desk = await counter();
  const { code } = await house.done(makeCode, {}, marta);
  assert.match(faults(await desk.open({ code: 'AAAA-AAAA' })), /code-gone/);
  done(await desk.open({ code: code.toLowerCase().replace('-', ' ') }));
  const { assisted, ...actor } = await desk.actor();
  assert.deepEqual([actor.kind, actor.person, assisted?.person], ['anonymous', null, marta.person]);
  const second = await counter();
  assert.match(faults(await second.open({ code })), /code-gone/);
  const old = await house.done(makeCode, {}, marta);
  later += 11 * minute;
  assert.match(faults(await second.open({ code: old.code })), /code-gone/);
  const own = await house.done(makeCode, {}, operator);
  assert.match(faults(await second.open({ code: own.code })), /oneself/);
  assert.match(faults(await second.open({ consent: false })), /consent/);
});

test('of every verb there is, only those that say so are done at a counter', async () => {
  const marta = await house.person('Marta Loi');
  const desk = await counter();
  done(await desk.open({ code: (await house.done(makeCode, {}, marta)).code }));
  const actor = await desk.actor();
  const allowed: string[] = [];
  for (const verb of verbs) {
    const outcome = await house.perform(verb, {}, actor);
    if (!('refused' in outcome && outcome.refused.code === 'kernel.assisted')) allowed.push(verb.name);
  }
  assert.deepEqual(allowed.sort(), ['assistance.close', 'reports.send']);
  assert.equal((await desk.actor()).assisted, undefined, 'the close was tried too, and is the only one that did something');
});

test('a report is the person’s, says that it was helped, and commits to who helped', async () => {
  const marta = await house.person('Marta Serra');
  const desk = await counter();
  done(await desk.open({ code: (await house.done(makeCode, {}, marta)).code }));
  const sent = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.send',
    payload: problem(),
    headers: { cookie: desk.cookie, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(sent.statusCode, 200, sent.body);
  const { code } = sent.json();
  const { rows } = await house.database.pool.query(
    `select e.author, r.channel, a.public, s.person, s.private from entries.entries e join reports.reports r on r.id = e.id
     join kernel.acts a on a.entry = e.id and a.verb = 'reports.send' join kernel.act_secrets s on s.act = a.id where e.code = $1`,
    [code],
  );
  const [row] = rows;
  assert.deepEqual([row.author, row.person, row.channel], [marta.person, marta.person, 'counter']);
  assert.equal(row.public.assisted, place.id);
  assert.equal(row.private.operator, operator.person);
  assert.ok(!JSON.stringify(row.public).includes(operator.person), 'who helped is not public');
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /con l’aiuto dello sportello/);

  const end = await house.post('/sportello/fine', {}, desk.cookie);
  assert.equal(end.statusCode, 303);
  const receipt = await house.get(end.headers.location as string, desk.cookie);
  assert.match(receipt.body, new RegExp(code));
  assert.equal((await house.get(end.headers.location as string, await house.sessionOf(marta))).statusCode, 403);
  const { rows: mails } = await house.database.pool.query(
    `select 1 from jobs.job where name = 'mail.send' and data::text like '%hai fatto allo sportello%' and data::text like $1`,
    [`%${marta.email}%`],
  );
  assert.equal(mails.length, 1);
});

test('what is private to the person stays closed, and every page says for whom the browser acts', async () => {
  const marta = await house.person('Marta Pinna');
  const hidden = await house.report({ place: place.id, author: marta.person, visibility: 'private', title: 'Cosa riservata' });
  const desk = await counter();
  done(await desk.open({ code: (await house.done(makeCode, {}, marta)).code }));
  for (const url of ['/profilo', '/notifiche', '/profilo/dati', '/profilo/accesso', '/profilo/sportello']) {
    const page = await house.get(url, desk.cookie);
    assert.equal(page.statusCode, 403, url);
    assert.match(page.body, /Stai aiutando Marta Pinna/);
  }
  assert.equal((await house.get(`/segnalazioni/${hidden.code}`, desk.cookie)).statusCode, 404);
  assert.doesNotMatch((await house.get('/segnalazioni?mie=1', desk.cookie)).body, /Cosa riservata/);
  for (const url of ['/', '/segnalazioni', '/sportello', '/segnalazioni/nuova']) {
    const page = await house.get(url, desk.cookie);
    assert.match(page.body, /Stai aiutando Marta Pinna/, url);
    assert.match(String(page.headers['cache-control']), /private/);
  }
});

test('without an account the person is nobody, or who they say they are', async () => {
  const desk = await counter();
  assert.match(faults(await desk.open({ email: 'nonna@example.org', document: 'none' })), /unknown-with-email/);
  done(await desk.open({ name: 'Nonna Pina', email: 'nonna@example.org' }));
  assert.match((await house.get('/segnalazioni/nuova', desk.cookie)).body, /value="nonna@example.org"/);
  const actor = await desk.actor();
  assert.deepEqual([actor.kind, actor.person, actor.assisted?.name], ['anonymous', null, 'Nonna Pina']);
});

test('it ends by itself: a form sent too late is nobody’s, least of all the operator’s', async () => {
  const desk = await counter();
  done(await desk.open({ name: 'Nonno Gino', email: 'nonno@example.org' }));
  later += 31 * minute;
  const late = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.send',
    payload: problem({ title: 'Un lampione spento da ieri' }),
    headers: { cookie: desk.cookie, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(late.statusCode, 409, late.body);
  assert.match((await house.get('/', desk.cookie)).body, /Il tempo per aiutare Nonno Gino è finito/);
  await endExpired(house.ctx());
  await endExpired(house.ctx());
  const mails = async () =>
    (
      await house.database.pool.query(
        `select 1 from jobs.job where name = 'mail.send' and data::text like '%hai fatto allo sportello%' and data::text like '%nonno@example.org%'`,
      )
    ).rows.length;
  assert.equal(await mails(), 1);
  assert.ok((await desk.actor()).assisted?.over, 'until it is closed, nothing is done in this browser');
  assert.equal((await house.post('/sportello/fine', {}, desk.cookie)).statusCode, 303);
  assert.equal((await desk.actor()).person, operator.person);
  assert.equal(await mails(), 1);
});

test('who loses the role helps nobody from the next request; one browser helps one person', async () => {
  const other = await house.person('Ex Operatrice', [{ role: 'counter-operator', place: place.id, whole: false }]);
  const session = (await house.sessionOf(other)).split('=')[1]!;
  const input = { place: place.id, session, ...said };
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => house.perform(open, input, other)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  await house.database.pool.query('update people.roles set until = $2 where person = $1', [other.person, house.ctx().now]);
  later += minute;
  const actor = await actorOf(house.ctx(), { cookies: { [cookieName]: session }, headers: {} });
  assert.ok(actor.assisted?.over);
  assert.equal(faults(await house.perform(close, {}, actor)), '');
});

test('somebody else’s session is not made to help', async () => {
  const victim = (await house.sessionOf(await house.person('Altra'))).split('=')[1]!;
  assert.equal(
    faults(await house.perform(open, { place: place.id, session: victim, ...said }, operator)),
    'assistance.no-session',
  );
});
