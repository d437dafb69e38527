import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MultiPolygon, Position } from 'geojson';
import { sampleData } from '../../../test/sample-data.ts';
import { readBoundaries } from './boundaries.ts';
import { chartOf, labelPoint, outlinePath, type Spot, simplified } from './outline.ts';

const area = (...polygons: Position[][][]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: polygons });
const box = (x: number, y: number, w: number, h: number): Position[] => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
  [x, y],
];

test('a chart has the right proportions, north up, with its margin', () => {
  const chart = chartOf([area([box(10, 59.5, 1, 1)])], { width: 100, margin: 10 }); // at 60 degrees a degree of longitude is half as long
  assert.deepEqual(chart.place(10, 60.5).map(Math.round), [10, 10]);
  assert.deepEqual(chart.place(11, 59.5).map(Math.round), [90, 170]);
  assert.equal(chart.viewBox, `0 0 100 ${chart.height}`);
  assert.ok(Math.abs(chart.height - 180) <= 1);
});

test('a tall area is held to the greatest height and centred', () => {
  const chart = chartOf([area([box(10, -5, 1, 10)])], { width: 100, maxHeight: 100 });
  assert.equal(chart.height, 100);
  assert.deepEqual(chart.place(10.5, 0).map(Math.round), [50, 50]);
});

test('a path is short and says the same', () => {
  const chart = { width: 10, height: 10, viewBox: '', place: (x: number, y: number): Spot => [x, y] };
  assert.equal(outlinePath(area([box(1, 2, 3.5, 0.5)]), chart, { tolerance: 0 }), 'M1 2l3.5 0 0 .5-3.5 0z');
  assert.equal(outlinePath(area([box(1.04, 2, 3, 4)]), chart, { tolerance: 0, decimals: 0 }), 'M1 2l3 0 0 4-3 0z');
  assert.equal(outlinePath(area([box(1, 2, 0.01, 0.01)]), chart), 'M1 2z');
});

test('specks are left out, but the largest part of an area never is', () => {
  const chart = { width: 10, height: 10, viewBox: '', place: (x: number, y: number): Spot => [x, y] };
  const rings = (path: string) => path.match(/M/g)?.length;
  assert.equal(rings(outlinePath(area([box(0, 0, 9, 9), box(3, 3, 2, 2)], [box(20, 0, 0.1, 0.1)]), chart)), 2);
  assert.equal(rings(outlinePath(area([box(0, 0, 0.1, 0.1)]), chart)), 1);
});

test('property: simplifying keeps the ends, only drops points, and strays by no more than the tolerance', () => {
  const spot = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }));
  fc.assert(
    fc.property(fc.array(spot, { minLength: 4, maxLength: 60 }), fc.integer({ min: 0, max: 200 }), (spots, tolerance) => {
      const ring = [...spots, spots[0]!];
      const less = simplified(ring, tolerance);
      assert.deepEqual([less[0], less[less.length - 1]], [ring[0], ring[0]]);
      assert.ok(less.length >= Math.min(4, ring.length));
      let next = 0;
      for (const kept of less) {
        next = ring.indexOf(kept, next) + 1;
        assert.ok(next > 0, 'only points of the ring, in their order');
      }
      for (const lost of ring) {
        const off = Math.min(...less.slice(1).map((b, i) => Math.sqrt(distance2(lost, less[i]!, b))));
        assert.ok(off <= tolerance + 1e-9, `${off} > ${tolerance}`);
      }
    }),
  );
});

test('the label of a crescent is in its thick part, not in its middle; a hole is avoided', () => {
  const crescent = area([
    [[0, 0], [10, 0], [10, 1], [4, 1], [4, 9], [10, 9], [10, 10], [0, 10], [0, 0]], // biome-ignore format: one line
  ]);
  const { lon, lat } = labelPoint(crescent);
  assert.ok(Math.abs(lon - 2) < 0.5 && lat > 1 && lat < 9, `${lon} ${lat}`);
  const ringed = labelPoint(area([box(0, 0, 10, 10), box(1, 1, 6, 8)]));
  assert.ok(ringed.lon > 7 && ringed.lon < 10, `${ringed.lon}`);
  const islands = labelPoint(area([box(0, 0, 1, 1)], [box(5, 5, 3, 3)]));
  assert.ok(Math.abs(islands.lon - 6.5) < 0.1 && Math.abs(islands.lat - 6.5) < 0.1);
});

test('an area without extent still has a label', () => {
  assert.deepEqual(labelPoint(area([box(9, 39, 0, 0)])), { lon: 9, lat: 39 });
  const thread = labelPoint(area([box(9, 39, 1, 1e-9)]));
  assert.ok(thread.lon >= 9 && thread.lon <= 10 && Math.abs(thread.lat - 39) < 1e-6);
});

for (const [city, most] of Object.entries({ bari: 60_000, palermo: 110_000 }))
  test(`${city}: every municipality has a label inside it and an outline; all together are light and quick`, (t) => {
    const path = sampleData(t, `municipalities/${city}.geojson`);
    if (!path) return;
    const areas = readBoundaries(readFileSync(path, 'utf8')).features!.map((feature) => feature.geometry);
    const before = performance.now();
    const chart = chartOf(areas, { width: 800, margin: 8 });
    const paths = areas.map((one) => outlinePath(one, chart));
    const labels = areas.map(labelPoint);
    const took = performance.now() - before;
    t.diagnostic(`${areas.length} outlines, ${paths.join('').length} bytes, ${took.toFixed(0)} ms`);
    for (const d of paths) assert.match(d, /^M[\d. -]+l[\d. -]+z/);
    for (const [i, { lon, lat }] of labels.entries()) assert.ok(isInside([lon, lat], areas[i]!), `label ${i}`);
    assert.ok(paths.join('').length < most);
    assert.ok(took < 2000);
  });

function isInside([x, y]: Spot, { coordinates }: MultiPolygon): boolean {
  let inside = false;
  for (const ring of coordinates.flat() as Spot[][])
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  return inside;
}

function distance2([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): number {
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2));
  return (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2;
}
