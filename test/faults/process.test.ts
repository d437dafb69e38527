/** Processes killed, databases gone, two servers on one folder: nothing acknowledged is lost, nothing is there twice, and everybody is told. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onlyDeep } from '../deep.ts';
import { testServer } from '../house.ts';
import { freePort, prepareServer, proxyTo, type ServerProcess, tryToStart } from '../server.ts';
import { provenLog, report, verify, writers } from './writing.ts';

const deep = process.env.ARENGO_DEEP === '1';

test('kill -9 of the server while 50 clients write loses nothing that was acknowledged', { timeout: 180_000 }, async () => {
  const server = await prepareServer('territory');
  try {
    await server.start();
    let sealed: string | undefined;
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < (deep ? 3 : 1); round++) {
      const writing = writers(server.url, `kill${round}`);
      for (let waited = 0; writing.acknowledged.size < 60 && waited < 30_000; waited += 50) await wait(50);
      server.kill('SIGKILL');
      await server.ended();
      await writing.stop();
      for (const [key, code] of writing.acknowledged) acknowledged.set(key, code);
      await server.start();
      sealed = await provenLog(server.url, sealed);
    }
    await verify(server.url, acknowledged);
    await provenLog(server.url, sealed);
  } finally {
    await server.remove();
  }
});

test('a database that goes away for ten seconds: 503 with Retry-After, then all is well', { timeout: 120_000 }, async () => {
  const upstream = testServer ? new URL(testServer) : null;
  const proxy = upstream ? await proxyTo(upstream.hostname, Number(upstream.port)) : null;
  const server = await prepareServer('territory');
  try {
    if (proxy) {
      const through = new URL(server.env['DATABASE_URL']!);
      through.port = String(proxy.port);
      server.env['DATABASE_URL'] = through.toString();
    }
    await server.start();
    const before = await (await report(server.url, 'prima')).json();
    const mend = breakDatabase(server, proxy);
    let unavailable: Response | null = null;
    for (const until = Date.now() + 10_000; Date.now() < until && !unavailable; ) {
      const answer = await fetch(`${server.url}/api/v1/entries?limit=1&from=${new Date().toISOString()}`);
      if (answer.status === 503) unavailable = answer;
      else await wait(20);
    }
    assert.ok(unavailable, 'nobody was told that the database is away');
    assert.ok(Number(unavailable.headers.get('retry-after')) > 0);
    assert.match(unavailable.headers.get('content-type')!, /problem\+json/);
    if (proxy) {
      const page = await fetch(`${server.url}/segnalazioni?x=${Date.now()}`);
      assert.equal(page.status, 503);
      assert.match(await page.text(), /L’archivio non risponde/);
      assert.equal((await fetch(`${server.url}/health/ready`)).status, 503);
      assert.equal((await fetch(`${server.url}/health/live`)).status, 200);
      await wait(7_000);
    }
    mend();
    let back = false;
    for (let tries = 0; tries < 100 && !back; tries++) {
      back = (await fetch(`${server.url}/health/ready`)).status === 200;
      await wait(200);
    }
    assert.ok(back, 'the service came back by itself');
    assert.equal((await report(server.url, 'dopo')).status, 201);
    assert.deepEqual(await (await report(server.url, 'prima')).json(), before);
  } finally {
    await server.remove();
    proxy?.close();
  }
});

/** PostgreSQL behind our proxy is cut off; the embedded database is killed and comes back by itself. */
function breakDatabase(server: ServerProcess, proxy: { cut(): void; mend(): void } | null): () => void {
  if (proxy) {
    proxy.cut();
    return proxy.mend;
  }
  process.kill(server.databasePid()!, 'SIGKILL');
  return () => {};
}

test('SIGTERM lets the requests in hand finish and then ends with 0', { timeout: 120_000 }, async () => {
  const server = await prepareServer('territory');
  try {
    await server.start();
    // The connections are open before: one that is only being made when the server stops listening was never in its hands.
    await Promise.all(Array.from({ length: 20 }, (_, i) => report(server.url, `prima-${i}`)));
    const inHand = Promise.all(
      Array.from({ length: 20 }, (_, i) => report(server.url, `fine-${i}`).then((answer) => answer.status)),
    );
    await wait(30);
    server.kill('SIGTERM');
    const statuses = await inHand.catch((error) => error);
    assert.equal(await server.ended(), 0, server.said());
    assert.ok(Array.isArray(statuses), `a request was cut: ${statuses}`);
    assert.ok(
      statuses.every((status) => status === 201 || status === 503),
      String(statuses),
    );
  } finally {
    await server.remove();
  }
});

test('«npm start» on an empty folder hands SIGTERM to the server: the request in hand is answered, the lock is let go', {
  skip: onlyDeep,
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-start-'));
  const port = await freePort();
  const npm = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: '', ARENGO_DATA: folder, PORT: String(port), ARENGO_DEMO: '0', ARENGO_LOG: 'warn' },
  });
  const ended = new Promise<number | null>((resolve) => npm.once('exit', resolve));
  let pid = 0;
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
  try {
    while (!said.includes('Arengo is open') && npm.exitCode === null) await wait(50);
    pid = JSON.parse(readFileSync(path.join(folder, 'lock.json'), 'utf8')).pid;
    assert.notEqual(pid, npm.pid, 'between us and the server stands npm');
    const body = 'who=anonymous';
    const slow = net.connect(port, '127.0.0.1');
    slow.write(
      `POST /segnalazioni/nuova HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nsec-fetch-site: same-origin\r\n` +
        `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    const answer = text(slow);
    await wait(200);
    npm.kill('SIGTERM');
    await wait(500);
    assert.ok(existsSync(path.join(folder, 'lock.json')), 'it waits for what it has in hand');
    slow.write(body.slice(5));
    assert.match(await answer, /^HTTP\/1\.1 303 /);
    assert.equal(await ended, 0, said);
    assert.ok(!existsSync(path.join(folder, 'lock.json')), 'the lock is left behind');
    assert.ok(!isAlive(pid), 'the server still runs');
  } finally {
    if (npm.exitCode !== 0) {
      npm.kill('SIGKILL');
      if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a second server on the same folder is refused and told who is there; a lock left by a killed one is recovered', {
  timeout: 120_000,
  skip: testServer ? 'only the embedded engine has a folder of its own' : false,
}, async () => {
  const server = await prepareServer('territory');
  try {
    await server.start();
    const second = await tryToStart({ ...server.env, PORT: String(await freePort()) });
    assert.equal(second.code, 3);
    assert.match(second.said, new RegExp(`process number ${server.pid()}`));
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200, 'the first was not disturbed');
    server.kill('SIGKILL');
    await server.ended();
    await server.start();
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
  } finally {
    await server.remove();
  }
});

test('a configuration that cannot be used is a sentence and an exit code', { timeout: 60_000 }, async () => {
  for (const [env, words] of [
    [{ PORT: 'tremila' }, /PORT must be a whole number/],
    [{ ARENGO_ORIGIN: 'https://arengo.example.it', ARENGO_DEMO: '1' }, /ARENGO_DEMO=1 cannot be used with an https origin/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL must begin with/],
  ] as const) {
    const { code, said } = await tryToStart({ ARENGO_DATA: '/nonexistent', ...env });
    assert.equal(code, 2);
    assert.match(said, words);
  }
  const away = await tryToStart({ DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/nothing`, ARENGO_DATA: '/tmp' });
  assert.equal(away.code, 5);
  assert.match(away.said, /cannot be reached/);
});
