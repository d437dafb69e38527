import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { encoded, PageCache } from './page-cache.ts';

const keep = (cache: PageCache, key: string, body: Buffer, now = 0) => cache.keep(key, 'text/html', body, {}, now, cache.changes);

test('a page is kept for five seconds, and forgotten at every change', () => {
  const cache = new PageCache();
  keep(cache, 'it /', Buffer.from('uno'));
  assert.equal(cache.find('it /', 5_000)?.body.toString(), 'uno');
  assert.equal(cache.find('it /', 5_001), undefined);
  keep(cache, 'it /', Buffer.from('due'));
  cache.forget();
  assert.equal(cache.find('it /', 1), undefined);
});

test('a page that was begun before a change is sent, and not kept after it', () => {
  const cache = new PageCache();
  const begunAt = cache.changes;
  cache.forget();
  assert.equal(cache.keep('it /', 'text/html', Buffer.from('past'), {}, 0, begunAt).body.toString(), 'past');
  assert.equal(cache.find('it /', 1), undefined);
});

test('the oldest pages go when they weigh too much together; the same page again does not count twice', () => {
  const cache = new PageCache();
  const megabyte = Buffer.alloc(1024 * 1024);
  for (let i = 0; i < 30; i++) keep(cache, 'it /same', megabyte);
  for (let i = 0; i < 30; i++) keep(cache, `it /${i}`, megabyte);
  assert.deepEqual(
    [0, 5, 6, 29].map((i) => cache.find(`it /${i}`, 1) !== undefined),
    [false, false, true, true],
  );
});

test('a stored page is compressed once, as the client accepts it', () => {
  const stored = keep(new PageCache(), 'it /', Buffer.from('buca '.repeat(1_000)));
  const sent = encoded(stored, 'gzip, deflate');
  assert.equal(sent.encoding, 'gzip');
  assert.deepEqual(gunzipSync(sent.body), stored.body);
  assert.equal(encoded(stored, 'gzip').body, sent.body);
  assert.equal(encoded(stored, 'gzip, deflate, br').encoding, 'br');
  assert.equal(encoded(stored, undefined).encoding, undefined);
});
