import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { type Geometry, insertEntry, setVisibility, updateEntry } from './store.ts';
import { computeFigures, rollUpTallies } from './store-figures.ts';
import { tile } from './tiles.ts';

let house: TestHouse;
let places: Place[];
before(async () => {
  house = await openHouse();
  places = territoryOf(house.ctx()).municipalities as Place[];
});
after(() => house.close());

interface Seen {
  code?: string;
  kind?: string;
  state?: string;
  look?: string;
  count?: number;
  done?: number;
  late?: number;
  type: number;
  lon: number;
  lat: number;
}

/** What the tile under a point shows, in degrees. */
async function seen(z: number, lon: number, lat: number, filter: Filter = {}): Promise<Seen[]> {
  const x = Math.floor(((lon + 180) / 360) * 2 ** z);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  const layer = new VectorTile(new PbfReader(await tile(house.ctx(anonymous), z, x, y, filter))).layers['entries'];
  return Array.from({ length: layer?.length ?? 0 }, (_, i) => {
    const feature = layer!.feature(i);
    const drawn = feature.toGeoJSON(x, y, z).geometry;
    const [fx, fy] = (drawn.type === 'Point' ? drawn.coordinates : [0, 0]) as [number, number];
    return { ...feature.properties, type: feature.type, lon: fx, lat: fy } as Seen;
  });
}

async function add(
  geometry: Geometry | null,
  more: Partial<Parameters<typeof insertEntry>[1]> = {},
): Promise<{ id: string; code: string }> {
  const ctx = house.ctx();
  const id = ctx.id();
  const { code } = await insertEntry(ctx.db, {
    id,
    kind: 'report',
    prefix: 'SEG',
    place: places[0]!.id,
    author: null,
    title: 'Buca',
    visibility: 'public',
    state: 'sent',
    assurance: 'none',
    geometry,
    now: ctx.now,
    ...more,
  });
  return { id, code };
}

const spot = (lon: number, lat: number): Geometry => ({ type: 'Point', coordinates: [lon, lat] });

test('gathered from the kept cells, a tile shows what gathering the things themselves shows, whatever happened to them', async () => {
  const { lon, lat } = places[0]!.outline!;
  const change = fc.oneof(
    fc.record({
      what: fc.constant('add' as const),
      dx: fc.integer({ min: -900, max: 900 }),
      dy: fc.integer({ min: -900, max: 900 }),
      place: fc.nat(2),
      due: fc.constantFrom(null, -5, 5),
    }),
    fc.record({
      what: fc.constantFrom('resolve' as const, 'hide' as const, 'show' as const, 'take' as const),
      which: fc.nat(30),
    }),
    fc.record({
      what: fc.constant('move' as const),
      which: fc.nat(30),
      dx: fc.integer({ min: -900, max: 900 }),
      dy: fc.integer({ min: -900, max: 900 }),
    }),
    fc.record({ what: fc.constant('count' as const) }),
  );
  const ids: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 25 }), async (changes) => {
      const { db, now } = house.ctx();
      for (const one of changes) {
        const id = 'which' in one ? ids[one.which % Math.max(1, ids.length)] : undefined;
        if (one.what === 'add') {
          const due = one.due === null ? null : new Date(now.getTime() + one.due * 86_400_000);
          ids.push((await add(spot(lon + one.dx / 1e4, lat + one.dy / 1e4), { place: places[one.place]!.id, due })).id);
        } else if (one.what === 'count') await rollUpTallies(db);
        else if (!id) continue;
        else if (one.what === 'resolve') await updateEntry(db, id, { state: 'resolved', closed: now }, now);
        else if (one.what === 'take') await updateEntry(db, id, { state: 'taken-in-charge', closed: null }, now);
        else if (one.what === 'move')
          await house.database.pool.query(
            'update entries.entries set geometry = st_setsrid(st_makepoint($1, $2), 4326) where id = $3',
            [lon + one.dx / 1e4, lat + one.dy / 1e4, id],
          );
        else await setVisibility(db, id, one.what === 'hide' ? 'hidden' : 'public', now);
      }
      await rollUpTallies(db);
      await computeFigures(db, now, territoryOf(house.ctx()).metropolis!.id);
      // A date before everything leaves nothing out, and makes the tile go through the things.
      for (const z of [6, 12, 14])
        for (const filter of [{}, { kind: 'report', states: ['resolved'] }, { place: places[1]!.id }] as Filter[])
          assertAlike(
            await seen(z, lon, lat, filter),
            await seen(z, lon, lat, { ...filter, from: new Date(0) }),
            z,
            `zoom ${z}, ${JSON.stringify(filter)}`,
          );
    }),
    { numRuns: 4 },
  );
  const counted = async () => (await seen(6, lon, lat)).reduce((sum, one) => sum + (one.count ?? 1), 0);
  const earlier = await counted();
  for (let i = 0; i < 6; i++) await add(spot(lon + i / 1e4, lat));
  await rollUpTallies(house.ctx().db);
  assert.equal(await counted(), earlier + 6);
});

