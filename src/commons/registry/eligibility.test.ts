import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Judged, judge, type Known, type Statement } from './eligibility.ts';
import type { Rule } from './rule.ts';

const [a, b, c] = ['a', 'b', 'c'];
const noon = new Date('2026-11-30T12:00:00Z');
const rule = (more: Partial<Rule> = {}): Rule => ({ places: ['a'], from: 16, on: null, groups: [], ...more });
const known = (statements: Statement[], more: Partial<Known> = {}): Known => ({
  certified: true,
  born: '1987-05-14',
  bornBy: [],
  statements,
  ...more,
});
const listed = (place: string, asOf: string, belongs: Statement['belongs'] = ['resident']): Statement => ({
  source: 'list',
  place,
  belongs,
  asOf,
  until: null,
});
const anpr = (place: string | null, asOf: string, until = '2027-06-01'): Statement => ({
  source: 'anpr',
  place,
  belongs: place ? ['resident'] : [],
  asOf,
  until,
});
const counter = (place: string, asOf: string, belongs: Statement['belongs'] = ['resident'], until = '2027-06-01'): Statement => ({
  source: 'counter',
  place,
  belongs,
  asOf,
  until,
});
const said = ({ answer, reasons, source, asOf }: Judged) => [answer, reasons.join('+'), source, asOf].join(' ').trim();
const ask = (statements: Statement[], more: Partial<Known> = {}, by: Partial<Rule> = {}, at = noon) =>
  said(judge(rule(by), by.places ?? ['a'], known(statements, more), at));

test('who stands in the list of the municipality takes part; who stands in none is told so', () => {
  assert.equal(ask([listed(a!, '2026-11-01')]), 'yes resident+old-enough list 2026-11-01');
  assert.equal(ask([listed(a!, '2026-11-01', [])]), 'no not-listed list 2026-11-01');
  assert.equal(ask([]), 'unknown residence-unknown');
  assert.equal(ask([], { certified: false }), 'unknown uncertified');
  assert.equal(ask([listed(a!, '2026-11-01', [])], {}, { places: ['a', 'b'] }), 'unknown residence-unknown', 'b has no list yet');
});

test('who moved from A to B is of B as soon as anybody newer says so, and of A on a day before', () => {
  const moved = [listed(a!, '2026-10-01'), anpr(b!, '2026-11-10')];
  assert.equal(ask(moved), 'no elsewhere anpr 2026-11-10');
  assert.equal(ask(moved, {}, { places: ['b'] }), 'yes resident+old-enough anpr 2026-11-10');
  assert.equal(ask(moved, {}, { on: '2026-10-15' }), 'yes resident+old-enough list 2026-10-01');
  assert.equal(ask(moved, {}, { places: ['b'], on: '2026-10-15' }), 'no elsewhere list 2026-10-01');
  assert.equal(ask([listed(a!, '2026-10-01'), listed(b!, '2026-11-01')]), 'no elsewhere list 2026-11-01', 'two lists');
});

test('a later list without the person takes back what was said of the same municipality, not of another', () => {
  assert.equal(ask([counter(a!, '2026-10-01'), listed(a!, '2026-11-01', [])]), 'no not-listed list 2026-11-01');
  assert.equal(ask([counter(a!, '2026-11-02'), listed(a!, '2026-11-01', [])]), 'yes resident+old-enough counter 2026-11-02');
  assert.equal(ask([counter(a!, '2026-10-01'), listed(b!, '2026-11-01', [])]), 'yes resident+old-enough counter 2026-10-01');
});

test('two lists of one day contradict each other, unless the rule takes both; ANPR decides', () => {
  const both = [listed(a!, '2026-11-01'), listed(b!, '2026-11-01')];
  assert.match(ask(both), /^unknown contradiction/);
  assert.match(ask(both, {}, { places: ['a', 'b'] }), /^yes resident/);
  assert.match(ask(both, {}, { places: ['c'] }), /^no elsewhere/);
  assert.match(ask([...both, anpr(a!, '2026-11-01')]), /^yes resident\+old-enough anpr/);
});

test('who lives in none of our municipalities is refused, and what is out of time says nothing', () => {
  assert.equal(ask([anpr(null, '2026-11-01')]), 'no elsewhere anpr 2026-11-01');
  assert.equal(ask([anpr(a!, '2026-01-01', '2026-11-29')]), 'unknown residence-unknown');
  assert.match(ask([anpr(a!, '2026-01-01', '2026-11-30')]), /^yes/, 'on the last day it counts');
});

test('students who live elsewhere take part where the rule lets them', () => {
  const student = [anpr(null, '2026-11-01'), counter(a!, '2026-10-01', ['student'])];
  assert.equal(ask(student), 'no elsewhere anpr 2026-11-01');
  assert.equal(ask(student, {}, { groups: ['student'] }), 'yes enrolled-student+old-enough counter 2026-10-01');
  assert.match(ask(student, {}, { groups: ['worker'] }), /^no elsewhere/);
  assert.match(ask([listed(c!, '2026-10-01', ['student'])], {}, { groups: ['student'] }), /^unknown/, 'of another municipality');
});

test('the age is full at midnight in Rome', () => {
  const lives = [listed(a!, '2026-01-01')];
  const born = { born: '2010-07-10' };
  assert.equal(ask(lives, born, {}, new Date('2026-07-09T21:59:59Z')), 'no too-young list 2026-01-01');
  assert.match(ask(lives, born, {}, new Date('2026-07-09T22:00:00Z')), /^yes/);
});

test('born on 29 February: of age on 1 March of a common year', () => {
  const lives = [listed(a!, '2024-01-01')];
  const born = { born: '2008-02-29' };
  assert.match(ask(lives, born, { from: 18 }, new Date('2026-02-28T22:59:59Z')), /^no too-young/);
  assert.match(ask(lives, born, { from: 18 }, new Date('2026-02-28T23:00:00Z')), /^yes/);
});

test('on a stated day the age of that day counts; under fourteen today nobody', () => {
  const lives = [listed(a!, '2026-01-01')];
  assert.match(ask(lives, { born: '2010-12-15' }, { on: '2026-12-20' }), /^yes/);
  assert.match(ask(lives, { born: '2010-12-15' }, { on: '2026-12-14' }), /^no too-young/);
  assert.match(ask(lives, { born: '2012-12-15' }, { from: 14, on: '2026-12-20' }), /^no under-fourteen/);
});

test('an officer who saw that a person is old enough proves it; less than was seen proves nothing', () => {
  const seen = { born: null, bornBy: ['2010-11-30'] };
  assert.match(ask([counter(a!, '2026-11-01')], seen), /^yes/);
  assert.match(ask([counter(a!, '2026-11-01')], seen, { from: 18 }), /^unknown age-unknown/);
});
