/** Every address that is read, in the demo: reading changes nothing (RFC 9110, section 9.2.1), and every answer bears the headers of the house
 *  (OWASP ASVS 5.0 V3.2 to V3.4). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { rooms } from '../../src/app/modules.ts';
import { openHouse, type TestHouse } from '../house.ts';
import { samplePaths } from '../samples.ts';

let house: TestHouse;
let paths: string[];
before(async () => {
  house = await openHouse({ world: 'demo' });
  // The pair of keys of the house is made when it is first asked for.
  await house.get('/spid/metadata');
  await house.get('/identita-di-prova');
  const routes = rooms.flatMap((room) => room.routes ?? []).filter(({ method }) => method === 'GET');
  paths = [...new Set([...(await samplePaths(house, routes)).values()])].filter(Boolean);
  const { rows } = await house.database.pool.query(
    "select a.id from attachments.attachments a join entries.entries e on e.id = a.entry where e.visibility = 'public' limit 1",
  );
  paths.push(`/allegati/${rows[0].id}`, `/allegati/${rows[0].id}?piccola`);
});
after(() => house.close());

/** Of every table: how many rows, and what they say together. The queue of jobs is another's. */
async function everything(): Promise<Record<string, string>> {
  const { rows: tables } = await house.database.pool.query(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'jobs', 'public')`,
  );
  const said: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await house.database.pool.query(
      `select count(*) || ' ' || coalesce(sum(hashtext(t::text)::bigint), 0) as said from ${name} t`,
    );
    said[name] = rows[0].said;
  }
  return said;
}

test('no GET and no HEAD changes a row, whoever reads', async () => {
  assert.ok(paths.length > 90, `${paths.length} addresses`);
  const cookies = [undefined, await house.enter('marta-dossena'), await house.enter('elena-sarpieri')];
  const before = await everything();
  assert.ok(Object.keys(before).length > 40);
  for (const cookie of cookies) {
    for (const url of paths) {
      const answer = await house.get(url, cookie);
      assert.ok(answer.statusCode < 500, `${url}: ${answer.statusCode}`);
      checkHeaders(url, answer.headers, answer.statusCode);
    }
  }
  for (const url of paths) await house.server.app.inject({ method: 'HEAD', url, headers: { cookie: cookies[2]! } });
  assert.deepEqual(await everything(), before);
});

const policy =
  /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/;

/** What people uploaded is no page. */
const ofFiles = /^default-src 'none'; frame-ancestors 'none'; sandbox$/;

function checkHeaders(what: string, headers: Record<string, unknown>, status: number): void {
  assert.match(String(headers['content-security-policy']), what.startsWith('/allegati/') ? ofFiles : policy, what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['referrer-policy'], 'same-origin', what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.match(String(headers['permissions-policy']), /camera=\(\), microphone=\(\)/, what);
  assert.equal(headers['strict-transport-security'], undefined, what);
  for (const told of ['server', 'x-powered-by']) assert.equal(headers[told], undefined, what);
  if (status !== 304) assert.match(String(headers['cache-control']), /^(private, no-store|public, max-age=)/, what);
  // What is not the same for everybody is embedded by no other site (Cross-Origin-Resource-Policy).
  if (/private/.test(String(headers['cache-control'])))
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', `${what} ${status}`);
}

test('errors, refusals and answers without a body bear them too', async () => {
  const { app } = house.server;
  const same = { 'sec-fetch-site': 'same-origin' };
  const { headers } = await app.inject({ url: '/notizie' });
  const asked: [number, InjectOptions][] = [
    [304, { url: '/notizie', headers: { 'if-none-match': String(headers['etag']) } }],
    [404, { url: '/non/esiste' }],
    [404, { url: '/api/v1/non-esiste' }],
    [404, { url: '/%E0%A4%A' }],
    [404, { url: `/segnalazioni/${'x'.repeat(300)}` }],
    [400, { url: '/api/v1/reports?colore=blu' }],
    [401, { url: '/api/v1/notices' }],
    [401, { url: '/api/v1/reports', headers: { authorization: 'Bearer arengo_notakeyatallnotakey' } }],
    [303, { url: '/profilo' }],
    [403, { url: '/persone' }],
    [403, { method: 'POST', url: '/esci', headers: { 'sec-fetch-site': 'cross-site' } }],
    [422, { method: 'POST', url: '/api/v1/reports', payload: '{', headers: { ...same, 'content-type': 'application/json' } }],
    [
      413,
      {
        method: 'POST',
        url: '/api/v1/reports',
        payload: `"${'x'.repeat(1_100_000)}"`,
        headers: { ...same, 'content-type': 'application/json' },
      },
    ],
    [
      422,
      {
        method: 'POST',
        url: '/entra',
        payload: 'email=x',
        headers: { ...same, 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
    [404, { method: 'OPTIONS', url: '/', headers: same }],
    [200, { method: 'HEAD', url: '/' }],
  ];
  for (const [status, options] of asked) {
    const answer = await app.inject(options);
    const what = JSON.stringify(options).slice(0, 120);
    assert.equal(answer.statusCode, status, what);
    checkHeaders(what, answer.headers, answer.statusCode);
  }
});

test('security.txt says whom to tell, until when, in the form of RFC 9116', async () => {
  const answer = await house.get('/.well-known/security.txt');
  assert.match(String(answer.headers['content-type']), /^text\/plain; charset=utf-8/);
  const fields = new Map(
    answer.body
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/: (.*)/, 2) as [string, string]),
  );
  assert.match(fields.get('Contact')!, /^(mailto:[^@\s]+@[^@\s]+|https?:\/\/\S+)$/);
  const days = (Date.parse(fields.get('Expires')!) - house.ctx().now.getTime()) / 86_400_000;
  assert.ok(days > 90 && days < 366, `${days} days`);
  assert.equal(fields.get('Canonical'), `${house.config.origin}/.well-known/security.txt`);
  assert.equal(fields.get('Preferred-Languages'), 'it, en');
});
