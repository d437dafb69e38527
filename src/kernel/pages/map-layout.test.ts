import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openBrowser } from '../../../test/browser.ts';
import { serveGallery } from '../../../test/gallery/gallery.ts';
import { districtMap, wholeMap } from '../../../test/gallery/ground.ts';
import type { MapFigureProps } from './map.tsx';
import { type Box, boxOf, type Layout, layoutOf } from './map-layout.ts';

const whole = wholeMap(640);
const districts = districtMap(560);
const spot = fc.record({ x: fc.integer({ min: 0, max: 560 }), y: fc.integer({ min: 0, max: 460 }) });
const letters = fc
  .array(spot, { maxLength: 12 })
  .map((spots) => spots.map((one, i) => ({ ...one, letter: String.fromCharCode(65 + i) })));
const points = fc
  .array(fc.tuple(spot, fc.boolean()), { maxLength: 20 })
  .map((spots) => spots.map(([one, chosen], i) => ({ ...one, chosen, look: 'new' as const, href: `#${i}`, label: '' })));
const clusters = fc
  .array(fc.tuple(spot, fc.integer({ min: 1, max: 5_000 })), { maxLength: 14 })
  .map((spots) => spots.map(([one, count]) => ({ ...one, count, done: 0, late: 0 })));
const pin = fc.option(spot, { nil: undefined });
const marks = fc.oneof(
  fc.record({ letters, pin }),
  fc.record({ points, pin }),
  fc.record({ clusters }),
  fc.record({ letters, points }),
);
const sizes = ['wide', 'narrow'] as const;

const grounds: MapFigureProps[] = [
  { ...whole, id: 'whole', label: '' },
  { ...districts, id: 'parts', label: '', kind: 'parts' },
];

test('no mark touches another, none leaves the map, no name lies under a mark or on a name, whatever is on the map', () => {
  fc.assert(
    fc.property(fc.constantFrom(...grounds), marks, fc.constantFrom(...sizes), (ground, things, size) => {
      const layout = layoutOf({ ...ground, ...things }, size);
      const boxes = marksOf(layout).map(boxOf);
      const names = layout.labels.map((label) => label.box);
      assert.deepEqual(pairs(boxes), []);
      assert.deepEqual(pairs(names), []);
      for (const box of [...boxes, ...names])
        assert.ok(box.left >= 0 && box.top >= 0 && box.right <= ground.width && box.bottom <= ground.height, 'outside the map');
      for (const label of layout.labels) {
        const away = (other: { x: number; y: number }) => Math.hypot(label.x - other.x, label.y - other.y);
        const own = ground.labels!.find((other) => other.lines.join() === label.lines.join())!;
        assert.ok(
          ground.labels!.every((other) => away(other) > away(own) - 1.5),
          'a name in the place of another',
        );
      }
      for (const name of names) assert.ok(!boxes.some((mark) => overlap(name, mark)), 'a name under a mark');
    }),
    { numRuns: 400 },
  );
});

test('the same map is laid out the same way, and nothing is lost of what is on it', () => {
  fc.assert(
    fc.property(marks, fc.constantFrom(...sizes), (things, size) => {
      const map = { ...grounds[0]!, ...things };
      const layout = layoutOf(map, size);
      assert.deepEqual(layoutOf(map, size), layout);
      const { letters: shown, points: alone, clusters: circles } = layout;
      const gathered =
        circles.reduce((sum, { count }) => sum + count, 0) - (map.clusters ?? []).reduce((sum, { count }) => sum + count, 0);
      assert.equal(shown.length, map.letters?.length ?? 0);
      assert.equal(alone.length + gathered, map.points?.length ?? 0);
      assert.equal(alone.filter(({ chosen }) => chosen).length, (map.points ?? []).filter(({ chosen }) => chosen).length);
      for (const mark of marksOf(layout))
        if (mark.home) assert.ok(Math.hypot(mark.x - mark.home.x, mark.y - mark.home.y) < 300, 'far from what it means');
    }),
    { numRuns: 100 },
  );
});

