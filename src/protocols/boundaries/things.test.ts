import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readThings } from './things.ts';

const file = (...geometries: unknown[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: geometries.map((geometry, i) => ({ type: 'Feature', properties: { nome: `Cosa ${i + 1}` }, geometry })),
  });
const faultsOf = (...geometries: unknown[]) =>
  readThings(file(...geometries)).faults?.map(({ code, feature }) => `${code} ${feature?.name ?? ''}`.trim());

test('points, lines and areas are read together, heights dropped, rings closed', () => {
  const read = readThings(
    file(
      { type: 'Point', coordinates: [14.5, 39.4, 12] },
      {
        type: 'LineString',
        coordinates: [
          [14.5, 39.4],
          [14.6, 39.4],
        ],
      },
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [14.5, 39.4],
            [14.6, 39.4],
          ],
          [
            [14.5, 39.5],
            [14.6, 39.5],
          ],
        ],
      },
      {
        type: 'Polygon',
        coordinates: [
          [
            [14.5, 39.4],
            [14.6, 39.4],
            [14.6, 39.5],
            [14.5, 39.5],
          ],
        ],
      },
    ),
  );
  assert.deepEqual(
    read.features?.map(({ name, geometry }) => [name, geometry.type, geometry.coordinates.length]),
    [
      ['Cosa 1', 'MultiPoint', 1],
      ['Cosa 2', 'MultiLineString', 1],
      ['Cosa 3', 'MultiLineString', 2],
      ['Cosa 4', 'MultiPolygon', 1],
    ],
  );
  assert.deepEqual(read.features![0]!.geometry.coordinates, [[14.5, 39.4]]);
});

test('what cannot be a thing on the ground is told with the row', () => {
  const line = {
    type: 'LineString',
    coordinates: [
      [14.5, 39.4],
      [14.6, 39.4],
    ],
  };
  for (const [geometry, fault] of [
    [null, 'null-geometry'],
    [{ type: 'Point', coordinates: [] }, 'empty-geometry'],
    [{ type: 'MultiPoint', coordinates: [] }, 'empty-geometry'],
    [{ type: 'LineString', coordinates: [] }, 'empty-geometry'],
    [{ type: 'MultiLineString', coordinates: [] }, 'empty-geometry'],
    [{ type: 'LineString', coordinates: [[14.5, 39.4]] }, 'short-line'],
    [
      {
        type: 'LineString',
        coordinates: [
          [14.5, 39.4],
          ['x', 39.4],
        ],
      },
      'bad-position',
    ],
    [{ type: 'LineString' }, 'bad-position'],
    [{ type: 'GeometryCollection', geometries: [line] }, 'not-a-thing'],
    [{ coordinates: [14.5, 39.4] }, 'not-a-thing'],
    [
      {
        type: 'LineString',
        coordinates: [
          [39.4, 14.5],
          [39.4, 14.6],
        ],
      },
      'axes-swapped',
    ],
    [{ type: 'Point', coordinates: [1_500_000, 4_900_000] }, 'projected-coordinates'],
    [{ type: 'Point', coordinates: [900, 39] }, 'out-of-range'],
  ] as const)
    assert.deepEqual(faultsOf(line, geometry), [`${fault} Cosa 2`]);
  assert.deepEqual(faultsOf(), ['no-features']);
  const otherCrs = JSON.stringify({
    ...JSON.parse(file(line)),
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3003' } },
  });
  assert.equal(readThings(otherCrs).faults![0]!.code, 'other-crs-declared');
});
