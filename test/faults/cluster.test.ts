/** PostgreSQL killed, and its disk full (trust cases 76 and 77), on a cluster of the test's own. */
import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { onlyDeep } from '../deep.ts';
import { make, testServer } from '../house.ts';
import { prepareServer, type ServerProcess } from '../server.ts';
import { type Cluster, ownCluster } from './cluster.ts';
import { provenLog, report, verify, writers } from './writing.ts';

const skip = testServer ? onlyDeep : 'PostgreSQL only';

/** A server of ours on a cluster of its own, with Valdarena in it. */
async function serverOn(cluster: Cluster): Promise<ServerProcess> {
  const server = await prepareServer('empty');
  server.env['DATABASE_URL'] = cluster.url;
  await make('territory', { ARENGO_DATA: server.folder, DATABASE_URL: cluster.url });
  return server;
}

async function ready(server: ServerProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetch(`${server.url}/health/ready`).catch(() => undefined))?.status === 200) return;
    await wait(100);
  }
  assert.fail('the service did not come back by itself');
}

test('kill -9 of PostgreSQL while 50 clients write: 503, then all is well by itself; nothing acknowledged is lost', {
  skip,
  timeout: 180_000,
}, async (t) => {
  const cluster = await ownCluster();
  if (typeof cluster === 'string') return t.skip(cluster);
  const server = await serverOn(cluster).catch((error) => {
    cluster.remove();
    throw error;
  });
  try {
    await server.start();
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 3; round++) {
      const writing = writers(server.url, `taglio${round}`);
      for (let waited = 0; writing.acknowledged.size < 60 && waited < 30_000; waited += 50) await wait(50);
      await cluster.kill();
      const refused = await report(server.url, `durante${round}`);
      assert.equal(refused.status, 503);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
      await writing.stop();
      for (const [key, code] of writing.acknowledged) acknowledged.set(key, code);
      cluster.start();
      await ready(server);
    }
    await verify(server.url, acknowledged);
    await provenLog(server.url);
  } finally {
    await server.remove();
    cluster.remove();
  }
});

test('a full disk of the database: writing is refused in words, reading goes on, and room is all that it takes to go on', {
  skip,
  timeout: 180_000,
}, async (t) => {
  const cluster = await ownCluster(200);
  if (typeof cluster === 'string') return t.skip(cluster);
  const server = await serverOn(cluster).catch((error) => {
    cluster.remove();
    throw error;
  });
  try {
    await server.start();
    const first = (await (await report(server.url, 'prima')).json()) as { code: string };
    // A table that takes all the room there is, as another one would in years.
    const filler = new pg.Client({ connectionString: cluster.url });
    await filler.connect();
    await filler.query('create table filler (bytes text)');
    await filler.query(`alter table filler alter column bytes set storage external`);
    for (const size of [1_000_000, 100_000, 7_000]) {
      for (let full = false; !full; )
        full = await filler.query(`insert into filler select repeat('x', ${size})`).then(
          () => false,
          ({ code }) => {
            assert.equal(code, '53100');
            return true;
          },
        );
    }
    assert.ok(statfsSync(cluster.data).bavail < 20, 'the disk is full');

    let refused: Response | undefined;
    const acknowledged = new Map<string, string>();
    for (let n = 0; n < 2_000 && !refused; n++) {
      const answer = await report(server.url, `piena-${n}`);
      if (answer.status === 201) acknowledged.set(`piena-${n}`, ((await answer.json()) as { code: string }).code);
      else refused = answer;
    }
    assert.equal(refused?.status, 503);
    assert.match(refused.headers.get('content-type')!, /problem\+json/);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await fetch(`${server.url}/segnalazioni/${first.code}`)).status, 200, 'reading goes on');
    assert.equal((await fetch(`${server.url}/segnalazioni?x=${Date.now()}`)).status, 200);

    await filler.query('drop table filler');
    await filler.query('checkpoint');
    await filler.end();
    let after = await report(server.url, 'dopo');
    for (let tries = 0; after.status !== 201 && tries < 50; tries++) {
      await wait(200);
      after = await report(server.url, 'dopo');
    }
    assert.equal(after.status, 201, 'room was all it took');
    for (const [key, code] of acknowledged)
      assert.equal(((await (await report(server.url, key)).json()) as { code: string }).code, code);
    await provenLog(server.url);
  } finally {
    await server.remove();
    cluster.remove();
  }
});
