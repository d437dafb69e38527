/** A federation of the test's own: a trust anchor, a provider that certifies (CIE), and a region's single sign-on, on one port of this machine. Their
 *  statements and tokens are real; what they answer to a code can be spoilt at any point. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompactEncrypt, createLocalJWKSet, decodeJwt, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Logger } from 'pino';
import { signStatement } from '../../protocols/oidc-federation/statement.ts';
import { type Jar, newCode, openIdentity } from './identity.testing.ts';

export interface TestKey {
  key: KeyObject;
  kid: string;
  alg: string;
  jwk: JWK;
  pem: string;
}

export function newKey(kid = randomBytes(6).toString('hex')): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg: 'RS256', use: 'sig' };
  return { key: privateKey, kid, alg: 'RS256', jwk, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

export const keys = { anchor: newKey(), op: newKey(), opFederation: newKey(), other: newKey() };
const ours = { federation: newKey(), signing: newKey(), encryption: newKey() };

const folder = mkdtempSync(path.join(tmpdir(), 'arengo-openid-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
export function fileOf(name: string, text: string): string {
  const file = path.join(folder, `${randomBytes(4).toString('hex')}-${name}`);
  writeFileSync(file, text);
  return file;
}

export const ourKeyFiles = {
  OIDC_FEDERATION_KEY: fileOf('federation.pem', ours.federation.pem),
  OIDC_SIGNING_KEY: fileOf('signing.pem', ours.signing.pem),
  OIDC_ENCRYPTION_KEY: fileOf('encryption.pem', ours.encryption.pem),
};

/** How a provider answers to one code. What is left out is as it must be. */
export interface Said {
  claims?: Record<string, unknown>;
  idToken?: (claims: Record<string, unknown>) => Promise<string | undefined>;
  info?: Record<string, unknown>;
  userinfo?: (claims: Record<string, unknown>) => Promise<{ type: string; body: string }>;
  token?: { status: number; body: object };
}

export interface Asked {
  state: string;
  nonce: string;
  challenge: string;
  acr: string | undefined;
  url: URL;
  provider: string;
}

