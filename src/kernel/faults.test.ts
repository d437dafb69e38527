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
  const own = safeError(new Error('the house is not built'));
  assert.equal(own['message'], 'the house is not built');
  assert.match(String(own['stack']), /^\s*at /);
});
