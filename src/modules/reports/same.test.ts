/** What is asked of the list is the same on its page, its feeds and exports, the map, its tiles and its heat. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { sendReport } from './intake/actions.ts';

let house: TestHouse;
let person: TestPerson;
let code: string;

before(async () => {
  house = await openHouse({ world: 'demo' });
  person = await house.person('Nives Uguale');
  const { lat, lon } = territoryOf(house.ctx()).municipalities[3]!.outline!;
  for (const title of ['Uno scarabocchio grande', 'Un altro scarabocchio', 'Scarabocchi sul muro'])
    ({ code } = await house.done(sendReport, { category: 'roads', title, lat, lon }, person));
  await house.database.pool.query(`update entries.entries set state = 'archived' where id in
    (select id from entries.entries where kind = 'report' and state = 'resolved' order by published desc limit 30)`);
  await house.database.pool.query(`update entries.entries set due = now() - interval '1 day' where id in
    (select id from entries.entries where kind = 'report' and closed is null and due is not null order by published limit 12)`);
  await house.done(
    sendReport,
    { category: 'safety', title: 'Uno scarabocchio segreto', lat, lon, answers: { 'danger-now': 'no' } },
    person,
  );
  await house.settle();
});
after(() => house.close());

test('each filter gives the same reports in every form', async () => {
  const { municipalities } = territoryOf(house.ctx());
  const [a, b] = municipalities.map((place) => place.outline!) as [NonNullable<(typeof municipalities)[0]['outline']>, any];
  const day = (before: number) => new Date(house.ctx().now.getTime() - before * 86_400_000).toISOString().slice(0, 10);
  const asked: Record<string, string>[] = [
    { comune: municipalities[0]!.slug, tipo: 'roads', giorni: '90' },
    { stato: 'resolved', giorni: '90' },
    { stato: 'late' },
    { stato: 'archived' },
    { dal: day(40), al: day(31) },
    { giorni: '30', tipo: 'lighting' },
    { q: 'lampione', comune: municipalities[0]!.slug },
    { q: 'scarabocchio' },
    // Nobody ever wrote that: the nearest word is looked for.
    { q: 'scarabocchoi' },
    { q: code },
    { q: String(Number(code.slice(-6))) },
    { q: 'illuminazione pubblica' },
    { q: '!!' },
    { q: 'scarabocchio', stato: 'closed-without-action' },
    { vicino: `${a.lat},${a.lon},1500` },
    { vicino: `${b.lat},${b.lon},2500`, tipo: 'waste' },
    { riquadro: `${a.lon - 0.02},${a.lat - 0.01},${a.lon + 0.02},${a.lat + 0.01}` },
    { riquadro: `${a.lon - 0.02},${a.lat - 0.01},${a.lon + 0.02},${a.lat + 0.01}`, q: 'via', stato: 'resolved' },
  ];
  for (const one of asked) {
    const found = await everywhere(one);
    const some = one['q'] !== '!!' && one['stato'] !== 'closed-without-action';
    assert.equal(found.length > 0, some, JSON.stringify(one));
    assert.ok(found.length <= 300, `${JSON.stringify(one)}: ${found.length} are too many to go through`);
  }
});

test('what is mine is the same in every form for me, heat and feeds for others leave out what is mine alone', async () => {
  const cookie = await house.sessionOf(person);
  const mine = await codesOn('/segnalazioni?mie=1', cookie);
  assert.equal(mine.length, 4);
  assert.deepEqual(await codesOn('/mappa?tipo=report&mie=1', cookie), mine);
  assert.deepEqual(await geojson('/segnalazioni.geojson?mie=1', cookie), mine);
  for (const [ending, cookieOf] of [
    ['?mie=1', cookie],
    ['', undefined],
  ] as const) {
    const map = (await house.get(`/mappa${ending || '?'}&tipo=report&q=scarabocchio`, cookieOf)).body;
    const heat = (await house.get(`/mappa${ending || '?'}&tipo=report&q=scarabocchio&vista=calore`, cookieOf)).body;
    assert.equal(await counted(tilesOf(map), cookieOf), cookieOf ? 4 : 3);
    assert.equal(await counted(tilesOf(heat), cookieOf), 3, 'heat is of what everybody sees');
  }
  assert.match(String((await house.get(`/tiles/8/138/97.mvt?mine=1`, cookie)).headers['cache-control']), /private/);
  assert.match((await house.get('/mappa?mie=1')).body, /entra con il tuo account/);
});

test('list and map lead to each other with the same choices, and to being told of what is looked at', async () => {
  const query = 'q=via&comune=arenaria&tipo=roads&stato=sent&dal=2026-01-01&al=2026-12-31&vicino=39.4,14.5,900';
  const list = (await house.get(`/segnalazioni?${query}`)).body;
  const [, toMap] = /<a[^>]+href="(\/mappa\?[^"]+)"[^>]*>(?:<svg.*?<\/svg>)?Vedi sulla mappa/.exec(list)!;
  const map = (await house.get(toMap!.replaceAll('&amp;', '&'))).body;
  assert.match(map, /<option value="roads" selected/);
  const [, back] = /<a[^>]+href="(\/segnalazioni\?[^"]+)"[^>]*>(?:<svg.*?<\/svg>)?Vedi in elenco/.exec(map)!;
  const sorted = (text: string) => [...new URLSearchParams(text)].map(String).sort();
  assert.deepEqual(sorted(back!.split('?')[1]!.replaceAll('&amp;', '&')), sorted(query));
  for (const page of [list, map]) assert.match(page, /href="\/segui\?lat=39.4&amp;lon=14.5&amp;metri=900"/);
  const cookie = await house.sessionOf(person);
  assert.match((await house.get('/segui?lat=39.4&lon=14.5&metri=900', cookie)).body, /<option value="900" selected/);
  assert.match((await house.get('/mappa?comune=arenaria')).body, /href="\/segui\?comune=arenaria"/);
  assert.match(
    (await house.get('/mappa?riquadro=14.49,39.39,14.51,39.41')).body,
    /href="\/segui\?lat=39.4&amp;lon=14.5&amp;metri=1113"/,
  );
  assert.match((await house.get('/mappa?stato=boh&riquadro=1,2')).body, /Non capiamo «boh»[\s\S]*Non capiamo «1,2»/);
});

/** The codes that a choice finds, after having looked that they are the same everywhere. */
async function everywhere(asked: Record<string, string>): Promise<string[]> {
  const query = new URLSearchParams(asked).toString();
  const what = (form: string) => `${form} of ${query}`;
  const found = await codesOn(`/segnalazioni?${query}`);
  assert.deepEqual(await geojson(`/segnalazioni.geojson?${query}`), found, what('GeoJSON'));
  const csv = (await house.get(`/segnalazioni.csv?${query}`)).body.split('\r\n').slice(1, -1);
  assert.deepEqual(csv.map((line) => line.slice(0, 15)).sort(), found, what('CSV'));
  const atom = codesIn(
    (await house.get(`/segnalazioni.atom?${query}`)).body,
    /<link[^>]+href="[^"]+\/segnalazioni\/(SEG-[\d-]+)"/g,
  );
  assert.equal(atom.length, Math.min(50, found.length), what('Atom'));
  assert.ok(
    atom.every((one) => found.includes(one)),
    what('Atom'),
  );
  const promised = await house.database.pool.query(
    'select code from entries.entries where code = any ($1) and due is not null order by code',
    [found],
  );
  const ics = codesIn((await house.get(`/segnalazioni.ics?${query}`)).body, /UID:(SEG-[\d-]+)@/g);
  assert.deepEqual(
    ics,
    promised.rows.map((row) => row.code),
    what('iCalendar'),
  );

  const { tipo = '', ...others } = asked;
  const onMap = new URLSearchParams({ ...others, tipo: 'report', ...(tipo && { argomento: tipo }) }).toString();
  assert.deepEqual(await codesOn(`/mappa?${onMap}`), found, what('map'));
  assert.equal(await counted(tilesOf((await house.get(`/mappa?${onMap}`)).body)), found.length, what('tiles'));
  assert.equal(await counted(tilesOf((await house.get(`/mappa?${onMap}&vista=calore`)).body)), found.length, what('heat'));
  return found;
}

