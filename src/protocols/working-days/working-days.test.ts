import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addWorkingDays, easter, isWorkingDay, workingDaysBetween } from './working-days.ts';

test('Easter of known years, the earliest and the latest possible among them', () => {
  for (const day of [
    '1818-03-22',
    '1943-04-25',
    '1954-04-18',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2030-04-21',
    '2038-04-25',
  ])
    assert.equal(easter(Number(day.slice(0, 4))), day);
});

test('national holidays, and days that only look like one', () => {
  for (const day of [
    '2027-01-01',
    '2027-01-06',
    '2026-04-06',
    '2025-04-25',
    '2026-05-01',
    '2026-06-02',
    '2025-08-15',
    '2027-11-01',
    '2026-12-08',
    '2026-12-25',
    '2025-12-26',
  ])
    assert.equal(isWorkingDay(day), false, day);
  for (const day of ['2026-11-04', '2026-03-19', '2026-06-29', '2026-04-03', '2026-04-07', '2026-12-24', '2026-05-14'])
    assert.equal(isWorkingDay(day), true, day);
  assert.deepEqual(
    ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((day) => isWorkingDay(day)),
    [true, false, false, true],
  );
});

test('Saint Francis is a holiday from 2026 on, not before (law 151/2025)', () => {
  assert.deepEqual(
    ['2023-10-04', '2024-10-04', '2027-10-04', '2028-10-04', '2029-10-04'].map((day) => isWorkingDay(day)),
    [true, true, false, false, false],
  );
});

test('the patron saint is a holiday of one municipality only', () => {
  assert.equal(isWorkingDay('2027-12-06', '12-06'), false);
  assert.equal(isWorkingDay('2027-12-06', '07-15'), true);
  assert.equal(addWorkingDays('2027-12-03', 1, '12-06'), '2027-12-07');
  assert.equal(addWorkingDays('2027-12-03', 1), '2027-12-06');
});

test('counting: the first day is left out, holidays are stepped over, years too', () => {
  assert.equal(addWorkingDays('2026-11-20', 1), '2026-11-23');
  assert.equal(addWorkingDays('2026-11-20', 10), '2026-12-04');
  assert.equal(addWorkingDays('2026-12-23', 3), '2026-12-29');
  assert.equal(addWorkingDays('2026-12-31', 1), '2027-01-04');
  assert.equal(addWorkingDays('2026-04-03', 1), '2026-04-07');
  assert.equal(addWorkingDays('2026-11-21', 0), '2026-11-23');
  assert.equal(addWorkingDays('2026-11-20', 0), '2026-11-20');
  assert.equal(addWorkingDays('2028-02-28', 1), '2028-02-29');
  assert.equal(workingDaysBetween('2026-11-20', '2026-12-04'), 10);
  assert.equal(workingDaysBetween('2026-12-04', '2026-11-20'), 0);
});

test('what is not a day or a number of days is a fault of the caller', () => {
  for (const day of ['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '', '2026-01-01T00:00:00Z', 'domani'])
    assert.throws(() => addWorkingDays(day, 1), RangeError, day);
  for (const n of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => addWorkingDays('2026-01-02', n), RangeError, `${n}`);
});

const anyDay = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const patron = fc.option(fc.constantFrom('12-06', '07-15', '10-30', '05-08', '06-24', '02-29'));

test('property: the answer is a working day, later, and exactly n working days away', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 120 }), patron, (day, n, saint) => {
      const end = addWorkingDays(day, n, saint);
      assert.ok(end > day && isWorkingDay(end, saint));
      assert.equal(workingDaysBetween(day, end, saint), n);
    }),
  );
});

test('property: so many days and then so many more are their sum; a saint never brings a deadline nearer', () => {
  fc.assert(
    fc.property(anyDay, fc.nat(60), fc.integer({ min: 0, max: 60 }), patron, (day, n, more, saint) => {
      assert.equal(addWorkingDays(addWorkingDays(day, n + 1, saint), more, saint), addWorkingDays(day, n + 1 + more, saint));
      assert.ok(addWorkingDays(day, n, saint) >= addWorkingDays(day, n));
    }),
  );
});

test('property: Easter is a Sunday between 22 March and 25 April', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 4099 }), (year) => {
      const day = easter(year);
      assert.equal(new Date(`${day}T00:00:00Z`).getUTCDay(), 0);
      assert.ok(day.slice(5) >= '03-22' && day.slice(5) <= '04-25');
    }),
  );
});
