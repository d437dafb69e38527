import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeError, shortError } from './faults.ts';

test('what a database or a mail server says of a person is not kept; what our own faults say is', () => {
  const unique = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    constraint: 'people_email',
    table: 'people',
    detail: 'Key (email)=(marta@example.org) already exists.',
  });
  assert.doesNotMatch(JSON.stringify(safeError(unique)), /marta@example\.org/);
  assert.match(shortError(unique), /23505 people_email/);
  const smtp = Object.assign(new Error('550 marta@example.org: no such user'), {
    code: 'EENVELOPE',
    response: '550 marta@example.org',
    rejected: ['marta@example.org'],
  });
  assert.doesNotMatch(JSON.stringify(safeError(smtp)), /marta/);
  let parsing: unknown;
  try {
    JSON.parse('marta@example.org, DSSMRT80A41H501X');
  } catch (error) {
    parsing = error;
  }
  assert.doesNotMatch(JSON.stringify(safeError(parsing)), /marta|DSSMRT/);
  const stray = safeError(new Error('no place for marta@example.org, dssmrt80a41h501x, in Arenaria'));
  assert.equal(stray['message'], 'no place for …@… …, in Arenaria');
  const own = safeError(new Error('the house is not built'));
  assert.equal(own['message'], 'the house is not built');
  assert.match(String(own['stack']), /^\s*at /);
});