/** The same marks. The middle of many points may fall on either side of a line of the tile's grid (4,096 across; cells keep micro-degrees). */
function assertAlike(kept: Seen[], gathered: Seen[], z: number, where: string): void {
  const unit = (360 / 2 ** z / 4096) * 1.01;
  const facts = ({ lon: _lon, lat: _lat, ...rest }: Seen) => JSON.stringify(rest);
  const left = [...gathered];
  for (const one of kept) {
    const i = left.findIndex(
      (other) => facts(other) === facts(one) && Math.abs(other.lon - one.lon) < unit && Math.abs(other.lat - one.lat) < unit,
    );
    assert.notEqual(i, -1, `${where}: ${JSON.stringify(one)} is not among ${JSON.stringify(left)}`);
    left.splice(i, 1);
  }
  assert.deepEqual(left, [], where);
}

test('no tile shows or counts what is not public, at any zoom', async () => {
  const [lon, lat] = [14.3003, 39.0511];
  for (const visibility of ['private', 'hidden', 'draft', 'members'] as const) await add(spot(lon, lat), { visibility });
  await rollUpTallies(house.ctx().db);
  for (const z of [11, 14, 15, 18]) assert.deepEqual(await seen(z, lon, lat), [], `zoom ${z}`);
  const { id, code } = await add(spot(lon, lat));
  await rollUpTallies(house.ctx().db);
  for (const z of [11, 14, 15, 18])
    assert.deepEqual(
      (await seen(z, lon, lat)).map((one) => [one.code, one.kind, one.state, one.look]),
      [[code, 'report', 'sent', 'new']],
      `zoom ${z}: alone in its cell it shows itself`,
    );
  // Hidden now, counted later: the cell still says one, and no tile tells which.
  await setVisibility(house.ctx().db, id, 'hidden', house.ctx().now);
  assert.deepEqual(
    (await seen(14, lon, lat)).map((one) => one.code),
    [undefined],
  );
});

test('lines and areas show at every zoom, and late things as late', async () => {
  const [lon, lat] = [14.2007, 39.0207];
  const at = (dx: number, dy: number) => [lon + dx / 1000, lat + dy / 1000];
  await add({ type: 'LineString', coordinates: [at(0, 0), at(1, 1)] });
  await add({ type: 'Polygon', coordinates: [[at(0, 0), at(1, 0), at(1, 1), at(0, 0)]] });
  await add(spot(lon, lat), { due: new Date(house.ctx().now.getTime() - 86_400_000) });
  await rollUpTallies(house.ctx().db);
  for (const z of [12, 16]) {
    const shown = await seen(z, lon, lat);
    assert.deepEqual(shown.map((one) => one.type).sort(), [1, 2, 3], `zoom ${z}`);
    assert.equal(shown.find((one) => one.type === 1)!.look, 'late');
  }
});
