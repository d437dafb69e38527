/** Privacy notices: never none, versioned, and noted where something is sent. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { sendReport } from '../../modules/reports/intake/actions.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { publishNotice } from './actions.ts';

let house: TestHouse;
let a: Place;
let b: Place;
let admin: TestPerson;
const text = (words: string) => `${words} ${'Che cosa facciamo dei tuoi dati, detto per intero. '.repeat(6)}`.trim();
const procedure = 'reports.report';

before(async () => {
  house = await openHouse();
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  admin = await house.person('Ada Reggente', [{ role: 'municipal-administrator', place: a.id, whole: false }]);
});
after(() => house.close());

const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;
const send = (place: Place) => {
  const { lat, lon } = place.outline!;
  return house.done(sendReport, { category: 'roads', title: 'Una buca', lat, lon, who: 'anonymous' }, anonymous);
};
const lastAcceptance = async () =>
  (await rows('select procedure, place, version, print, person from privacy.acceptances order by at desc, id desc limit 1'))[0];

test('an installation has a notice for everything it asks: who, why, on what basis, how long, rights', async () => {
  const list = await house.get('/privacy');
  for (const name of ['Segnalare un problema', 'Commentare', 'Avere un account']) assert.match(list.body, new RegExp(name));
  for (const place of ['', `?comune=${a.slug}`]) {
    const page = await house.get(`/privacy/${procedure}${place}`);
    assert.equal(page.statusCode, 200);
    for (const said of [/titolare/, /responsabile della protezione/, /lettera e/, /dodici/, /Garante/])
      assert.match(page.body, said);
    assert.match(page.body, /Testo di base/);
  }
  assert.equal((await house.get('/privacy/reports.nothing')).statusCode, 404);
  assert.equal((await house.get(`/privacy/${procedure}?comune=altrove`)).statusCode, 404);
});

test('beside each form stands its notice, and nothing is to be ticked', async () => {
  const form = await house.get('/segnalazioni/nuova');
  assert.match(form.body, /href="\/privacy\/reports\.report"/);
  assert.doesNotMatch(form.body, /type="checkbox"/);
  assert.match((await house.get('/entra')).body, /href="\/privacy\/people\.account"/);
  const person = await house.person('Cleo Parlante');
  const { code } = await send(a);
  const commenting = await house.get(`/segnalazioni/${code}`, await house.sessionOf(person));
  assert.match(commenting.body, new RegExp(`href="/privacy/discussion\\.comment\\?comune=${a.slug}"`));
});

test('a municipality publishes its own; earlier versions stay readable; who sends is noted with the version that was there', async () => {
  await send(a);
  const house0 = await lastAcceptance();
  assert.deepEqual([house0.procedure, house0.place, house0.version, house0.person], [procedure, a.id, 0, null]);
  const cookie = await house.sessionOf(admin);
  const draft = await house.get(`/privacy/nuova?comune=${a.slug}&procedura=${procedure}`, cookie);
  assert.match(draft.body, /titolare/, 'begins with what holds');
  const short = await house.post('/privacy/nuova', { place: a.id, procedure, it: 'Corto', en: text('Long') }, cookie);
  assert.equal(short.statusCode, 422);
  assert.match(short.body, />Corto</);
  const published = await house.post(
    '/privacy/nuova',
    { place: a.id, procedure, it: text('Prima.'), en: text('First.') },
    cookie,
  );
  assert.equal(published.headers.location, `/privacy/${procedure}?comune=${a.slug}`);
  await house.done(publishNotice, { place: a.id, procedure, it: text('Seconda.'), en: text('Second.') }, admin);
  const page = await house.get(`/privacy/${procedure}?comune=${a.slug}`);
  assert.match(page.body, /Seconda\./);
  assert.match(page.body, /Versione 1, dal/);
  const old = await house.get(`/privacy/${procedure}?comune=${a.slug}&versione=1`);
  assert.match(old.body, /Prima\./);
  assert.match(old.body, /non vale più/);
  assert.equal((await house.get(`/privacy/${procedure}?comune=${a.slug}&versione=9`)).statusCode, 404);
  await send(a);
  const own = await lastAcceptance();
  assert.deepEqual([own.version, own.print.equals(createHash('sha256').update(text('Seconda.')).digest())], [2, true]);
  assert.match(
    (await house.get(`/privacy/${procedure}?comune=${b.slug}`)).body,
    /Testo di base/,
    'another municipality has its own',
  );
});

test('what the metropolis publishes holds where a municipality says nothing; nobody publishes for another', async () => {
  const whole = territoryOf(house.ctx()).metropolis!;
  const top = await house.person('Elia Sommo', [{ role: 'metropolitan-administrator', place: whole.id, whole: true }]);
  await house.done(publishNotice, { place: whole.id, procedure, it: text('Per tutti.'), en: text('For all.') }, top);
  assert.match((await house.get(`/privacy/${procedure}?comune=${b.slug}`)).body, /Per tutti\./);
  assert.match((await house.get(`/privacy/${procedure}?comune=${a.slug}`)).body, /Seconda\./);
  await send(b);
  assert.deepEqual([(await lastAcceptance()).place, (await lastAcceptance()).version], [whole.id, 1]);
  const input = { place: b.id, procedure, it: text('Mia.'), en: text('Mine.') };
  assert.equal(await house.refusal(publishNotice, input, admin), 'privacy.not-yours 403');
  assert.equal(await house.refusal(publishNotice, input, await house.person('Un Passante')), 'privacy.not-yours 403');
  const unknown = await house.refusal(publishNotice, { ...input, place: a.id, procedure: 'reports.none' }, admin);
  assert.match(unknown, /no-procedure/);
});
