import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeSmall } from './small-cells.ts';

const cells = (counts: Record<string, number>) => Object.entries(counts).map(([key, n]) => ({ key, n }));

test('small cells are told together, large and empty ones as they are', () => {
  assert.deepEqual(mergeSmall(cells({ a: 40, b: 7, c: 8, d: 0 })), {
    cells: cells({ a: 40, d: 0 }),
    rest: { keys: ['b', 'c'], n: 15 },
  });
  assert.deepEqual(mergeSmall(cells({ a: 40, b: 10 })), { cells: cells({ a: 40, b: 10 }), rest: null });
});

test('a single small cell is not found by subtraction: the next smallest joins it', () => {
  assert.deepEqual(mergeSmall(cells({ a: 40, b: 3, c: 25 })), { cells: cells({ a: 40 }), rest: { keys: ['b', 'c'], n: 28 } });
  assert.deepEqual(mergeSmall(cells({ a: 40, b: 2, c: 3, d: 12 })), {
    cells: cells({ a: 40 }),
    rest: { keys: ['b', 'c', 'd'], n: 17 },
  });
});

test('where all together are too few, not even how many is told', () => {
  assert.deepEqual(mergeSmall(cells({ a: 2, b: 3 })), { cells: [], rest: { keys: ['a', 'b'], n: null } });
  assert.deepEqual(mergeSmall(cells({ a: 4 })), { cells: [], rest: { keys: ['a'], n: null } });
});

test('whatever the table: nothing told is small, nobody is lost, and what is merged stands for two cells at least where there are two', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 12 }), fc.integer({ min: 2, max: 20 }), (counts, least) => {
      const given = counts.map((n, key) => ({ key, n }));
      const { cells: told, rest } = mergeSmall(given, least);
      for (const { n } of told) assert.ok(n === 0 || n >= least);
      assert.deepEqual(
        [...told.map(({ key }) => key), ...(rest?.keys ?? [])].toSorted((a, b) => a - b),
        [...counts.keys()],
      );
      const inside = (rest?.keys ?? []).reduce((all, key) => all + counts[key]!, 0);
      if (rest && rest.n !== null) assert.ok(rest.n === inside && inside >= least && rest.keys.length >= 2);
      if (rest && rest.n === null) assert.ok(inside < least && told.every(({ n }) => n === 0));
    }),
  );
});
