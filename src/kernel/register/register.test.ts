import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ControlledTransaction, sql } from 'kysely';
import pg from 'pg';
import Type from 'typebox';
import { openHouse, type TestHouse, testServer } from '../../../test/house.ts';
import type { Ctx } from '../context.ts';
import { refuse } from '../refusal.ts';
import type { Subscriber } from '../room.ts';
import { Repeated, rule, verb } from '../verbs/verb.ts';
import type { Act } from './act.ts';
import { canonical, writeAct } from './register.ts';
import { startSubscribers } from './subscribers.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(async () => {
  for (const trx of open) if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
  await house.close();
});
const open: ControlledTransaction<any>[] = [];

const everybody = rule<unknown>('everybody', 'everybody', () => undefined);
const form = Type.Object({ fact: Type.String() });
const say = verb({
  name: 'sample.say',
  form,
  find: async () => ({}),
  may: everybody,
  run: async (ctx, input) => {
    await ctx.act({ verb: 'sample.say', public: { fact: input.fact }, private: { secret: 'una parola' } });
    return input.fact === 'no' ? refuse('kernel.absent', 404) : input.fact === 'again' ? new Repeated('first') : 'said';
  },
});
const inner = {
  ctx: () => house.ctx(),
  within: <T>(run: (ctx: Ctx) => Promise<T>) =>
    house.database.db.transaction().execute((trx) => run({ ...house.ctx(), db: trx })),
};
const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;
const count = async (where = 'true') =>
  Number((await rows(`select count(*) as n from kernel.acts where verb = 'sample.say' and ${where}`))[0].n);

test('an act and what it changed are written together or not at all', async () => {
  const before = await count();
  assert.ok('done' in (await house.perform(say, { fact: 'one' })));
  assert.ok('refused' in (await house.perform(say, { fact: 'no' })));
  assert.equal(await count(), before + 1, 'a refusal leaves no act');
});

test('a verb that changes state without an act is a fault', async () => {
  const silent = verb({ name: 'sample.silent', form, find: async () => ({}), may: everybody, run: async () => 'done' });
  await assert.rejects(house.perform(silent, { fact: 'x' }), /without an act/);
});

test('the register is append only, also for SQL', async () => {
  await house.perform(say, { fact: 'kept' });
  await assert.rejects(rows("update kernel.acts set public = '{}' where verb = 'sample.say'"), /append only/);
  await assert.rejects(rows("delete from kernel.acts where verb = 'sample.say'"), /append only/);
});

test('the private part is committed to, and stands in the public part nowhere', async () => {
  await house.perform(say, { fact: 'quiet' });
  const [act] =
    await rows(`select a.public::text as public, length(a.commitment) as bytes, s.private::text as private from kernel.acts a
    join kernel.act_secrets s on s.act = a.id where a.verb = 'sample.say' order by a.seq desc limit 1`);
  assert.doesNotMatch(act.public, /una parola/);
  assert.match(act.private, /una parola/);
  assert.equal(act.bytes, 32);
});

test('canonical JSON has sorted keys and no spaces', () => {
  assert.equal(canonical({ b: [1, { d: null, c: 'è' }], a: undefined, à: true }), '{"b":[1,{"c":"è","d":null}],"à":true}');
});

test('subscribers read every act once and in order, go on where they stopped, and one that fails holds no other up', async () => {
  const read: string[] = [];
  let broken = true;
  const list: Subscriber[] = [
    {
      name: 'sample.failing',
      verbs: ['sample.say'],
      run: async () => (broken ? Promise.reject(new Error('not now')) : undefined),
    },
    {
      name: 'sample.reader',
      verbs: ['sample.say'],
      run: async (_ctx, acts) => void read.push(...acts.map((act) => String(act.public['fact']))),
    },
  ];
  const subscribers = await startSubscribers(list, inner, null);
  await subscribers.drain();
  read.length = 0;
  for (const fact of ['a', 'b', 'c']) await house.perform(say, { fact });
  await subscribers.drain();
  await subscribers.drain();
  assert.deepEqual(read, ['a', 'b', 'c']);
  const [failing] = await rows("select failures, last_error from kernel.cursors where subscriber = 'sample.failing'");
  assert.ok(failing.failures > 0 && /not now/.test(failing.last_error));
  broken = false;
  await subscribers.drain();
  const [mended] = await rows("select failures from kernel.cursors where subscriber = 'sample.failing'");
  assert.equal(mended.failures, 0);
  await subscribers.stop();
});

