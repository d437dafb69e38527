/** A self-signed certificate (RFC 5280) with the names that AgID asks of a public service provider (SPID notice 29, v3): written in DER (ITU-T X.690)
 *  by hand, since it is one shape, and a library for all shapes is ten packages. */
import { createPrivateKey, createPublicKey, generateKeyPair, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Pair } from './names.ts';

export interface Named {
  organisation: string;
  commonName: string;
  /** The entity ID. */
  uri: string;
  /** `PA:IT-` and the code of the index of public administrations. */
  organizationIdentifier: string;
  locality: string;
}

const bits = 3072;
const years = 10;

/** A new key and its certificate. Arithmetic takes about a second, on another thread. */
export async function makePair(named: Named, now: Date, serial: Buffer): Promise<Pair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: selfSigned(key, named, now, serial) };
}

export function selfSigned(key: string, named: Named, now: Date, serial: Buffer): string {
  const privateKey = createPrivateKey(key);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const name = distinguishedName(named);
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), der(0x05));
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(now), time(until)),
    name,
    publicKey,
    der(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName({ organisation, commonName, uri, organizationIdentifier, locality }: Named): Buffer {
  const parts: [string, string][] = [
    ['2.5.4.10', organisation],
    ['2.5.4.3', commonName],
    ['2.5.4.83', uri],
    ['2.5.4.97', organizationIdentifier],
    ['2.5.4.6', 'IT'],
    ['2.5.4.7', locality],
  ];
  const country = '2.5.4.6';
  return sequence(
    ...parts.map(([type, value]) => der(0x31, sequence(oid(type), der(type === country ? 0x13 : 0x0c, Buffer.from(value))))),
  );
}

/** No authority; signs and commits; policy of public service providers, with the words that the notice wants in it. */
function extensions(): Buffer[] {
  const extension = (type: string, critical: boolean, value: Buffer) =>
    sequence(oid(type), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
  const policy = (type: string, words: string) =>
    sequence(oid(type), sequence(sequence(oid('1.3.6.1.5.5.7.2.2'), sequence(der(0x0c, Buffer.from(words))))));
  return [
    extension('2.5.29.19', false, sequence()),
    extension('2.5.29.15', true, der(0x03, Buffer.from([6, 0xc0]))),
    extension('2.5.29.32', false, sequence(policy('1.3.76.16.6', 'agIDcert'), policy('1.3.76.16.4.2.1', 'cert_SP_Pub'))),
  ];
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** Positive: a first bit that is set has a zero byte before it. */
function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes[0]! > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, then GeneralizedTime (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const text = `${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}
