import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openFiles } from './files.ts';
import en from './texts/en.json' with { type: 'json' };
import it from './texts/it.json' with { type: 'json' };
import { openUploads, plainImage } from './uploads.testing.ts';

const { folder, files, stored, refusedWith, close } = await openUploads();
after(close);

test('empty, too big', async () => {
  assert.equal(await refusedWith(Buffer.alloc(0), 'a.jpg'), 'files.empty');
  const text = Buffer.alloc(30e6, 'a');
  const picture = Buffer.concat([await plainImage(9, 9).jpeg().toBuffer(), Buffer.alloc(12e6)]);
  // Made before the clock starts: what is timed is the refusal, which reads no pixel.
  const start = performance.now();
  assert.equal(await refusedWith(text, 'a.txt'), 'files.too-big');
  assert.equal(await refusedWith(picture, 'a.jpg'), 'files.too-big');
  assert.ok(performance.now() - start < 500);
  assert.equal((await stored(Buffer.alloc(13e6, 'a'), 'lungo.txt')).size, 13e6);
});

test('the same content is one file; removing takes every variant', async () => {
  const bytes = await plainImage(50, 40).png().toBuffer();
  const [first, second] = await Promise.all([stored(bytes, 'a.png'), stored(bytes, 'b.png')]);
  assert.equal(first.id, second.id);
  await files.remove(first.id);
  assert.equal(await files.read(first.id, 'large'), undefined);
  assert.equal(await files.read(first.id, 'small'), undefined);
  await files.remove(first.id);
});

test('an id that is not one of ours opens nothing and removes nothing', async () => {
  await writeFile(join(folder, 'secret.txt'), 'x');
  for (const id of [
    '',
    'aa/../../secret.txt',
    '../secret.txt',
    'secret.txt',
    `${'a'.repeat(64)}.exe`,
    `${'a'.repeat(64)}.toString`,
    `${'a'.repeat(63)}/.txt`,
    `${'a'.repeat(64)}.txt\0`,
  ]) {
    assert.equal(await files.read(id), undefined);
    await files.remove(id);
  }
  assert.equal(await readFile(join(folder, 'secret.txt'), 'utf8'), 'x');
});

test('both languages have the same sentences', () => {
  assert.deepEqual(Object.keys(it), Object.keys(en));
});

test('killed at the very moment a file appears, it is whole', async () => {
  const place = await mkdtemp(join(tmpdir(), 'arengo-kill-'));
  const size = 24e6;
  const code = `
    const { sweepUnfinished, writeWhole } = await import(${JSON.stringify(new URL('./disk.ts', import.meta.url).href)});
    await sweepUnfinished(${JSON.stringify(place)});
    for (let i = 0; ; i++) await writeWhole(${JSON.stringify(place)}, ${JSON.stringify(join(place, 'aa', 'bb'))} + '/' + process.pid + '-' + i, Buffer.alloc(${size}, i));`;
  const written = () => readdir(join(place, 'aa', 'bb')).catch(() => []);
  try {
    for (let round = 1; round <= 3; round++) {
      const before = (await written()).length;
      const writer = spawn(process.execPath, ['--import', './src/app/typescript.mjs', '--input-type=module', '-e', code], {
        stdio: 'ignore',
      });
      const gone = once(writer, 'exit');
      const deadline = Date.now() + 20_000;
      while ((await written()).length === before && Date.now() < deadline);
      writer.kill('SIGKILL');
      await gone;
    }
    const names = await written();
    assert.ok(names.length >= 3, `${names.length} written`);
    for (const name of names) assert.equal((await stat(join(place, 'aa', 'bb', name))).size, size, name);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});

test('what was left half written is thrown away at the next start, but not what may still be being written', async () => {
  await writeFile(join(folder, 'unfinished', 'old'), 'x');
  await utimes(join(folder, 'unfinished', 'old'), 1e9, 1e9);
  await writeFile(join(folder, 'unfinished', 'new'), 'x');
  await openFiles({ folder });
  assert.deepEqual(await readdir(join(folder, 'unfinished')), ['new']);
});
