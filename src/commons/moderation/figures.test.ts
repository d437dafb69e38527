import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { least, merged, type ReasonFigures } from './figures.ts';

const row = (reason: string, ...counts: number[]): ReasonFigures => ({ reason, counts });

test('small rows are put together', () => {
  const { rows, others, totals } = merged([row('offensive', 40, 20), row('advertising', 7, 12), row('illegal', 9, 0)]);
  assert.deepEqual(rows, [row('offensive', 40, 20)]);
  assert.deepEqual(others, [16, 12]);
  assert.deepEqual(totals, [56, 32]);
});

test('one small row takes the next smallest with it, or the difference from the total would tell it', () => {
  const { rows, others } = merged([row('offensive', 40), row('advertising', 12), row('illegal', 3)]);
  assert.deepEqual(rows, [row('offensive', 40)]);
  assert.deepEqual(others, [15]);
});

test('a column that is small as a whole folds nothing: the page does not tell it', () => {
  const { rows, others, totals } = merged([row('offensive', 40, 2), row('advertising', 30, 1)]);
  assert.equal(rows.length, 2);
  assert.equal(others, null);
  assert.deepEqual(totals, [70, 3]);
});

test('nothing is nothing, and zero tells nobody', () => {
  assert.deepEqual(merged([]), { rows: [], others: null, totals: [] });
  assert.equal(merged([row('offensive', 40, 0)]).others, null);
});

test('no cell between one and nine is ever shown, and nothing is lost', () => {
  const anyRows = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)), { maxLength: 6 });
  fc.assert(
    fc.property(anyRows, (counts) => {
      const given = counts.map((one, i) => row(`r${i}`, ...one));
      const { rows, others, totals } = merged(given);
      const shown = [...rows.map((one) => one.counts), ...(others ? [others] : [])];
      for (const [i, total] of totals.entries()) {
        assert.equal(
          shown.reduce((sum, one) => sum + one[i]!, 0),
          total,
        );
        if (total >= least)
          for (const one of shown) assert.ok(one[i] === 0 || one[i]! >= least, JSON.stringify({ given, shown }));
      }
    }),
  );
});