export const fiscalNumber = 'https://attributes.eid.gov.it/fiscal_number';
export const level2 = 'https://www.spid.gov.it/SpidL2';
export const signed = (claims: object, key: TestKey, header: object = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(key.key);

function readQuestion(url: URL, provider: string, asked: Record<string, unknown>): Asked {
  return {
    state: asked['state'] as string,
    nonce: asked['nonce'] as string,
    challenge: asked['code_challenge'] as string,
    acr: asked['acr_values'] as string | undefined,
    url,
    provider,
  };
}

export async function openOpenid(options: { log?: Logger; env?: Record<string, string> } = {}) {
  const codes = new Map<string, { said: Said; asked: Asked }>();
  const seen: { assertion?: Record<string, unknown>; authorization?: string }[] = [];
  let away = false;
  const server = http.createServer((request, response) => {
    handle(request).then(
      ({ status = 200, type = 'application/json', body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const [anchor, op, region] = [`${base}/ta`, `${base}/op`, `${base}/regione`];
  const origin = `http://127.0.0.1:${options.env?.['PORT'] ?? 3000}`;
  const now = () => Math.floor(Date.now() / 1000);
  const times = () => ({ iat: now(), exp: now() + 600 });

  async function handle(request: http.IncomingMessage): Promise<{ status?: number; type?: string; body: string }> {
    const url = new URL(request.url!, base);
    if (away) return { status: 503, body: '' };
    const statement = 'application/entity-statement+jwt';
    if (url.pathname === '/ta/.well-known/openid-federation') {
      const metadata = { federation_entity: { federation_fetch_endpoint: `${anchor}/fetch` } };
      const body = { iss: anchor, sub: anchor, ...times(), jwks: { keys: [keys.anchor.jwk] }, metadata };
      return { type: statement, body: await signStatement(body, keys.anchor) };
    }
    if (url.pathname === '/ta/fetch') {
      const policy = { openid_provider: { scopes_supported: { superset_of: ['openid'] } } };
      const body = { iss: anchor, sub: op, ...times(), jwks: { keys: [keys.opFederation.jwk] }, metadata_policy: policy };
      return { type: statement, body: await signStatement(body, keys.anchor) };
    }
    if (url.pathname === '/op/.well-known/openid-federation') {
      const metadata = {
        openid_provider: {
          issuer: op,
          authorization_endpoint: `${op.replace('127.0.0.1', 'localhost')}/authorize`,
          token_endpoint: `${op}/token`,
          userinfo_endpoint: `${op}/userinfo`,
          jwks: { keys: [keys.op.jwk] },
          scopes_supported: ['openid', 'profile'],
        },
      };
      const own = { iss: op, sub: op, ...times(), jwks: { keys: [keys.opFederation.jwk] } };
      return { type: statement, body: await signStatement({ ...own, authority_hints: [anchor], metadata }, keys.opFederation) };
    }
    if (url.pathname === '/regione/.well-known/openid-configuration') {
      const body = {
        issuer: region,
        authorization_endpoint: `${region}/authorize`,
        token_endpoint: `${region}/token`,
        userinfo_endpoint: `${region}/userinfo`,
        jwks_uri: `${region}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
      };
      return { body: JSON.stringify(body) };
    }
    if (url.pathname === '/regione/jwks') return { body: JSON.stringify({ keys: [keys.op.jwk] }) };
    if (url.pathname === '/op/authorize') {
      const asked = decodeJwt(url.searchParams.get('request')!);
      const question = readQuestion(url, 'cie', asked);
      return { type: 'text/html', body: `<a href="${origin}${answer(question)}">Acconsento</a>` };
    }
    const issuer = url.pathname.startsWith('/op/') ? op : region;
    if (url.pathname.endsWith('/token')) return token(issuer, request);
    if (url.pathname.endsWith('/userinfo')) return userinfo(issuer, request);
    return { status: 404, body: '' };
  }

  /** As a careful provider does: who asks, and whether it is the browser that began. */
  async function token(issuer: string, request: http.IncomingMessage) {
    let text = '';
    for await (const piece of request) text += piece;
    const sent = new URLSearchParams(text);
    const { said, asked } = codes.get(sent.get('code')!)!;
    if (said.token) return { status: said.token.status, body: JSON.stringify(said.token.body) };
    const hash = createHash('sha256').update(sent.get('code_verifier')!).digest('base64url');
    assert.equal(hash, asked.challenge, 'PKCE');
    const assertion = sent.get('client_assertion');
    if (assertion) {
      const { payload } = await jwtVerify(assertion, createLocalJWKSet(await ourKeys()), { audience: `${issuer}/token` });
      seen.push({ assertion: payload });
    } else seen.push({ authorization: request.headers.authorization });
    const access = `at-${sent.get('code')}`;
    const half = createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
    const claims = {
      iss: issuer,
      sub: 'soggetto-1',
      aud: issuer === op ? origin : 'arengo',
      ...times(),
      nonce: asked.nonce,
      at_hash: half,
      acr: level2,
      ...said.claims,
    };
    const idToken = said.idToken ? await said.idToken(claims) : await signed(claims, keys.op);
    return { body: JSON.stringify({ access_token: access, token_type: 'Bearer', expires_in: 300, id_token: idToken }) };
  }

  async function userinfo(issuer: string, request: http.IncomingMessage) {
    const { said } = codes.get(request.headers.authorization!.replace('Bearer at-', ''))!;
    const claims = { sub: said.claims?.['sub'] ?? 'soggetto-1', ...said.info };
    if (issuer === region) return { body: JSON.stringify(claims) };
    const whole = {
      iss: op,
      aud: origin,
      ...times(),
      given_name: 'MARTA',
      family_name: 'DOSSENA',
      birthdate: '1980-01-01',
      [fiscalNumber]: `TINIT-${newCode()}`,
      ...claims,
    };
    if (said.userinfo) return said.userinfo(whole);
    return { type: 'application/jose', body: await encrypted(await signed(whole, keys.op, { cty: 'JWT' })) };
  }

  async function encrypted(jwt: string, to?: JWK): Promise<string> {
    const jwk = to ?? (await ourKeys()).keys.find(({ use }) => use === 'enc')!;
    const header = { alg: 'RSA-OAEP-256', enc: 'A256CBC-HS512', kid: jwk.kid!, cty: 'JWT' };
    return new CompactEncrypt(Buffer.from(jwt)).setProtectedHeader(header).encrypt(await importJWK(jwk, 'RSA-OAEP-256'));
  }

  const providers = [
    { name: 'cie', title: 'CIE (OpenID)', kind: 'cie', issuer: op },
    {
      name: 'regione',
      title: 'Accesso di prova',
      kind: 'plain',
      issuer: region,
      clientId: 'arengo',
      secret: 'segreto di prova',
      fiscalClaim: 'fiscal',
      levels: { forte: 'substantial' },
    },
  ];
  const trustAnchors = [{ entity: anchor, keys: [keys.anchor.jwk] }];
  const identity = await openIdentity({
    log: options.log,
    from: Date.now(),
    env: {
      ARENGO_OUTBOUND_ALLOW: `127.0.0.1:${port}`,
      OIDC_PROVIDERS: fileOf('providers.json', JSON.stringify({ providers, trustAnchors })),
      ...ourKeyFiles,
      ...options.env,
    },
  });
  const ourKeys = async (): Promise<{ keys: JWK[] }> => (await identity.ask({}, '/oidc/jwks')).json();

  /** The browser is sent to a provider; the question as it arrives there. */
  async function start(jar: Jar, provider: 'cie' | 'regione', more: Record<string, string> = {}): Promise<Asked> {
    const sent = await identity.ask(jar, `/entra/oidc?${new URLSearchParams({ provider, ...more })}`);
    assert.equal(sent.statusCode, 303, sent.body);
    identity.keep(jar, sent);
    const url = new URL(sent.headers.location!);
    const request = url.searchParams.get('request');
    const asked = request
      ? (await jwtVerify(request, createLocalJWKSet(await ourKeys()), { issuer: origin, audience: op })).payload
      : Object.fromEntries(url.searchParams);
    return readQuestion(url, provider, asked);
  }

  /** Where the provider sends the browser with a code for what is said. */
  function answer(asked: Asked, said: Said = {}, query: Record<string, string | undefined> = {}): string {
    const code = randomBytes(16).toString('hex');
    codes.set(code, { said, asked });
    const iss = asked.provider === 'cie' ? op : undefined;
    const all = Object.entries({ code, state: asked.state, iss, ...query }).filter(([, value]) => value !== undefined);
    const way = asked.provider === 'cie' ? '/oidc/ritorno' : `/oidc/ritorno/${asked.provider}`;
    return `${way}?${new URLSearchParams(all as [string, string][])}`;
  }

  return {
    ...identity,
    startSaml: identity.start,
    get house() {
      return identity.house;
    },
    anchor,
    op,
    region,
    origin,
    seen,
    encrypted,
    start,
    answer,
    /** All of it, as the browser sees it: the last answer. */
    enter: async (jar: Jar, provider: 'cie' | 'regione', said: Said = {}, more: Record<string, string> = {}) => {
      const back = await identity.ask(jar, answer(await start(jar, provider, more), said));
      assert.equal(back.statusCode, 303, back.body);
      const entered = await identity.ask(jar, back.headers.location!);
      identity.keep(jar, entered);
      return entered;
    },
    outcomeOf: async (asked: Asked): Promise<string | undefined> =>
      (await identity.rows('select outcome from identity.exchanges where request = $1', asked.state))[0]?.outcome,
    goAway: (is: boolean) => {
      away = is;
    },
    close: async () => {
      await identity.house.close();
      server.close();
    },
  };
}
