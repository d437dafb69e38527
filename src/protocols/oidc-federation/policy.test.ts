import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPolicy, mergePolicies, type Policy } from './policy.ts';
import { FederationFault } from './statement.ts';

const isPolicy = (error: unknown) => error instanceof FederationFault && error.kind === 'policy';

test('each operator does what it says', () => {
  const cases: [unknown, Policy[string], unknown][] = [
    ['a', { value: 'b' }, 'b'],
    ['a', { value: null }, undefined],
    [undefined, { default: 'b' }, 'b'],
    ['a', { default: 'b' }, 'a'],
    [['a'], { add: ['b', 'a'] }, ['a', 'b']],
    [undefined, { add: ['b'] }, ['b']],
    ['a', { one_of: ['a', 'b'] }, 'a'],
    [undefined, { one_of: ['a'] }, undefined],
    [['a', 'c'], { subset_of: ['a', 'b'] }, ['a']],
    [['c'], { subset_of: ['a'] }, undefined],
    ['openid email', { subset_of: ['openid'] }, 'openid'],
    [['a', 'b'], { superset_of: ['a'] }, ['a', 'b']],
    [undefined, { superset_of: ['a'] }, undefined],
    [['a'], { essential: true }, ['a']],
    [undefined, { default: 'x', essential: true }, 'x'],
    ['a', { regexp: '.' }, 'a'],
  ];
  for (const [said, operators, expected] of cases)
    assert.deepEqual(
      applyPolicy(said === undefined ? {} : { x: said }, mergePolicies({}, { x: operators }))['x'],
      expected,
      JSON.stringify([said, operators]),
    );
});

test('what does not fit is refused', () => {
  for (const [said, operators] of [
    ['c', { one_of: ['a', 'b'] }],
    [['a'], { superset_of: ['a', 'b'] }],
    [undefined, { essential: true }],
    [['c'], { subset_of: ['a'], essential: true }],
  ] as [unknown, Policy[string]][])
    assert.throws(
      () => applyPolicy(said === undefined ? {} : { x: said }, { x: operators }),
      isPolicy,
      JSON.stringify(operators),
    );
});

test('two policies are one that is no looser', () => {
  const merged = (above: Policy[string], below: Policy[string]) => mergePolicies({ x: above }, { x: below })['x'];
  assert.deepEqual(merged({ subset_of: ['a', 'b'] }, { subset_of: ['b', 'c'] }), { subset_of: ['b'] });
  assert.deepEqual(merged({ one_of: ['a', 'b'] }, { one_of: ['b'] }), { one_of: ['b'] });
  assert.deepEqual(merged({ superset_of: ['a'] }, { superset_of: ['b'] }), { superset_of: ['a', 'b'] });
  assert.deepEqual(merged({ add: ['a'] }, { add: ['b'] }), { add: ['a', 'b'] });
  assert.deepEqual(merged({ essential: true }, { essential: false }), { essential: true });
  assert.deepEqual(merged({ value: { a: 1, b: 2 } }, { value: { b: 2, a: 1 } }), { value: { a: 1, b: 2 } });
  assert.deepEqual(merged({ essential: true }, { default: 'a' }), { default: 'a', essential: true });
  assert.throws(() => merged({ value: 'a' }, { value: 'b' }), isPolicy);
  assert.throws(() => merged({ default: 'a' }, { default: 'b' }), isPolicy);
  assert.throws(() => merged({ one_of: ['a'] }, { one_of: ['b'] }), isPolicy);
});

test('a name of every object is a parameter like others', () => {
  assert.deepEqual(applyPolicy({}, mergePolicies({}, JSON.parse('{"__proto__":{"value":"a"},"constructor":{"default":"b"}}'))), {
    constructor: 'b',
  });
});
