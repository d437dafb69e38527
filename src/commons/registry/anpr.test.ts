import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askAnpr } from './actions-anpr.ts';
import { readAnpr, retryAfter } from './anpr-answer.ts';
import { newCode, openAnpr, openRegistry, type RegistryHouse } from './registry.testing.ts';
import { eligible } from './registry.ts';
import { ruleOf } from './settings.ts';
import { listDueRequests } from './store-anpr.ts';

type Anpr = Awaited<ReturnType<typeof openAnpr>>;
let anpr: Anpr;
let house: RegistryHouse;

before(async () => {
  anpr = await openAnpr({ dpop: true, signs: true });
  house = await openRegistry(anpr.env);
  anpr.clock(house.now);
  anpr.livesIn(house.a.istat);
});
after(async () => {
  await house.close();
  await anpr.close();
});

const answered = async (person: string) =>
  (await house.rows('select * from registry.requests where person = $1 order by asked desc', person))[0];
const exchanges = async () =>
  (await house.rows('select outcome, status from registry.exchanges order by at, id')).map((row) =>
    [row.outcome, row.status].join(' '),
  );
const standing = async (person: { person: string }, place: string) =>
  (await eligible(house.ctx(), person.person, ruleOf(house.ctx(), place), house.ctx().now)).answer;

/** As the schedule does: what is due is put in the queue. */
async function askDue() {
  for (const request of await listDueRequests(house.ctx().db, house.ctx().now, 10))
    await house.jobs.enqueue(house.ctx().db, 'registry.ask', { request });
  await house.settle();
}

test('with voucher, proof, signature and evidence ANPR says where a person lives; the code is gone then', async () => {
  const person = await house.citizen();
  await house.done(askAnpr, { place: house.a.id, code: person.code.toLowerCase() }, person);
  const page = await house.get('/profilo/residenza', await house.sessionOf(person));
  assert.match(page.body, /Stiamo chiedendo ad ANPR/);
  const waiting = await answered(person.person);
  assert.ok(waiting.code.length > 16 && !waiting.code.includes(person.code), 'sealed');
  await house.settle();
  assert.deepEqual(
    anpr.log.map(({ path, fault }) => [path, fault]),
    [
      ['/token', 'nonce'],
      ['/token', null],
      ['/c020', 'nonce'],
      ['/c020', null],
    ],
    'each server was told its nonce, once',
  );
  assert.equal(JSON.parse(anpr.log.at(-1)!.body).criteriRicerca.codiceFiscale, person.code);
  const { done, outcome, code } = await answered(person.person);
  assert.deepEqual([done !== null, outcome, code], [true, 'resident', null]);
  assert.equal(await standing(person, house.a.id), 'yes');
  assert.equal(await standing(person, house.b.id), 'no');
  assert.deepEqual(await exchanges(), ['resident 200']);
  assert.match((await house.get('/profilo/residenza', await house.sessionOf(person))).body, /ANPR ha detto dove sei residente/);
  const everything = JSON.stringify(await house.rows('select row_to_json(e) from registry.exchanges e'));
  for (const word of [person.code, person.person, person.name]) assert.ok(!everything.includes(word), 'nothing of the person');
});

test('the code must be the person’s own; who is not certified cannot ask; two at once ask once', async () => {
  const person = await house.citizen();
  const ask = (code: string, who: Parameters<typeof house.refusal>[2]) =>
    house.refusal(askAnpr, { place: house.a.id, code }, who);
  assert.match(await ask(newCode(), person), /registry.refusal.not-your-code/);
  assert.match(await ask('RSSMRA80A01H501X', person), /registry.refusal.not-your-code/);
  assert.equal(await ask(person.code, await house.person('Senza Prova')), 'registry.uncertified 409');
  const input = { place: house.a.id, code: person.code };
  const [one, two] = await Promise.all([house.done(askAnpr, input, person), house.done(askAnpr, input, person)]);
  assert.equal(one.id, two.id);
  await house.settle();
  assert.equal((await house.rows('select 1 from registry.requests where person = $1', person.person)).length, 1);
});

