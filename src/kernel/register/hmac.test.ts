import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { hmac } from './hmac.ts';

test('it is the HMAC-SHA-256 of everybody', () => {
  // RFC 4231, test case 2
  assert.equal(
    hmac(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ unit: 'grapheme' }), (key, message) =>
      hmac(key, message).equals(createHmac('sha256', key).update(message).digest()),
    ),
  );
});
