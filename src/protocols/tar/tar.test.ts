import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { NotAnArchive, readTar, tarEnd, tarEntry } from './tar.ts';

const files = [
  { name: 'a.txt', bytes: Buffer.from('ciao') },
  { name: 'folder/empty', bytes: Buffer.alloc(0) },
  { name: 'folder/block.bin', bytes: Buffer.alloc(512, 7) },
  { name: `folder/${'x'.repeat(90)}`, bytes: Buffer.alloc(70_001, 200) },
];
const archive = Buffer.concat([...files.map(({ name, bytes }) => tarEntry(name, bytes, 1_700_000_000)), tarEnd]);

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(bytes: Buffer, size: number): Promise<{ name: string; bytes: Buffer }[]> {
  const found = [];
  for await (const file of readTar(pieces(bytes, size))) found.push(file);
  return found;
}

test('what was written is read, in whatever pieces it arrives', async () => {
  for (const size of [1, 511, 512, 513, 65_536]) assert.deepEqual(await read(archive, size), files);
});

test('an archive that is cut short, changed or none at all is refused', async () => {
  await assert.rejects(read(archive.subarray(0, 3_000), 512), NotAnArchive);
  await assert.rejects(read(archive.subarray(0, 512), 512), NotAnArchive);
  await assert.rejects(read(Buffer.alloc(0), 512), NotAnArchive);
  await assert.rejects(read(Buffer.from('{"a":1}'.repeat(200)), 512), NotAnArchive);
  const changed = Buffer.from(archive);
  changed[3] = 0x41;
  await assert.rejects(read(changed, 512), NotAnArchive);
  assert.throws(() => tarEntry('n'.repeat(101), Buffer.alloc(0), 0), RangeError);
});

test('the tar of the system reads it', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-tar-'));
  try {
    writeFileSync(path.join(folder, 'a.tar'), archive);
    const done = spawnSync('tar', ['-xf', 'a.tar'], { cwd: folder, encoding: 'utf8' });
    if (done.error) return t.skip('no tar on this machine');
    assert.equal(done.stderr, '');
    for (const { name, bytes } of files) assert.ok(readFileSync(path.join(folder, name)).equals(bytes), name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
