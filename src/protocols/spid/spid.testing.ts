/** An invented identity provider and its answers, for tests. */
import { generateKeyPairSync } from 'node:crypto';
import { checkAnswer, type Expected, openAnswer } from './answer.ts';
import { selfSigned } from './certificate.ts';
import type { Level, Pair } from './names.ts';
import { type Assertion, certifyingXml } from './response.ts';
import { signElement } from './signature.ts';

export const now = new Date('2026-11-30T10:00:00Z');
const named = {
  organisation: 'Prova',
  commonName: 'Prova',
  uri: 'https://idp.example',
  organizationIdentifier: 'PA:IT-prova',
  locality: 'Arenaria',
};

export function newPair(): Pair {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: selfSigned(key, named, new Date('2026-01-01T00:00:00Z'), Buffer.from([7])) };
}

export const provider = { entityId: 'https://idp.example', pair: newPair() };

export const told: Assertion = {
  id: '_risposta',
  at: now,
  issuer: provider.entityId,
  acs: 'https://arengo.example/spid/acs',
  audience: 'https://arengo.example/spid/metadata',
  inResponseTo: '_domanda',
  assertionId: '_asserzione',
  nameId: '_nessuno',
  level: 2,
  attributes: { name: 'MARTA', familyName: 'DOSSENA', fiscalNumber: 'TINIT-RSSMRA80A01H501U', dateOfBirth: '1980-01-01' },
};

export const expected: Expected = {
  now,
  entityId: told.audience,
  acs: told.acs,
  provider: { entityId: provider.entityId, certificates: [provider.pair.certificate] },
  request: { id: told.inResponseTo, at: new Date(now.getTime() - 20_000), level: 2 as Level },
  attributes: ['name', 'familyName', 'fiscalNumber', 'dateOfBirth'],
};

/** The XML of a good answer, changed and then signed as providers sign: the assertion, and the response around it. */
export function signedAnswer(
  change: (xml: string) => string = (xml) => xml,
  {
    of = told,
    signAssertion = provider.pair,
    signResponse = provider.pair,
  }: { of?: Assertion; signAssertion?: Pair | null; signResponse?: Pair | null } = {},
): string {
  let xml = change(certifyingXml(of));
  if (signAssertion) xml = sign(xml, of.assertionId, signAssertion);
  return signResponse ? sign(xml, of.id, signResponse) : xml;
}

/** Where the issuer was taken away, the signature stands first. */
export function sign(xml: string, id: string, pair: Pair): string {
  if (!xml.includes(`ID="${id}"`)) return xml;
  try {
    return signElement(xml, id, pair, 'behind-issuer');
  } catch {
    return signElement(xml, id, pair, 'first');
  }
}

/** `certified`, or why not. */
export function outcomeOf(xml: string, more: Partial<Expected> = {}): string {
  const opened = openAnswer(Buffer.from(xml).toString('base64'));
  if (typeof opened === 'string') return opened;
  const checked = checkAnswer(opened, { ...expected, ...more });
  if ('certified' in checked) return 'certified';
  return checked.code ? `${checked.fault} ${checked.code}` : checked.fault;
}
