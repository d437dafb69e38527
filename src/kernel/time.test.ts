import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, endOfRomeDay, romeDay, romeInstant } from './time.ts';

/** The two nights of 2026 in which clocks in Italy are moved, with the days around them. */
const days = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26'];

test('a day in Rome begins where the one before ends, and has 23, 24 or 25 hours', () => {
  const hours = days.map((day) => (endOfRomeDay(day).getTime() + 1000 - romeInstant(day).getTime()) / 3_600_000);
  assert.deepEqual(hours, [24, 23, 24, 24, 25, 24]);
  for (const day of days) {
    const [first, last] = [romeInstant(day), endOfRomeDay(day)];
    assert.deepEqual([romeDay(first), romeDay(new Date(first.getTime() - 1)), romeDay(last)], [day, before(day), day]);
    for (let at = first.getTime(); at <= last.getTime(); at += 1_800_000) {
      assert.equal(romeDay(new Date(at)), day);
      assert.equal(daysBetween(new Date(at), romeInstant(day, '23:00:00')), 0);
      assert.equal(
        daysBetween(new Date(at), new Date(last.getTime() + 1000)),
        1,
        'the next day is one day away, at whatever hour',
      );
    }
  }
});

test('of an hour that comes twice the first is meant; one that never comes is the next', () => {
  assert.equal(romeInstant('2026-10-25', '02:30:00').toISOString(), '2026-10-25T00:30:00.000Z');
  assert.equal(romeInstant('2026-03-29', '02:30:00').toISOString(), '2026-03-29T01:30:00.000Z');
  assert.equal(romeInstant('2026-10-25', '03:17:00').toISOString(), '2026-10-25T02:17:00.000Z');
});

function before(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
