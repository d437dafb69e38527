import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import type { Ctx } from '../context.ts';
import { startJobs } from './jobs.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const inner = () => ({
  ctx: () => house.ctx(),
  within: <T>(run: (ctx: Ctx) => Promise<T>) =>
    house.database.db.transaction().execute((trx) => run({ ...house.ctx(), db: trx })),
});

test('a job of a new queue can be added within a transaction at once, and is there only if the transaction is', {
  timeout: 20_000,
}, async () => {
  const done: string[] = [];
  const jobs = await startJobs(
    [{ name: `sample.new-${house.ctx().secret(4).replace(/\W/g, '')}`, run: async (_ctx, data) => void done.push(data.what) }],
    inner(),
    false,
  );
  const { name } = (await jobs.health())[0]!;
  await house.database.db.transaction().execute((trx) => jobs.enqueue(trx, name, { what: 'kept' }));
  await assert.rejects(
    house.database.db.transaction().execute(async (trx) => {
      await jobs.enqueue(trx, name, { what: 'undone' });
      throw new Error('rolled back');
    }),
    /rolled back/,
  );
  await jobs.drain();
  assert.deepEqual(done, ['kept']);
  await jobs.stop();
});

test('a job that fails is tried again later and its last error is told', async () => {
  let tries = 0;
  const jobs = await startJobs(
    [
      {
        name: 'sample.failing',
        run: async () => {
          tries++;
          throw new Error('not today');
        },
      },
    ],
    inner(),
    false,
  );
  await house.database.db.transaction().execute((trx) => jobs.enqueue(trx, 'sample.failing', {}));
  await jobs.drain();
  assert.equal(tries, 1, 'not again at once');
  const [health] = await jobs.health();
  assert.match(health!.lastError!, /not today/);
  await jobs.stop();
});
