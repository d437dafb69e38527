import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VectorTile, type VectorTileLayer } from '@mapbox/vector-tile';
import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { PbfReader } from 'pbf';
import { clipLine, clipRing, type Place } from './clip.ts';
import { BUFFER, degrees, EXTENT, metres, project, type Tile, tileOf } from './grid.ts';
import { encodeTile, type TileFeature } from './tile.ts';

const bari: Tile = { z: 12, x: 2239, y: 1533 };

test('a tile address is checked before it is believed', () => {
  assert.deepEqual(tileOf('3', '7', '0'), { z: 3, x: 7, y: 0 });
  for (const [z, x, y] of [
    ['3', '8', '0'],
    ['3', '0', '8'],
    ['23', '0', '0'],
    ['-1', '0', '0'],
    ['1.5', '0', '0'],
    ['', '0', '0'],
    ['1e1', '0', '0'],
    ['2', '0x1', '0'],
  ])
    assert.equal(tileOf(z!, x!, y!), undefined, `${z}/${x}/${y}`);
});

test('the world tile is the Mercator square, in metres and in degrees', () => {
  const world = metres({ z: 0, x: 0, y: 0 });
  assert.equal(world.maxX.toFixed(2), '20037508.34');
  assert.equal(world.minY.toFixed(2), '-20037508.34');
  const box = degrees({ z: 0, x: 0, y: 0 }, BUFFER);
  assert.equal(box.minX, -180);
  assert.equal(box.maxX, 180);
  assert.equal(box.maxY.toFixed(6), '85.051129');
});

test('neighbours touch, the buffer reaches over, and project() is the inverse of degrees()', () => {
  const here = metres(bari);
  const east = metres({ ...bari, x: bari.x + 1 });
  const south = metres({ ...bari, y: bari.y + 1 });
  assert.ok(Math.abs(here.maxX - east.minX) < 1e-6);
  assert.ok(Math.abs(here.minY - south.maxY) < 1e-6);
  const wide = metres(bari, BUFFER);
  assert.ok(Math.abs((wide.maxX - here.maxX) / (here.maxX - here.minX) - BUFFER / EXTENT) < 1e-9);
  const box = degrees(bari);
  const [x, y] = project(box.minX, box.maxY);
  assert.ok(Math.abs(x - here.minX) < 1e-3 && Math.abs(y - here.maxY) < 1e-3);
  assert.ok(
    box.minX < 16.8719 && box.maxX > 16.8719 && box.minY < 41.1258 && box.maxY > 41.1258,
    'the cathedral square of Bari is in it',
  );
});

test('points keep place, properties, number and layer name', () => {
  const box = metres(bari);
  const middle = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  const layer = decode(
    encodeTile(bari, [
      {
        name: 'entries',
        features: [
          {
            id: 7,
            geometry: { type: 'Point', coordinates: middle },
            properties: { kind: 'report', count: 3, late: true, share: 0.5, none: null },
          },
          { geometry: { type: 'Point', coordinates: [box.maxX + 1e6, box.minY] }, properties: { kind: 'far away' } },
        ],
      },
    ]),
  ).entries!;
  assert.equal(layer.version, 2);
  assert.equal(layer.extent, EXTENT);
  assert.equal(layer.length, 1);
  const feature = layer.feature(0);
  assert.equal(feature.id, 7);
  assert.deepEqual({ ...feature.properties }, { kind: 'report', count: 3, late: true, share: 0.5 });
  assert.deepEqual(plain(feature.loadGeometry()), [[[2048, 2048]]]);
});

test('a point in the buffer is kept, one beyond it is not', () => {
  const box = metres(bari);
  const unit = (box.maxX - box.minX) / EXTENT;
  const at = (dx: number): Geometry => ({ type: 'Point', coordinates: [box.minX + dx * unit, box.maxY] });
  assert.equal(decode(encodeTile(bari, [{ name: 'a', features: [one(at(-BUFFER)), one(at(-BUFFER - 1))] }])).a!.length, 1);
});

test('nothing to draw is an empty tile, not an empty layer', () => {
  assert.equal(encodeTile(bari, [{ name: 'a', features: [] }]).length, 0);
  assert.equal(encodeTile(bari, []).length, 0);
});

test('a line that leaves and returns becomes two, cut at the buffer', () => {
  const drawn = decode(
    encodeTile(bari, [
      { name: 'a', features: [one({ type: 'LineString', coordinates: spot([100, 100], [100, 9000], [200, 9000], [200, 100]) })] },
    ]),
  );
  assert.deepEqual(plain(drawn.a!.feature(0).loadGeometry()), [
    [
      [100, 100],
      [100, EXTENT + BUFFER],
    ],
    [
      [200, EXTENT + BUFFER],
      [200, 100],
    ],
  ]);
});

test('a polygon larger than the tile fills it to the buffer, with its hole, wound as the format asks', () => {
  for (const reversed of [false, true]) {
    const outer = spot([-9000, -9000], [9000, -9000], [9000, 9000], [-9000, 9000], [-9000, -9000]);
    const hole = spot([1000, 1000], [1000, 2000], [2000, 2000], [2000, 1000], [1000, 1000]);
    const coordinates = reversed ? [outer.toReversed(), hole.toReversed()] : [outer, hole];
    const rings = plain(
      decode(encodeTile(bari, [{ name: 'a', features: [one({ type: 'Polygon', coordinates })] }]))
        .a!.feature(0)
        .loadGeometry(),
    );
    assert.equal(rings.length, 2);
    assert.equal(area(rings[0]!), (EXTENT + 2 * BUFFER) ** 2);
    assert.equal(area(rings[1]!), -1_000_000);
  }
});

