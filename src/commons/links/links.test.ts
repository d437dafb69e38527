import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Actor, anonymous } from '../../kernel/actor.ts';
import { territoryOf } from '../territory/territory.ts';
import { connect, disconnect } from './actions.ts';
import { listLinks } from './store.ts';

let house: TestHouse;
let a: string;
let b: string;
let officer: Actor;
let other: Actor;
let clock = new Date('2026-11-20T08:00:00Z').getTime();

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  const { municipalities } = territoryOf(house.ctx());
  a = municipalities[0]!.id;
  b = municipalities[1]!.id;
  officer = await house.person('Lucia Ferrante', [{ role: 'officer', place: a, whole: false }]);
  other = await house.person('Ines Corti', [{ role: 'officer', place: b, whole: false }]);
});
after(() => house.close());

test('a link is shown on both sides, and made once', async () => {
  const from = await thing(a, 'La segnalazione');
  const to = await thing(b, 'Il cantiere');
  await Promise.all(
    Array.from({ length: 5 }, () =>
      house.perform(connect, { from: from.code, relation: 'led-to', to: to.code.toLowerCase() }, officer),
    ),
  );
  assert.deepEqual(
    (await listLinks(house.database.db, anonymous, from.id, 50)).map((one) => [one.code, one.relation, one.outward]),
    [[to.code, 'led-to', true]],
  );
  assert.deepEqual(
    (await listLinks(house.database.db, anonymous, to.id, 50)).map((one) => [one.code, one.relation, one.outward]),
    [[from.code, 'led-to', false]],
  );
  assert.match((await house.get(`/segnalazioni/${from.code}`)).body, /Ha portato a[\s\S]*Il cantiere/);
  assert.match((await house.get(`/segnalazioni/${to.code}`)).body, /Nasce da[\s\S]*La segnalazione/);
  const { rows } = await sql<{
    public: any;
  }>`select public from kernel.acts where entry = ${from.id} and verb = 'links.connect'`.execute(house.database.db);
  assert.deepEqual(rows, [{ public: { relation: 'led-to', to: to.code } }]);
});

test('only the office of the first thing links it, and only with what it may see', async () => {
  const from = await thing(a);
  const to = await thing(a);
  const input = { from: from.code, relation: 'about', to: to.code };
  assert.equal(await house.refusal(connect, input, anonymous), 'kernel.sign-in 401');
  assert.equal(await house.refusal(connect, input, other), 'links.not-your-office 403');
  assert.equal(await house.refusal(connect, input, await house.person('Pietro Vallesi')), 'links.not-your-office 403');
  const secret = await thing(b, 'Segreta', 'private');
  for (const code of [secret.code, 'SEG-2026-999999']) {
    const outcome = await house.perform(connect, { ...input, to: code }, officer);
    assert.deepEqual('invalid' in outcome && outcome.invalid.errors, [
      { field: 'to', key: 'links.refusal.no-thing', params: { code } },
    ]);
  }
  const itself = await house.perform(connect, { ...input, to: from.code }, officer);
  assert.equal('invalid' in itself && itself.invalid.errors[0]!.key, 'links.refusal.itself');
});

test('what the reader may not see is not shown, and not named in the public part of the act', async () => {
  const from = await thing(a);
  const secret = await thing(a, 'CANARINO', 'private');
  await house.done(connect, { from: from.code, relation: 'part-of', to: secret.code }, officer);
  assert.doesNotMatch((await house.get(`/segnalazioni/${from.code}`)).body, /CANARINO|Che cosa c’entra/);
  assert.match((await house.get(`/segnalazioni/${from.code}`, await house.sessionOf(officer))).body, /CANARINO/);
  const { rows } = await sql<{
    public: any;
    private: any;
  }>`select a.public, s.private from kernel.acts a join kernel.act_secrets s on s.act = a.id
    where a.entry = ${from.id}`.execute(house.database.db);
  assert.deepEqual(rows[0]!.public, { relation: 'part-of' });
  assert.equal(rows[0]!.private.to, secret.code);
});

test('a link is cut by the office that could make it', async () => {
  const from = await thing(a);
  const to = await thing(b);
  await house.done(connect, { from: from.code, relation: 'answers', to: to.code }, officer);
  const [link] = await listLinks(house.database.db, anonymous, from.id, 50);
  assert.equal(await house.refusal(disconnect, { id: link!.id }, other), 'links.not-your-office 403');
  assert.doesNotMatch((await house.get(`/segnalazioni/${to.code}`, await house.sessionOf(other))).body, /Togli il collegamento/);
  const cut = await house.post(`/collegamenti/${link!.id}/togli`, {}, await house.sessionOf(officer));
  assert.equal(cut.headers.location, `/segnalazioni/${from.code}#collegamenti`);
  assert.equal((await listLinks(house.database.db, anonymous, from.id, 50)).length, 0);
  assert.equal(await house.refusal(disconnect, { id: link!.id }, officer), 'kernel.absent 404');
});

test('the form of the office: a wrong code comes back with what was typed', async () => {
  const from = await thing(a);
  const cookie = await house.sessionOf(officer);
  assert.match((await house.get(`/segnalazioni/${from.code}`, cookie)).body, /action="\/collegamenti"/);
  const wrong = await house.post('/collegamenti', { from: from.code, relation: 'about', to: 'SEG-SBAGLIATO' }, cookie);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /value="SEG-SBAGLIATO"/);
  assert.match(wrong.body, /non c’è, o non lo puoi vedere/);
});

function thing(place: string, title = 'Buca in via dei Cordai', visibility: 'public' | 'private' = 'public') {
  return house.report({ place, title, visibility, assurance: 'none' });
}
