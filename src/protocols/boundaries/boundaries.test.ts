import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleData } from '../../../test/sample-data.ts';
import { type BoundaryFault, MAX_VERTICES, readBoundaries } from './boundaries.ts';

/** A square of about a kilometre with its lower left corner there. */
const square = (x: number, y: number, side = 0.01) => [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]; // biome-ignore format: one line
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
const feature = (geometry: unknown, properties: object = { name: 'Prova' }) => ({ type: 'Feature', properties, geometry });
const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });

function faultsOf(text: string): BoundaryFault[] {
  const read = readBoundaries(text);
  assert.ok(read.faults, 'must be refused');
  return read.faults;
}

function featuresOf(text: string) {
  const read = readBoundaries(text);
  assert.deepEqual(read.faults, undefined);
  return read.features!;
}

test('a polygon becomes a multipolygon, closed, without heights, with what is known about it', () => {
  const open = [[16.8, 41.1, 5], [16.9, 41.1, 6], [16.9, 41.2, 7]]; // biome-ignore format: one line
  const [area] = featuresOf(
    `\uFEFF${collection(feature(polygon(open), { COMUNE: ' Bari ', PRO_COM: 72006, com_catasto_code: 'a662', Popolazione: '316015', CC_UTS: 1 }))}`,
  );
  assert.deepEqual(area, {
    index: 0,
    name: 'Bari',
    istatCode: '072006',
    cadastralCode: 'A662',
    population: 316015,
    isCapital: true,
    properties: { COMUNE: ' Bari ', PRO_COM: 72006, com_catasto_code: 'a662', Popolazione: '316015', CC_UTS: 1 },
    geometry: { type: 'MultiPolygon', coordinates: [[[[16.8, 41.1], [16.9, 41.1], [16.9, 41.2], [16.8, 41.1]]]] }, // biome-ignore format: one line
  });
});

test('what a file does not say is null, and nonsense in a code is not a code', () => {
  const [bare] = featuresOf(
    collection(feature(polygon(square(9, 39)), { istat: '12A', com_catasto_code: 'AA62', population: '-3', is_capital: 'no' })),
  );
  const { name, istatCode, cadastralCode, population, isCapital } = bare!;
  assert.deepEqual([name, istatCode, cadastralCode, population, isCapital], [null, null, null, null, false]);
});

test('islands and holes are kept', () => {
  const islands = { type: 'MultiPolygon', coordinates: [[square(9, 39, 1), square(9.2, 39.2, 0.1)], [square(8, 38)]] };
  const [area] = featuresOf(collection(feature(islands)));
  assert.deepEqual(area!.geometry, islands);
});

test('a self-crossing ring is left to the database', () => {
  const bowTie = [[9, 39], [9.1, 39.1], [9.1, 39], [9, 39.1], [9, 39]]; // biome-ignore format: one line
  assert.equal(featuresOf(collection(feature(polygon(bowTie)))).length, 1);
});

test('TopoJSON: arcs are unfolded, also backwards, and the result is the same as GeoJSON', () => {
  const topology = {
    type: 'Topology',
    transform: { scale: [0.5, 0.5], translate: [9, 39] },
    arcs: [[[0, 0], [2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2]]], // biome-ignore format: one line
    objects: {
      labels: { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [0, 0] }] },
      areas: {
        type: 'GeometryCollection',
        geometries: [
          { type: 'Polygon', arcs: [[0, 1]], properties: { name: 'Avanti' } },
          { type: 'MultiPolygon', arcs: [[[~1, ~0]]], properties: { name: 'Indietro' } },
        ],
      },
    },
  };
  const [forward, backward] = featuresOf(JSON.stringify(topology));
  const ring = [[9, 39], [10, 39], [10, 40], [9, 40], [9, 39]]; // biome-ignore format: one line
  assert.deepEqual(forward!.geometry.coordinates, [[ring]]);
  assert.deepEqual(backward!.geometry.coordinates, [[ring.toReversed()]]);
  assert.equal(backward!.name, 'Indietro');

  const broken = structuredClone(topology);
  broken.objects.areas.geometries[1]!.arcs = [[[7]]];
  assert.deepEqual(faultsOf(JSON.stringify(broken)), [
    { code: 'broken-arcs', feature: { index: 1, name: 'Indietro' }, params: { count: 1 } },
  ]);

  const two = { ...topology, objects: { comuni: topology.objects.areas, quartieri: topology.objects.areas } };
  assert.deepEqual(faultsOf(JSON.stringify(two)), [{ code: 'many-layers', params: { names: 'comuni, quartieri' } }]);
});

