/** How close together things lie: from the kept cells, of what everybody may see, in the same numbers on page, tile and list. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { countStatements } from '../../../test/statements.ts';
import { anonymous } from '../../kernel/actor.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { boxOfSquare, type Heat, heat, heatTile, stepsTo } from './heat.ts';
import { setVisibility } from './store.ts';
import { rollUpTallies } from './store-figures.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
  await rollUpTallies(house.ctx().db);
});
after(() => house.close());

test('the squares of the cells are those of the things, whatever the filter', async () => {
  const { municipalities } = territoryOf(house.ctx());
  const filters: Filter[] = [
    {},
    { kind: 'report' },
    { kind: 'report', place: municipalities[1]!.id, states: ['resolved', 'sent'] },
    { kind: 'report', aside: ['archived', 'resolved'] },
  ];
  for (const filter of filters) {
    const cells = await heat(house.ctx(anonymous), filter);
    // A date before everything leaves nothing out, and makes the things be counted.
    const things = await heat(house.ctx(anonymous), { ...filter, from: new Date(0) });
    assert.ok(cells.squares.length > 5, JSON.stringify(filter));
    assert.deepEqual(cells, things, JSON.stringify(filter));
    const { rows } = await house.database.pool.query(
      `select count(*)::int as n from entries.entries where visibility = 'public' and geometrytype(geometry) = 'POINT'
        and ($1::text is null or kind = $1) and ($2::uuid is null or place = $2) and ($3::text[] is null or state = any ($3)) and not state = any ($4::text[])`,
      [filter.kind ?? null, filter.place ?? null, filter.states ?? null, filter.aside ?? []],
    );
    assert.equal(total(cells), rows[0].n);
  }
});

test('a tile reads the cells and no things; where the cells do not know, one statement counts the things', async () => {
  const counter = countStatements(house.database.pool);
  const { lon, lat } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  const [x, y] = tileAt(9, lon, lat);
  for (const [path, reads] of [
    [`/tiles/heat/9/${x}/${y}.mvt`, 'entries.cells'],
    [`/tiles/heat/9/${x}/${y}.mvt?kind=report&state=sent,resolved&municipality=999001`, 'entries.cells'],
    [`/tiles/heat/9/${x}/${y}.mvt?topic=roads`, 'entries.entries'],
  ] as const) {
    counter.take();
    const answer = await house.get(path);
    const sent = counter.take().filter((text) => text.includes('entries.'));
    assert.equal(answer.statusCode, 200, path);
    assert.equal(sent.length, 1, path);
    assert.deepEqual([...sent[0]!.matchAll(/entries\.(?:cells|entries)\b/g)].map(String), [reads], path);
  }
});

test('the tiles of every zoom say the numbers of the page, each square whole', async () => {
  const filter: Filter = { kind: 'report', place: territoryOf(house.ctx()).municipalities[0]!.id };
  const page = await heat(house.ctx(anonymous), filter);
  const [fullest] = page.squares as [Heat['squares'][0]];
  const [west, south, east, north] = boxOfSquare(page.zoom, fullest.x, fullest.y);
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  for (const z of [7, 9, 12, 15, 17]) {
    const [x, y] = tileAt(z, lon, lat);
    const layer = new VectorTile(new PbfReader(await heatTile(house.ctx(anonymous), z, x, y, filter))).layers['heat']!;
    const counts = Array.from({ length: layer.length }, (_, i) => Number(layer.feature(i).properties['count']));
    assert.ok(counts.includes(fullest.things), `zoom ${z}: ${counts}`);
    if (z === 7)
      assert.equal(
        counts.reduce((sum, n) => sum + n, 0),
        total(page),
      );
  }
  assert.equal((await house.get('/tiles/heat/18/140000/99000.mvt')).statusCode, 404);
  assert.equal((await house.get('/tiles/heat/9/276/195.mvt?kind=nessuno')).statusCode, 422);
});

test('each row of the table leads to a list of as many things', async () => {
  const body = (await house.get('/mappa?tipo=report&vista=calore&giorni=365')).body;
  const rows = [...body.matchAll(/<th scope="row"><a href="([^"]+)">[^<]+<\/a><\/th><td[^>]*>(\d+)<\/td>/g)];
  assert.ok(rows.length >= 5);
  for (const [, href, count] of rows.slice(0, 5)) {
    const list = await house.get(href!.replaceAll('&amp;', '&').replace('/segnalazioni', '/segnalazioni.geojson'));
    assert.equal(list.json().features.length, Number(count), href);
  }
});

test('what not everybody may see is not counted, not even for whoever sent it', async () => {
  const person = await house.person('Solo Io');
  const { lon, lat } = territoryOf(house.ctx()).municipalities[2]!.outline!;
  const filter: Filter = { near: { lat, lon, metres: 90 }, kind: 'report' };
  const before = total(await heat(house.ctx(person), filter));
  const geometry = { type: 'Point' as const, coordinates: [lon, lat] };
  for (const visibility of ['private', 'hidden', 'draft', 'members'] as const)
    await house.report({ geometry, visibility, author: person.person });
  const open = await house.report({ geometry, author: person.person });
  await rollUpTallies(house.ctx().db);
  const seen = async (more: Filter = {}) => total(await heat(house.ctx(person), { ...filter, ...more }));
  assert.equal(await seen(), before + 1);
  assert.equal(await seen({ author: person.person }), 1);
  const whole = total(await heat(house.ctx(anonymous), {}));
  await setVisibility(house.ctx().db, open.id, 'hidden', house.ctx().now);
  await rollUpTallies(house.ctx().db);
  assert.equal(await seen({ author: person.person }), 0);
  assert.equal(total(await heat(house.ctx(anonymous), {})), whole - 1);
});

test('steps: at most five, growing from one, the last within what there is', () => {
  assert.deepEqual([0, 1, 2, 4, 24, 400].map(stepsTo), [[], [1], [1, 2], [1, 2, 3, 4], [1, 2, 4, 7, 10], [1, 3, 10, 40, 100]]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), (most) => {
      const steps = stepsTo(most);
      assert.equal(steps[0], 1);
      assert.ok(steps.length === Math.min(5, most) && steps.at(-1)! <= most);
      assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]!));
    }),
  );
});

const total = ({ squares }: Heat) => squares.reduce((sum, { things }) => sum + things, 0);

function tileAt(z: number, lon: number, lat: number): [number, number] {
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(y * 2 ** z)];
}
