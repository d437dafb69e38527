/** What holds only, or above all, behind an https origin: transport, cookies, and where a form leads afterwards (OWASP ASVS 5.0 V3.3, V3.4, V3.7). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newLink } from '../../src/commons/people/people.ts';
import { openHouse, type TestHouse } from '../house.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ env: { ARENGO_ORIGIN: 'https://casa.example', ARENGO_DEMO: '0' } });
});
after(() => house.close());

const ours = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };

async function linkTo(next: string): Promise<string> {
  const email = `qui.${house.ctx().id()}@example.org`;
  return new URL(await newLink(house.ctx(), { email, typed: email, purpose: 'sign-in', next })).pathname;
}

test('every answer asks for https from now on; an origin of this machine is no longer ours', async () => {
  for (const url of ['/', '/api/v1/reports', '/non/esiste', '/robots.txt'])
    assert.equal((await house.get(url)).headers['strict-transport-security'], 'max-age=31536000; includeSubDomains', url);
  const refused = await house.server.app.inject({ method: 'POST', url: '/entra', headers: { origin: 'http://localhost:80' } });
  assert.equal(refused.statusCode, 403);
  assert.equal(refused.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
  const good = await house.server.app.inject({
    method: 'POST',
    url: '/entra',
    payload: 'email=qualcuna%40example.org',
    headers: { 'content-type': ours['content-type'], origin: 'https://casa.example' },
  });
  assert.equal(good.statusCode, 303);
});

test('the cookie of a session is for this site alone, over https alone, and no script reads it', async () => {
  const entered = await house.server.app.inject({ method: 'POST', url: await linkTo('/'), headers: ours });
  assert.equal(entered.statusCode, 303, entered.body);
  const set = [entered.headers['set-cookie']].flat().map(String);
  assert.ok(
    set.some((cookie) => cookie.startsWith('__Host-arengo_session=')),
    set.join(),
  );
  for (const cookie of set) {
    assert.match(cookie, /^__Host-/, cookie);
    assert.match(cookie, /; HttpOnly/, cookie);
    assert.match(cookie, /; Secure/, cookie);
    assert.match(cookie, /; SameSite=(Lax|Strict)/, cookie);
    assert.match(cookie, /; Path=\//, cookie);
    assert.doesNotMatch(cookie, /; Domain=/, cookie);
  }
});

test('a cookie without the prefix, as a neighbour under another name of the domain could set it, opens nothing', async () => {
  const cookie = await house.sessionOf(await house.person('Con il suo nome'));
  assert.match(cookie, /^__Host-arengo_session=/);
  assert.equal((await house.get('/profilo', cookie)).statusCode, 200);
  assert.equal((await house.get('/profilo', cookie.replace('__Host-', ''))).statusCode, 303);
});

test('there is no demo and no mailbox to look into', async () => {
  assert.equal((await house.get('/posta')).statusCode, 404);
  const { person } = await house.person('Una persona');
  await house.database.pool.query('update people.people set demo = true where id = $1', [person]);
  const answer = await house.server.app.inject({
    method: 'POST',
    url: '/demo',
    payload: `person=${person}`,
    headers: ours,
  });
  assert.equal(answer.statusCode, 404);
});

/** Elsewhere, in all its spellings. */
const elsewhere = [
  'https://altrove.example',
  'http://altrove.example/',
  '//altrove.example',
  '///altrove.example',
  '/\\altrove.example',
  '\\/altrove.example',
  '\\\\altrove.example',
  '/\t/altrove.example',
  '/\n/altrove.example',
  '\t//altrove.example',
  ' //altrove.example',
  '/\r\nset-cookie: a=b',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'https:altrove.example',
  'altrove.example',
  '@altrove.example',
  '.altrove.example',
  'http:///altrove.example',
  '/..//altrove.example',
  '/.//altrove.example',
  '/%2f/altrove.example',
  '/%5caltrove.example',
  '/\u2028/altrove.example',
  '/\u0000/altrove.example',
  '/città?q=€#😀',
  `/${'a'.repeat(390)}`,
  '/\ud800',
  '',
];

test('whatever is said to come next, one stays on this site', async () => {
  const { person } = await house.person('Chi cambia nome');
  const cookie = await house.sessionOf({ person } as Parameters<typeof house.sessionOf>[0]);
  const stays = (location: unknown, what: string) => {
    assert.equal(typeof location, 'string', what);
    assert.match(String(location), /^\/(?![/\\])[\x21-\x7e]*$/, `${what}: ${location}`);
    assert.equal(new URL(String(location), 'https://casa.example/entra').origin, 'https://casa.example', what);
  };
  for (const next of elsewhere) {
    const what = JSON.stringify(next);
    const chosen = await house.get(`/lingua/it?next=${encodeURIComponent(next.toWellFormed())}`);
    assert.equal(chosen.statusCode, 303, `${what} ${chosen.body.slice(0, 200)}`);
    stays(chosen.headers['location'], what);
    const entered = await house.server.app.inject({
      method: 'POST',
      url: await linkTo(next.replaceAll('\0', '')),
      headers: ours,
    });
    assert.equal(entered.statusCode, 303, what);
    stays(entered.headers['location'], what);
    const named = await house.server.app.inject({
      method: 'POST',
      url: '/profilo/nome',
      payload: new URLSearchParams({ name: 'Un nome', language: 'it', next }).toString(),
      headers: { ...ours, cookie },
    });
    if (named.statusCode === 303) stays(named.headers['location'], what);
    else assert.equal(named.statusCode, 422, `${what}: ${named.statusCode}`);
  }
  for (const query of [
    'next=/a&next=//altrove.example',
    'next[]=//altrove.example',
    'next=%2F%2Faltrove.example',
    'next=/%0d%0aset-cookie:x',
  ])
    stays((await house.get(`/lingua/en?${query}`)).headers['location'], query);
});
