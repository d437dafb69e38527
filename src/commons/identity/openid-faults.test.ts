/** Every faulty answer of a provider is refused for its own reason, uses its question up, and lets nobody in. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { UnsecuredJWT } from 'jose';
import pino from 'pino';
import { newCode } from './identity.testing.ts';
import { fiscalNumber, keys, level2, openOpenid, type Said, signed } from './openid.testing.ts';

const lines: string[] = [];
const openid = await openOpenid({ log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }) });
const { start, answer, ask, rows, outcomeOf, encrypted, op } = openid;
after(() => openid.close());

const seconds = () => Math.floor(Date.now() / 1000);
const hs256 = (claims: object) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', kid: keys.op.kid })}.${part(claims)}.${Buffer.from('x'.repeat(32)).toString('base64url')}`;
};

interface Faulty extends Said {
  query?: Record<string, string | undefined>;
  fault: string;
}

const table: Record<string, Faulty> = {
  'iss of another provider (mix-up)': { query: { iss: 'https://altro.example' }, fault: 'issuer' },
  'no iss, although CIE says it': { query: { iss: undefined }, fault: 'issuer' },
  'the person cancelled': { query: { code: undefined, error: 'access_denied' }, fault: 'access_denied' },
  'an error nobody knows': { query: { code: undefined, error: 'RSSMRA80A01H501U' }, fault: 'status' },
  'no code': { query: { code: undefined }, fault: 'code' },
  'a code that the provider does not know': { token: { status: 400, body: { error: 'invalid_grant' } }, fault: 'code' },
  'no ID Token': { idToken: async () => undefined, fault: 'id-token' },
  'an ID Token signed by another key': {
    idToken: (claims) => signed(claims, { ...keys.other, kid: keys.op.kid }),
    fault: 'signature',
  },
  'an ID Token with a key nobody knows': { idToken: (claims) => signed(claims, keys.other), fault: 'key' },
  'an ID Token without a signature': { idToken: async (claims) => new UnsecuredJWT(claims).encode(), fault: 'algorithm' },
  'an ID Token with a shared secret': { idToken: async (claims) => hs256(claims), fault: 'algorithm' },
  'an ID Token of another issuer': { claims: { iss: 'https://altro.example' }, fault: 'issuer' },
  'an ID Token for another service': { claims: { aud: 'https://altro.example' }, fault: 'audience' },
  'an ID Token for us and others': { claims: { aud: [openid.origin, 'https://altro.example'] }, fault: 'audience' },
  'an ID Token that is over': { claims: { exp: seconds() - 120 }, fault: 'time' },
  'an ID Token of tomorrow': { claims: { nbf: seconds() + 3600 }, fault: 'time' },
  'the nonce of another question': { claims: { nonce: 'x'.repeat(43) }, fault: 'nonce' },
  'no nonce': { claims: { nonce: undefined }, fault: 'nonce' },
  'the hash of another access token': { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }, fault: 'at-hash' },
  'a lower level than asked for': { claims: { acr: level2.replace('2', '1') }, fault: 'level' },
  'a level nobody knows': { claims: { acr: 'https://www.spid.gov.it/SpidL9' }, fault: 'level' },
  'no level': { claims: { acr: undefined }, fault: 'level' },
  'a person in clear JSON': {
    userinfo: async (claims) => ({ type: 'application/json', body: JSON.stringify(claims) }),
    fault: 'encryption',
  },
  'a person signed and not encrypted': {
    userinfo: async (claims) => ({ type: 'application/jwt', body: await signed(claims, keys.op) }),
    fault: 'encryption',
  },
  'a person encrypted for somebody else': {
    userinfo: async (claims) => ({
      type: 'application/jwt',
      body: await encrypted(await signed(claims, keys.op), { ...keys.other.jwk, alg: undefined, use: 'enc' }),
    }),
    fault: 'encryption',
  },
  'a person signed by another key': {
    userinfo: async (claims) => ({
      type: 'application/jwt',
      body: await encrypted(await signed(claims, { ...keys.other, kid: keys.op.kid })),
    }),
    fault: 'signature',
  },
  'another person than the ID Token': { info: { sub: 'soggetto-2' }, fault: 'subject' },
  'a person told by another issuer': { info: { iss: 'https://altro.example' }, fault: 'issuer' },
  'a person told to another service': { info: { aud: 'https://altro.example' }, fault: 'audience' },
  'a person told to nobody': { info: { aud: undefined }, fault: 'userinfo' },
  'no fiscal code': { info: { [fiscalNumber]: undefined }, fault: 'fiscal-code' },
  'a fiscal code that is none': { info: { [fiscalNumber]: 'TINIT-RSSMRA80A01H501Z' }, fault: 'fiscal-code' },
  'several fiscal codes': { info: { [fiscalNumber]: ['TINIT-RSSMRA80A01H501U'] }, fault: 'fiscal-code' },
  'no family name': { info: { family_name: '' }, fault: 'attributes' },
  'under fourteen': { info: { birthdate: '2015-01-01', [fiscalNumber]: `TINIT-${newCode('15A01')}` }, fault: 'too-young' },
};

for (const [name, { query, fault, ...said }] of Object.entries(table)) {
  test(`refused: ${name}`, async () => {
    const jar = {};
    const before = (await rows('select count(*)::int as n from people.people'))[0].n;
    const asked = await start(jar, 'cie');
    const no = await ask(jar, answer(asked, said, query));
    assert.equal(no.statusCode, 403, no.body);
    assert.equal(await outcomeOf(asked), fault);
    assert.match(no.body, /href="\/(entra)?"/, 'and a way on');
    assert.equal((await ask(jar, answer(asked))).statusCode, 410, 'the question is over');
    assert.equal((await rows('select count(*)::int as n from people.people'))[0].n, before);
  });
}

test('refused: an answer to no question, of another browser, or at the address of another provider', async () => {
  const jar = {};
  const asked = await start(jar, 'cie');
  assert.equal((await ask(jar, answer(asked, {}, { state: 'x'.repeat(43) }))).statusCode, 410);
  assert.equal((await ask({}, answer(asked))).statusCode, 410, 'without the cookie');
  const other = {};
  await start(other, 'cie');
  assert.equal((await ask(other, answer(asked))).statusCode, 410, 'with the cookie of another');
  assert.equal((await ask(jar, answer(asked).replace('/oidc/ritorno', '/oidc/ritorno/regione'))).statusCode, 410);
  assert.equal(await outcomeOf(asked), null, 'none of these uses the question up');
  assert.equal((await ask(jar, answer(asked))).statusCode, 303);
});

test('a parameter that comes twice is refused', async () => {
  const jar = {};
  const asked = await start(jar, 'cie');
  assert.equal((await ask(jar, `${answer(asked)}&code=altro`)).statusCode, 403);
  assert.equal(await outcomeOf(asked), 'twice');
});

test('no person stands in the log', () => {
  const logged = lines.join('');
  assert.ok(logged.includes('an answer is a no'));
  assert.doesNotMatch(logged, /RSSMRA80A01H501|DOSSENA|soggetto-|at-[0-9a-f]{32}/);
  assert.ok(!logged.includes(op.replace('/op', '/op/userinfo?')));
});

test('a late answer finds no question', async () => {
  const jar = {};
  const asked = await start(jar, 'cie');
  openid.pass(21 * 60_000);
  assert.equal((await ask(jar, answer(asked))).statusCode, 410);
  assert.equal(await outcomeOf(asked), null);
});

test('a provider that is away is told kindly, and is asked anew once it is back', async () => {
  openid.pass(2 * 3_600_000);
  openid.goAway(true);
  const gone = await ask({}, '/entra/oidc?provider=regione');
  assert.equal(gone.statusCode, 503);
  assert.match(gone.body, /Il gestore non risponde[\s\S]*href="\/entra"/);
  openid.goAway(false);
  assert.equal((await ask({}, '/entra/oidc?provider=regione')).statusCode, 303);
});