test('what shrinks to nothing is left out, together with its holes', () => {
  const speck = spot([10, 10], [10.1, 10], [10.1, 10.1], [10, 10]);
  const features = [
    one({ type: 'Polygon', coordinates: [speck, speck] }),
    one({ type: 'LineString', coordinates: spot([10, 10], [10.2, 10.2]) }),
    one({ type: 'Polygon', coordinates: [] }),
    one({ type: 'Polygon', coordinates: [spot([0, 9], [50, 9], [90, 9.2], [0, 9])] }),
    one({ type: 'MultiPolygon', coordinates: [[speck], [spot([0, 0], [50, 0], [50, 50], [0, 0])]] }),
  ];
  const layer = decode(encodeTile(bari, [{ name: 'a', features }])).a!;
  assert.equal(layer.length, 1);
  assert.equal(plain(layer.feature(0).loadGeometry()).length, 1);
});

test('parts of a collection are drawn each', () => {
  const geometry: Geometry = {
    type: 'GeometryCollection',
    geometries: [
      { type: 'Point', coordinates: spot([5, 5])[0]! },
      { type: 'LineString', coordinates: spot([0, 0], [9, 9]) },
    ],
  };
  assert.equal(decode(encodeTile(bari, [{ name: 'a', features: [one(geometry)] }])).a!.length, 2);
});

test('property: clipped rings stay in the box and keep the area that is inside it', () => {
  const box = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
  const number = fc.integer({ min: -150, max: 250 });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (x, y, w, h) => {
      const ring: Place[] = [
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x, y + h],
        [x, y],
      ];
      const clipped = clipRing(ring, box);
      for (const [px, py] of clipped) assert.ok(px >= 0 && px <= 100 && py >= 0 && py <= 100);
      const wide = Math.max(0, Math.min(100, x + w) - Math.max(0, x));
      const high = Math.max(0, Math.min(100, y + h) - Math.max(0, y));
      assert.ok(Math.abs(area(clipped) - wide * high) < 1e-6);
    }),
  );
});

test('property: clipped lines stay in the box, and what is wholly inside is untouched', () => {
  const box = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
  const place = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  fc.assert(
    fc.property(fc.array(place(-200, 300), { minLength: 2, maxLength: 12 }), (line) => {
      for (const part of clipLine(line, box))
        for (const [x, y] of part) assert.ok(x >= -1e-9 && x <= 100 + 1e-9 && y >= -1e-9 && y <= 100 + 1e-9);
    }),
  );
  fc.assert(
    fc.property(fc.array(place(0, 100), { minLength: 2, maxLength: 12 }), (line) => {
      assert.deepEqual(clipLine(line, box), [line]);
    }),
  );
});

test('property: every point inside comes back within half a unit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: EXTENT, noNaN: true }), fc.double({ min: 0, max: EXTENT, noNaN: true })), {
        minLength: 1,
        maxLength: 20,
      }),
      (places) => {
        const features = places.map((place, i) => ({ ...one({ type: 'Point', coordinates: spot(place)[0]! }), id: i }));
        const layer = decode(encodeTile(bari, [{ name: 'a', features }])).a!;
        assert.equal(layer.length, places.length);
        for (let i = 0; i < places.length; i++) {
          const [[point]] = plain(layer.feature(i).loadGeometry()) as [[Place]];
          assert.ok(Math.abs(point[0] - places[i]![0]) <= 0.5001 && Math.abs(point[1] - places[i]![1]) <= 0.5001);
        }
      },
    ),
  );
});

test('5,000 points are encoded in little more time than their JSON takes (medians of 15)', (t) => {
  const features = Array.from({ length: 5000 }, (_, i) => ({
    id: i,
    geometry: { type: 'Point' as const, coordinates: spot([(i * 37) % EXTENT, (i * 101) % EXTENT])[0]! },
    properties: { kind: 'report', state: ['new', 'taken', 'done'][i % 3]!, code: `SEG-2026-${i}` },
  }));
  const median = (work: () => void) =>
    Array.from({ length: 15 }, () => {
      const before = performance.now();
      work();
      return performance.now() - before;
    }).toSorted((a, b) => a - b)[7]!;
  const tile = median(() => encodeTile(bari, [{ name: 'entries', features }]));
  const json = median(() => JSON.stringify(features));
  t.diagnostic(`tile ${tile.toFixed(1)} ms, JSON ${json.toFixed(1)} ms`);
  assert.ok(tile < 4 * json, `tile ${tile} ms, JSON ${json} ms`);
});

function one(geometry: Geometry): TileFeature {
  return { geometry, properties: {} };
}

/** Tile units to metres, the reverse of what is being tested. */
function spot(...places: Place[]): Place[] {
  const box = metres(bari);
  const unit = (box.maxX - box.minX) / EXTENT;
  return places.map(([x, y]) => [box.minX + x * unit, box.maxY - y * unit]);
}

function decode(bytes: Uint8Array): Record<string, VectorTileLayer> {
  return new VectorTile(new PbfReader(bytes)).layers;
}

function plain(geometry: { x: number; y: number }[][]): Place[][] {
  return geometry.map((part) => part.map(({ x, y }) => [x, y]));
}

function area(ring: Place[]): number {
  return ring.reduce(
    (sum, [x, y], i) => sum + (x * ring[(i + 1) % ring.length]![1] - ring[(i + 1) % ring.length]![0] * y) / 2,
    0,
  );
}
