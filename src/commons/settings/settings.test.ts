import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import Type from 'typebox';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { cancelSetting, changeSetting, inheritSetting } from './actions.ts';
import { mustBeAskable, readSetting, typedSetting } from './setting-form.ts';
import { settingDeclared, settingOf } from './settings.ts';

let house: TestHouse;
let place: Place;
let whole: string;
let clock = new Date('2026-11-20T09:00:00Z').getTime();
const day = 86_400_000;
const contacts = { address: 'Via Lunga 1', phone: '0999 1', hours: 'lun–ven', email: 'urp@comune.example' };

before(async () => {
  house = await openHouse({ world: 'demo', now: () => new Date(clock++) });
  place = territoryOf(house.ctx()).bySlug.get('arenaria')!;
  whole = territoryOf(house.ctx()).metropolis!.slug;
});
after(() => house.close());

test('every declared setting is a form: what it holds at first goes through its form and comes out the same', () => {
  for (const name of ['site.theme', 'site.contacts', 'site.accessibility-statement', 'reports.categories']) {
    const declaration = settingDeclared(name)!;
    const read = readSetting(wordsFor('it'), declaration, declaration.otherwise);
    assert.deepEqual([read.faulty, read.value], [false, declaration.otherwise], name);
  }
});

test('a setting that a page could not ask stops the boot', () => {
  const deep = Type.Object({ inner: Type.Object({ a: Type.String() }) });
  assert.throws(() => mustBeAskable({ name: 'site.deep', schema: deep, otherwise: {} }), /cannot be a form: inner/);
});

test('what a page sends becomes a value: a box that is not ticked is no, one text a line, an empty or removed record is none', () => {
  const kinds = Type.Object({
    open: Type.Boolean(),
    names: Type.Array(Type.String(), { control: 'textarea' }),
    day: Type.String({ format: 'date' }),
    rate: Type.Number(),
  });
  const record = { name: 'site.kinds', schema: kinds, otherwise: {} };
  const body = { names: 'Uno\r\n\r\n  Due ', day: '2026-12-01', rate: '1,5' };
  assert.deepEqual(readSetting(wordsFor('it'), record, typedSetting(record, body)).value, {
    open: false,
    names: ['Uno', 'Due'],
    day: '2026-12-01',
    rate: 1.5,
  });
  const records = { name: 'site.rows', schema: Type.Array(Type.Object({ a: Type.String() })), otherwise: [] };
  const sent = { '0-a': 'prima', '1-a': 'tolta', '1-remove': 'true', '2-a': ' ', '10-a': 'ultima' };
  assert.deepEqual(typedSetting(records, sent), [{ a: 'prima' }, { a: 'ultima' }]);
});

test('a value holds from the day it was decided for, until the next that was decided already, and what is taken back never comes', async () => {
  const value = (address: string) => ({ ...contacts, address });
  const now = () => settingOf<{ address: string }>(house.ctx(), place.id, 'site.contacts').address;
  await done(changeSetting, { name: 'site.contacts', value: value('Oggi') });
  await done(changeSetting, { name: 'site.contacts', value: value('Gennaio'), from: '2027-01-10' });
  await done(changeSetting, { name: 'site.contacts', value: value('Dicembre'), from: '2026-12-10' });
  assert.equal(now(), 'Oggi');
  clock += 22 * day;
  await house.reload();
  assert.equal(now(), 'Dicembre');
  await done(changeSetting, { name: 'site.contacts', value: value('Adesso') });
  assert.equal(now(), 'Adesso', 'what is scheduled later stays');
  const { rows } = await sql<{ id: string }>`select id from settings.settings where value->>'address' = 'Gennaio'`.execute(
    house.database.db,
  );
  await done(cancelSetting, { name: 'site.contacts', id: rows[0]!.id });
  clock += 60 * day;
  await house.reload();
  assert.equal(now(), 'Adesso');
  const metropolitan = settingOf<{ address: string }>(house.ctx(), territoryOf(house.ctx()).metropolis!.id, 'site.contacts');
  await done(inheritSetting, { name: 'site.contacts' });
  assert.equal(now(), metropolitan.address);
});

test('a decision that came in earlier and is taken later holds from the one that overtook it; the same one is no second', async () => {
  const value = (address: string) => ({ ...contacts, address });
  const now = () => settingOf<{ address: string }>(house.ctx(), place.id, 'site.contacts').address;
  const decisions = async () =>
    (await house.database.pool.query(`select from settings.settings where name = 'site.contacts'`)).rowCount!;
  clock += 5000;
  await done(changeSetting, { name: 'site.contacts', value: value('Veloce') });
  const before = await decisions();
  clock -= 4000;
  await done(changeSetting, { name: 'site.contacts', value: value('Veloce') });
  assert.equal(await decisions(), before);
  await done(changeSetting, { name: 'site.contacts', value: value('Lenta') });
  clock += 5000;
  await house.reload();
  assert.equal(now(), 'Lenta', 'who is answered last has decided');
});