test('who moved lives where ANPR says, whatever an older list has', async () => {
  const person = await house.citizen();
  await house.list(house.a.id, '2026-11-01', [person.code]);
  assert.equal(await standing(person, house.a.id), 'yes');
  anpr.livesIn(house.b.istat.replace(/^0+/, ''));
  await house.done(askAnpr, { place: house.a.id, code: person.code }, person);
  await house.settle();
  anpr.livesIn(house.a.istat);
  assert.deepEqual([await standing(person, house.a.id), await standing(person, house.b.id)], ['no', 'yes']);
});

test('busy, broken, refused, forged and unreadable answers are asked again, later; nothing is believed meanwhile', async () => {
  const person = await house.citizen();
  house.pass(60);
  const begun = (await exchanges()).length;
  anpr.wishes.push(
    { status: 429, headers: { 'retry-after': '1800' } },
    { status: 503 },
    { noVoucher: 401 },
    { forged: true },
    { body: '<html>' },
  );
  await house.done(askAnpr, { place: house.b.id, code: person.code }, person);
  await house.settle();
  house.pass(1_799);
  await askDue();
  assert.equal((await exchanges()).length, begun + 1, 'not before Retry-After is over');
  for (const minutes of [0.1, 5, 15, 60]) {
    house.pass(minutes * 60);
    await askDue();
    assert.equal((await answered(person.person)).done, null);
  }
  assert.deepEqual((await exchanges()).slice(begun), ['busy 429', 'fault 503', 'refused 401', 'unsigned 200', 'unreadable 200']);
  assert.equal(await standing(person, house.b.id), 'unknown');
  house.pass(3_600);
  await askDue();
  assert.equal((await answered(person.person)).outcome, 'resident');
});

test('after a day without an answer the code goes', async () => {
  const person = await house.citizen();
  await house.done(askAnpr, { place: house.a.id, code: person.code }, person);
  anpr.wishes.push({ status: 500, headers: { 'retry-after': '90000' } });
  await house.settle();
  const { outcome, code } = await answered(person.person);
  assert.deepEqual([outcome, code], ['gave-up', null]);
  assert.match((await house.get('/profilo/residenza', await house.sessionOf(person))).body, /non ha risposto per un giorno/);
});

test('nobody, several people and the dead are told apart, and prove nothing', async () => {
  const wish = { 'not-found': { status: 404, body: '{}' }, several: { body: '{"listaSoggetti":{"datiSoggetto":[{},{}]}}' } };
  for (const [outcome, answer] of Object.entries(wish)) {
    const person = await house.citizen();
    anpr.wishes.push(answer);
    await house.done(askAnpr, { place: house.b.id, code: person.code }, person);
    await house.settle();
    assert.equal((await answered(person.person)).outcome, outcome);
    assert.equal(await standing(person, house.b.id), 'unknown');
  }
  assert.equal(readAnpr('{"listaSoggetti":{"datiSoggetto":[{"datiDecesso":{}}]}}').outcome, 'deceased');
  assert.equal(readAnpr('{"listaSoggetti":{"datiSoggetto":[{"residenza":[]}]}}').outcome, 'elsewhere');
  assert.equal(readAnpr('{"listaSoggetti":{"datiSoggetto":[]}}').outcome, 'not-found');
  for (const body of ['', '{}', '{"listaSoggetti":{"datiSoggetto":{}}}']) assert.equal(readAnpr(body).outcome, 'unreadable');
});

test('a wait is seconds or an instant', () => {
  const now = new Date('2026-11-30T09:00:00Z');
  assert.equal(retryAfter('120', now), 120);
  assert.equal(retryAfter('Mon, 30 Nov 2026 09:05:00 GMT', now), 300);
  for (const wrong of [undefined, 'soon', 'Mon, 30 Nov 2026 08:00:00 GMT', ['1']])
    assert.equal(retryAfter(wrong, now), undefined);
});
