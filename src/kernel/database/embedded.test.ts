/** The embedded engine behind its socket keeps the connections of a pool apart: after faults, in parallel, inside and outside transactions. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { quickFolder } from '../../../test/house.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

let folder: string;
let embedded: Embedded;
let pool: pg.Pool;

before(async () => {
  folder = mkdtempSync(path.join(quickFolder(), 'arengo-embedded-'));
  embedded = await startEmbedded(folder, 'server', null);
  pool = new pg.Pool({ host: embedded.host, port: 5432, user: 'postgres', database: 'postgres', max: 8 });
  pool.on('error', () => {});
  await pool.query('create table sums (n int primary key, who int)');
});
after(async () => {
  await pool.end();
  await embedded.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (n: number) => (await pool.query('select $1::int as n', [n])).rows[0]?.n;

test('after a fault every later question gets its own answer', async () => {
  for (let i = 0; i < 20; i++) {
    await assert.rejects(pool.query(`selec '${'x'.repeat(5000)}', $1`, [1]), /syntax error/);
    await assert.rejects(pool.query('select 1 / $1::int', [0]), /division by zero/);
    await assert.rejects(pool.query('insert into sums values ($1, 1), ($1, 2)', [-1 - i]), /duplicate key/);
    for (let n = 0; n < 4; n++) assert.equal(await ask(n), n);
  }
});

test('questions of different shapes asked at once do not get each other’s statements', async () => {
  const asked = Array.from({ length: 400 }, (_, n) => {
    if (n % 4 === 0) return pool.query('select $1::int as n', [n]).then((result) => result.rows[0].n === n);
    if (n % 4 === 1)
      return pool
        .query('select $1::text as a, $2::int as b', [`t${n}`, n])
        .then((result) => result.rows[0].a === `t${n}` && result.rows[0].b === n);
    if (n % 4 === 2)
      return pool.query('select 1 / $1::int', [0]).then(
        () => false,
        (error) => /division/.test(error.message),
      );
    return pool.query(`select ${n} as n`).then((result) => result.rows[0].n === n);
  });
  assert.ok((await Promise.all(asked)).every(Boolean));
});

test('a transaction has the engine for itself; others wait and then see what it did', async () => {
  const work = Array.from({ length: 30 }, async (_, who) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query('select coalesce(max(n), 0) + 1 as next from sums where n > 0');
      await new Promise((done) => setTimeout(done, 2));
      await client.query('insert into sums values ($1, $2)', [rows[0].next, who]);
      await client.query(who % 5 === 0 ? 'rollback' : 'commit');
    } finally {
      client.release();
    }
  });
  await Promise.all(work);
  const { rows } = await pool.query('select count(*)::int as n, max(n) as last from sums where n > 0');
  assert.deepEqual(rows[0], { n: 24, last: 24 });
});

test('what a client that vanished left open is undone, and the others go on', async () => {
  const client = new pg.Client({ host: embedded.host, port: 5432, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  await client.query('begin');
  await client.query('insert into sums values (1000, 0)');
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  assert.equal(await ask(7), 7);
  assert.equal((await pool.query('select 1 from sums where n = 1000')).rowCount, 0);
});

test('a client that vanishes while its begin runs holds nobody up', { timeout: 20_000 }, async () => {
  for (let i = 0; i < 20; i++) {
    const client = new pg.Client({ host: embedded.host, port: 5432, user: 'postgres', database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    void client.query('begin; select count(*) from generate_series(1, 200000)').catch(() => {});
    await new Promise((done) => setTimeout(done, i));
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    assert.equal(await ask(i), i);
  }
});

test('a large answer and a large question pass whole', async () => {
  const long = 'è'.repeat(400_000);
  assert.equal((await pool.query('select $1::text as t', [long])).rows[0].t, long);
  assert.equal((await pool.query('select n from generate_series(1, 50000) n')).rowCount, 50_000);
});
