import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openHouse } from '../../../test/house.ts';
import { newLink } from './people.ts';
import { mayBeKept } from './returning.ts';

const house = await openHouse();
after(() => house.close());

const cookiesOf = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers['set-cookie']].flat().map((one) => String(one).split(';')[0]!);

test('a comment sent after the session had ended is shown again once its writer is back, and sent as it was', async () => {
  const { code } = await house.report();
  const written = 'Anche davanti al civico 12: «attenzione», c’è un\nbuco & un tombino.';
  const sent = await house.post('/commenti', { code, text: written }, 'arengo_session=ended');
  assert.equal(sent.headers.location, `/entra?next=${encodeURIComponent('/entra/ripresa')}`);
  const [kept] = cookiesOf(sent);
  assert.match(String(sent.headers['set-cookie']), /Max-Age=3600;.*HttpOnly/);

  const email = 'torna@example.org';
  const link = await newLink(house.ctx(), { email, typed: email, purpose: 'sign-in', next: '/entra/ripresa' });
  const session = cookiesOf(await house.post(new URL(link).pathname)).find((one) => one.startsWith('arengo_session='))!;
  const page = await house.get('/entra/ripresa', `${session}; ${kept}`);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /action="\/commenti"/);
  assert.match(page.body, /«attenzione», c’è un\nbuco &amp; un tombino/);
  assert.doesNotMatch((await house.get('/entra/ripresa', session)).body, /tombino/, 'only with this browser');

  const again = await house.post('/commenti', { code, text: written }, session);
  assert.equal(again.statusCode, 303);
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /buco &amp; un tombino/);
});

test('what belongs to the account itself is not kept, nor what is too large', async () => {
  for (const [path, body] of [
    ['/profilo/password', { password: 'tre parole a caso' }],
    ['/profilo/codici/conferma', { code: '123456' }],
    ['/profilo', { name: 'Qualcuno', language: 'it' }],
  ] as const) {
    const sent = await house.post(path, body);
    assert.deepEqual([sent.statusCode, sent.headers.location, sent.headers['set-cookie']], [303, '/entra', undefined], path);
  }
  const ctx = house.ctx();
  const long = (n: number) => mayBeKept(ctx, { path: '/commenti', body: { text: 'x'.repeat(n) } });
  assert.deepEqual([long(90_000), long(100_001)], [true, false]);
});
