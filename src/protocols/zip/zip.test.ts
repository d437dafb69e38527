import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { zip } from './zip.ts';

const entries = [
  { name: 'dati.json', bytes: Buffer.from('{"a":"é"}') },
  { name: 'foto/città.bin', bytes: Buffer.from([0, 255, 1, 254]) },
  { name: 'lungo.txt', bytes: Buffer.from('parola '.repeat(5_000)) },
  { name: 'vuoto', bytes: Buffer.alloc(0) },
];

test('another reader of archives finds every file whole', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-zip-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.zip');
  const bytes = zip(entries, new Date('2026-11-20T08:30:10Z'));
  assert.ok(bytes.length < 2_000, 'what repeats gets smaller');
  writeFileSync(file, bytes);
  const read = spawnSync(
    'python3',
    [
      '-c',
      'import sys,json,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps([[i.filename,z.read(i).hex(),list(i.date_time)] for i in z.infolist()]))',
      file,
    ],
    { encoding: 'utf8' },
  );
  if (read.error) return t.skip('needs python3, as an independent reader');
  assert.equal(read.status, 0, read.stderr);
  const found = JSON.parse(read.stdout) as [string, string, number[]][];
  assert.deepEqual(
    found.map(([name, hex]) => [name, hex]),
    entries.map(({ name, bytes }) => [name, bytes.toString('hex')]),
  );
  assert.deepEqual(found[0]![2], [2026, 11, 20, 8, 30, 10]);
});
