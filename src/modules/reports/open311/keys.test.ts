/** Who may send by Open311. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createKey } from '../../../commons/people/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import * as schemas from '../../../protocols/open311/schemas.ts';
import { base, openEndpoint, said } from './endpoint.testing.ts';

const { house, inside, key, post, count } = await openEndpoint();
after(() => house.close());

test('the key: missing, wrong, revoked or for something else is 403 and nothing is saved', async () => {
  const before = await count();
  const form = { service_code: 'roads', ...inside, description: 'Buca grande' };
  const { metropolis } = territoryOf(house.ctx());
  const other = await house.done(createKey, { name: 'Altro', place: metropolis!.id, verbs: ['reports.resolve'] });
  const gone = await house.done(createKey, { name: 'Via', place: metropolis!.id, verbs: ['reports.send'] });
  await house.database.pool.query('update people.api_keys set revoked = now() where id = $1', [gone.id]);
  for (const api_key of ['', 'wrong', `arengo_${'x'.repeat(43)}`, `${key} `.repeat(2), other.key, gone.key]) {
    const answer = await post({ ...form, api_key });
    assert.equal(answer.status, 403, api_key);
    assert.deepEqual(said(schemas.errorsSchema, JSON.parse(answer.text)), []);
  }
  assert.match((await post(form, 'xml')).text, /<errors><error><code>403<\/code>/);
  const signed = await house.post(`${base}/requests.json`, form, await house.enter('giulia-morabito'));
  assert.equal(signed.statusCode, 403, 'a session is no key');
  assert.equal(await count(), before);
});
