import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Actor, anonymous, type RoleHeld } from '../../kernel/actor.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { everyEntry, list } from './list.ts';
import { entries } from './module.ts';
import { search, wordsOf } from './search.ts';
import { findEntry, insertEntry, keepWords, setVisibility, toQuery } from './store.ts';
import { rollUpTallies, tallies } from './store-figures.ts';

let house: TestHouse;
let a: Place;
let b: Place;
before(async () => {
  house = await openHouse();
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
});
after(() => house.close());

const person = (id: string, roles: RoleHeld[] = []): Actor => ({
  ...anonymous,
  kind: 'person',
  person: id,
  name: 'Qualcuno',
  roles,
});
const role = (name: string, place: Place, whole = false): RoleHeld => ({ role: name, place: place.id, whole });

async function add(title: string, more: Partial<Parameters<typeof insertEntry>[1]> = {}): Promise<string> {
  const ctx = house.ctx();
  const { code } = await insertEntry(ctx.db, {
    id: ctx.id(),
    kind: 'report',
    prefix: 'SEG',
    place: a.id,
    author: null,
    title,
    visibility: 'public',
    state: 'sent',
    assurance: 'none',
    now: ctx.now,
    ...more,
  });
  await keepWords(ctx.db, wordsOf(title, 50));
  return code;
}

test('one rule of visibility: who sees what, for every kind of actor', async () => {
  const author = house.ctx().id();
  await house.database.pool.query(
    "insert into people.people (id, name, email, email_typed, language, assurance, created) values ($1, 'Autrice', 'a@example.org', 'a@example.org', 'it', 'email', now())",
    [author],
  );
  const actors: Record<string, Actor> = {
    anonymous,
    author: person(author),
    stranger: person(house.ctx().id()),
    'officer here': person(house.ctx().id(), [role('officer', a)]),
    'officer there': person(house.ctx().id(), [role('officer', b)]),
    'moderator of all': person(house.ctx().id(), [role('moderator', a, true)]),
    auditor: person(house.ctx().id(), [role('auditor', a, true)]),
  };
  const seen: Record<string, string[]> = {};
  for (const visibility of ['public', 'private', 'hidden', 'draft', 'members'] as const) {
    const code = await add(`Cosa ${visibility}`, { visibility, author });
    seen[visibility] = [];
    for (const [name, actor] of Object.entries(actors))
      if (await findEntry(house.ctx().db, actor, code)) seen[visibility].push(name);
  }
  assert.deepEqual(seen, {
    public: Object.keys(actors),
    private: ['author', 'officer here', 'moderator of all'],
    hidden: ['author', 'officer here', 'moderator of all'],
    draft: ['author'],
    members: ['author'],
  });
});

test('lists, search, feeds, exports and the API show what is public and nothing else', async () => {
  const canary = 'canarinosegreto';
  for (const visibility of ['private', 'hidden', 'draft', 'members'] as const) {
    await add(`Titolo ${canary} nascostoveramente ${visibility}`, {
      visibility,
      geometry: { type: 'Point', coordinates: [a.outline!.lon, a.outline!.lat] },
    });
  }
  const { server } = house;
  const at = `${a.outline!.lat},${a.outline!.lon}`;
  for (const path of [
    '/',
    '/segnalazioni',
    `/segnalazioni?q=${canary}`,
    `/cerca?q=${canary}`,
    '/mappa',
    `/comuni/${a.slug}`,
    '/segnalazioni.atom',
    '/segnalazioni.geojson',
    '/segnalazioni.csv',
    '/api/v1/entries?limit=200',
    `/api/v1/entries?q=${canary}`,
    `/api/v1/entries?near=${at},5000`,
    '/api/v1/reports?limit=200',
  ]) {
    const answer = await server.app.inject({ url: path });
    assert.equal(answer.statusCode, 200, path);
    assert.ok(!answer.body.includes('nascostoveramente'), path);
  }
});

test('search ignores accents, apostrophes and capitals, stems Italian, finds beginnings, codes, and mends a wrong letter', async () => {
  const code = await add('Perché nell’area dei Cordai c’è una buca in strada');
  const find = async (text: string) => (await search(house.ctx(), text, {}, 0, 20)).items.map((entry) => entry.code);
  for (const text of [
    'perche buca',
    'NELL AREA',
    "dell'area cordai",
    'buche strade',
    'cord',
    'buca stra',
    code,
    code.toLowerCase(),
    code.replace('SEG-', 'seg '),
  ]) {
    assert.ok((await find(text)).includes(code), `«${text}» does not find it`);
  }
  const mended = await search(house.ctx(), 'buca stada', {}, 0, 20);
  assert.ok(mended.items.some((entry) => entry.code === code));
  assert.equal(mended.mended, 'buca strada');
  assert.deepEqual(await find('a & (b | (c'), []);
  assert.deepEqual(await find("' or 1=1 --"), []);
  assert.deepEqual(await find('%'), []);
});

test('a municipality that is named is where to look: alone, and with other words', async () => {
  const here = await add('Guardrail divelto sulla provinciale');
  const there = await add('Guardrail piegato al bivio', { place: b.id });
  const find = async (text: string, filter = {}) =>
    (await search(house.ctx(), text, filter, 0, 50)).items.map((entry) => entry.code);
  for (const text of [b.name, b.name.toUpperCase(), `comune di ${b.name}`, `guardrail ${b.name}`, `guardrail a ${b.name}`]) {
    const found = await find(text);
    assert.ok(found.includes(there), `«${text}» does not find it`);
    assert.ok(!found.includes(here), `«${text}» finds another municipality`);
  }
  assert.deepEqual(await find(`guardrail ${b.name}`, { place: a.id }), [], 'never outside what was asked for');
  const page = await list(house.ctx(), { text: b.name }, undefined, 50);
  assert.ok(page.items.some(({ code }) => code === there));
  const exported: string[] = [];
  for await (const { code } of everyEntry(house.ctx(), { text: `guardrail ${b.name}` }, 10)) exported.push(code);
  assert.deepEqual(exported, [there]);
});

