import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTrust } from './chain.ts';
import { anchor, between, type Changes, federation, newSigner, now, provider, signers } from './federation.testing.ts';
import { configurationAddress, FederationFault, type FederationFaultKind } from './statement.ts';

const [A, B, P] = [anchor!, between!, provider!];
const seconds = now.getTime() / 1000;

test('a provider right below an anchor is trusted, until the first statement ends', async () => {
  const { search, asked } = await federation({ [`${A} ${P}`]: { claims: { exp: seconds + 600 } } });
  const trust = await findTrust(search);
  assert.deepEqual(trust.metadata['openid_provider']!['scopes_supported'], ['openid', 'email']);
  assert.equal(trust.expires.toISOString(), '2026-11-30T09:10:00.000Z');
  assert.deepEqual([trust.anchor, trust.trustMarks.length, trust.statements.length, asked.length], [A, 1, 3, 3]);
});

test('one may stand between, and each one above only asks for more', async () => {
  const policy = (operators: object) => ({ metadata_policy: { openid_provider: operators } });
  const { search } = await federation(
    {
      [`${A} ${B}`]: {
        claims: policy({ scopes_supported: { subset_of: ['openid', 'email', 'phone'] }, contacts: { add: ['due@x'] } }),
      },
      [`${B} ${P}`]: { claims: policy({ scopes_supported: { subset_of: ['openid'] }, contacts: { add: ['tre@x'] } }) },
    },
    true,
  );
  const { metadata, statements } = await findTrust(search);
  assert.deepEqual(metadata['openid_provider']!['scopes_supported'], ['openid']);
  assert.deepEqual(metadata['openid_provider']!['contacts'], ['uno@gestore.example', 'due@x', 'tre@x']);
  assert.equal(statements.length, 4);
});

test('what the one right above says of it comes before what it says itself', async () => {
  const { search } = await federation({
    [`${A} ${P}`]: { claims: { metadata: { openid_provider: { contacts: ['quattro@x'] } } } },
  });
  assert.deepEqual((await findTrust(search)).metadata['openid_provider']!['contacts'], ['quattro@x']);
});

const other = newSigner();
const crowd = Array.from({ length: 30 }, (_, i) => `https://folla-${i}.example`);
const faults: Record<string, { changes: Changes; withBetween?: true; fault: FederationFaultKind }> = {
  'an anchor whose keys are not those known here': {
    changes: {
      [`${A} ${A}`]: { signer: other, claims: { jwks: { keys: [other.jwk] } } },
      [`${A} ${P}`]: { signer: other },
    },
    fault: 'signature',
  },
  'a provider that signs with a key the anchor does not know': {
    changes: { [`${P} ${P}`]: { signer: other, claims: { jwks: { keys: [other.jwk] } } } },
    fault: 'signature',
  },
  'a statement of the anchor signed by somebody else': { changes: { [`${A} ${P}`]: { signer: other } }, fault: 'signature' },
  'a statement of another type': { changes: { [`${A} ${P}`]: { typ: 'JWT' } }, fault: 'signature' },
  'a statement about somebody else': { changes: { [`${A} ${P}`]: { claims: { sub: B } } }, fault: 'subject' },
  'a statement of somebody else': { changes: { [`${A} ${P}`]: { claims: { iss: B } } }, fault: 'issuer' },
  'a statement that is over': { changes: { [`${A} ${P}`]: { claims: { exp: seconds - 120 } } }, fault: 'time' },
  'a configuration that is over': { changes: { [`${P} ${P}`]: { claims: { exp: seconds - 120 } } }, fault: 'time' },
  'a statement of tomorrow': { changes: { [`${A} ${P}`]: { claims: { iat: seconds + 86_400 } } }, fault: 'time' },
  'a provider below nobody': { changes: { [`${P} ${P}`]: { claims: { authority_hints: undefined } } }, fault: 'no-path' },
  'a provider below somebody unknown': {
    changes: { [`${P} ${P}`]: { claims: { authority_hints: ['https://altro.example'] } } },
    fault: 'unreachable',
  },
  'a provider that sends us around the world': {
    changes: { [`${P} ${P}`]: { claims: { authority_hints: crowd } } },
    fault: 'unreachable',
  },
  'two that stand above each other': {
    changes: { [`${B} ${B}`]: { claims: { authority_hints: [P] } } },
    withBetween: true,
    fault: 'no-path',
  },
  'a chain longer than the anchor allows': {
    changes: { [`${A} ${A}`]: { claims: { constraints: { max_path_length: 0 } } } },
    withBetween: true,
    fault: 'constraints',
  },
  'names that are limited': {
    changes: { [`${A} ${P}`]: { claims: { constraints: { naming_constraints: { permitted: ['.example'] } } } } },
    fault: 'constraints',
  },
  'a claim that must be understood': { changes: { [`${A} ${P}`]: { claims: { crit: ['x'] } } }, fault: 'constraints' },
  'an operator that must be understood': {
    changes: {
      [`${A} ${P}`]: {
        claims: { metadata_policy: { openid_provider: { x: { regexp: '.' } } }, metadata_policy_crit: ['regexp'] },
      },
    },
    fault: 'policy',
  },
  'metadata that the policy does not allow': {
    changes: { [`${A} ${P}`]: { claims: { metadata_policy: { openid_provider: { issuer: { one_of: ['https://x'] } } } } } },
    fault: 'policy',
  },
  'an anchor that does not say where its statements are': {
    changes: { [`${A} ${A}`]: { claims: { metadata: {} } } },
    fault: 'metadata',
  },
  'no JWT': { changes: { [`${P} ${P}`]: { text: '<html>' } }, fault: 'unreadable' },
  'no keys': { changes: { [`${P} ${P}`]: { claims: { jwks: undefined } } }, fault: 'unreadable' },
  'half a megabyte': { changes: { [`${P} ${P}`]: { text: 'a'.repeat(500_000) } }, fault: 'too-large' },
};
for (const [name, { changes, withBetween, fault }] of Object.entries(faults)) {
  test(`refused: ${name}`, async () => {
    const { search, asked } = await federation(changes, withBetween);
    await assert.rejects(findTrust(search), (error: Error) => {
      assert.ok(error instanceof FederationFault);
      assert.equal(error.kind, fault, error.message);
      return true;
    });
    assert.ok(asked.length <= 8, `${asked.length} questions`);
  });
}

test('a path that does not hold is left for one that does; types that are not allowed are not there', async () => {
  const { search } = await federation({
    [`${P} ${P}`]: { claims: { authority_hints: ['https://altro.example', A] } },
    [`${A} ${A}`]: { claims: { constraints: { allowed_entity_types: ['openid_relying_party'] } } },
  });
  assert.deepEqual(Object.keys((await findTrust(search)).metadata), []);
});

test('the none algorithm and a shared secret sign nothing', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const alg of ['none', 'HS256']) {
    const { search, texts } = await federation();
    const claims = JSON.parse(Buffer.from(texts.get(configurationAddress(P))!.split('.')[1]!, 'base64url').toString());
    const header = { alg, kid: signers[P]!.kid, typ: 'entity-statement+jwt' };
    texts.set(configurationAddress(P), `${part(header)}.${part(claims)}.${alg === 'none' ? '' : 'eA'}`);
    await assert.rejects(findTrust(search), (error: FederationFault) => error.kind === 'signature');
  }
});
