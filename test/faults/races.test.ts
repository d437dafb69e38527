/** Many ask the same at the same instant: what can be there once is there once, whoever was answered what, and counters are what a recount says.
 *  A few by default, 200 at once in the deep suite; ARENGO_RACE_ROUNDS=50 for as many rounds of each (both by hand, before a release). On the engine
 *  of the suite: run it with and without ARENGO_TEST_DATABASE. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../house.ts';
import { countOf, factsOf, recount } from './facts.ts';

const deep = Boolean(process.env.ARENGO_DEEP);
const atOnce = deep ? 200 : 20;
const rounds = Number(process.env.ARENGO_RACE_ROUNDS ?? 1);

let house: TestHouse;
/** Some verbs are limited for each person: rounds come an hour apart. */
let clock = Date.now();
before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
});
after(() => house.close());

test(`${atOnce} at once, and it is there once`, async (t) => {
  for (const { name, verb, prepare } of await factsOf(house)) {
    await t.test(name, async () => {
      for (let round = 1; round <= rounds; round++) {
        const asked = await prepare(round);
        const outcomes = await Promise.all(
          Array.from({ length: atOnce }, (_, i) => house.perform(verb, { ...asked.input, ...asked.each?.(i) }, asked.actor)),
        );
        const done = outcomes.filter((outcome) => 'done' in outcome).length;
        assert.ok(done >= 1, `round ${round}: nobody got to the end: ${JSON.stringify(outcomes[0])}`);
        assert.equal(await countOf(house.database.pool, asked), 1, `round ${round}: ${done} were acknowledged`);
        clock += 3_600_000;
      }
    });
  }
});

test('counters are what a recount says', async () => {
  await house.settle();
  await recount(house.database.pool);
});
