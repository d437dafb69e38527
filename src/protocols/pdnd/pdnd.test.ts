import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { checkProof, dpopProof, nonceWanted, type ProofChecking } from './dpop.ts';
import { clientAssertion, evidenceDigest, voucherIn, voucherRequest } from './pdnd.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const now = new Date('2026-11-30T09:00:00Z');
const seconds = now.getTime() / 1000;

test('an assertion has the claims that PDND takes, and no other', async () => {
  const said = {
    clientId: 'client-1',
    purposeId: 'scopo-1',
    audience: 'auth.example/client-assertion',
    jti: 'j',
    at: now,
    lasts: 60,
  };
  const text = await clientAssertion({ key: privateKey, kid: 'k1' }, { ...said, evidence: 'a.b.c' });
  const { payload, protectedHeader } = await jwtVerify(text, publicKey, { currentDate: now });
  assert.deepEqual(protectedHeader, { alg: 'RS256', kid: 'k1', typ: 'JWT' });
  assert.deepEqual(payload, {
    iss: 'client-1',
    sub: 'client-1',
    aud: 'auth.example/client-assertion',
    jti: 'j',
    iat: seconds,
    exp: seconds + 60,
    purposeId: 'scopo-1',
    digest: { alg: 'SHA256', value: createHash('sha256').update('a.b.c').digest('hex') },
  });
  assert.equal(evidenceDigest('a.b.c').length, 64);
  const bare = await jwtVerify(await clientAssertion({ key: privateKey, kid: 'k1' }, said), publicKey, { currentDate: now });
  assert.equal('digest' in bare.payload, false);
});

test('a voucher is asked for as RFC 7521 wants it, and only the kind that was asked for is taken', () => {
  const asked = new URLSearchParams(voucherRequest('client-1', 'a.b.c'));
  assert.equal(asked.get('grant_type'), 'client_credentials');
  assert.equal(asked.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  assert.deepEqual(voucherIn('{"access_token":"t","token_type":"bearer","expires_in":600}', 'Bearer'), {
    token: 't',
    type: 'Bearer',
  });
  assert.equal(voucherIn('{"access_token":"t","token_type":"Bearer"}', 'DPoP'), undefined, 'a token that anybody may use');
  for (const body of ['', 'null', '[]', '{"token_type":"Bearer"}']) assert.equal(voucherIn(body, 'Bearer'), undefined, body);
});

const address = 'https://servizio.example/v1/cerca';
function checking(more: Partial<ProofChecking> = {}): ProofChecking {
  const met = new Set<string>();
  return { method: 'POST', address, now, first: (jti) => !met.has(jti) && met.add(jti).size > 0, ...more };
}
const proof = (more: object = {}) => dpopProof(ec, { method: 'POST', address: `${address}?x=1#y`, jti: 'j', at: now, ...more });

test('a proof shows the key once, for one address, one method and one token', async () => {
  const asked = checking();
  const one = await proof();
  const thumbprint = await checkProof(one, asked);
  assert.ok(thumbprint);
  assert.equal(await checkProof(one, asked), undefined, 'a second time');
  assert.equal(await checkProof(one, checking({ method: 'GET' })), undefined);
  assert.equal(await checkProof(one, checking({ address: 'https://altro.example/v1/cerca' })), undefined);
  assert.equal(await checkProof(one, checking({ now: new Date(now.getTime() + 61_000) })), undefined, 'too old');
  assert.equal(await checkProof(one, checking({ now: new Date(now.getTime() - 6_000) })), undefined, 'from the time to come');

  const token = { text: 'voucher', thumbprint };
  assert.equal(await checkProof(one, checking({ token })), undefined, 'it says nothing of the token');
  assert.equal(await checkProof(await proof({ token: 'voucher' }), checking({ token })), thumbprint);
  assert.equal(await checkProof(await proof({ token: 'another' }), checking({ token })), undefined);
  const thief = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stolen = await dpopProof(thief, { method: 'POST', address, jti: 'j', at: now, token: 'voucher' });
  assert.equal(await checkProof(stolen, checking({ token })), undefined, 'a stolen token with another key');
});

test('a nonce is said when it is asked for', async () => {
  assert.equal(await checkProof(await proof(), checking({ nonce: 'n' })), undefined);
  assert.ok(await checkProof(await proof({ nonce: 'n' }), checking({ nonce: 'n' })));
  const headers = { 'dpop-nonce': 'n' };
  assert.equal(nonceWanted({ status: 400, headers, body: '{"error":"use_dpop_nonce"}' }), 'n');
  const challenge = { ...headers, 'www-authenticate': 'DPoP error="use_dpop_nonce"' };
  assert.equal(nonceWanted({ status: 401, headers: challenge, body: '' }), 'n');
  assert.equal(nonceWanted({ status: 200, headers, body: '{}' }), undefined, 'a nonce for the next time');
  assert.equal(nonceWanted({ status: 401, headers, body: '{"error":"invalid_token"}' }), undefined);
});