test('what is not a layer at all', () => {
  assert.deepEqual(faultsOf('name,lat,lon'), [{ code: 'not-json', params: {} }]);
  for (const text of [
    'null',
    '[]',
    '3',
    '{}',
    '{"type":"FeatureCollection"}',
    '{"type":"FeatureCollection","features":[null]}',
    '{"type":"Topology"}',
  ])
    assert.deepEqual(faultsOf(text), [{ code: 'not-geojson', params: {} }], text);
  assert.deepEqual(faultsOf(collection()), [{ code: 'no-features', params: {} }]);
  assert.deepEqual(faultsOf('{"type":"Topology","arcs":[],"objects":{}}'), [{ code: 'no-features', params: {} }]);
});

test('a declared coordinate system must be WGS84', () => {
  const declared = (crs: unknown) =>
    JSON.stringify({ type: 'FeatureCollection', crs, features: [feature(polygon(square(16.8, 41.1)))] });
  const named = (name: string) => declared({ type: 'name', properties: { name } });
  for (const good of [
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'urn:ogc:def:crs:OGC::CRS84',
    'EPSG:4326',
    'urn:ogc:def:crs:EPSG::4326',
    'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  ])
    assert.equal(featuresOf(named(good)).length, 1, good);
  assert.equal(featuresOf(declared(null)).length, 1);
  for (const bad of ['urn:ogc:def:crs:EPSG::3003', 'EPSG:32632', 'EPSG:14326', 'EPSG:43260'])
    assert.deepEqual(faultsOf(named(bad)), [{ code: 'other-crs-declared', params: { crs: bad } }]);
  assert.equal(faultsOf(declared('whatever'))[0]!.code, 'other-crs-declared');
});

test('metres of another system are recognised and named', () => {
  const at = (x: number, y: number) => faultsOf(collection(feature(polygon(square(x, y, 1000)))))[0]!;
  for (const [system, x, y] of [
    ['EPSG:3003', 1_470_000, 4_973_000], // Alessandria
    ['EPSG:3004', 2_677_000, 4_554_000], // Bari
    ['EPSG:32632', 509_000, 4_340_000], // Cagliari
    ['EPSG:32633', 656_000, 4_553_000], // Bari
    ['EPSG:7794', 7_390_000, 4_553_000],
    ['EPSG:7795', 3_410_000, 4_553_000],
    ['EPSG:3857', 1_878_000, 5_030_000], // Bari
  ] as const) {
    const fault = at(x, y);
    assert.equal(fault.code, 'projected-coordinates');
    assert.ok(String(fault.params['systems']).split(', ').includes(system), `${system} among ${fault.params['systems']}`);
    assert.equal(fault.params['x'], x + 500);
  }
  assert.equal(at(1_878_000, 5_530_000).params['systems'], 'EPSG:3857');
  assert.equal(at(99_000_000, 99_000_000).code, 'out-of-range');
});

test('swapped axes are recognised; places that are where they should be are not accused', () => {
  const codeAt = (x: number, y: number) => readBoundaries(collection(feature(polygon(square(x, y))))).faults?.[0]?.code;
  for (const [place, lon, lat, told] of [
    ['Bari', 16.87, 41.12, true],
    ['Cagliari', 9.11, 39.22, true],
    ['Bolzano', 11.35, 46.5, true],
    ['Lampedusa', 12.6, 35.5, true],
    ['Boston', -71.06, 42.36, true],
    ['Sydney', 151.2, -33.87, true],
    ['Tokyo', 139.7, 35.7, true],
    ['Paris', 2.35, 48.85, false], // exchanged it is a good place off Somalia: cannot be told
    ['Quito', -78.5, -0.2, true],
  ] as const) {
    assert.equal(codeAt(lon, lat), undefined, place);
    assert.equal(codeAt(lat, lon), told ? 'axes-swapped' : undefined, `${place}, exchanged`);
  }
});

test('geometry faults name the feature; alike faults are told once, with their number', () => {
  const good = feature(polygon(square(9, 39)));
  const faults = faultsOf(
    collection(
      good,
      feature(null, { nome: 'Zero' }),
      feature(null, { nome: 'Zero bis' }),
      feature({ type: 'Point', coordinates: [9, 39] }, { nome: 'Punto' }),
      feature(polygon([[9, 39], [9.1, 39], [9, 39]]), { nome: 'Corto' }), // biome-ignore format: one line
      feature(polygon(), { nome: 'Vuoto' }),
      feature({ type: 'MultiPolygon', coordinates: [] }, { nome: 'Vuoto' }),
      feature(polygon([]), { nome: 'Vuoto' }),
      feature(polygon([[9, 39], ['9', 39], [9, 40], [9, 39]]), { nome: 'Parole' }), // biome-ignore format: one line
      feature(polygon([[9, 39], [9], [9, 40], [9, 39]]), {}), // biome-ignore format: one line
      feature({ type: 'Polygon' }, {}),
      feature({ coordinates: [] }, {}),
    ),
  );
  assert.deepEqual(faults, [
    { code: 'null-geometry', feature: { index: 1, name: 'Zero' }, params: { count: 2 } },
    { code: 'not-a-polygon', feature: { index: 3, name: 'Punto' }, params: { type: 'Point', count: 2 } },
    { code: 'short-ring', feature: { index: 4, name: 'Corto' }, params: { points: 3, count: 1 } },
    { code: 'empty-geometry', feature: { index: 5, name: 'Vuoto' }, params: { count: 3 } },
    { code: 'bad-position', feature: { index: 8, name: 'Parole' }, params: { count: 3 } },
  ]);
});

test('too many vertices are refused before they are unfolded', () => {
  const arc = Array.from({ length: 10_000 }, (_, i) => [i % 2, 1]);
  const arcs = Array.from({ length: 100_000 }, () => ~0);
  const bomb = {
    type: 'Topology',
    arcs: [arc],
    transform: { scale: [1e-6, 1e-6], translate: [9, 39] },
    objects: { a: { type: 'Polygon', arcs: [arcs], properties: { name: 'Bomba' } } },
  };
  const before = performance.now();
  assert.deepEqual(faultsOf(JSON.stringify(bomb)), [
    { code: 'too-many-vertices', feature: { index: 0, name: 'Bomba' }, params: { max: MAX_VERTICES } },
  ]);
  assert.ok(performance.now() - before < 2000);
  const ring = Array.from({ length: MAX_VERTICES + 1 }, (_, i) => [9 + Math.cos(i) / 10, 39 + Math.sin(i) / 10]);
  assert.equal(faultsOf(collection(feature(polygon(ring))))[0]!.code, 'too-many-vertices');
});

test('deeply nested input is refused, not fallen over', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  for (const text of [
    `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":${deep}}}]}`,
    `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":${deep}},"geometry":{"type":${deep}}}]}`,
    `{"type":"FeatureCollection","crs":${deep},"features":[]}`,
    `{"type":"FeatureCollection","crs":{"properties":{"name":${deep}}},"features":[]}`,
    `{"type":"Topology","arcs":[],"objects":{"a":{"type":"Polygon","arcs":${deep}}}}`,
  ])
    assert.ok(faultsOf(text).length > 0);
});

test('property: any JSON gives features or faults, never an exception', () => {
  const geometry = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.constantFrom('Polygon', 'MultiPolygon', 'Point', 'Banana'), coordinates: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ type: fc.constant('Feature'), properties: fc.jsonValue(), geometry })), (features) => {
      const read = readBoundaries(JSON.stringify({ type: 'FeatureCollection', features }));
      assert.ok((read.features ?? read.faults).length > 0);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (objects, arcs) => {
      readBoundaries(
        JSON.stringify({ type: 'Topology', arcs: [arcs], objects: { a: objects, b: { type: 'Polygon', arcs: objects } } }),
      );
    }),
  );
});