test('an act whose transaction began first and committed last is not passed over', {
  skip: testServer ? false : 'the embedded engine runs one transaction at a time',
}, async () => {
  const { read, subscribers } = await reader('sample.ordered', ['sample.late', 'sample.early']);
  const slow = await begin();
  await writeAct({ ...house.ctx(), db: slow }, { verb: 'sample.late' });
  await house.database.db.transaction().execute((trx) => writeAct({ ...house.ctx(), db: trx }, { verb: 'sample.early' }));
  await subscribers.drain();
  assert.deepEqual(read, [], 'what came later waits for what is still open');
  await slow.commit().execute();
  await subscribers.drain();
  assert.deepEqual(read, ['sample.late', 'sample.early']);
  await subscribers.stop();
});

test('nobody waits for a transaction that writes no acts, nor for one of another database of the server', {
  skip: testServer ? false : 'the embedded engine runs one transaction at a time',
}, async () => {
  const { read, subscribers } = await reader('sample.unhindered', ['sample.go-on']);
  const elsewhere = new pg.Client({ connectionString: testServer! });
  await elsewhere.connect();
  await elsewhere.query('begin');
  await elsewhere.query('select pg_current_xact_id()');
  const report = await begin();
  await sql`insert into kernel.secrets (name, value) values ('a long report', '')`.execute(report);
  try {
    await house.database.db.transaction().execute((trx) => writeAct({ ...house.ctx(), db: trx }, { verb: 'sample.go-on' }));
    await subscribers.drain();
    assert.deepEqual(read, ['sample.go-on']);
    await writeAct({ ...house.ctx(), db: report }, { verb: 'sample.go-on' });
    await report.commit().execute();
    await subscribers.drain();
    assert.deepEqual(read, ['sample.go-on', 'sample.go-on'], 'what an older transaction writes afterwards comes too');
  } finally {
    await elsewhere.end();
    await subscribers.stop();
  }
});

test('many who write, slowly, quickly or in vain, while the register is read: every act once, in its order', {
  skip: testServer ? false : 'the embedded engine runs one transaction at a time',
}, async () => {
  const { read, subscribers } = await reader('sample.crowd', ['sample.crowd'], (act) => act.seq);
  const pause = (most: number) => new Promise((done) => setTimeout(done, Math.random() * most));
  const kept: string[] = [];
  let writing = true;
  const write = async (slowness: number) => {
    for (let i = 0; i < 40; i++) {
      const trx = await begin();
      const mine: string[] = [];
      for (let n = 0; n < 2; n++) {
        mine.push((await writeAct({ ...house.ctx(), db: trx }, { verb: 'sample.crowd' })).seq);
        await pause(slowness);
      }
      if (i % 5 === 4) await trx.rollback().execute();
      else {
        await trx.commit().execute();
        kept.push(...mine);
      }
    }
  };
  const reading = (async () => {
    while (writing) {
      await subscribers.drain();
      await pause(3);
    }
  })();
  await Promise.all([1, 2, 5, 20].map(write));
  writing = false;
  await reading;
  const early = read.length;
  await subscribers.drain();
  assert.deepEqual(
    read,
    kept.sort((a, b) => Number(a) - Number(b)),
  );
  assert.ok(early > kept.length / 2, `only ${early} of ${kept.length} were read while others wrote`);
  await subscribers.stop();
});

/** A subscriber that has read everything so far, and what it reads from now on. */
async function reader(name: string, verbs: string[], say = (act: Act) => act.verb) {
  const read: string[] = [];
  const subscribers = await startSubscribers(
    [{ name, verbs, run: async (_ctx, acts) => void read.push(...acts.map(say)) }],
    inner,
    null,
  );
  await subscribers.drain();
  return { read, subscribers };
}

/** What a test that failed leaves open would keep the house from closing. */
async function begin() {
  const trx = await house.database.db.startTransaction().execute();
  open.push(trx);
  return trx;
}
