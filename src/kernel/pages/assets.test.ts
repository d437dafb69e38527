import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Assets, buildAssets } from './assets.ts';

let assets: Assets;
const silent = { info() {} };

before(async () => {
  assets = await buildAssets(silent);
});

test('the style sheet weighs at most 30 kB compressed, and everything it calls is there', () => {
  const style = file('style.css');
  assert.equal(style.type, 'text/css; charset=utf-8');
  assert.ok(style.gzip!.length <= 30_000, `${style.gzip!.length} bytes compressed`);
  assert.ok(style.brotli!.length < style.gzip!.length);
  assert.deepEqual(gunzipSync(style.gzip!), style.bytes);
  const called = [...style.bytes.toString().matchAll(/url\(["']?(\/[^"')]+)/g)].map((found) => found[1]!);
  assert.equal(called.length, 5);
  for (const address of called) assert.ok(assets.file(address.replace('/assets/', '')), `${address} is missing`);
  assert.ok(style.bytes.includes('--bootstrap-italia-version'), 'the validator of municipal sites looks for it');
});

test('the sprite holds every state and icon', () => {
  const sprite = file('sprite.svg').bytes.toString();
  for (const id of ['st-new', 'st-taken', 'st-work', 'st-done', 'st-no', 'st-late', 'i-search', 'i-megaphone']) {
    assert.ok(sprite.includes(`id="${id}"`), id);
  }
});

test('a second start reuses what is built', async () => {
  const started = performance.now();
  let built = 0;
  await buildAssets({ info: () => built++ });
  assert.equal(built, 0);
  const took = performance.now() - started;
  assert.ok(took < 250, `${took} ms`);
});

test('an unknown asset is a mistake of ours', () => {
  assert.throws(() => assets.url('absent.js'), /absent\.js/);
  assert.equal(assets.file('../package.json'), undefined);
});

function file(name: string) {
  const found = assets.file(assets.url(name).replace('/assets/', ''));
  assert.ok(found);
  return found;
}
