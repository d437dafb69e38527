import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onlyDeep } from '../../../test/deep.ts';
import { readConfig } from '../../kernel/config.ts';
import { askAnpr as ask } from './actions-anpr.ts';
import { askAnpr } from './anpr.ts';
import { newCode, openAnpr, openRegistry } from './registry.testing.ts';

test('where the e-service wants a Bearer voucher, two calls are enough; what is of another time, purpose or service is refused', async () => {
  const anpr = await openAnpr();
  const house = await openRegistry(anpr.env);
  anpr.clock(house.now);
  anpr.livesIn('');
  const access = house.config.anpr!;
  const question = { code: newCode(), operation: 'op-1' };
  assert.deepEqual(await askAnpr(house.ctx(), access, question), { outcome: 'elsewhere', status: 200 });
  assert.deepEqual(
    anpr.log.map(({ path, fault }) => [path, fault]),
    [
      ['/token', null],
      ['/c020', null],
    ],
  );
  // Tokens of another time, or of another purpose, are not taken.
  anpr.clock(() => new Date(house.now().getTime() + 3_600_000));
  assert.equal((await askAnpr(house.ctx(), access, question)).outcome, 'refused');
  anpr.clock(house.now);
  assert.equal((await askAnpr(house.ctx(), { ...access, purposeId: 'altro' }, question)).outcome, 'refused');
  assert.equal((await askAnpr(house.ctx(), { ...access, audience: 'altro' }, question)).outcome, 'refused');
  assert.equal((await askAnpr(house.ctx(), { ...access, address: 'http://127.0.0.1:1/c020' }, question)).outcome, 'unreachable');
  await anpr.close();
  await house.close();
});

test('without settings nobody is asked, and the settings go together', async () => {
  const house = await openRegistry();
  const person = await house.citizen();
  assert.equal(await house.refusal(ask, { place: house.a.id, code: person.code }, person), 'registry.no-anpr 409');
  assert.doesNotMatch((await house.get('/profilo/residenza', await house.sessionOf(person))).body, /ANPR<\/button>/);
  await house.close();
  assert.throws(() => readConfig({ PDND_CLIENT_ID: 'x' }), /PDND_KEY_ID is missing/);
});

test('who never answers is left after ten seconds', { skip: onlyDeep }, async () => {
  const anpr = await openAnpr();
  const house = await openRegistry(anpr.env);
  anpr.clock(house.now);
  anpr.wishes.push({ silent: true });
  const outcome = await askAnpr(house.ctx(), house.config.anpr!, { code: newCode(), operation: 'op-1' });
  assert.deepEqual(outcome, { outcome: 'slow', wait: undefined, status: null });
  await anpr.close();
  await house.close();
});
