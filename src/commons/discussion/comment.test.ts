import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../../kernel/actor.ts';
import { isId, officeOf, pageSize, repliesShown, shortPerson } from './comment.ts';
import { threadsOf } from './part.tsx';
import type { CommentRow } from './store.ts';

test('people are named in short', () => {
  assert.equal(shortPerson('Marta Deledda'), 'Marta D.');
  assert.equal(shortPerson('  Anna   De Luca '), 'Anna D.');
  assert.equal(shortPerson("Ugo d'Angelo"), 'Ugo D.');
  assert.equal(shortPerson('Prince'), 'Prince');
  assert.equal(shortPerson('Wei 𠮷野'), 'Wei 𠮷.', 'a letter may take two code units');
  assert.equal(shortPerson(''), '');
});

test('an officer speaks for the place of the thing, or for the metropolis, and elsewhere for nobody', () => {
  const officer = (roles: Actor['roles']): Actor => ({
    kind: 'person',
    person: 'p',
    name: 'Lucia',
    assurance: 'email',
    roles,
    organisations: [],
  });
  assert.equal(officeOf(officer([{ role: 'officer', place: 'a', whole: false }]), 'a'), 'a');
  assert.equal(officeOf(officer([{ role: 'officer', place: 'a', whole: false }]), 'b'), null);
  assert.equal(officeOf(officer([{ role: 'metropolitan-administrator', place: 'm', whole: true }]), 'b'), 'm');
  assert.equal(
    officeOf(
      officer([
        { role: 'officer', place: 'm', whole: true },
        { role: 'officer', place: 'a', whole: false },
      ]),
      'a',
    ),
    'a',
  );
  assert.equal(
    officeOf(officer([{ role: 'moderator', place: 'a', whole: false }]), 'a'),
    null,
    'moderators speak for themselves',
  );
});

test('a page holds so many comments and answers, and says where the next begins', () => {
  const row = (id: string, parent: string | null) => ({ id, parent }) as CommentRow;
  const tops = Array.from({ length: pageSize + 1 }, (_, i) => row(`t${i}`, null));
  const replies = Array.from({ length: repliesShown + 1 }, (_, i) => row(`r${i}`, 't3'));
  const { threads, next } = threadsOf([...tops, ...replies]);
  assert.equal(threads.length, pageSize);
  assert.equal(next, `t${pageSize}`);
  assert.deepEqual([threads[3]!.replies.length, threads[3]!.more], [repliesShown, true]);
  assert.deepEqual([threads[4]!.replies.length, threads[4]!.more], [0, false]);
  assert.equal(threadsOf(tops.slice(1)).next, null);
});

test('only whole ids are looked up', () => {
  assert.ok(isId('0190a000-0000-7000-8000-000000000000'));
  for (const wrong of ['', undefined, ['a', 'b'], "0190a000-0000-7000-8000-00000000000'", '0190A000-0000-7000-8000-000000000000'])
    assert.ok(!isId(wrong));
});
