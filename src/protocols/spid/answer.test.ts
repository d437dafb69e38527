import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAnswer, openAnswer } from './answer.ts';
import { refusingResponse } from './response.ts';
import { expected, newPair, now, outcomeOf, provider, signedAnswer, told } from './spid.testing.ts';

const good = signedAnswer();
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

test('a good answer says who, with which level, and what its assertion is called', () => {
  const opened = openAnswer(Buffer.from(good).toString('base64'));
  assert.ok(typeof opened !== 'string');
  assert.equal(opened.inResponseTo, '_domanda');
  const checked = checkAnswer(opened, expected);
  assert.ok('certified' in checked, JSON.stringify(checked));
  const { assertionId, level, attributes, notOnOrAfter } = checked.certified;
  assert.deepEqual([assertionId, level, { ...attributes }], ['_asserzione', 2, told.attributes]);
  assert.equal(notOnOrAfter.toISOString(), minutes(6).toISOString(), 'the minute of tolerance is in it');
});

/** `[what, change of the XML before it is signed, outcome]`: as in the families of the national list of answers. */
const assertion = (xml: string) => xml.indexOf('<saml:Assertion');
const inAssertion = (change: (xml: string) => string) => (xml: string) =>
  xml.slice(0, assertion(xml)) + change(xml.slice(assertion(xml)));
const replace = (what: string | RegExp, by: string) => (xml: string) => {
  const changed = xml.replace(what, by);
  assert.notEqual(changed, xml, `nothing to change: ${what}`);
  return changed;
};
const entity = ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"';
const transient = ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"';
const instant = '2026-11-30T10:00:00Z';

