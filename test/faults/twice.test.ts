/** Poison and duplicates (trust case 80): what fails always holds nobody up and is not forgotten; what is delivered twice happens once. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { subscribersHealth } from '../../src/kernel/register/store.ts';
import { startSubscribers } from '../../src/kernel/register/subscribers.ts';
import { openHouse, type TestHouse } from '../house.ts';
import { factsOf } from './facts.ts';
import { stateOf } from './steps.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const query = (statement: string, ...values: unknown[]) => house.database.pool.query(statement, values);

/** What the tables say; but where the readers stand, and what the queue remembers of its work. */
async function said(): Promise<Record<string, string>> {
  const state = await stateOf(house);
  return Object.fromEntries(
    [...state]
      .filter(([name]) => name !== 'kernel.cursors' && !name.startsWith('jobs.'))
      .map(([name, { print }]) => [name, print]),
  );
}

/** Of every mail in the folder: which it is, and to whom it goes. */
function mails(): string[] {
  const folder = path.join(house.folder, 'mails');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => {
      const mail = readFileSync(path.join(folder, name), 'utf8');
      return `${/^Message-ID: (.*)$/m.exec(mail)![1]} ${/^To: (.*)$/m.exec(mail)![1]}`;
    })
    .toSorted();
}

test('every act heard twice and every job delivered twice have one effect', async () => {
  const acted: string[] = [];
  for (const { verb, prepare } of await factsOf(house)) {
    const { input, actor } = await prepare(1);
    await house.done(verb, input, actor);
    acted.push(verb.name);
  }
  await house.settle();
  const first = { said: await said(), mails: mails() };
  assert.ok(first.mails.length >= 3, `${acted.length} verbs made ${first.mails.length} mails`);
  const jobs = (await query(`select count(*)::int as n from jobs.job`)).rows[0].n;

  await query('update kernel.cursors set seq = 0');
  await house.settle();
  assert.deepEqual(await said(), first.said, 'acts');
  assert.deepEqual(mails(), first.mails, 'acts');
  assert.equal((await query(`select count(*)::int as n from jobs.job`)).rows[0].n, jobs, 'nothing new is in the queue');

  const { rowCount } = await query(
    `update jobs.job set state = 'created', started_on = null, completed_on = null where state = 'completed'`,
  );
  assert.ok(rowCount! > 5, `${rowCount} jobs`);
  await house.settle();
  assert.deepEqual(await said(), first.said, 'jobs');
  assert.deepEqual([...new Set(mails())], first.mails, 'a mail that is sent twice is the same mail');
});

test('a reader of the register that cannot read an act holds no other up, and reads what comes before', async () => {
  const seen: string[] = [];
  const others: string[] = [];
  let tries = 0;
  let mended = false;
  let poison = '';
  const inner = {
    ctx: () => house.ctx(),
    within: <T>(run: (ctx: ReturnType<typeof house.ctx>) => Promise<T>) =>
      house.database.db.transaction().execute((trx) => run({ ...house.ctx(), db: trx })),
  };
  const readers = await startSubscribers(
    [
      {
        name: 'trial.poisoned',
        run: async (_ctx, acts) => {
          for (const act of acts) {
            if (act.id === poison && !mended) {
              tries++;
              throw new Error('cannot be read');
            }
          }
          seen.push(...acts.map(({ id }) => id));
        },
      },
      { name: 'trial.sound', run: async (_ctx, acts) => void others.push(...acts.map(({ id }) => id)) },
    ],
    inner,
    null,
  );
  const { rows } = await query('select id from kernel.acts order by seq');
  const all = rows.map(({ id }) => id);
  assert.ok(all.length > 20);
  poison = all[10]!;
  await readers.drain();
  assert.deepEqual(others, all);
  assert.deepEqual(seen, all.slice(0, 10), 'everything before the one that cannot be read, once and in order');
  const [health] = (await subscribersHealth(house.ctx().db)).filter(({ subscriber }) => subscriber === 'trial.poisoned');
  assert.match(health!.last_error!, /cannot be read/);
  assert.equal(health!.behind, all.length - 10);
  const before = tries;
  for (let again = 0; again < 5; again++) await readers.drain();
  assert.equal(tries, before + 5);
  mended = true;
  await readers.drain();
  assert.deepEqual(seen, all, 'nothing is left out');
  await readers.stop();
});

test('a job that fails always is tried nine times, later and later, and then waits for somebody; others go on meanwhile', async () => {
  await house.jobs.enqueue(house.ctx().db, 'registry.ask', { request: 'poison' });
  const delays: number[] = [];
  for (let tries = 1; tries <= 12; tries++) {
    await house.jobs.enqueue(house.ctx().db, 'drafts.forget', {});
    await house.jobs.drain();
    const { rows } = await query(
      `select state, extract(epoch from start_after - now())::int as wait from jobs.job where name = 'registry.ask' and data->>'request' = 'poison'`,
    );
    const sound = await query(`select count(*)::int as n from jobs.job where name = 'drafts.forget' and state = 'completed'`);
    assert.equal(sound.rows[0].n, tries, 'the others go on');
    if (rows[0].state === 'failed') break;
    assert.equal(rows[0].state, 'retry');
    delays.push(rows[0].wait);
    await query(`update jobs.job set start_after = now() where name = 'registry.ask'`);
  }
  assert.equal(delays.length, 8, `${delays}`);
  assert.ok(delays.at(-1)! > delays[0]! * 10, `later and later: ${delays}`);
});
