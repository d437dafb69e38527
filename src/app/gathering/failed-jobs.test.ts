import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { tryJobsAgain } from './actions.ts';

let house: TestHouse;
let whole: TestPerson;
let municipal: TestPerson;
before(async () => {
  house = await openHouse();
  const { metropolis, municipalities } = territoryOf(house.ctx());
  whole = await house.person('Chi tutto', [{ role: 'metropolitan-administrator', place: metropolis!.id, whole: true }]);
  municipal = await house.person('Chi comune', [{ role: 'municipal-administrator', place: municipalities[0]!.id, whole: false }]);
});
after(() => house.close());

const job = 'registry.ask';
/** As the ninth try leaves them. */
async function giveUp(): Promise<void> {
  for (const request of ['nobody', 'nobody either']) await house.jobs.enqueue(house.ctx().db, job, { request });
  await house.database.pool.query(
    `update jobs.job set retry_limit = 0, created_on = now() - interval '1 hour' where name = $1 and state = 'created'`,
    [job],
  );
  await house.jobs.drain();
}
const state = async () =>
  (await house.database.pool.query('select state, count(*)::int as n from jobs.job where name = $1 group by 1', [job])).rows;

test('work that was given up stands on the page with what went wrong; who administers the whole tries it again from there', async () => {
  await giveUp();
  assert.deepEqual(await state(), [{ state: 'failed', n: 2 }]);
  const page = await house.get('/stato', await house.sessionOf(whole));
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Lavori non riusciti/);
  assert.match(page.body, /registry\.ask[\s\S]*22P02/, 'the code of the error');
  assert.ok(!page.body.includes('nobody either'), 'nothing of what the work was about');
  const again = await house.post('/stato/riprova', { job }, await house.sessionOf(whole));
  assert.equal(again.headers.location, '/stato?di-nuovo=2');
  assert.deepEqual(await state(), [{ state: 'retry', n: 2 }]);
  const done = await house.get(again.headers.location!, await house.sessionOf(whole));
  assert.match(done.body, /2 lavori sono di nuovo in coda/);
  assert.ok(!done.body.includes('Lavori non riusciti'));
  const { rows } = await house.database.pool.query(`select public from kernel.acts where verb = 'app.try-jobs-again'`);
  assert.deepEqual(rows, [{ public: { job, many: 2 } }]);
  await house.jobs.drain();
  assert.deepEqual(await state(), [{ state: 'failed', n: 2 }], 'one more try, and no endless ones');
});

test('who administers a municipality sees it and leaves it; twice at once is once', async () => {
  const page = await house.get('/stato', await house.sessionOf(municipal));
  assert.match(page.body, /Lavori non riusciti/);
  assert.ok(!page.body.includes('/stato/riprova'));
  assert.equal(await house.refusal(tryJobsAgain, { job }, municipal), 'app.not-metropolitan 403');
  const both = await Promise.all([1, 2].map(() => house.perform(tryJobsAgain, { job }, whole)));
  assert.equal(both.filter((outcome) => 'done' in outcome).length, 1);
});
