import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readToken, type Stop, tokenOf } from './token.ts';

const key = Buffer.alloc(32, 7);
const stops = fc
  .oneof(
    fc.record({ what: fc.constant('thing' as const), person: fc.uuid(), entry: fc.uuid() }),
    fc.record({ what: fc.constant('follow' as const), person: fc.uuid(), follow: fc.uuid() }),
    fc.record({ what: fc.constant('digest' as const), person: fc.uuid() }),
  )
  .map((stop) => ({ ...stop })) as fc.Arbitrary<Stop>;

test('property: a token says what it stops, fits in an address, and is nothing under another secret', () => {
  fc.assert(
    fc.property(stops, (stop) => {
      const token = tokenOf(key, stop);
      assert.match(token, /^[\w-]{40,100}$/);
      assert.deepEqual(readToken(key, token), stop);
      assert.equal(readToken(Buffer.alloc(32, 8), token), undefined);
    }),
  );
});

test('property: a token of which any bit was changed, or that was cut, or made up, stops nothing', () => {
  fc.assert(
    fc.property(stops, fc.nat(), (stop, at) => {
      const bytes = Buffer.from(tokenOf(key, stop), 'base64url');
      bytes[at % bytes.length]! ^= 1 << (at % 8);
      assert.equal(readToken(key, bytes.toString('base64url')), undefined);
      assert.equal(readToken(key, tokenOf(key, stop).slice(0, at % 40)), undefined);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => assert.equal(readToken(key, text), undefined)));
});
