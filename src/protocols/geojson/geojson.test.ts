import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { featureCollection } from './geojson.ts';

test('a collection of points, with foreign members, one line per feature', () => {
  const text = featureCollection(
    [
      {
        id: 'SEG-2026-000001',
        geometry: { type: 'Point', coordinates: [16.871912345678, 41.125] },
        properties: { title: 'Buca' },
      },
      { geometry: null, properties: {} },
    ],
    { license: 'https://creativecommons.org/licenses/by/4.0/' },
  );
  assert.deepEqual(JSON.parse(text), {
    type: 'FeatureCollection',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    features: [
      {
        type: 'Feature',
        id: 'SEG-2026-000001',
        geometry: { type: 'Point', coordinates: [16.8719123, 41.125] },
        properties: { title: 'Buca' },
      },
      { type: 'Feature', geometry: null, properties: {} },
    ],
  });
  assert.equal(text.trim().split('\n').length, 4);
});

test('an empty collection is one too', () => {
  assert.deepEqual(JSON.parse(featureCollection([])), { type: 'FeatureCollection', features: [] });
});

test('outer rings are anticlockwise and holes clockwise, whichever way they came', () => {
  const outer = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]; // biome-ignore format: one line
  const hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]; // biome-ignore format: one line
  for (const rings of [[outer, hole], [outer.toReversed(), hole.toReversed()]]) // biome-ignore format: one line
    for (const geometry of [
      { type: 'Polygon', coordinates: rings },
      { type: 'GeometryCollection', geometries: [{ type: 'MultiPolygon', coordinates: [rings] }] },
    ] as Geometry[]) {
      const { geometry: written } = JSON.parse(featureCollection([{ geometry, properties: {} }])).features[0];
      const polygon = written.coordinates ?? written.geometries[0].coordinates[0];
      assert.deepEqual(polygon, [outer, hole]);
    }
});

test('property: lines and points keep their places to a centimetre, and the text is always JSON', () => {
  const position = fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }));
  fc.assert(
    fc.property(fc.array(position, { minLength: 2 }), fc.dictionary(fc.string(), fc.string()), (coordinates, properties) => {
      for (const type of ['LineString', 'MultiPoint'] as const) {
        const [read] = JSON.parse(featureCollection([{ geometry: { type, coordinates }, properties }])).features;
        assert.deepEqual(Object.entries(read.properties), Object.entries(properties));
        for (const [i, [lon, lat]] of coordinates.entries())
          assert.ok(
            Math.abs(read.geometry.coordinates[i][0] - lon) <= 5.1e-8 &&
              Math.abs(read.geometry.coordinates[i][1] - lat) <= 5.1e-8,
          );
      }
    }),
  );
});