/** From the first page of a list to its last. */
async function codesOn(path: string, cookie?: string): Promise<string[]> {
  const codes: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { body } = await house.get(next, cookie);
    codes.push(...codesIn(body, /<h3><a href="\/segnalazioni\/(SEG-[\d-]+)"/g));
    next = /<a class="page-link" href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
  }
  assert.equal(new Set(codes).size, codes.length, `${path}: twice the same`);
  return codes.sort();
}

async function geojson(path: string, cookie?: string): Promise<string[]> {
  return (await house.get(path, cookie))
    .json()
    .features.map((feature: { id: string }) => feature.id)
    .sort();
}

function codesIn(body: string, pattern: RegExp): string[] {
  return [...body.matchAll(pattern)].map(([, found]) => found!).sort();
}

/** The address of the tiles of a map page. */
function tilesOf(body: string): string {
  return /data-tiles="([^"]+)"/.exec(body)![1]!.replaceAll('&amp;', '&');
}

/** How many things the tiles in which the metropolis lies show. */
async function counted(address: string, cookie?: string): Promise<number> {
  let sum = 0;
  const zoom = 5;
  const tile = await house.get(address.replace('{z}', String(zoom)).replace('{x}', '17').replace('{y}', '12'), cookie);
  assert.equal(tile.statusCode, 200, address);
  const { layers } = new VectorTile(new PbfReader(tile.rawPayload));
  for (const layer of Object.values(layers))
    for (let i = 0; i < layer.length; i++) sum += Number(layer.feature(i).properties['count'] ?? 1);
  return sum;
}