const cases: [string, (xml: string) => string, string][] = [
  ['response: ID empty', replace('ID="_risposta"', 'ID=""'), 'signature'],
  ['response: ID missing', replace('ID="_risposta" ', ''), 'signature'],
  ['response: another version', replace('Version="2.0"', 'Version="1.0"'), 'version'],
  ['response: IssueInstant empty', replace(`IssueInstant="${instant}"`, 'IssueInstant=""'), 'time'],
  ['response: IssueInstant missing', replace(` IssueInstant="${instant}"`, ''), 'time'],
  ['response: IssueInstant of another form', replace(instant, '2026-11-30 10:00'), 'time'],
  ['response: IssueInstant without a day that exists', replace(instant, '2026-13-40T10:00:00Z'), 'time'],
  ['response: before the request', replace(instant, '2026-11-30T09:50:00Z'), 'time'],
  ['response: to come', replace(instant, '2026-11-30T10:05:00Z'), 'time'],
  ['response: with milliseconds', replace(instant, '2026-11-30T10:00:00.123Z'), 'certified'],
  ['response: a clock that is half a minute ahead', replace(instant, '2026-11-30T10:00:30Z'), 'certified'],
  ['response: InResponseTo empty', replace('InResponseTo="_domanda"', 'InResponseTo=""'), 'in-response-to'],
  ['response: InResponseTo missing', replace(' InResponseTo="_domanda"', ''), 'in-response-to'],
  ['response: to another question', replace('InResponseTo="_domanda"', 'InResponseTo="_altra"'), 'in-response-to'],
  ['response: Destination empty', replace(`Destination="${told.acs}"`, 'Destination=""'), 'destination'],
  ['response: Destination missing', replace(` Destination="${told.acs}"`, ''), 'destination'],
  [
    'response: for somewhere else',
    replace(`Destination="${told.acs}"`, 'Destination="https://altrove.example/acs"'),
    'destination',
  ],
  ['response: Status empty', replace(/<samlp:Status>.*<\/samlp:Status>/, '<samlp:Status/>'), 'shape'],
  ['response: Status missing', replace(/<samlp:Status>.*<\/samlp:Status>/, ''), 'shape'],
  ['response: StatusCode without a value', replace(/Value="[^"]*:Success"/, 'Value=""'), 'shape'],
  ['response: StatusCode missing', replace(/<samlp:StatusCode [^>]*><\/samlp:StatusCode>/, ''), 'shape'],
  ['response: two of Status', replace(/(<samlp:Status>.*<\/samlp:Status>)/, '$1$1'), 'shape'],
  ['response: another status, with an assertion', replace('status:Success', 'status:Requester'), 'status'],
  ['response: Issuer empty', replace('>https://idp.example</saml:Issuer>', '></saml:Issuer>'), 'issuer'],
  ['response: Issuer missing', replace(/<saml:Issuer.*?<\/saml:Issuer>/, ''), 'issuer'],
  [
    'response: of another Issuer',
    replace('>https://idp.example</saml:Issuer>', '>https://altro.example</saml:Issuer>'),
    'issuer',
  ],
  ['response: Issuer of another Format', replace(entity, ' Format="urn:altro"'), 'issuer'],
  ['response: Issuer without Format, which is allowed', replace(entity, ''), 'certified'],
  ['assertion missing', replace(/<saml:Assertion.*<\/saml:Assertion>/, ''), 'shape'],
  ['assertion encrypted', replace('</samlp:Response>', '<saml:EncryptedAssertion/></samlp:Response>'), 'shape'],
  ['assertion: two of them', replace(/(<saml:Assertion.*<\/saml:Assertion>)/, '$1<saml:Assertion ID="_b"/>'), 'shape'],
  ['assertion: ID empty', replace('ID="_asserzione"', 'ID=""'), 'signature'],
  ['assertion: ID missing', replace('ID="_asserzione" ', ''), 'signature'],
  ...(
    [
      ['another version', replace('Version="2.0"', 'Version="1.1"'), 'version'],
      ['IssueInstant empty', replace(`IssueInstant="${instant}"`, 'IssueInstant=""'), 'time'],
      ['IssueInstant missing', replace(` IssueInstant="${instant}"`, ''), 'time'],
      ['IssueInstant of another form', replace(`IssueInstant="${instant}"`, 'IssueInstant="ieri"'), 'time'],
      ['before the request', replace(`IssueInstant="${instant}"`, 'IssueInstant="2026-11-30T09:50:00Z"'), 'time'],
      ['to come', replace(`IssueInstant="${instant}"`, 'IssueInstant="2026-11-30T10:10:00Z"'), 'time'],
      ['Subject empty', replace(/<saml:Subject>.*<\/saml:Subject>/, '<saml:Subject/>'), 'subject'],
      ['Subject missing', replace(/<saml:Subject>.*<\/saml:Subject>/, ''), 'subject'],
      ['NameID empty', replace('_nessuno', ''), 'subject'],
      ['NameID missing', replace(/<saml:NameID.*<\/saml:NameID>/, ''), 'subject'],
      ['NameID: Format empty', replace(transient, ' Format=""'), 'subject'],
      ['NameID: Format missing', replace(transient, ''), 'subject'],
      ['NameID: another Format', replace('nameid-format:transient', 'nameid-format:persistent'), 'subject'],
      ['NameID: NameQualifier empty', replace(/NameQualifier="[^"]*"/, 'NameQualifier=""'), 'subject'],
      ['NameID: NameQualifier missing', replace(/ NameQualifier="[^"]*"/, ''), 'subject'],
      [
        'SubjectConfirmation empty',
        replace(/(<saml:SubjectConfirmation [^>]*>).*?(<\/saml:SubjectConfirmation>)/, '$1$2'),
        'subject',
      ],
      ['SubjectConfirmation missing', replace(/<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/, ''), 'subject'],
      ['SubjectConfirmation: Method empty', replace(/Method="[^"]*"/, 'Method=""'), 'subject'],
      ['SubjectConfirmation: Method missing', replace(/ Method="[^"]*"/, ''), 'subject'],
      ['SubjectConfirmation: another Method', replace('cm:bearer', 'cm:sender-vouches'), 'subject'],
      [
        'SubjectConfirmation: two of them',
        replace(/(<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>)/, '$1$1'),
        'subject',
      ],
      ['Recipient empty', replace(/Recipient="[^"]*"/, 'Recipient=""'), 'destination'],
      ['Recipient missing', replace(/ Recipient="[^"]*"/, ''), 'destination'],
      ['another Recipient', replace(/Recipient="[^"]*"/, 'Recipient="https://altrove.example/acs"'), 'destination'],
      ['confirmation: InResponseTo empty', replace('InResponseTo="_domanda"', 'InResponseTo=""'), 'in-response-to'],
      ['confirmation: InResponseTo missing', replace(' InResponseTo="_domanda"', ''), 'in-response-to'],
      ['confirmation: another InResponseTo', replace('InResponseTo="_domanda"', 'InResponseTo="_altra"'), 'in-response-to'],
      ['confirmation: NotOnOrAfter empty', replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter=""'), 'time'],
      ['confirmation: NotOnOrAfter missing', replace(/ NotOnOrAfter="[^"]*"/, ''), 'time'],
      ['confirmation: NotOnOrAfter of another form', replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="domani"'), 'time'],
      ['confirmation: over', replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="2026-11-30T09:58:00Z"'), 'time'],
      ['Issuer empty', replace('>https://idp.example</saml:Issuer>', '></saml:Issuer>'), 'issuer'],
      ['Issuer missing', replace(/<saml:Issuer.*?<\/saml:Issuer>/, ''), 'issuer'],
      ['another Issuer', replace('>https://idp.example</saml:Issuer>', '>https://altro.example</saml:Issuer>'), 'issuer'],
      ['Issuer: Format empty', replace(entity, ' Format=""'), 'issuer'],
      ['Issuer: Format missing', replace(entity, ''), 'issuer'],
      ['Issuer: another Format', replace('nameid-format:entity', 'nameid-format:altro'), 'issuer'],
      ['Conditions empty', replace(/<saml:Conditions.*<\/saml:Conditions>/, '<saml:Conditions/>'), 'time'],
      ['Conditions missing', replace(/<saml:Conditions.*<\/saml:Conditions>/, ''), 'shape'],
      ['NotBefore empty', replace(/NotBefore="[^"]*"/, 'NotBefore=""'), 'time'],
      ['NotBefore missing', replace(/ NotBefore="[^"]*"/, ''), 'time'],
      ['NotBefore of another form', replace(/NotBefore="[^"]*"/, 'NotBefore="30/11/2026"'), 'time'],
      ['NotBefore to come', replace(/NotBefore="[^"]*"/, 'NotBefore="2026-11-30T10:02:00Z"'), 'time'],
      ['NotOnOrAfter empty', replace(/(NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '$1 NotOnOrAfter=""'), 'time'],
      ['NotOnOrAfter missing', replace(/(NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '$1'), 'time'],
      ['NotOnOrAfter of another form', replace(/(NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '$1 NotOnOrAfter="poi"'), 'time'],
      [
        'NotOnOrAfter over',
        replace(/(NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '$1 NotOnOrAfter="2026-11-30T09:58:59Z"'),
        'time',
      ],
      [
        'AudienceRestriction empty',
        replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, '<saml:AudienceRestriction/>'),
        'audience',
      ],
      ['AudienceRestriction missing', replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''), 'audience'],
      ['Audience empty', replace(/<saml:Audience>.*<\/saml:Audience>/, '<saml:Audience/>'), 'audience'],
      ['Audience missing', replace(/<saml:Audience>.*<\/saml:Audience>/, ''), 'audience'],
      [
        'another Audience',
        replace(/<saml:Audience>.*<\/saml:Audience>/, '<saml:Audience>https://altro.example</saml:Audience>'),
        'audience',
      ],
      ['AuthnStatement empty', replace(/<saml:AuthnContext>.*<\/saml:AuthnContext>/, ''), 'level'],
      ['AuthnStatement missing', replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''), 'level'],
      ['AuthnContext empty', replace(/<saml:AuthnContext>.*<\/saml:AuthnContext>/, '<saml:AuthnContext/>'), 'level'],
      ['AuthnContextClassRef empty', replace(/SpidL2<|https:\/\/www.spid.gov.it\/SpidL2</, '<'), 'level'],
      ['a level below the one asked for', replace('SpidL2', 'SpidL1'), 'level'],
      ['a level above the one asked for', replace('SpidL2', 'SpidL3'), 'certified'],
      [
        'a level that nobody knows',
        replace('https://www.spid.gov.it/SpidL2', 'urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL2'),
        'level',
      ],
      ['AuthnInstant to come', replace(/AuthnInstant="[^"]*"/, 'AuthnInstant="2026-11-30T11:00:00Z"'), 'time'],
      [
        'AttributeStatement without attributes',
        replace(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, '<saml:AttributeStatement/>'),
        'attributes',
      ],
      ['AttributeStatement missing', replace(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, ''), 'attributes'],
      [
        'an attribute without anything',
        replace('<saml:AttributeStatement>', '<saml:AttributeStatement><saml:Attribute/>'),
        'attributes',
      ],
      ['an attribute missing', replace('Name="fiscalNumber"', 'Name="altro"'), 'attributes'],
      ['an attribute empty', replace('TINIT-RSSMRA80A01H501U', ' '), 'attributes'],
      [
        'an attribute twice',
        replace(
          '<saml:AttributeStatement>',
          '<saml:AttributeStatement><saml:Attribute Name="fiscalNumber"><saml:AttributeValue>TINIT-X</saml:AttributeValue></saml:Attribute>',
        ),
        'attributes',
      ],
      [
        'an attribute of two values',
        replace('</saml:AttributeValue>', '</saml:AttributeValue><saml:AttributeValue>ALTRA</saml:AttributeValue>'),
        'attributes',
      ],
      [
        'an attribute more than asked for',
        replace(
          '<saml:AttributeStatement>',
          '<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>a@example.org</saml:AttributeValue></saml:Attribute>',
        ),
        'certified',
      ],
    ] as [string, (xml: string) => string, string][]
  ).map(([what, change, outcome]): [string, (xml: string) => string, string] => [
    `assertion: ${what}`,
    inAssertion(change),
    outcome,
  ]),
];

for (const [what, change, outcome] of cases)
  test(`${outcome === 'certified' ? 'accepted' : 'refused'}: ${what}`, () => {
    assert.equal(outcomeOf(signedAnswer(change)), outcome);
  });

test('both must be signed, by the provider and not by somebody else', () => {
  const stranger = newPair();
  assert.equal(outcomeOf(signedAnswer(undefined, { signResponse: null })), 'signature');
  assert.equal(outcomeOf(signedAnswer(undefined, { signAssertion: null })), 'signature');
  assert.equal(outcomeOf(signedAnswer(undefined, { signAssertion: stranger })), 'signature');
  assert.equal(outcomeOf(signedAnswer(undefined, { signResponse: stranger })), 'signature');
  assert.equal(outcomeOf(good.replace('MARTA', 'PIETRO')), 'signature', 'what is changed afterwards');
});

test('a provider that changes its certificate is known by the new one and by the old one', () => {
  const next = newPair();
  const both = { entityId: provider.entityId, certificates: [next.certificate, provider.pair.certificate] };
  assert.equal(outcomeOf(good, { provider: both }), 'certified');
  assert.equal(outcomeOf(good, { provider: { ...both, certificates: [next.certificate] } }), 'signature');
});

test('it is good for its minutes, and one more for clocks that differ', () => {
  assert.equal(outcomeOf(good, { now: minutes(5.9) }), 'certified');
  assert.equal(outcomeOf(good, { now: minutes(6.1) }), 'time');
  assert.equal(outcomeOf(good, { now: minutes(-0.9), request: { ...expected.request, at: minutes(-1) } }), 'certified');
  assert.equal(outcomeOf(good, { now: minutes(-1.1), request: { ...expected.request, at: minutes(-2) } }), 'time');
});

test('the numbers of the national table are read from what the provider signed', () => {
  for (const code of ['nr19', 'nr20', 'nr21', 'nr22', 'nr23', 'nr25']) {
    const no = Buffer.from(refusingResponse(told, code, provider.pair), 'base64').toString();
    assert.equal(outcomeOf(no), `status ${code}`);
    assert.equal(outcomeOf(no.replace(code, 'nr30')), 'signature');
  }
});
