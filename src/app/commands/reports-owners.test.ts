import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { arengo, guestOf } from '../../../test/command.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import { keepBody } from '../../modules/reports/bodies/actions.ts';
import { routeOf } from '../../modules/reports/bodies/routing.ts';

const files = mkdtempSync(path.join(tmpdir(), 'arengo-owners-'));
let house: TestHouse;
let beside: Record<string, string>;
let metropolis: Place;
let a: Place;
let b: Place;
before(async () => {
  house = await openHouse();
  beside = guestOf(house);
  const territory = territoryOf(house.ctx());
  metropolis = territory.metropolis!;
  [a, b] = territory.municipalities as [Place, Place];
});
after(async () => {
  await house.close();
  rmSync(files, { recursive: true, force: true });
});

const at = (place: Place) => ({ lat: place.outline!.lat, lon: place.outline!.lon });
const lineAt = ({ lat, lon }: { lat: number; lon: number }) => ({
  type: 'LineString',
  coordinates: [-0.001, 0.001].map((d) => [lon, lat + d]),
});

function fileWith(name: string, geometries: unknown[], more: object = {}): string {
  const file = path.join(files, name);
  const features = geometries.map((geometry, i) => ({ type: 'Feature', properties: { nome: `SP ${i + 1}` }, geometry }));
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', ...more, features }));
  return file;
}

function owners(file: string, more: Record<string, string> = {}, ...flags: string[]) {
  const options = { body: 'metropolis', place: 'metropolis', layer: 'strade', categories: 'roads', ...more };
  const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return arengo(['reports', 'owners', file, ...named, '--json', ...flags], beside);
}

const way = async (place: Place) => routeOf(house.ctx(), place.id, at(place), { code: 'roads' });
const count = async () => (await house.database.pool.query('select count(*)::int as n from reports.owned')).rows[0].n;

test('a layer lands beside a running server, with an act; the same name again replaces it; a rehearsal keeps nothing', async () => {
  const both = fileWith('both.geojson', [lineAt(at(a)), lineAt(at(b)), { type: 'Point', coordinates: [9.2, 45.4] }]);
  const rehearsal = await owners(both, {}, '--dry-run');
  assert.equal(rehearsal.exit, 0, rehearsal.err);
  assert.equal(await count(), 0);
  const ran = await owners(both);
  assert.equal(ran.exit, 0, ran.err);
  assert.deepEqual(ran.json(), { layer: 'strade', owner: metropolis.name, things: 3, before: 0, elsewhere: 1 });
  assert.deepEqual([(await way(a)).place.id, (await way(a)).thing], [metropolis.id, 'SP 1']);
  const again = await owners(fileWith('one.geojson', [lineAt(at(b))]));
  assert.deepEqual([again.json().things, again.json().before, await count()], [1, 3, 1]);
  assert.equal((await way(a)).by, 'geometry');
  assert.equal((await way(b)).by, 'layer');
  const { rows } = await house.database.pool.query(
    `select public->>'things' as things from kernel.acts where verb = 'reports.import-owners' order by seq`,
  );
  assert.deepEqual(rows, [{ things: '3' }, { things: '1' }]);
});

test('the owner may be a body or another municipality; what nobody knows is refused in words', { skip: onlyDeep }, async () => {
  const input = { place: a.slug, code: 'gestore', name: 'Il Gestore', contact: '800 1', method: 'hand' };
  await house.done(keepBody, input);
  const here = fileWith('here.geojson', [lineAt(at(a))]);
  const ofBody = await owners(here, { body: 'gestore', place: a.slug, layer: 'condotte', metres: '30' });
  assert.equal(ofBody.exit, 0, ofBody.err);
  assert.equal((await way(a)).body?.code, 'gestore');
  const ofB = await owners(here, { body: b.slug, place: a.slug, layer: 'condotte' });
  assert.deepEqual([ofB.json().owner, (await way(a)).place.id], [b.name, b.id]);
  for (const [more, code] of [
    [{ body: 'gestore' }, /no body with the code/],
    [{ categories: 'roads,draghi' }, /no kind of problem “draghi”/],
    [{ place: 'nowhere' }, /nowhere/],
    [{ layer: 'Con Spazi' }, /layer/],
    [{ metres: '5000' }, /metres/],
  ] as const) {
    const ran = await owners(here, more as Record<string, string>);
    assert.notEqual(ran.exit, 0);
    assert.match(ran.json().error.message, code);
  }
});

test('a bad file changes nothing, and the row is named', async () => {
  const before = await count();
  const good = lineAt(at(a));
  for (const [geometry, said] of [
    [null, /SP 2 has no geometry/],
    [{ type: 'LineString', coordinates: [] }, /SP 2 has an empty geometry/],
    [
      { type: 'LineString', coordinates: good.coordinates.map(([lon, lat]) => [lat, lon]) },
      /In SP 2 latitude and longitude are swapped/,
    ],
    [{ type: 'Point', coordinates: [1_500_000, 4_900_000] }, /SP 2 \(.*look like metres/],
    [{ type: 'GeometryCollection', geometries: [] }, /SP 2 is not a point/],
  ] as const) {
    const ran = await owners(fileWith('bad.geojson', [good, geometry]));
    assert.equal(ran.exit, 5);
    assert.match(ran.json().error.message, said);
  }
  const crs = { crs: { type: 'name', properties: { name: 'EPSG:3003' } } };
  assert.match((await owners(fileWith('crs.geojson', [good], crs))).json().error.message, /another coordinate system|EPSG:3003/);
  const far = await owners(fileWith('far.geojson', [{ type: 'Point', coordinates: [9.2, 45.4] }]));
  assert.match(far.json().error.message, /Nothing in this file is within/);
  assert.equal(await count(), before);
});