test('a day that has been, a colour nobody reads and a wrong value are refused, and nothing changes', async () => {
  const before = settingOf(house.ctx(), place.id, 'site.theme');
  const theme = { main: '#ffff00', deep: '#06303f', veil: '#e8f2f4', spark: '#f4b942' };
  for (const [input, said] of [
    [{ name: 'site.theme', value: theme }, 'main'],
    [{ name: 'site.theme', value: { ...theme, main: '#0a5c73' }, from: '2020-01-01' }, 'from'],
    [{ name: 'site.theme', value: { main: 'red' } }, 'settings.wrong-value'],
    [{ name: 'site.theme', value: [] }, 'settings.wrong-value'],
    [{ name: 'site.accessibility-statement', value: 'javascript:alert(1)' }, 'settings.wrong-value'],
    [{ name: 'reports.category-rules', value: [{ days: 3 }] }, 'settings.wrong-value'],
    [{ name: 'reports.category-rules', value: [{ category: 'buche', days: 3 }] }, 'reports.category-unknown'],
    [{ name: 'reports.category-rules', value: [{ category: 'water', handler: 'acquedotto' }] }, 'reports.handler-unknown'],
    [{ name: 'site.nothing', value: 1 }, 'settings.unknown'],
  ] as const) {
    const outcome = await house.perform(changeSetting, { place: 'arenaria', ...input });
    const code = 'refused' in outcome ? outcome.refused.code : 'invalid' in outcome ? outcome.invalid.errors[0]!.field : 'done';
    assert.equal(code, said, JSON.stringify(input));
  }
  const one = { code: 'uno', it: 'Uno', en: 'One', icon: 'road', days: 3 };
  const twice = await house.perform(changeSetting, { place: whole, name: 'reports.categories', value: [one, one] });
  assert.equal('refused' in twice && twice.refused.code, 'reports.category-twice');
  const kind = { ...one, handler: 'acquedotto' };
  const nobody = await house.perform(changeSetting, { place: whole, name: 'reports.categories', value: [kind] });
  assert.equal('refused' in nobody && nobody.refused.code, 'reports.handler-unknown');
  const alone = await house.perform(changeSetting, { place: 'arenaria', name: 'reports.categories', value: [one] });
  assert.equal('refused' in alone && alone.refused.code, 'settings.of-the-whole', 'the tree is one for all');
  assert.deepEqual(settingOf(house.ctx(), place.id, 'site.theme'), before);
});

test('on the page bad input is kept, with the fault at its field; a good one is decided, told and undone without any script', async () => {
  const cookie = await house.enter('elena-sarpieri');
  const url = `/impostazioni/${whole}/reports.categories`;
  const page = await get(url, cookie);
  assert.match(page.body, /Strade e marciapiedi/);
  assert.match(page.body, /valore di partenza/);
  const rows = { '0-code': 'roads', '0-it': 'Strade', '0-en': 'Roads', '0-icon': 'road', '0-days': 'presto' };
  const bad = await post(url, { ...rows, '1-it': 'Panchine' }, cookie);
  assert.equal(bad.statusCode, 422);
  assert.match(bad.body, /Voce 1: <a href="#reports-setting-categories-0-days">/);
  assert.match(bad.body, /Voce 2: <a href="#reports-setting-categories-1-en">/);
  assert.match(bad.body, /value="presto"/);
  assert.match(bad.body, /value="Panchine"/);
  const good = await post(url, { ...rows, '0-days': '12' }, cookie);
  assert.deepEqual([good.statusCode, good.headers.location], [303, `${url}?fatto=deciso`]);
  const after = (await get(url, cookie)).body;
  assert.match(after, /Deciso qui, dal/);
  assert.match(after, /Elena Sarpieri/);
  assert.doesNotMatch(/id="in-vigore".*?<\/ul>/s.exec(after)![0], /Illuminazione/);
  assert.equal((await post(`${url}/eredita`, {}, cookie)).statusCode, 303);
  assert.match((await get(url, cookie)).body, /Tornato al valore che si eredita/);
});

test('what is decided for a day to come stands on the page, and is cancelled there', async () => {
  const cookie = await house.enter('elena-sarpieri');
  const url = '/impostazioni/serravento/site.accessibility-statement';
  const from = new Date(clock + 40 * day).toISOString().slice(0, 10);
  const sent = { 'accessibility-statement': 'https://form.agid.gov.it/view/prova', from };
  assert.equal((await post(url, sent, cookie)).statusCode, 303);
  const page = (await get(url, cookie)).body;
  assert.match(page, /Che cosa cambierà/);
  const id = /annulla".*?name="id" value="([^"]+)"/s.exec(page)![1]!;
  assert.equal((await post(`${url}/annulla`, { id }, cookie)).statusCode, 303);
  const cancelled = (await get(url, cookie)).body;
  assert.doesNotMatch(cancelled, /Che cosa cambierà/);
  assert.match(cancelled, /Annullato il valore/);
  assert.equal((await post(`${url}/annulla`, { id }, cookie)).statusCode, 404, 'twice');
  const past = await post(url, { ...sent, from: '2020-01-01' }, cookie);
  assert.equal(past.statusCode, 422);
  assert.match(past.body, /href="#settings-change-from"/);
});

test('an administrator of one municipality neither reads nor changes the settings of another', async () => {
  const cookie = await house.enter('bruno-castagnari');
  const url = '/impostazioni/serravento/site.contacts';
  assert.equal((await get(url, cookie)).statusCode, 404);
  assert.equal((await post(url, contacts, cookie)).statusCode, 404);
  assert.equal((await post(url, contacts, await house.enter('marta-dossena'))).statusCode, 403);
  assert.equal((await post(url, contacts)).headers.location?.startsWith('/entra'), true);
});

async function done(verb: any, input: Record<string, unknown>) {
  const outcome = await house.perform(verb, { place: 'arenaria', ...input });
  assert.ok('done' in outcome, JSON.stringify(outcome));
}

function get(url: string, cookie?: string) {
  return house.server.app.inject({ url, headers: cookie ? { cookie } : {} });
}

function post(url: string, payload: Record<string, string>, cookie?: string) {
  return house.server.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(payload).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...(cookie ? { cookie } : {}),
    },
  });
}
