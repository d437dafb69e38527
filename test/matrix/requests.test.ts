/** Requests that are not what they seem (OWASP ASVS 5.0 V3.5, V4.1): from another site, by another method, of another type. Every address that
 *  changes something is asked; each is refused, and nothing changes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rooms } from '../../src/app/modules.ts';
import type { MatrixActor, World } from './world.ts';
import { actsCounted, openWorld, verbs } from './world.ts';

let world: World;
let admin: MatrixActor;
before(async () => {
  world = await openWorld();
  admin = world.actors.get('metro-administrator')!;
});
after(() => world.house.close());

const unsafe = [
  // What identity providers send comes from elsewhere, without cookies, and proves itself (commons/identity).
  ...rooms.flatMap((room) => room.routes ?? []).filter(({ method, fromElsewhere }) => method !== 'GET' && !fromElsewhere),
  ...verbs.map(({ name }) => ({ method: 'POST' as const, path: `/api/v1/verbs/${name}` })),
];

const hostile: Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'same-origin, cross-site' },
  { 'sec-fetch-site': '' },
  { origin: 'null' },
  { origin: 'https://altrove.example' },
  { origin: 'http://127.0.0.1:3000.altrove.example' },
  { origin: 'http://127.0.0.1:1', host: '127.0.0.1:3000' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:3000' },
];

test('no form and no verb is performed for a page of another site', async () => {
  assert.ok(unsafe.length > 150);
  const before = await actsCounted(world);
  const wrong: string[] = [];
  for (const { method, path } of unsafe) {
    const url = path.replace(/:\w+/g, 'x');
    for (const headers of hostile) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const answer = await world.house.server.app.inject({
          method,
          url,
          payload: type === 'application/json' ? '{}' : 'name=x',
          headers: { ...admin.headers, 'content-type': type, ...headers },
        });
        if (answer.statusCode !== 403 || !/non viene da questo sito/.test(answer.body))
          wrong.push(`${method} ${path} ${JSON.stringify(headers)}: ${answer.statusCode}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(await actsCounted(world), before);
});

test('signing in is refused from another site too, also without a cookie', async () => {
  for (const url of ['/entra', '/entra/password', '/demo', '/api/v1/verbs/people.enter-with-password'])
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://altrove.example' }]) {
      const answer = await world.house.server.app.inject({ method: 'POST', url, payload: {}, headers });
      assert.equal(answer.statusCode, 403, url);
    }
});

test('a good request from here is performed: the refusals above are not for another reason', async () => {
  const before = await actsCounted(world);
  const good = { name: 'Un nome', language: 'it' };
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://localhost:80' }]) {
    const answer = await world.house.server.app.inject({
      method: 'POST',
      url: '/api/v1/verbs/people.rename',
      payload: good,
      headers: { ...admin.headers, ...headers },
    });
    assert.equal(answer.statusCode, 200, answer.body);
  }
  assert.equal(await actsCounted(world), before + 2);
});

/** The name of whoever asks is the row that would change. */
const nameOf = async () =>
  (await world.sql<{ name: string }>('select name from people.people where id = $1', admin.person!.person))[0]!.name;

test('a method in a header or a field is no method', async () => {
  const before = [await actsCounted(world), await nameOf()];
  const { app } = world.house.server;
  for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    for (const url of [
      '/profilo',
      '/api/v1/verbs/people.rename?name=Altra&language=it',
      '/profilo?_method=POST&name=Altra&language=it',
    ])
      await app.inject({ url, headers: { ...admin.headers, [header]: 'POST' } });
    const answer = await app.inject({
      method: 'POST',
      url: '/profilo/sessioni?_method=GET',
      payload: '_method=GET',
      headers: {
        ...admin.headers,
        'content-type': 'application/x-www-form-urlencoded',
        [header]: 'GET',
        'sec-fetch-site': 'cross-site',
      },
    });
    assert.equal(answer.statusCode, 403);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
    const answer = await app.inject({
      method,
      url: '/api/v1/verbs/people.rename',
      payload: { name: 'Altra', language: 'it' },
      headers: { ...admin.headers, 'sec-fetch-site': 'same-origin' },
    });
    assert.ok(answer.statusCode >= 400, `${method} ${answer.statusCode}`);
  }
  assert.deepEqual([await actsCounted(world), await nameOf()], before);
});

const spoken = '{"name":"Altra","language":"it"}';
const bodies: [type: string | undefined, body: string][] = [
  ['text/plain', spoken],
  ['text/plain;charset=application/json', spoken],
  ['application/xml', spoken],
  ['application/octet-stream', spoken],
  [undefined, spoken],
  ['application/json', `${spoken}tutto il resto`],
  ['application/json', `${spoken}${spoken}`],
  ['application/json', `[${spoken}]`],
  ['application/json', '"Altra"'],
  ['application/json', 'null'],
  ['application/json', '{"name":{"$ne":null},"language":"it"}'],
  ['application/json', '{"name":"Altra","language":"it","__proto__":{"roles":[]}}'],
  ['application/json', '{"name":"Altra","language":"it","constructor":{"prototype":{"roles":[]}}}'],
  ['application/json', `{"name":"Altra","language":"it","name\u0000":"x"}`],
  // CVE-2025-32442 and CVE-2026-3419: a type that is read otherwise than it is checked.
  ['application/json ; garbage', '{"name":"Altra","language":"it","role":"auditor"}'],
  ['application/json\t', '{"name":"Altra","language":"it","role":"auditor"}'],
  ['APPLICATION/JSON', '{"name":"Altra","language":"it","role":"auditor"}'],
  ['application/json, text/plain', '{"name":"Altra","language":"it","role":"auditor"}'],
  ['application/x-www-form-urlencoded', 'name=Altra&language=it&role=auditor'],
];

test('a body of another type, with more behind it or with names of its own is refused by the API', async () => {
  const before = [await actsCounted(world), await nameOf()];
  for (const [type, body] of bodies) {
    const answer = await world.house.server.app.inject({
      method: 'POST',
      url: '/api/v1/verbs/people.rename',
      payload: body,
      headers: { ...admin.headers, ...(type && { 'content-type': type }), 'sec-fetch-site': 'same-origin' },
    });
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${type} ${body}: ${answer.statusCode} ${answer.body}`);
    assert.match(String(answer.headers['content-type']), /problem\+json/, `${type} ${body}`);
  }
  assert.deepEqual([await actsCounted(world), await nameOf()], before);
  assert.equal(({} as Record<string, unknown>)['roles'], undefined);
});
