import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './address.ts';

test('one mailbox has one spelling', () => {
  assert.equal(addressOf('  Marta.Dossena@Example.ORG '), 'marta.dossena@example.org');
  assert.equal(addressOf('nome@caffè.it'), 'nome@xn--caff-8oa.it');
  // the same letter, composed and decomposed
  assert.equal(addressOf('niccol\u00f2@example.org'), addressOf('niccolo\u0300@example.org'));
  // dots and tags belong to the provider: two of these may be two people
  assert.notEqual(addressOf('a.b@example.org'), addressOf('ab@example.org'));
  assert.equal(addressOf("d'angelo+rete@example.org"), "d'angelo+rete@example.org");
});

test('what is not an address is not one', () => {
  for (const typed of [
    '',
    '@',
    'a@',
    '@b.it',
    'a@b',
    'a b@c.it',
    'a@b..it',
    'a..b@c.it',
    '.a@c.it',
    'a@-c.it',
    'a@c.1',
    'a@[127.0.0.1]',
    '"a"@c.it',
    'a@b.it,c@d.it',
    'a@b.it>',
    `${'x'.repeat(65)}@c.it`,
  ])
    assert.equal(addressOf(typed), undefined, typed);
});

test('no header can be smuggled into a mail', () => {
  for (const typed of ['a@b.it\nBcc: c@d.it', 'a\r\nBcc: c@d.it@b.it', 'a\u0000@b.it', 'a\u2028@b.it'])
    assert.equal(addressOf(typed), undefined, JSON.stringify(typed));
});

test('a long address is read at once', () => {
  const begun = performance.now();
  addressOf(`${'a.'.repeat(30_000)}@${'b.'.repeat(30_000)}it`);
  assert.ok(performance.now() - begun < 50);
});
