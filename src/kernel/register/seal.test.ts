/** The sealing writer and the program that verifies what it sealed: what is altered, removed, put in or back-dated is found. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { openAmong } from '../../commons/entries/store-openness.ts';
import { checkLog, type Verdict } from '../../protocols/tlog/checking.ts';
import { writeAct, writeHistory } from './register.ts';
import { openSealer } from './seal.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;
const one = async (statement: string) => (await rows(statement))[0];

async function write(n: number, verb = 'sample.sealed', entry?: string): Promise<void> {
  await house.database.db.transaction().execute(async (trx) => {
    for (let i = 0; i < n; i++)
      await writeAct({ ...house.ctx(), db: trx }, { verb, entry, public: { n: i, words: 'due parole' }, private: { text: 'x' } });
  });
}

/** As somebody who comes later than the seconds for which checkpoints are kept. */
const read = async (path: string): Promise<Buffer | undefined> => {
  house.server.cache.forget();
  const answer = await house.get(`/registro/log/${path}`);
  return answer.statusCode === 200 ? answer.rawPayload : undefined;
};
const check = (asked: { key?: string; earlier?: string } = {}): Promise<Verdict> => checkLog(read, asked);
const proven = async (asked: { key?: string; earlier?: string } = {}) => {
  const verdict = await check(asked);
  assert.equal(verdict.result, 'proven', JSON.stringify(verdict));
  return verdict as Extract<Verdict, { result: 'proven' }>;
};

test('acts are sealed in their order, and a program that knows only the log proves it; a log that grew holds what was signed before', async () => {
  await write(300);
  await house.sealer.seal();
  const first = await proven();
  assert.equal(first.size, Number((await one('select count(*) as n from kernel.acts')).n));
  await write(400);
  assert.equal(await house.sealer.seal(), 400);
  const second = await proven({ key: first.key, earlier: first.checkpoint });
  assert.equal(second.size, first.size + 400);
  assert.equal(second.earlier, first.size);
  const { ordered } = await one(
    'select bool_and(act > before) as ordered from (select act, lag(act, 1, 0::bigint) over (order by leaf_index) as before from kernel.leaves) l',
  );
  assert.equal(ordered, true);
});

/** What a DBA can do: the triggers are off, the change is made, looked at, and undone. Gives what the program says of it. */
async function tampered(statement: string): Promise<Verdict> {
  const client = await house.database.pool.connect();
  const tables = ['acts', 'leaves', 'checkpoints'];
  const keep = async (run: (table: string) => string) => {
    for (const table of [...tables, 'tiles', 'act_secrets']) await client.query(run(table));
  };
  try {
    await keep((table) => `create table public.kept_${table} as table kernel.${table}`);
    for (const table of tables) await client.query(`alter table kernel.${table} disable trigger user`);
    await client.query(statement);
    return await check();
  } finally {
    await keep((table) => `truncate kernel.${table}`);
    await keep((table) => `insert into kernel.${table} overriding system value select * from public.kept_${table}`);
    await keep((table) => `drop table public.kept_${table}`);
    for (const table of tables) await client.query(`alter table kernel.${table} enable trigger user`);
    client.release();
  }
}

const seqOf = (leaf: number) => `(select act from kernel.leaves where leaf_index = ${leaf})`;

for (const [what, statement, leaf] of [
  ['the public part of an act', `update kernel.acts set public = '{"n": 999}' where seq = ${seqOf(5)}`, 5],
  [
    'its words, which the log only commits to',
    `update kernel.acts set public = public || '{"words": "altre parole"}' where seq = ${seqOf(6)}`,
    6,
  ],
  ['its verb', `update kernel.acts set verb = 'sample.other' where seq = ${seqOf(280)}`, 280],
  ['its thing', `update kernel.acts set entry = gen_random_uuid() where seq = ${seqOf(7)}`, 7],
  ['its commitment', `update kernel.acts set commitment = decode(repeat('00', 32), 'hex') where seq = ${seqOf(8)}`, 8],
  ['its place', `update kernel.acts set place = gen_random_uuid() where seq = ${seqOf(9)}`, 9],
  ['its instant: back-dated', `update kernel.acts set at = at - interval '1 year' where seq = ${seqOf(400)}`, 400],
  ['the instant of its seal', `update kernel.leaves set sealed = sealed - interval '1 day' where leaf_index = 10`, 10],
  ['its openness', `update kernel.leaves set open = false where leaf_index = 11`, 11],
] as const)
  test(`altered by SQL, and found: ${what}`, async () => {
    const verdict = await tampered(statement);
    assert.deepEqual([verdict.result, 'leafIndex' in verdict && verdict.leafIndex], ['false', leaf], JSON.stringify(verdict));
  });

