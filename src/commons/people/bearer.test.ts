/** A key that is nobody's is told so, and nothing is done under no name instead of its own (RFC 6750, section 3). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openHouse } from '../../../test/house.ts';
import { territoryOf } from '../territory/territory.ts';
import { createKey, revokeKey } from './actions.ts';

const house = await openHouse();
after(() => house.close());
const { metropolis, municipalities } = territoryOf(house.ctx());
const { lat, lon } = municipalities[0]!.outline!;
const report = { category: 'roads', title: 'Buca davanti al forno', lat, lon };
const make = () => house.done(createKey, { name: 'App', place: metropolis!.id, verbs: ['reports.send'] });
const count = async () => (await house.database.pool.query('select count(*)::int as n from reports.reports')).rows[0].n;
const asked = (method: 'GET' | 'POST', url: string, authorization?: string) =>
  house.server.app.inject({
    method,
    url,
    ...(method === 'POST' && { payload: report }),
    headers: authorization ? { authorization } : {},
  });

test('a wrong, revoked or malformed key is 401 everywhere in the API, and does nothing', async () => {
  const gone = await make();
  await house.done(revokeKey, { id: gone.id });
  const before = await count();
  for (const authorization of [
    'Bearer arengo_notakey',
    `Bearer arengo_${'x'.repeat(43)}`,
    `bearer ${gone.key}`,
    'Bearer',
    'Bearer a b',
  ])
    for (const [method, url] of [
      ['POST', '/api/v1/reports'],
      ['POST', '/api/v1/verbs/reports.send'],
      ['GET', '/api/v1/reports'],
      ['GET', '/api/v1/municipalities'],
      ['GET', '/api/v1/openapi.json'],
      ['GET', '/api/v1/nothing'],
    ] as const) {
      const answer = await asked(method, url, authorization);
      const name = `${authorization} ${method} ${url}`;
      assert.equal(answer.statusCode, 401, name);
      assert.equal(answer.headers['www-authenticate'], 'Bearer error="invalid_token"', name);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, name);
      assert.deepEqual([answer.json().status, answer.json().type], [401, 'urn:arengo:kernel.key-unknown'], name);
      assert.match(answer.json().detail, /chiave/);
    }
  assert.equal(await count(), before);
});

test('without a key, and with one that is good, nothing changes', async () => {
  const { key } = await make();
  for (const authorization of [undefined, `Bearer ${key}`]) {
    assert.equal((await asked('GET', '/api/v1/reports', authorization)).statusCode, 200);
    assert.equal((await asked('GET', '/api/v1/nothing', authorization)).statusCode, 404);
    assert.equal((await asked('POST', '/api/v1/reports', authorization)).statusCode, 201);
  }
  // A proxy before the house may ask for a password of its own.
  assert.equal((await asked('GET', '/api/v1/reports', 'Basic YTpi')).statusCode, 200);
  const unsigned = await asked('POST', '/api/v1/verbs/discussion.say');
  assert.ok(unsigned.statusCode >= 400 && !unsigned.headers['www-authenticate']?.includes('invalid_token'));
});
