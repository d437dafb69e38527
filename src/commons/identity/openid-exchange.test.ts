/** A real exchange: the provider is `oidc-provider`, a certified program of others, with its own reading of our signed question, of PKCE and of our
 *  client assertion, and its own making of tokens. Of federations it knows nothing: its statements, and those of its anchor, are put before it here. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { decodeJwt, type JWK } from 'jose';
import { openHouse } from '../../../test/house.ts';
import { configurationAddress, signStatement } from '../../protocols/oidc-federation/statement.ts';
import { newCode } from './identity.testing.ts';
import { fileOf, fiscalNumber, keys, level2, ourKeyFiles } from './openid.testing.ts';

const Provider = createRequire(import.meta.url)('oidc-provider').default;

test('oidc-provider understands our question, and what it encrypts for us signs a person in', async (t) => {
  const code = newCode();
  const server = http.createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [issuer, anchor] = [base, `${base}/ancora`];
  const house = await openHouse({
    env: {
      ...ourKeyFiles,
      ARENGO_OUTBOUND_ALLOW: new URL(base).host,
      OIDC_PROVIDERS: fileOf(
        'providers.json',
        JSON.stringify({
          providers: [{ name: 'cie', title: 'CIE', kind: 'cie', issuer }],
          trustAnchors: [{ entity: anchor, keys: [keys.anchor.jwk] }],
        }),
      ),
    },
  });
  t.after(() => house.close());
  const { origin } = house.config;

  // Automatic registration: what the provider knows of us is our entity configuration.
  const ours = decodeJwt((await house.get('/.well-known/openid-federation')).body);
  const { openid_relying_party: party } = ours['metadata'] as Record<string, Record<string, unknown>>;
  const { client_registration_types: _, organization_name: __, subject_type: ___, ...client } = party!;
  const names = ['given_name', 'family_name', 'birthdate', fiscalNumber];
  const provider = new Provider(issuer, {
    clients: [{ ...client, require_signed_request_object: true, request_object_signing_alg: 'RS256' }],
    jwks: { keys: [{ ...(keys.op.key.export({ format: 'jwk' }) as JWK), kid: keys.op.kid, alg: 'RS256', use: 'sig' }] },
    acrValues: [level2],
    claims: { openid: ['sub'], acr: null, profile: names },
    scopes: ['openid', 'profile'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      requestObjects: { enabled: true },
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: true },
    },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/chi-sei/${uid}` },
    findAccount: (_ctx: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({
        sub,
        given_name: 'AMINA',
        family_name: 'CHERRADI',
        birthdate: '1980-01-01',
        [fiscalNumber]: `TINIT-${code}`,
      }),
    }),
    cookies: { keys: ['una prova'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  });
  const problems: string[] = [];
  for (const event of ['authorization.error', 'grant.error', 'userinfo.error', 'server_error'])
    provider.on(event, (_ctx: unknown, error: Error & { error_description?: string }) =>
      problems.push(`${event} ${error.message} ${error.error_description ?? ''}`),
    );
  const theirs = provider.callback();

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url!, base);
    const seconds = Math.floor(Date.now() / 1000);
    const times = { iat: seconds, exp: seconds + 600 };
    const says = async (statement: object, key: (typeof keys)['op']) =>
      void response
        .writeHead(200, { 'content-type': 'application/entity-statement+jwt' })
        .end(await signStatement({ ...times, ...statement }, key));
    const jwks = { keys: [keys.opFederation.jwk] };
    if (url.href === configurationAddress(anchor)) {
      const metadata = { federation_entity: { federation_fetch_endpoint: `${anchor}/fetch` } };
      return says({ iss: anchor, sub: anchor, jwks: { keys: [keys.anchor.jwk] }, metadata }, keys.anchor);
    }
    if (url.pathname === '/ancora/fetch') return says({ iss: anchor, sub: issuer, jwks }, keys.anchor);
    if (url.href === configurationAddress(issuer)) {
      // What it says by discovery, as its entity configuration says it.
      const discovered = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
      const metadata = { openid_provider: discovered };
      return says({ iss: issuer, sub: issuer, jwks, authority_hints: [anchor], metadata }, keys.opFederation);
    }
    if (url.pathname.startsWith('/chi-sei/')) {
      const { params } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: 'amina', clientId: params.client_id });
      grant.addOIDCScope('openid');
      grant.addOIDCClaims(names);
      const consent = { grantId: await grant.save() };
      await provider.interactionFinished(request, response, { login: { accountId: 'amina', acr: level2 }, consent });
      return;
    }
    theirs(request, response);
  }

  const sent = await house.get('/entra/oidc?provider=cie&next=%2Fmappa');
  assert.equal(sent.statusCode, 303, sent.body);
  const ourCookie = `arengo_identity=${sent.cookies[0]!.value}`;
  const jar = new Map<string, string>();
  let at = sent.headers.location as string;
  for (let step = 0; step < 8 && at.startsWith(base); step++) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(one)!;
      jar.set(name!, value!);
    }
    assert.ok(answer.headers.get('location'), `${answer.status} ${problems.join()} ${await answer.text()}`);
    at = new URL(answer.headers.get('location')!, base).href;
  }
  assert.ok(at.startsWith(`${origin}/oidc/ritorno?`), `${at} ${problems.join()}`);
  const path = at.slice(origin.length);
  const back = await house.get(path, ourCookie);
  assert.equal(back.statusCode, 303, `${problems.join()} ${back.body}`);
  assert.equal(problems.length, 0);
  const entered = await house.get(back.headers.location as string, ourCookie);
  assert.equal(entered.headers.location, '/mappa');
  const session = entered.cookies.find(({ name }) => name === 'arengo_session')!;
  assert.match((await house.get('/profilo', `arengo_session=${session.value}`)).body, /Amina Cherradi/);
  assert.equal((await house.get(path, ourCookie)).statusCode, 410, 'a second time');
});