test('removed by SQL, and found: an act, the last one, an act with its leaf', async () => {
  const last = Number((await one('select max(leaf_index) as n from kernel.leaves')).n);
  for (const leaf of [0, 255, 256, last]) {
    const verdict = await tampered(`delete from kernel.acts where seq = ${seqOf(leaf)}`);
    assert.deepEqual([verdict.result, 'leafIndex' in verdict && verdict.leafIndex], ['false', leaf], JSON.stringify(verdict));
  }
  const both = await tampered(
    `delete from kernel.acts where seq = ${seqOf(20)}; delete from kernel.leaves where leaf_index = 20`,
  );
  assert.deepEqual([both.result, 'leafIndex' in both && both.leafIndex], ['false', 20]);
});

test('put in by SQL among sealed acts, and found', async () => {
  // A number that no act has: that of a transaction that was rolled back.
  const { seq } = await one("select nextval(pg_get_serial_sequence('kernel.acts', 'seq')) as seq");
  await write(3);
  await house.sealer.seal();
  const { leaf } = await one(`select min(leaf_index)::int as leaf from kernel.leaves where act > ${seq}`);
  const verdict = await tampered(`
    insert into kernel.acts (seq, id, verb, at, assurance, commitment) overriding system value
      select ${seq}, gen_random_uuid(), 'sample.forged', at, 'none', commitment from kernel.acts where seq = ${seqOf(30)}`);
  assert.deepEqual([verdict.result, 'leafIndex' in verdict && verdict.leafIndex], ['false', leaf], JSON.stringify(verdict));
});

test('hashes rewritten by SQL so that they fit an altered act: the root that was signed no longer comes out', async () => {
  const verdict = await tampered(
    `update kernel.tiles set hashes = overlay(hashes placing decode(repeat('ab', 32), 'hex') from 1) where level = 1`,
  );
  assert.deepEqual([verdict.result, 'leafIndex' in verdict && verdict.leafIndex], ['false', 0]);
  const shown = await tampered("update kernel.checkpoints set note = replace(note, E'\\n7', E'\\n6')");
  assert.equal(shown.result, 'false', 'another size under the same signature');
});

test('on tiles that do not make the root that was signed, nothing else is signed', async () => {
  await write(1);
  await rows(`create table public.kept as table kernel.tiles`);
  await rows(`update kernel.tiles set hashes = overlay(hashes placing decode(repeat('ab', 32), 'hex') from 1) where level = 1`);
  await assert.rejects(house.sealer.seal(), /do not make the root/);
  await rows(`truncate kernel.tiles; insert into kernel.tiles select * from public.kept; drop table public.kept`);
  assert.equal(await house.sealer.seal(), 1);
  await proven();
});

test('the seal is written once, also for SQL', async () => {
  await assert.rejects(rows('update kernel.leaves set sealed = now() where leaf_index = 0'), /append only/);
  await assert.rejects(rows('delete from kernel.leaves where leaf_index = 0'), /append only/);
  await assert.rejects(rows("update kernel.checkpoints set root = ''"), /append only/);
});

test('put in by SQL with a date of before: it is sealed, and found as back-dated; what an import says of the past is not', async () => {
  const { checkpoint, size } = await proven();
  const past = new Date(house.ctx().now.getTime() - 400 * 86_400_000);
  const history = (facts: object) =>
    house.database.db
      .transaction()
      .execute((trx) => writeHistory({ ...house.ctx(), db: trx }, [{ verb: 'sample.past', at: past, public: { ...facts } }]));
  await history({ imported: true });
  await house.sealer.seal();
  assert.equal((await proven({ earlier: checkpoint })).imported, 1);
  await history({});
  await house.sealer.seal();
  const verdict = await check();
  assert.deepEqual([verdict.result, 'leafIndex' in verdict && verdict.leafIndex], ['false', size + 1], JSON.stringify(verdict));
  assert.match(JSON.stringify(verdict), /back-dated/);
});

test('a whole log made anew, and signed, after an act was altered: whoever kept a checkpoint finds it', async () => {
  const { note } = await one('select note from kernel.checkpoints order by size desc limit 1');
  await rows(`alter table kernel.acts disable trigger user; update kernel.acts set public = '{"n": 7}' where seq = ${seqOf(40)};
    delete from kernel.acts where verb = 'sample.past'; truncate kernel.leaves, kernel.tiles, kernel.checkpoints`);
  const forger = openSealer(
    { db: house.database.db, config: house.config, now: () => new Date(), log: house.log },
    { openAmong, withheld: new Set() },
  );
  await forger.seal();
  await proven();
  assert.equal((await check({ earlier: note })).result, 'false', 'it became shorter');
  await write(10);
  await forger.seal();
  const verdict = await check({ earlier: note });
  assert.match(JSON.stringify(verdict), /"false".*one is not what it was when the earlier checkpoint was signed/);
});
