import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { erase } from '../privacy/actions-erasing.ts';
import { checkMyself } from './actions.ts';
import { newCode, openRegistry, type RegistryHouse } from './registry.testing.ts';
import { eligible } from './registry.ts';
import { readRule, ruleDigest } from './rule.ts';
import { ruleOf } from './settings.ts';

let house: RegistryHouse;
before(async () => {
  house = await openRegistry();
});
after(() => house.close());

const snapshots = (person: { person: string }) =>
  house.rows(
    'select id, day, answer, reasons, source, as_of, encode(rule, $2) as rule from registry.snapshots where person = $1 order by made, id',
    person.person,
    'hex',
  );

test('a rule is data: read, put in one order, and known by one digest', () => {
  const ctx = house.ctx();
  const [a, b] = [house.a.id, house.b.id];
  const read = (value: object) => readRule(ctx, { places: [a], from: 16, on: null, groups: [], ...value });
  const digest = (value: object) =>
    ruleDigest(read(value) as Exclude<ReturnType<typeof read>, { status: number }>).toString('hex');
  assert.equal(
    digest({ places: [a, b, a], groups: ['worker', 'student'] }),
    digest({ places: [b, a], groups: ['student', 'worker'] }),
  );
  assert.notEqual(digest({ from: 16 }), digest({ from: 18 }));
  for (const wrong of [
    { from: 13 },
    { from: 16.5 },
    { places: [] },
    { places: ['x'] },
    { places: ['00000000-0000-7000-8000-000000000000'] },
    { on: '2026-02-30' },
    { groups: ['uncle'] },
    { more: 1 },
  ])
    assert.ok('status' in read(wrong), JSON.stringify(wrong));
});

test('an answer is kept once for each person, rule and day, whatever races; what moved later leaves it as it was', async () => {
  const person = await house.citizen();
  await house.list(house.a.id, '2026-11-01', [person.code]);
  const check = () => house.done(checkMyself, { place: house.a.id }, person);
  const all = await Promise.all([check(), check(), check(), check()]);
  assert.deepEqual(
    all.map(({ answer }) => answer),
    ['yes', 'yes', 'yes', 'yes'],
  );
  const [kept, ...others] = await snapshots(person);
  assert.equal(others.length, 0);
  const { id, rule: _, ...said } = kept;
  assert.deepEqual(said, {
    day: '2026-11-30',
    answer: 'yes',
    reasons: ['resident', 'old-enough'],
    source: 'list',
    as_of: '2026-11-01',
  });

  // From A to B, the same day: the old answer stays, and a new one stands beside it.
  house.pass(3_600);
  await house.list(house.b.id, '2026-11-15', [person.code]);
  assert.equal((await check()).answer, 'no');
  const after = await snapshots(person);
  assert.deepEqual(after[0], kept);
  assert.deepEqual([after.length, after[1].answer, after[1].reasons], [2, 'no', ['elsewhere']]);
  await assert.rejects(
    house.rows(`update registry.snapshots set answer = 'no' where id = $1`, id),
    /never change|refuse|append/i,
  );
  const columns = Object.keys((await house.rows('select * from registry.snapshots limit 1'))[0]);
  for (const name of ['born', 'place', 'hash', 'code']) assert.ok(!columns.includes(name), name);
});

test('an unknown decides nothing and is not kept', async () => {
  const person = await house.person('Senza Prova');
  assert.deepEqual((await house.done(checkMyself, { place: house.a.id }, person)).reasons, ['uncertified', 'age-unknown']);
  assert.deepEqual(await snapshots(person), []);
});

test('fourteen to seventeen as the municipality decides; under fourteen nobody', async () => {
  const of = async (born: string) => {
    const person = await house.citizen(newCode(), born);
    return {
      person,
      answer: async () =>
        (await eligible(house.ctx(), person.person, ruleOf(house.ctx(), house.a.id), house.now())).reasons.at(-1),
    };
  };
  const [fifteen, sixteen, thirteen] = [await of('2010-12-01'), await of('2010-11-30'), await of('2012-12-01')];
  await house.list(
    house.a.id,
    '2026-11-28',
    [fifteen, sixteen, thirteen].map(({ person }) => person.code),
  );
  assert.deepEqual(
    [await fifteen.answer(), await sixteen.answer(), await thirteen.answer()],
    ['too-young', 'old-enough', 'under-fourteen'],
  );
});

test('the page says what is known, from whom and until when; a check keeps its answer; the budget is small', async () => {
  const person = await house.citizen();
  await house.list(house.a.id, '2026-11-29', [person.code]);
  const cookie = await house.sessionOf(person);
  const page = (await house.get('/profilo/residenza', cookie)).body;
  assert.match(page, /Sì: puoi partecipare/);
  assert.match(page, /residenti di .* da 16 anni/);
  assert.match(page, /Sei del 1º gennaio 1980|Sei del 1 gennaio 1980/);
  assert.match(page, /Ci sei \(residente\), al 29 novembre 2026/);
  const done = await house.post('/profilo/residenza', { place: house.a.id }, cookie);
  assert.equal(done.headers.location, `/profilo/residenza?comune=${house.a.slug}&fatto=controllo`);
  assert.match((await house.get(done.headers.location!, cookie)).body, /Risposte che abbiamo tenuto/);
  assert.match((await house.get('/profilo', cookie)).body, /\/profilo\/residenza/);
  assert.equal((await house.get('/profilo/residenza')).statusCode, 303);
});

test('of an account that is gone nothing is answered but that', async () => {
  const person = await house.citizen();
  const cookie = await house.sessionOf(person);
  await house.done(erase, { sure: 'CANCELLA', session: cookie.split('=')[1] }, person);
  const { answer, reasons } = await eligible(house.ctx(), person.person, ruleOf(house.ctx(), house.a.id), house.now());
  assert.deepEqual([answer, reasons], ['no', ['account-gone']]);
});