test('marks that are alone stay on their spot, and names in their place', () => {
  for (const size of sizes) {
    const bare = layoutOf(grounds[0]!, size);
    const place = { x: 30, y: 30 };
    const one = layoutOf({ ...grounds[0]!, letters: [{ ...place, letter: 'A' }] }, size);
    assert.deepEqual([one.letters[0]!.x, one.letters[0]!.y, one.letters[0]!.home], [30, 30, null]);
    assert.deepEqual(one.labels, bare.labels);
  }
  const wide = layoutOf(grounds[0]!, 'wide');
  for (const { lines, x, y } of whole.labels) {
    const label = wide.labels.find((other) => other.lines.join() === lines.join());
    // Some names of the drawing would touch one another.
    assert.ok(label && Math.hypot(label.x - x, label.y - y) < 12, lines.join(' '));
  }
});

test('points on one spot are one circle with their number, and what became of them', () => {
  const looks = ['new', 'done', 'late', 'done'] as const;
  const crowd = looks.map((look, i) => ({ x: 200 + i, y: 200, look, href: `#${i}`, label: '' }));
  const { points: alone, clusters: circles } = layoutOf({ ...grounds[0]!, points: [...crowd, { ...crowd[0]!, x: 400 }] }, 'wide');
  assert.deepEqual(
    circles.map(({ x, y, count, done, late }) => ({ x, y, count, done, late })),
    [{ x: 202, y: 200, count: 4, done: 2, late: 1 }],
  );
  assert.deepEqual(
    alone.map(({ x }) => x),
    [400],
  );
});

test('a name gives way to the mark on it, and stays near', () => {
  const { x, y, lines } = whole.labels.find((label) => label.rank === 'chief' || label.lines[0] === 'Arenaria')!;
  for (const size of sizes) {
    const { labels } = layoutOf({ ...grounds[0]!, letters: [{ x, y: y - 4, letter: 'A' }] }, size);
    const label = labels.find((other) => other.lines.join() === lines.join());
    assert.ok(label, `left out when ${size}`);
    assert.ok(Math.hypot(label.x - x, label.y - y) < 100);
  }
});

test('of two letters on one spot both are seen, the second with a line to its spot', () => {
  const here = { x: 300, y: 250 };
  const { letters: placed } = layoutOf(
    {
      ...grounds[0]!,
      letters: [
        { ...here, letter: 'C' },
        { ...here, letter: 'D' },
      ],
    },
    'wide',
  );
  assert.equal(placed[0]!.home, null);
  assert.deepEqual(placed[1]!.home, here);
  assert.ok(Math.hypot(placed[1]!.x - 300, placed[1]!.y - 250) < 50);
});

test('in a browser, the letters of a name fit the room that was counted for them', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  t.after(() => browser.close());
  const { origin, server } = await serveGallery();
  t.after(() => server.close());
  for (const [width, size] of [
    [1280, 'wide'],
    [390, 'narrow'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(`${origin}/it/home`);
    await page.evaluate(() => document.fonts.ready);
    const boxes = (what: string): Promise<Box[]> =>
      page
        .locator(`.ar-hero .${size} ${what}`)
        .evaluateAll((all) => all.map((one) => JSON.parse(JSON.stringify(one.getBoundingClientRect()))));
    const [names, pins] = [await boxes('.name'), await boxes('.pin')];
    assert.equal(pins.length, 5);
    assert.ok(names.length >= 4 && names.every(({ left, right }) => right > left), `${size}: names are shown`);
    // The box of a text in a browser counts the room above and below its letters too.
    const inked = names.map(({ top, bottom, ...box }) => ({
      ...box,
      top: top + (bottom - top) * 0.2,
      bottom: bottom - (bottom - top) * 0.2,
    }));
    assert.deepEqual(pairs(inked), [], size);
    for (const name of inked) assert.ok(!pins.some((pin) => overlap(name, pin)), `${size}: a name under a letter`);
    await page.close();
  }
});

function marksOf({ letters, points, clusters }: Layout) {
  return [...letters, ...points, ...clusters];
}

function pairs(boxes: Box[]): [Box, Box][] {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b): [Box, Box][] => (overlap(a, b) ? [[a, b]] : [])));
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
