/** What forged answers look like: the eight shapes of signature wrapping (Somorovsky et al., «On Breaking SAML», 2012), and what parsers are fed with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAnswer } from './answer.ts';
import { outcomeOf, signedAnswer } from './spid.testing.ts';

const good = signedAnswer();
const from = (xml: string, open: string, close: string) => xml.slice(xml.indexOf(open), xml.lastIndexOf(close) + close.length);
const assertion = from(good, '<saml:Assertion', '</saml:Assertion>');
const assertionSignature = from(assertion, '<ds:Signature', '</ds:Signature>');
const responseSignature = good.slice(good.indexOf('<ds:Signature'), good.indexOf('</ds:Signature>') + '</ds:Signature>'.length);
/** What the attacker wants to be read. */
const evil = (xml: string, id: string) =>
  xml
    .replace('MARTA', 'EVA')
    .replace(/RSSMRA80A01H501U/, 'BNCVEA80A41H501X')
    .replace(/ID="_(asserzione|risposta)"/, `ID="${id}"`);
const evilAssertion = evil(assertion, '_falsa');
const evilResponse = evil(good, '_falsa');
const unsigned = (xml: string) => xml.replace(assertionSignature, '').replace(responseSignature, '');

const shapes: Record<string, string> = {
  'XSW1: the signed response in its own signature, within an evil one': unsigned(evilResponse).replace(
    '</saml:Issuer>',
    `</saml:Issuer>${responseSignature.replace('</ds:Signature>', `${good.replace(responseSignature, '')}</ds:Signature>`)}`,
  ),
  'XSW2: the signed response beside its signature, within an evil one': unsigned(evilResponse).replace(
    '</saml:Issuer>',
    `</saml:Issuer>${responseSignature}${good.replace(responseSignature, '')}`,
  ),
  'XSW3: an evil assertion before the signed one': good.replace(
    '<saml:Assertion',
    `${evilAssertion.replace(assertionSignature, '')}<saml:Assertion`,
  ),
  'XSW4: the signed assertion within an evil one': good.replace(
    assertion,
    evilAssertion.replace(assertionSignature, '').replace('</saml:Assertion>', `${assertion}</saml:Assertion>`),
  ),
  'XSW5: an evil assertion with the signature, the signed one behind it': good.replace(
    assertion,
    `${evilAssertion}${assertion.replace(assertionSignature, '')}`,
  ),
  'XSW6: the signed assertion in the signature of the evil one': good.replace(
    assertion,
    evilAssertion.replace('</ds:Signature>', `${assertion.replace(assertionSignature, '')}</ds:Signature>`),
  ),
  'XSW7: an evil assertion in an extension': good.replace(
    '<saml:Assertion',
    `<samlp:Extensions>${evilAssertion}</samlp:Extensions><saml:Assertion`,
  ),
  'XSW8: the signed assertion in an object of the signature of the evil one': good.replace(
    assertion,
    evilAssertion.replace(
      '</ds:Signature>',
      `<ds:Object>${assertion.replace(assertionSignature, '')}</ds:Object></ds:Signature>`,
    ),
  ),
  'an evil assertion with the same ID': good.replace(
    '<saml:Assertion',
    `${evil(assertion, '_asserzione').replace(assertionSignature, '')}<saml:Assertion`,
  ),
  'the assertion of one answer in the envelope of another': signedAnswer((xml) => xml.replace('MARTA', 'EVA')).replace(
    /<saml:Assertion.*<\/saml:Assertion>/s,
    assertion,
  ),
  'only the assertion is signed, and stands in an unsigned response': good.replace(responseSignature, ''),
  'a signature of something else in it': good.replace(assertion, evilAssertion.replace('URI="#_asserzione"', 'URI=""')),
};

for (const [what, xml] of Object.entries(shapes))
  test(`refused: ${what}`, () => {
    const outcome = outcomeOf(xml);
    assert.ok(outcome === 'shape' || outcome === 'signature', outcome);
  });

test('the shapes are whole XML, and the same pieces put together again are the good answer', () => {
  assert.equal(outcomeOf(good), 'certified');
  for (const [what, xml] of Object.entries(shapes)) assert.notEqual(outcomeOf(xml), 'unreadable', what);
});

test('a comment does not cut a name: the whole is read, as it was signed', () => {
  const cut = good.replace('TINIT-RSSMRA80A01H501U', 'TINIT-RSSMRA80A01H501U<!-- -->');
  assert.equal(outcomeOf(cut), 'certified', 'comments are not signed (exclusive canonical form)');
  const within = signedAnswer((xml) => xml.replace('_nessuno', 'io@example.org<!-- -->.eva.example'));
  assert.equal(outcomeOf(within), 'certified');
});

const texts: [string, string][] = [
  ['a document type', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${good}`],
  ['an entity within', good.replace('MARTA', '&b;').replace('?>', '?><!DOCTYPE a [<!ENTITY b "EVA">]>')],
  ['CDATA', good.replace('MARTA', '<![CDATA[MARTA]]>')],
  ['a processing instruction', good.replace('<saml:Assertion', '<?php echo 1 ?><saml:Assertion')],
  ['two roots', `${good}<a/>`],
  ['something behind the root', `${good} e altro`],
  ['an element that is not closed', good.replace('</samlp:Response>', '')],
  ['an attribute twice', good.replace('Version="2.0"', 'Version="2.0" Version="1.0"')],
  ['a prefix that nobody declared', good.replace('<saml:Assertion', '<x:y/><saml:Assertion')],
  ['a NUL', good.replace('MARTA', 'MAR\0TA')],
  ['nothing', ''],
  ['no XML', 'ciao'],
];
for (const [what, xml] of texts)
  test(`refused: ${what}`, () => {
    const outcome = outcomeOf(xml);
    assert.ok(['unreadable', 'shape', 'signature'].includes(outcome), outcome);
  });

test('what is too large is not even decoded, what is too deep ends nothing', () => {
  assert.equal(openAnswer('A'.repeat(5_000_000)), 'too-large');
  assert.equal(openAnswer('%%%'), 'unreadable');
  assert.equal(openAnswer(Buffer.from([0xff, 0xfe, 0x3c]).toString('base64')), 'unreadable');
  const deep = good.replace('<saml:Assertion', `${'<a>'.repeat(12_000)}${'</a>'.repeat(12_000)}<saml:Assertion`);
  assert.ok(['unreadable', 'shape', 'signature', 'too-large'].includes(outcomeOf(deep)));
});
