import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOf } from '../http/source.ts';
import { within } from './limits.ts';

test('so many times in so many seconds, for each actor and each verb apart', () => {
  const limit = { times: 2, seconds: 10 };
  const tries = [0, 1, 2].map((at) => within('sample.do', '10.0.0.1', limit, at * 1000));
  assert.deepEqual(tries, [true, true, false]);
  assert.ok(within('sample.do', '10.0.0.2', limit, 2000), 'another source is not held up');
  assert.ok(within('sample.other', '10.0.0.1', limit, 2000), 'nor another verb');
  assert.ok(within('sample.do', '10.0.0.1', limit, 10_000), 'never for ever');
});

test('a clock that is set back holds nobody up', () => {
  const limit = { times: 1, seconds: 10 };
  assert.ok(within('sample.later', '10.0.0.1', limit, 86_400_000));
  assert.ok(within('sample.later', '10.0.0.1', limit, 1_000), 'what was counted tomorrow does not count today');
  assert.ok(!within('sample.later', '10.0.0.1', limit, 2_000));
});

test('a source has one spelling: IPv6 by its /64, IPv4 wrapped in IPv6 as itself', () => {
  assert.equal(sourceOf('192.0.2.7'), '192.0.2.7');
  assert.equal(sourceOf('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(sourceOf('2001:db8:1:2:3:4:5:6'), sourceOf('2001:0db8:0001:0002:ffff::1'));
  assert.notEqual(sourceOf('2001:db8:1:2::1'), sourceOf('2001:db8:1:3::1'));
  assert.equal(sourceOf('fe80::1%eth0'), sourceOf('fe80::2'));
});
