import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, mayTakePart } from './age.ts';

test('a year is full at midnight in Rome, in summer and in winter', () => {
  const born = '2010-07-10';
  const sixteen = { from: 16 };
  assert.equal(mayTakePart(born, new Date('2026-07-09T21:59:59Z'), sixteen), false, 'one second before midnight');
  assert.equal(mayTakePart(born, new Date('2026-07-09T22:00:00Z'), sixteen), true);
  const winter = '2010-12-31';
  assert.equal(mayTakePart(winter, new Date('2026-12-30T22:59:59Z'), sixteen), false);
  assert.equal(mayTakePart(winter, new Date('2026-12-30T23:00:00Z'), sixteen), true);
});

test('under fourteen nobody, whatever the procedure says; up to seventeen as it says', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  assert.equal(mayTakePart('2012-11-21', now, { from: 0 }), false, 'thirteen, fourteen tomorrow');
  assert.equal(mayTakePart('2012-11-20', now, { from: 0 }), true, 'fourteen today');
  assert.equal(mayTakePart('2010-11-20', now, { from: 18 }), false);
  assert.equal(mayTakePart('2008-11-20', now, { from: 18 }), true);
});

test('born on 29 February: a year older on 1 March, and on the day itself where there is one', () => {
  assert.equal(ageOn('2008-02-29', '2026-02-28'), 17);
  assert.equal(ageOn('2008-02-29', '2026-03-01'), 18);
  assert.equal(ageOn('2008-02-29', '2028-02-28'), 19);
  assert.equal(ageOn('2008-02-29', '2028-02-29'), 20);
});

test('what is no day of the calendar is nobody’s birthday', () => {
  for (const born of ['2010-02-30', '10-02-2010', '', '2010-13-01'])
    assert.throws(() => ageOn(born, '2026-01-01'), RangeError, born);
});
