/** A house with people whose fiscal code is known, whose clock is moved by hand; and what ANPR and PDND are to us: two addresses that look at every
 *  signature themselves. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, jwtVerify, SignJWT } from 'jose';
import { openHouse, type TestPerson } from '../../../test/house.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { digestOf, integrityToken } from '../../protocols/modi/modi.ts';
import { checkProof } from '../../protocols/pdnd/dpop.ts';
import { newCode } from '../identity/identity.testing.ts';
import { fiscalHash } from '../identity/identity.ts';
import { claimFiscal, noteBorn } from '../identity/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { sendList } from './actions-lists.ts';

export { newCode };
export type RegistryHouse = Awaited<ReturnType<typeof openRegistry>>;

export async function openRegistry(env: Record<string, string> = {}) {
  let clock = new Date('2026-11-30T09:00:00Z').getTime();
  const house = await openHouse({ now: () => new Date(clock), env });
  const [a, b] = territoryOf(house.ctx()).municipalities.map(({ id, slug, istat }) => ({ id, slug, istat: istat ?? '' }));
  assert.ok(a && b);
  const rows = async (statement: string, ...values: unknown[]): Promise<any[]> =>
    (await house.database.pool.query(statement, values)).rows;
  const inRole = (role: string, place: string) => house.person(`Chi ${role}`, [{ role, place, whole: false }]);

  /** Somebody certified. */
  async function citizen(code = newCode(), born: string | null = '1980-01-01'): Promise<TestPerson & { code: string }> {
    const person = await house.person('Persona Certa');
    const { db, now, config } = house.ctx();
    await db.transaction().execute(async (trx) => {
      assert.ok(await claimFiscal(trx, fiscalHash(keyFor(config, 'identity.fiscal'), code), person.person, now));
      if (born) await noteBorn(trx, person.person, born);
    });
    return { ...person, code };
  }

  /** A list of these codes, sent and read. */
  async function list(place: string, validOn: string, lines: readonly string[], more: { header?: string } = {}): Promise<string> {
    const file = [more.header ?? 'codice_fiscale', ...lines, ''].join('\n');
    const { id } = await house.done(sendList, { place, validOn, file });
    await house.settle();
    return id;
  }

  return {
    ...house,
    a,
    b,
    rows,
    citizen,
    list,
    administrator: await inRole('municipal-administrator', a.id),
    officer: await inRole('officer', a.id),
    officerOfB: await inRole('officer', b.id),
    pass: (seconds: number) => {
      clock += seconds * 1000;
    },
    now: () => new Date(clock),
  };
}

/** What the e-service is to say next; otherwise the residence in `istat`. */
export interface Wish {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Never answers. */
  silent?: true;
  /** Signs with a key that nobody knows. */
  forged?: true;
  /** A voucher that is refused. */
  noVoucher?: number;
}

const audience = { voucher: 'auth.pdnd.example/client-assertion', service: 'https://anpr.example/C020' };

