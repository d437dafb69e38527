/** Two who seal at once, and one who is cut off between any two statements: never two heads that contradict each other, never a leaf twice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type KyselyPlugin, sql } from 'kysely';
import { openHouse, type TestHouse, testServer } from '../../../test/house.ts';
import { openAmong } from '../../commons/entries/store-openness.ts';
import { checkLog } from '../../protocols/tlog/checking.ts';
import type { Db } from '../context.ts';
import { writeAct } from './register.ts';
import { openSealer, type Sealer, signerFor } from './seal.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;
const sealerOn = (db: Db, now = () => new Date()): Sealer =>
  openSealer({ db, config: house.config, now, log: house.log }, { openAmong, withheld: new Set() });

async function write(n: number): Promise<void> {
  await house.database.db.transaction().execute(async (trx) => {
    for (let i = 0; i < n; i++) await writeAct({ ...house.ctx(), db: trx }, { verb: 'sample.sealed', public: { n: i } });
  });
}

async function proven(earlier?: string): Promise<{ size: number; checkpoint: string }> {
  house.server.cache.forget();
  const verdict = await checkLog(
    async (path) => {
      const answer = await house.get(`/registro/log/${path}`);
      return answer.statusCode === 200 ? answer.rawPayload : undefined;
    },
    { earlier },
  );
  assert.ok(verdict.result === 'proven', JSON.stringify(verdict));
  return verdict;
}

/** The process is gone when it is about to say its nth statement. */
function dyingAt(n: number): KyselyPlugin {
  let said = 0;
  return {
    transformQuery: ({ node }) => {
      if (++said === n) throw new Error('killed');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

test('cut off at any statement, nothing was sealed; the next one seals it', async () => {
  let { checkpoint, size } = { checkpoint: undefined as string | undefined, size: 0 };
  let deaths = 0;
  for (let n = 1; ; n++) {
    await write(130);
    const died = await sealerOn(house.database.db.withPlugin(dyingAt(n)))
      .seal()
      .then(
        () => false,
        (error) => /killed/.test(String(error)) || Promise.reject(error),
      );
    const [{ leaves, heads }] = await rows(
      'select (select count(*)::int from kernel.leaves) as leaves, (select coalesce(max(size), 0)::int from kernel.checkpoints) as heads',
    );
    assert.equal(leaves, heads, `after statement ${n}`);
    if (died) assert.equal(leaves, size, `nothing of a seal that was cut off at statement ${n} stays`);
    await sealerOn(house.database.db).seal();
    ({ checkpoint, size } = await proven(checkpoint));
    if (!died) break;
    deaths++;
  }
  assert.ok(deaths >= 6, `only ${deaths} places to die at`);
});

test('while another holds the seal nobody waits for it, and it is let go with its transaction', {
  skip: testServer ? false : 'the embedded engine runs one transaction at a time',
}, async () => {
  await write(5);
  const trx = await house.database.db.startTransaction().execute();
  await sql`select pg_advisory_xact_lock(hashtext('arengo.seal'))`.execute(trx);
  assert.equal(await sealerOn(house.database.db).seal(), 0);
  const before = await rows('select count(*)::int as n from kernel.leaves');
  await trx.rollback().execute();
  assert.equal(await sealerOn(house.database.db).seal(), 5);
  assert.equal((await rows('select count(*)::int as n from kernel.leaves'))[0].n, before[0].n + 5);
});

test('four seal at once while others write: every act once, one head after the other', async () => {
  const { checkpoint } = await proven();
  const sealers = Array.from({ length: 4 }, () => sealerOn(house.database.db));
  let writing = true;
  const sealing = sealers.map(async (sealer) => {
    while (writing) await sealer.seal();
  });
  for (let i = 0; i < 10; i++) await Promise.all([write(3), write(2)]);
  writing = false;
  await Promise.all(sealing);
  for (const sealer of sealers) await sealer.seal();
  const [{ acts, leaves, distinct }] = await rows(
    'select (select count(*)::int from kernel.acts) as acts, count(*)::int as leaves, count(distinct act)::int as distinct from kernel.leaves',
  );
  assert.deepEqual([leaves, distinct], [acts, acts]);
  await proven(checkpoint);
});

test('the log goes on under a new address, with the same key: what was signed under the old one is still proven', async () => {
  const { checkpoint } = await proven();
  const elsewhere = openSealer(
    { db: house.database.db, config: { origin: 'https://altrove.example.it' }, now: () => new Date(), log: house.log },
    { openAmong, withheld: new Set() },
  );
  await elsewhere.seal();
  const [{ note }] = await rows('select note from kernel.checkpoints order by size desc limit 1');
  assert.match(note, /^altrove\.example\.it\/registro\/log\n/);
  const { verifier } = await signerFor({ origin: 'https://altrove.example.it' }, house.database.db);
  house.server.cache.forget();
  const read = async (path: string) => {
    const answer = await house.get(`/registro/log/${path}`);
    return answer.statusCode === 200 ? answer.rawPayload : undefined;
  };
  const verdict = await checkLog(read, { key: verifier, earlier: checkpoint });
  assert.equal(verdict.result, 'proven', JSON.stringify(verdict));
  await sealerOn(house.database.db).seal();
  await proven(checkpoint);
});

test('what one look could read is sealed under one instant, also when another finishes it', async () => {
  await write(4_500);
  const size = (await proven()).size;
  let batches = 0;
  const cut: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows.length === 1 && 'mine' in result.rows[0]! && ++batches === 2) throw new Error('killed');
      return result;
    },
  };
  await assert.rejects(sealerOn(house.database.db.withPlugin(cut)).seal(), /killed/);
  assert.equal((await proven()).size, size + 2_000, 'the first batch is there');
  await sealerOn(house.database.db, () => new Date(Date.now() + 3 * 3_600_000)).seal();
  const sealed = await rows(
    `select count(*)::int as n, count(distinct sealed)::int as instants from kernel.leaves where leaf_index >= ${size}`,
  );
  assert.deepEqual(sealed, [{ n: 4_500, instants: 1 }]);
  await proven();
});