for (const [city, count] of Object.entries({ bari: 41, palermo: 82, cagliari: 17, bologna: 55 }))
  for (const kind of ['geojson', 'topo.json'])
    test(`${city}.${kind}: ${count} municipalities with names and codes`, (t) => {
      const path = sampleData(t, `municipalities/${city}.${kind}`);
      if (!path) return;
      const features = featuresOf(readFileSync(path, 'utf8'));
      assert.equal(features.length, count);
      assert.equal(new Set(features.map((area) => area.istatCode)).size, count);
      for (const area of features) {
        assert.ok(area.name, `name of ${area.index}`);
        assert.match(area.cadastralCode ?? '', /^[A-Z]\d{3}$/);
        for (const ring of area.geometry.coordinates.flat()) assert.deepEqual(ring[0], ring[ring.length - 1]);
      }
    });

for (const [file, name, istat] of [['boston', 'Boston', '999101'], ['alessandria', 'Alessandria', '006003']] as const) // biome-ignore format: one line
  test(`${file}-outline.geojson: one municipality`, (t) => {
    const path = sampleData(t, `municipalities/${file}-outline.geojson`);
    if (!path) return;
    assert.deepEqual(
      featuresOf(readFileSync(path, 'utf8')).map((area) => [area.name, area.istatCode]),
      [[name, istat]],
    );
  });