/** PDND at /token, the e-service at /c020. Every refusal says which check failed. */
export async function openAnpr({ dpop = false, signs = false }: { dpop?: boolean; signs?: boolean } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-anpr-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const fileOf = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const client = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pdnd = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const service = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const met = new Set<string>();
  const first = (jti: unknown) => typeof jti === 'string' && !met.has(jti) && met.add(jti).size > 0;
  const wishes: Wish[] = [];
  /** Of every request that came: path, and what was wrong with it. */
  const log: { path: string; fault: string | null; body: string }[] = [];
  let clock = () => new Date();
  let istat = '';
  let nonces = 0;
  const nonce = { '/token': 'nonce-0', '/c020': 'nonce-1' } as Record<string, string>;

  const believed = async (token: string, key: KeyObject, to: string) =>
    (
      await jwtVerify(token, key, {
        algorithms: ['RS256'],
        audience: to,
        currentDate: clock(),
        requiredClaims: ['iss', 'jti', 'exp'],
      })
    ).payload;

  async function proofOf(request: IncomingMessage, address: string, token?: { text: string; thumbprint: string }) {
    const proof = String(request.headers['dpop']);
    const { pathname } = new URL(address);
    return checkProof(proof, { method: 'POST', address, now: clock(), token, nonce: nonce[pathname], first });
  }

  async function giveVoucher(request: IncomingMessage, body: string, address: string): Promise<object> {
    const form = new URLSearchParams(body);
    const claims = await believed(form.get('client_assertion')!, client.publicKey, audience.voucher);
    assert.deepEqual(
      [claims.iss, claims.sub, claims['purposeId'], form.get('client_id')],
      ['client-1', 'client-1', 'scopo-1', 'client-1'],
    );
    assert.equal(claims.nbf, undefined, 'a claim that PDND does not take');
    assert.ok(first(claims.jti), 'assertion replayed');
    const thumbprint = dpop ? await proofOf(request, address) : undefined;
    if (dpop && !thumbprint) return { nonce: true };
    const token = await new SignJWT({ digest: claims['digest'], cnf: thumbprint && { jkt: thumbprint }, purposeId: 'scopo-1' })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' })
      .setIssuer('pdnd')
      .setSubject('client-1')
      .setAudience(audience.service)
      .setJti(`v${met.size}`)
      .setExpirationTime(Math.floor(clock().getTime() / 1000) + 600)
      .sign(pdnd.privateKey);
    return { access_token: token, token_type: dpop ? 'DPoP' : 'Bearer', expires_in: 600 };
  }

  /** ID_AUTH_REST_02, INTEGRITY_REST_02, AUDIT_REST_02. */
  async function serve(request: IncomingMessage, body: string, address: string): Promise<'nonce' | 'ok'> {
    const { headers } = request;
    const [scheme, text] = String(headers['authorization']).split(' ') as [string, string];
    assert.equal(scheme, dpop ? 'DPoP' : 'Bearer');
    const voucher = await believed(text, pdnd.publicKey, audience.service);
    if (dpop && !(await proofOf(request, address, { text, thumbprint: (voucher['cnf'] as { jkt: string }).jkt }))) return 'nonce';
    assert.equal(headers['digest'], `SHA-256=${createHash('sha256').update(body).digest('base64')}`, 'digest');
    const signature = await believed(String(headers['agid-jwt-signature']), client.publicKey, audience.service);
    assert.ok(first(signature.jti), 'signature replayed');
    const signed = Object.assign({}, ...(signature['signed_headers'] as object[])) as Record<string, string>;
    assert.deepEqual(Object.keys(signed).sort(), ['content-type', 'digest']);
    for (const [name, value] of Object.entries(signed)) assert.equal(headers[name], value, `signed ${name}`);
    const evidence = String(headers['agid-jwt-trackingevidence']);
    const said = await believed(evidence, client.publicKey, audience.service);
    assert.ok(said['userID'] && said['userLocation'] && said['LoA'], 'evidence');
    assert.deepEqual(voucher['digest'], { alg: 'SHA256', value: createHash('sha256').update(evidence).digest('hex') });
    return 'ok';
  }

  const answer = (code: string) =>
    JSON.stringify({
      idOperazioneANPR: '1',
      listaSoggetti: { datiSoggetto: [{ residenza: [{ indirizzo: { comune: { codiceIstat: code } } }] }] },
    });

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', async () => {
      const body = Buffer.concat(pieces).toString();
      const at = request.url!;
      const note = { path: at, fault: null as string | null, body };
      log.push(note);
      const address = `${base}${at}`;
      const say = (status: number, value: string, headers: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(value);
      const wantNonce = (status: number) => {
        note.fault = 'nonce';
        nonce[at] = `nonce-${++nonces}x`;
        say(status, '{"error":"use_dpop_nonce"}', { 'dpop-nonce': nonce[at], 'www-authenticate': 'DPoP error="use_dpop_nonce"' });
      };
      try {
        if (at === '/token') {
          if (wishes[0]?.noVoucher) return say(wishes.shift()!.noVoucher!, '{"error":"invalid_client"}');
          const voucher = await giveVoucher(request, body, address);
          return 'nonce' in voucher ? wantNonce(400) : say(200, JSON.stringify(voucher));
        }
        if ((await serve(request, body, address)) === 'nonce') return wantNonce(401);
        const wish = wishes.shift() ?? {};
        if (wish.silent) return;
        const text = wish.body ?? answer(istat);
        const digest = digestOf(text);
        const { privateKey } = wish.forged ? stranger : service;
        const said = { issuer: 'anpr', audience: 'client-1', jti: `r${log.length}`, at: clock(), lasts: 60 };
        const headers: Record<string, string> = signs
          ? {
              digest,
              'agid-jwt-signature': await integrityToken({ key: privateKey, kid: 'anpr-1' }, said, {
                digest,
                'content-type': 'application/json',
              }),
            }
          : {};
        say(wish.status ?? 200, text, { ...headers, ...wish.headers });
      } catch (error) {
        note.fault = (error as Error).message;
        say(401, '{"error":"invalid_token"}');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const base = `http://127.0.0.1:${port}`;
  const jwks = { keys: [{ ...(await exportJWK(service.publicKey)), kid: 'anpr-1' }] };
  return {
    env: {
      PDND_CLIENT_ID: 'client-1',
      PDND_KEY_ID: 'key-1',
      PDND_KEY: fileOf('key.pem', client.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string),
      PDND_PURPOSE: 'scopo-1',
      PDND_VOUCHER_URL: `${base}/token`,
      PDND_VOUCHER_AUDIENCE: audience.voucher,
      PDND_VOUCHER: dpop ? 'DPoP' : 'Bearer',
      ANPR_URL: `${base}/c020`,
      ANPR_AUDIENCE: audience.service,
      ANPR_ANSWER_KEYS: signs ? fileOf('keys.json', JSON.stringify(jwks)) : '',
      ARENGO_OUTBOUND_ALLOW: `127.0.0.1:${port}`,
    },
    log,
    wishes,
    answer,
    livesIn: (code: string) => {
      istat = code;
    },
    clock: (now: () => Date) => {
      clock = now;
    },
    close: () => new Promise<void>((done) => server.close(() => done()).closeAllConnections()),
  };
}
