/** docs/asvs.md answers every requirement of ASVS 5.0, levels 1 and 2, by its number, and names nothing that is not there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = readFileSync(`${root}docs/asvs.md`, 'utf8');

/** Section -> how many requirements of levels 1 and 2 it has; they are numbered from 1. */
const sections: Record<string, number> = {
  '1.1': 2,
  '1.2': 9,
  '1.3': 11,
  '1.4': 3,
  '1.5': 2,
  '2.1': 3,
  '2.2': 3,
  '2.3': 4,
  '2.4': 1,
  '3.2': 2,
  '3.3': 4,
  '3.4': 6,
  '3.5': 5,
  '3.7': 2,
  '4.1': 3,
  '4.2': 1,
  '4.3': 2,
  '4.4': 4,
  '5.1': 1,
  '5.2': 3,
  '5.3': 2,
  '5.4': 3,
  '6.1': 3,
  '6.2': 12,
  '6.3': 4,
  '6.4': 4,
  '6.5': 5,
  '6.6': 3,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 2,
  '7.6': 2,
  '8.1': 2,
  '8.2': 3,
  '8.3': 1,
  '8.4': 1,
  '9.1': 3,
  '9.2': 4,
  '10.1': 2,
  '10.2': 2,
  '10.3': 4,
  '10.4': 11,
  '10.5': 5,
  '10.6': 2,
  '10.7': 3,
  '11.1': 2,
  '11.2': 3,
  '11.3': 3,
  '11.4': 4,
  '11.5': 1,
  '11.6': 1,
  '12.1': 3,
  '12.2': 2,
  '12.3': 4,
  '13.1': 1,
  '13.2': 5,
  '13.3': 2,
  '13.4': 5,
  '14.1': 2,
  '14.2': 4,
  '14.3': 3,
  '15.1': 3,
  '15.2': 3,
  '15.3': 7,
  '16.1': 1,
  '16.2': 5,
  '16.3': 4,
  '16.4': 3,
  '16.5': 3,
  '17.1': 1,
  '17.2': 4,
  '17.3': 2,
};

const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| ([a-z ]+) \| (.+?) \| (.*?) ?\|$/gm)].map(
  ([, number, level, state, answer, where]) => ({
    number: number!,
    level: level!,
    state: state!,
    answer: answer!,
    where: where!,
  }),
);

test('every number of levels 1 and 2 is answered once, and none that is not one', () => {
  const numbers = Object.entries(sections).flatMap(([section, n]) => Array.from({ length: n }, (_, i) => `${section}.${i + 1}`));
  assert.equal(numbers.length, 253);
  assert.deepEqual(
    rows.map(({ number }) => number),
    numbers,
  );
  assert.equal(text.split('\n').filter((line) => /^\| \d/.test(line)).length, 253, 'every row can be read');
  assert.equal(rows.filter(({ level }) => level === '1').length, 70);
});

test('the counts at the top are those of the rows', () => {
  const states = ['yes', 'not yet', 'does not apply', 'operator'];
  for (const state of states) {
    const told = Number(new RegExp(`^- ${state}(?: \\(.*\\))?: (\\d+)$`, 'm').exec(text)?.[1]);
    assert.equal(rows.filter((row) => row.state === state).length, told, state);
  }
  for (const { number, state } of rows) assert.ok(states.includes(state), number);
});

test('each yes names a place that is there', () => {
  for (const { number, state, where } of rows) {
    const named = [...where.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    if (state === 'yes') assert.ok(named.length > 0, `${number} names no place`);
    for (const path of named) assert.ok(existsSync(root + path), `${number}: there is no ${path}`);
  }
});
