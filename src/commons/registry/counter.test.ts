import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestPerson } from '../../../test/house.ts';
import { romeDay } from '../../kernel/time.ts';
import { contest, endCheck, makeCode, openCheck, recordCheck } from './actions-counter.ts';
import { yearsBefore } from './counter.ts';
import { openRegistry, type RegistryHouse } from './registry.testing.ts';
import { eligible } from './registry.ts';
import { ruleOf } from './settings.ts';

let house: RegistryHouse;
before(async () => {
  house = await openRegistry();
});
after(() => house.close());

const standing = async (person: TestPerson, place = house.a.id) => {
  const { answer, reasons } = await eligible(house.ctx(), person.person, ruleOf(house.ctx(), place), house.now());
  return [answer, ...reasons].join(' ');
};
const opened = async (person: TestPerson, officer = house.officer, place = house.a.id) => {
  const { code } = await house.done(makeCode, {}, person);
  return (await house.done(openCheck, { place, code }, officer)).id;
};
const seen = (check: string, more: object = {}) => ({
  check,
  document: 'identity-card',
  belongs: ['resident'],
  age: '18',
  reason: 'Trasferita da poco.',
  until: '2027-03-31',
  ...more,
});

test('an officer opens the code of a person and writes what was seen; the person reads it, contests it, and it does not count', async () => {
  const person = await house.person('Teresa Malavolta');
  assert.equal(await standing(person), 'unknown uncertified age-unknown');
  const cookie = await house.sessionOf(person);
  const code = /<p class="ar-code ar-code-large">([^<]+)</.exec(
    (await house.post('/profilo/residenza/codice', {}, cookie)).body,
  )![1]!;
  const desk = await house.sessionOf(house.officer);
  const open = await house.post('/banco/residenza', { place: house.a.id, code: code.toLowerCase() }, desk);
  assert.equal(open.statusCode, 303, open.body);
  const page = await house.get(open.headers.location!, desk);
  assert.match(page.body, /Controllo di Teresa Malavolta/);
  assert.equal((await house.get(open.headers.location!, await house.sessionOf(house.officerOfB))).statusCode, 404);
  const { check: _, ...form } = seen('');
  const wrong = await house.post(open.headers.location!, { ...form, until: '2029-01-01' }, desk);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /Trasferita da poco/, 'what was typed is there');
  assert.equal((await house.post(open.headers.location!, form, desk)).statusCode, 303);
  assert.equal(await standing(person), 'yes resident old-enough');
  const own = (await house.get('/profilo/residenza', cookie)).body;
  assert.match(own, /carta d’identità/);
  assert.match(own, /Sì: puoi partecipare/);
  const contesting = /href="(\/profilo\/residenza\/contesta\/[^"]+)"/.exec(own)![1]!;
  assert.equal((await house.post(contesting, { objection: '' }, cookie)).statusCode, 422);
  assert.equal((await house.post(contesting, { objection: 'Vivo ancora a casa dei miei.' }, cookie)).statusCode, 303);
  assert.equal(await standing(person), 'unknown uncertified age-unknown');
  assert.match((await house.get('/banco/residenza', desk)).body, /Vivo ancora a casa dei miei/);
  const [act] = await house.rows(`select public from kernel.acts where verb = 'registry.record-check'`);
  assert.deepEqual(act.public, {}, 'nothing of the person stands in public');
});

test('a code works once, for a quarter of an hour, for one officer of the municipality, who is somebody else', async () => {
  const person = await house.person('Gino Starnazzi');
  const { code } = await house.done(makeCode, {}, person);
  const open = (who: TestPerson, place: string, typed = code) => house.refusal(openCheck, { place, code: typed }, who);
  assert.equal(await open(house.officerOfB, house.a.id), 'registry.not-your-office 403');
  assert.equal(await open(person, house.a.id), 'registry.not-your-office 403');
  assert.match(await open(house.officer, house.a.id, '2222 2222'), /no-code/);
  const both = await Promise.all([0, 1, 2].map(() => house.perform(openCheck, { place: house.a.id, code }, house.officer)));
  assert.equal(both.filter((outcome) => 'done' in outcome).length, 1);
  assert.match(await open(house.officer, house.a.id), /no-code/);

  const late = (await house.done(makeCode, {}, person)).code;
  house.pass(15 * 60);
  assert.match(await open(house.officer, house.a.id, late), /no-code/);
  const former = (await house.done(makeCode, {}, person)).code;
  await house.done(makeCode, {}, person);
  assert.match(await open(house.officer, house.a.id, former), /no-code/, 'a new code takes the place of the former');

  const own = (await house.done(makeCode, {}, house.officer)).code;
  assert.equal(await open(house.officer, house.a.id, own), 'registry.own-check 403');
});

test('a check is of the officer who opened it, is written once, and runs out', async () => {
  const person = await house.person('Livia Scarpari');
  const check = await opened(person);
  assert.equal(await house.refusal(recordCheck, seen(check), house.officerOfB), 'kernel.absent 404');
  const both = await Promise.all([0, 1, 2].map(() => house.perform(recordCheck, seen(check), house.officer)));
  assert.equal(both.filter((outcome) => 'done' in outcome).length, 1);
  const late = await opened(person);
  house.pass(30 * 60);
  assert.equal(await house.refusal(recordCheck, seen(late), house.officer), 'kernel.absent 404');
  assert.equal((await house.rows('select 1 from registry.facts where person = $1', person.person)).length, 1);
});

test('what was seen last counts, until its day; an office takes back what it wrote, and only it', async () => {
  const person = await house.person('Franco Ottonieri');
  await house.done(recordCheck, seen(await opened(person), { belongs: ['student'] }), house.officer);
  assert.equal(await standing(person), 'unknown uncertified', 'a student, where the rule takes residents; old enough');
  const { id } = await house.done(recordCheck, seen(await opened(person), { until: '2026-12-02' }), house.officer);
  assert.equal(await standing(person), 'yes resident old-enough');
  assert.equal((await house.rows('select 1 from registry.facts where person = $1 and ended is null', person.person)).length, 1);
  assert.equal(await house.refusal(endCheck, { id }, house.officerOfB), 'registry.not-your-office 403');
  assert.equal(await house.refusal(contest, { id, objection: 'Non sono io.' }, house.officerOfB), 'kernel.absent 404');
  house.pass(2 * 86_400);
  assert.equal(await standing(person), 'yes resident old-enough', `on ${romeDay(house.now())}, the last day`);
  house.pass(86_400);
  assert.match(await standing(person), /^unknown/);
  await house.done(endCheck, { id }, house.officer);
  assert.equal(await house.refusal(endCheck, { id }, house.officer), 'kernel.absent 404');
});

test('an age at the counter is a day of the calendar, also on 29 February', () => {
  assert.equal(yearsBefore('2026-11-30', 16), '2010-11-30');
  assert.equal(yearsBefore('2028-02-29', 18), '2010-02-28', 'who was born on 1 March 2010 is seventeen');
  assert.equal(yearsBefore('2028-02-29', 16), '2012-02-29');
});
