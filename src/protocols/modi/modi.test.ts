import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { type Checking, checkIntegrity, checkToken } from './check.ts';
import { digestOf, evidenceToken, integrityToken } from './modi.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signing = { key: privateKey, kid: 'chiave-1' };
const now = new Date('2026-11-30T09:00:00Z');
const audience = 'https://servizio.example/v1';
const said = (jti: string) => ({ issuer: 'client-1', audience, jti, at: now, lasts: 100 });
const body = JSON.stringify({ criteriRicerca: { codiceFiscale: 'XXXXXX00X00X000X' } });
const digest = digestOf(body);
const sent = { digest, 'content-type': 'application/json' };

function checking(more: Partial<Checking> = {}): Checking {
  const met = new Set<string>();
  return {
    now,
    audience,
    keyOf: (kid) => (kid === 'chiave-1' ? publicKey : undefined),
    first: (issuer, jti) => !met.has(`${issuer} ${jti}`) && met.add(`${issuer} ${jti}`).size > 0,
    ...more,
  };
}

const message = async (jti: string, more: Record<string, string> = {}, text = body) => ({
  headers: { ...sent, 'agid-jwt-signature': await integrityToken(signing, said(jti), sent), ...more },
  body: text,
});

test('a digest is what the standard writes', () => {
  // RFC 3230, section 4.1.1 takes the base64 of the bytes; this one is that of the empty body.
  assert.equal(digestOf(''), 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
});

test('what was signed is believed once', async () => {
  const asked = checking();
  const one = await message('a');
  const claims = await checkIntegrity(one, asked);
  assert.ok(typeof claims === 'object', String(claims));
  assert.deepEqual(claims['signed_headers'], [{ digest }, { 'content-type': 'application/json' }]);
  assert.equal(await checkIntegrity(one, asked), 'replayed');
});

test('a changed body, header, key or audience, and another time, are found', async () => {
  assert.equal(await checkIntegrity(await message('a', {}, `${body} `), checking()), 'digest');
  assert.equal(await checkIntegrity(await message('a', { digest: digestOf('x') }, 'x'), checking()), 'headers');
  assert.equal(await checkIntegrity(await message('a', { 'content-type': 'text/plain' }), checking()), 'headers');
  assert.equal(await checkIntegrity({ headers: sent, body }, checking()), 'signature');
  assert.equal(await checkIntegrity(await message('a'), checking({ keyOf: () => undefined })), 'unknown-key');
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  assert.equal(await checkIntegrity(await message('a'), checking({ keyOf: () => other })), 'signature');
  assert.equal(await checkIntegrity(await message('a'), checking({ audience: 'https://altro.example' })), 'audience');
  assert.equal(await checkIntegrity(await message('a'), checking({ now: new Date(now.getTime() + 106_000) })), 'expired');
  assert.equal(await checkIntegrity(await message('a'), checking({ now: new Date(now.getTime() - 10_000) })), 'claims');
  const unsigned = await integrityToken(signing, said('a'), { 'content-type': 'application/json' });
  assert.equal(await checkIntegrity({ headers: { ...sent, 'agid-jwt-signature': unsigned }, body }, checking()), 'headers');
});

test('a token that says to need no signature, or is of another kind, is refused', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = now.getTime() / 1000;
  const claims = part({ iss: 'client-1', aud: audience, jti: 'x', iat: seconds, exp: seconds + 60 });
  assert.equal(await checkToken(`${part({ alg: 'none', kid: 'chiave-1', typ: 'JWT' })}.${claims}.`, checking()), 'signature');
  assert.equal(await checkToken('not.a.token', checking()), 'signature');
});

test('an evidence says who asks, and is read by another library', async () => {
  const evidence = { userID: 'arengo', userLocation: 'sportello', LoA: 'https://www.spid.gov.it/SpidL2', purposeId: 'p' };
  const text = await evidenceToken(signing, said('b'), evidence);
  const { payload, protectedHeader } = await jwtVerify(text, publicKey, { currentDate: now, audience });
  assert.deepEqual(protectedHeader, { alg: 'RS256', kid: 'chiave-1', typ: 'JWT' });
  assert.deepEqual({ ...payload, ...evidence }, payload);
  assert.ok(typeof (await checkToken(text, checking())) === 'object');
});

test('the openssl command finds the signature good, and that of a changed token bad', async (t) => {
  try {
    execFileSync('openssl', ['version']);
  } catch {
    t.diagnostic('NO OPENSSL: no signature was verified by a program that is not ours');
    return t.skip('NO OPENSSL: install the openssl command');
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-modi-'));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const [head, claims, signature] = (await integrityToken(signing, said('c'), sent)).split('.') as [string, string, string];
  const key = file('public.pem', publicKey.export({ type: 'spki', format: 'pem' }));
  const sealed = file('signature', Buffer.from(signature, 'base64url'));
  const verify = (text: string): string =>
    execFileSync('openssl', ['dgst', '-sha256', '-verify', key, '-signature', sealed, file('signed', text)], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  assert.match(verify(`${head}.${claims}`), /Verified OK/);
  assert.throws(() => verify(`${head}.${claims}x`));
  rmSync(folder, { recursive: true });
});
