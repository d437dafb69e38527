/** A real clamd (Debian: clamav-daemon) with one signature of our own: it needs no list of today's viruses, and no network. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ConfigError, readConfig } from '../config.ts';
import { isRefusal } from '../refusal.ts';
import { openFiles } from './files.ts';
import { plainImage } from './uploads.testing.ts';

const clamd = '/usr/sbin/clamd';
const skip = existsSync(clamd) ? false : `${clamd} is not here (Debian: clamav-daemon)`;
const mark = 'questo testo fa la parte del virus';
const folder = mkdtempSync(path.join(tmpdir(), 'arengo-scan-'));
const socket = path.join(folder, 'clamd.sock');
let daemon: ChildProcess | undefined;

before(async () => {
  if (skip) return;
  writeFileSync(path.join(folder, 'ours.ndb'), `Arengo.Test-1:0:*:${Buffer.from(mark).toString('hex')}\n`);
  writeFileSync(path.join(folder, 'clamd.conf'), `LocalSocket ${socket}\nDatabaseDirectory ${folder}\nForeground yes\n`);
  daemon = spawn(clamd, ['-c', path.join(folder, 'clamd.conf')], { stdio: 'ignore' });
  for (let i = 0; i < 300 && !existsSync(socket); i++) await new Promise((done) => setTimeout(done, 100));
});

after(() => {
  daemon?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const outcome = async (scanner: Parameters<typeof openFiles>[0]['scanner'], bytes: Buffer, name: string) => {
  const files = await openFiles({ folder: path.join(folder, 'files'), scanner });
  const stored = await files.take(bytes, name);
  return isRefusal(stored) ? `${stored.code} ${stored.status}` : stored.kind;
};

test('what the scanner knows as harmful is refused, wherever in the file it stands; the rest is taken', { skip }, async () => {
  const scanner = { path: socket };
  assert.equal(await outcome(scanner, Buffer.from('Verbale della seduta'), 'verbale.txt'), 'document');
  assert.equal(await outcome(scanner, Buffer.from(`Verbale\n${mark}\n`), 'verbale.txt'), 'files.harmful 422');
  const picture = await plainImage(20, 20).png().toBuffer();
  assert.equal(await outcome(scanner, picture, 'foto.png'), 'image');
  assert.equal(await outcome(scanner, Buffer.concat([picture, Buffer.from(mark)]), 'foto.png'), 'files.harmful 422');
  assert.equal(await outcome(scanner, Buffer.alloc(20e6, 'a'), 'lungo.txt'), 'document', 'in many pieces');
});

test('without an answer of the scanner nothing is taken', async () => {
  const text = Buffer.from('Verbale della seduta');
  assert.equal(await outcome({ path: path.join(folder, 'nobody.sock') }, text, 'a.txt'), 'files.not-scanned 503');
  const silent = net.createServer((connection) => connection.on('data', () => connection.end('stream: something else ERROR\0')));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as net.AddressInfo;
  assert.equal(await outcome({ host: '127.0.0.1', port }, text, 'a.txt'), 'files.not-scanned 503');
  silent.close();
  assert.equal(await outcome({ host: '127.0.0.1', port }, text, 'a.txt'), 'files.not-scanned 503', 'nobody there any more');
});

test('where the scanner listens is a socket of this machine, or a host and its port', () => {
  assert.deepEqual(readConfig({ CLAMAV_URL: 'unix:/run/clamav/clamd.ctl' }).scanner, { path: '/run/clamav/clamd.ctl' });
  assert.deepEqual(readConfig({ CLAMAV_URL: 'tcp://[::1]:3310' }).scanner, { host: '::1', port: 3310 });
  assert.equal(readConfig({}).scanner, null);
  for (const wrong of ['clamd', 'unix:clamd.ctl', 'tcp://host', 'http://host:3310'])
    assert.throws(() => readConfig({ CLAMAV_URL: wrong }), ConfigError, wrong);
});