test('what a mended word finds goes on over its pages', async () => {
  for (let i = 0; i < 5; i++) await add(`Pensilina rotta numero ${i}`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(house.ctx(), { text: 'pensilinna' }, cursor, 2);
    assert.equal(page.mended, 'pensilina');
    seen.push(...page.items.map(({ code }) => code));
    cursor = page.next ?? undefined;
  } while (cursor);
  assert.equal(new Set(seen).size, 5);
  assert.deepEqual((await list(house.ctx(), { text: 'pensilina' }, 's40', 2)).items, []);
});

test('64 kB of anything in the search box is answered quickly', async () => {
  for (const text of ['a '.repeat(32_000), "'".repeat(65_000), `${'('.repeat(30_000)}&|`]) {
    const began = performance.now();
    await search(house.ctx(), text, {}, 0, 20);
    assert.ok(performance.now() - began < 500, `${Math.round(performance.now() - began)} ms`);
  }
});

test('pages follow a key: nothing is shown twice or passed over while things are added', async () => {
  const codes: string[] = [];
  for (let i = 0; i < 25; i++) codes.push(await add(`Fila ${i}`, { topic: 'queue', now: new Date(Date.UTC(2026, 0, 1, 0, i)) }));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(house.ctx(), { topic: 'queue' }, cursor, 10);
    seen.push(...page.items.map((entry) => entry.code));
    cursor = page.next ?? undefined;
    await add('Arrivata dopo', { topic: 'queue', now: new Date(Date.UTC(2026, 5, 1)) });
  } while (cursor);
  assert.deepEqual(seen, codes.reverse());
});

test('totals follow every change of state, place and visibility', async () => {
  const db = house.database.db;
  const total = async (place: Place, state: string) => {
    while ((await rollUpTallies(db)) > 0);
    return (await tallies(db, { kind: 'report', place: place.id })).find((tally) => tally.state === state)?.total ?? 0;
  };
  const before = { sent: await total(b, 'sent'), resolved: await total(b, 'resolved') };
  const code = await add('Da contare', { place: b.id });
  const [{ id }] = (await house.database.pool.query('select id from entries.entries where code = $1', [code])).rows;
  assert.equal(await total(b, 'sent'), before.sent + 1);
  await house.database.pool.query("update entries.entries set state = 'resolved' where id = $1", [id]);
  assert.deepEqual([await total(b, 'sent'), await total(b, 'resolved')], [before.sent, before.resolved + 1]);
  await setVisibility(db, id, 'hidden', new Date());
  assert.equal(await total(b, 'resolved'), before.resolved);
});

test('bad filters of the API are told by name; nothing else than its own names is read', async () => {
  const status = async (query: string) => (await house.server.app.inject({ url: `/api/v1/entries?${query}` })).statusCode;
  for (const query of [
    'bbox=1,2,3',
    'bbox=10,10,5,5',
    'bbox=a,b,c,d',
    'near=95,10,100',
    'near=1,1,-5',
    'kind=nothing',
    'municipality=999999',
    'municipality=1',
    'limit=0',
    'limit=9999',
    'from=ieri',
    'author=x',
    'state=zzz',
    'state=sent,zzz',
    'kind=news&state=sent',
    'topic=zzz',
    'kind=news&topic=roads',
    'cursor=rubbish',
    'cursor=s20',
    'q=buca&cursor=rubbish',
    'visibility=hidden',
    'state[]=x',
  ]) {
    assert.ok([400, 422].includes(await status(query)), query);
  }
  for (const query of [
    'bbox=14,39,15,40',
    'near=39.4,14.5,1000',
    'kind=report',
    'limit=1',
    'topic=roads',
    'kind=report&topic=roads',
    'state=late',
    'q=buca&cursor=s20',
    'state=sent,resolved',
  ])
    assert.equal(await status(query), 200, query);
  for (const [name, query] of Object.entries({ state: 'state=zzz', topic: 'topic=zzz', cursor: 'cursor=rubbish' })) {
    const answer = await house.get(`/api/v1/reports?${query}`);
    assert.equal(answer.statusCode, 422, query);
    assert.ok(answer.json().detail.includes(`«${name}»`), answer.body);
  }
  for (const path of [
    '/segnalazioni?stato=zzz&tipo=zzz&dopo=rubbish',
    '/mappa?tipo=report&argomento=zzz',
    '/tiles/8/138/97.mvt?topic=zzz',
  ])
    assert.equal((await house.get(path)).statusCode, 200, path);
});

test('a query names each form of a word once: PostgreSQL takes repeats for more things, and reads in vain', async () => {
  const query = await toQuery(house.ctx().db, ['semaforo', 'saline']);
  assert.equal(query, "('semafor') & ('salin' | 'saline':*)");
});

test('a server that runs through two New Years still has numbers for its codes', async () => {
  const later = new Date('2031-01-02T12:00:00Z');
  await assert.rejects(add('Buca', { now: later }), /numbers_seg_2031/);
  const job = entries.jobs!.find((one) => one.name === 'entries.years')!;
  await job.run({ ...house.ctx(), now: new Date('2030-12-31T03:30:00Z') }, {}, 'trial');
  assert.equal(await add('Buca', { now: later }), 'SEG-2031-000001');
});
