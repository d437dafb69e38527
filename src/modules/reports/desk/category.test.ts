/** Another kind of problem: who reads the report then, and who answers for it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { hide, restore } from '../../../commons/moderation/actions.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { keepBody } from '../bodies/actions.ts';
import { insertOwned, replaceLayer } from '../bodies/store-layers.ts';
import { sendReport } from '../intake/actions.ts';
import { takeCharge } from './actions.ts';
import { reopen } from './actions-duplicate.ts';
import { changeCategory } from './actions-office.ts';

let house: TestHouse;
let place: Place;
let officer: TestPerson;
let moderator: TestPerson;

before(async () => {
  house = await openHouse();
  [place] = territoryOf(house.ctx()).municipalities as [Place];
  moderator = await house.person('Ivo Pala', [{ role: 'moderator', place: place.id, whole: false }]);
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: place.id, whole: false }]);
});
after(() => house.close());

test('what becomes for the office alone while it is hidden is shown again to the office alone', async () => {
  const value = [{ category: 'other', audience: 'office' }];
  await house.done(changeSetting, { place: place.slug, name: 'reports.category-rules', value }, system);
  const { code } = await house.report({ topic: 'roads' });
  await house.done(hide, { code, reason: 'personal-data', words: 'C’è un numero di telefono.' }, moderator);
  await house.done(changeCategory, { code, category: 'other' }, officer);
  await house.done(restore, { code, words: 'Era il numero dell’ufficio.' }, moderator);
  assert.equal((await house.get(`/segnalazioni/${code}`)).statusCode, 404);
  assert.equal((await house.get(`/segnalazioni/${code}`, await house.sessionOf(officer))).statusCode, 200);
});

test('what waits for its address to be confirmed is public once its kind asks for none; what was for the office alone is not', async () => {
  const value = [
    { category: 'green', who: 'email' },
    { category: 'other', audience: 'office' },
  ];
  await house.done(changeSetting, { place: place.slug, name: 'reports.category-rules', value }, system);
  const { lat, lon } = place.outline!;
  const read = async (code: string) => (await house.get(`/segnalazioni/${code}`)).statusCode;
  for (const [category, to, after] of [
    ['green', 'roads', 200],
    ['other', 'roads', 404],
    ['green', 'other', 404],
  ] as const) {
    const told = {
      category,
      title: `Un ramo da ${category}`,
      lat,
      lon,
      email: 'rami@example.org',
      key: `${category} ${to} 1234`,
    };
    const { code } = await house.done(sendReport, told);
    assert.equal(await read(code), 404);
    await house.done(changeCategory, { code, category: to }, officer);
    assert.equal(await read(code), after, `${category} ${to}`);
  }
});

test('where another answers for the new kind, the desk says who and passes it on with one press; the office decides', async () => {
  const { lat, lon } = place.outline!;
  const { metropolis } = territoryOf(house.ctx());
  await house.done(keepBody, { place: metropolis!.slug, code: 'aqp', name: 'Acque', contact: '800 1', method: 'hand' }, system);
  const value = [{ category: 'water', handler: 'aqp' }];
  await house.done(changeSetting, { place: place.slug, name: 'reports.category-rules', value }, system);
  const cookie = await house.sessionOf(officer);
  const desk = async (code: string, who = cookie) => (await house.get(`/banco?apri=${code}`, who)).body;
  const { code } = await house.done(sendReport, { category: 'waste', title: 'Acqua nel prato', lat, lon });
  await house.done(takeCharge, { code }, officer);
  assert.doesNotMatch(await desk(code), /Per questo tipo di problema/);
  await house.done(changeCategory, { code, category: 'water' }, officer);
  assert.equal(await stateOf(code), 'taken-in-charge', 'nothing goes by itself');
  const open = await desk(code);
  assert.match(open, /Per questo tipo di problema \([^)]*\) risponde Acque\.[\s\S]*Passa ad Acque/);
  const [, register] = /name="register" value="([^"]+)"/.exec(open)!;
  assert.equal((await house.post(`/banco/${code}/passa-fuori`, { register: register! }, cookie)).statusCode, 303);
  assert.equal(await stateOf(code), 'not-ours');
  assert.doesNotMatch(await desk(code), /Per questo tipo di problema/);
  await house.done(reopen, { code, answer: 'Dicono che non è un loro tubo.' }, officer);
  assert.doesNotMatch(await desk(code), /Per questo tipo di problema/, 'what came back is not offered again');

  const roads = { place: metropolis!.id, name: 'strade', body: null, owner: metropolis!.id, categories: ['roads'], metres: 15 };
  const { id } = await replaceLayer(house.ctx().db, { ...roads, id: house.ctx().id(), imported: house.ctx().now });
  const line = { type: 'LineString', coordinates: [-0.001, 0.001].map((d) => [lon, lat + d]) };
  await insertOwned(house.ctx().db, id, [{ n: 1, name: 'SP 12', geometry: line }]);
  const road = (await house.done(sendReport, { category: 'waste', title: 'Una radice alza la strada', lat, lon })).code;
  await house.done(changeCategory, { code: road, category: 'roads' }, officer);
  const said = await desk(road);
  assert.match(said, new RegExp(`, qui vicino a SP 12, risponde ${metropolis!.name}`));
  const [, answer] = /name="answer" value="([^"]+)"/.exec(said)!;
  const pressed = await house.post(`/banco/${road}/passa-al-comune`, { municipality: metropolis!.slug, answer: answer! }, cookie);
  assert.equal(pressed.statusCode, 303, pressed.body);
  assert.equal((await house.get(`/banco?apri=${road}`, cookie)).statusCode, 403);
  const whole = await house.person('Piero Cau', [{ role: 'officer', place: metropolis!.id, whole: true }]);
  const theirs = await house.sessionOf(whole);
  assert.doesNotMatch(await desk(road, theirs), /Per questo tipo di problema/);

  const own = (await house.done(sendReport, { category: 'roads', title: 'Una buca sulla SP 12', lat, lon })).code;
  await house.done(changeCategory, { code: own, category: 'waste' }, whole);
  assert.match(
    await desk(own, theirs),
    new RegExp(`risponde Comune di ${place.name}\\.[\\s\\S]*Passa a Comune di ${place.name}`),
  );
});

async function stateOf(code: string): Promise<string> {
  return (await house.database.pool.query('select state from entries.entries where code = $1', [code])).rows[0].state;
}
