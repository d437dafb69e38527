import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentOf, expiryOf, isAlive, isToBeNoted } from './sessions.ts';

const begun = new Date('2026-11-02T08:00:00Z');
const after = (hours: number) => new Date(begun.getTime() + hours * 3_600_000);
const session = (seenAfter: number, hasRoles = false) => ({
  created: begun,
  seen: after(seenAfter),
  expires: expiryOf(begun, hasRoles),
});

test('a citizen stays for 30 days, unless 7 pass without a visit', () => {
  assert.ok(isAlive(session(0), false, after(7 * 24 - 0.1)));
  assert.ok(!isAlive(session(0), false, after(7 * 24)));
  assert.ok(isAlive(session(29 * 24), false, after(30 * 24 - 0.1)));
  assert.ok(!isAlive(session(29 * 24), false, after(30 * 24)));
});

test('whoever has a role stays for 12 hours, unless an hour passes without a visit', () => {
  assert.ok(isAlive(session(0, true), true, after(0.9)));
  assert.ok(!isAlive(session(0, true), true, after(1)));
  assert.ok(isAlive(session(11.5, true), true, after(11.9)));
  assert.ok(!isAlive(session(11.5, true), true, after(12)));
});

test('a role given in the middle shortens the session that was open', () => {
  assert.ok(isAlive(session(20), false, after(20.5)));
  assert.ok(!isAlive(session(20), true, after(20.5)));
});

test('a role ended in the middle does not lengthen it', () => {
  assert.ok(!isAlive(session(11.5, true), false, after(12.5)));
});

test('a visit is noted at most every five minutes', () => {
  assert.ok(!isToBeNoted(session(0), after(4.9 / 60)));
  assert.ok(isToBeNoted(session(0), after(5 / 60)));
});

test('a browser is named as a person would', () => {
  assert.equal(agentOf('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), 'Firefox, Linux');
  assert.equal(
    agentOf(
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    ),
    'Chrome, Android',
  );
  assert.equal(
    agentOf(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ),
    'Safari, iOS',
  );
  assert.equal(
    agentOf(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0',
    ),
    'Edge, Windows',
  );
  assert.equal(agentOf('curl/8.5.0'), '');
  assert.equal(agentOf(undefined), '');
  assert.equal(agentOf('<script>'.repeat(500)), '');
});
