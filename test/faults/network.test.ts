/** A database far away, and one whose connections break (trust case 79), through a proxy of ours; two servers on one database (case 80). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { onlyDeep } from '../deep.ts';
import { testServer } from '../house.ts';
import { type DatabaseProxy, freePort, prepareServer, proxyTo, type ServerProcess } from '../server.ts';
import { provenLog, report, verify, writers } from './writing.ts';

const skip = testServer ? onlyDeep : 'PostgreSQL only';

async function behindProxy(): Promise<{ server: ServerProcess; proxy: DatabaseProxy }> {
  const upstream = new URL(testServer!);
  const proxy = await proxyTo(upstream.hostname, Number(upstream.port));
  const server = await prepareServer('territory');
  const through = new URL(server.env['DATABASE_URL']!);
  through.port = String(proxy.port);
  server.env['DATABASE_URL'] = through.toString();
  await server.start();
  return { server, proxy };
}

test('a database 100 ms away: slow, and everything works; nobody is told that it is away', {
  skip,
  timeout: 120_000,
}, async () => {
  const { server, proxy } = await behindProxy();
  try {
    await report(server.url, 'vicina');
    proxy.slow(50);
    const asked = Array.from({ length: 40 }, (_, n) => fetch(`${server.url}/segnalazioni?n=${n}`).then(({ status }) => status));
    assert.deepEqual([...new Set(await Promise.all(asked))], [200]);
    assert.equal((await report(server.url, 'lontana')).status, 201);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
    proxy.mend();
    assert.equal((await report(server.url, 'di nuovo vicina')).status, 201);
  } finally {
    await server.remove();
    proxy.close();
  }
});

test('connections that break all the time: what is acknowledged is there, once, and the rest is told to come back', {
  skip,
  timeout: 120_000,
}, async () => {
  const { server, proxy } = await behindProxy();
  try {
    proxy.lossy(1);
    const writing = writers(server.url, 'perdite', 20);
    for (let waited = 0; writing.acknowledged.size < 60 && waited < 30_000; waited += 50) await wait(50);
    await writing.stop();
    proxy.mend();
    await verify(server.url, writing.acknowledged);
    await provenLog(server.url);
  } finally {
    await server.remove();
    proxy.close();
  }
});

test('two servers on one database: both take writers, jobs and acts are done once, the log is one', {
  skip,
  timeout: 120_000,
}, async () => {
  const first = await prepareServer('territory');
  const second = await prepareServer('empty');
  Object.assign(second.env, { DATABASE_URL: first.env['DATABASE_URL']!, PORT: String(await freePort()) });
  // One house under one name, as behind one proxy.
  for (const one of [first, second]) one.env['ARENGO_ORIGIN'] = first.url;
  second.url = `http://127.0.0.1:${second.env['PORT']}`;
  try {
    await first.start();
    await second.start();
    const writing = [writers(first.url, 'uno', 20), writers(second.url, 'due', 20)];
    for (let waited = 0; writing.some(({ acknowledged }) => acknowledged.size < 60) && waited < 30_000; waited += 50)
      await wait(50);
    for (const one of writing) await one.stop();
    // Each reads what the other wrote.
    await verify(second.url, writing[0]!.acknowledged);
    await verify(first.url, writing[1]!.acknowledged);
    const client = new pg.Client({ connectionString: first.env['DATABASE_URL']! });
    await client.connect();
    const one = async (statement: string) => (await client.query(statement)).rows[0].n;
    // Subscribers and the sealer catch up by themselves.
    const written = await one('select count(*)::int as n from kernel.acts');
    for (let waited = 0; (await one('select count(*)::int as n from kernel.leaves')) < written && waited < 20_000; waited += 200)
      await wait(200);
    assert.equal(await one('select count(*)::int as n from kernel.leaves'), written, 'every act is sealed, once');
    const there = await one(`select count(*)::int as n from entries.entries where kind = 'report' and visibility = 'public'`);
    const told = () => one(`select coalesce(sum(total), 0)::int as n from entries.tallies where kind = 'report'`);
    for (let waited = 0; (await told()) !== there && waited < 20_000; waited += 200) await wait(200);
    assert.equal(await told(), there, 'totals are what a recount says');
    await client.end();
    await provenLog(first.url);
    await provenLog(second.url);
  } finally {
    await second.remove();
    await first.remove();
  }
});
