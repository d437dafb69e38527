import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, anonymous, system } from '../../kernel/actor.ts';
import { mayEndRole, mayGiveRole } from './permissions.ts';
import { administeredPlaces, administers, byWeight, type RoleName, rolesGivenBy, suits } from './roles.ts';

const metropolis = { id: 'm', kind: 'metropolis' as const, name: 'Valdarena' };
const a = { id: 'a', kind: 'municipality' as const, name: 'A' };
const b = { id: 'b', kind: 'municipality' as const, name: 'B' };

function holding(role: RoleName, place: string): Actor {
  return { ...anonymous, kind: 'person', person: 'p', roles: [{ role, place, whole: place === 'm' }] };
}

test('a metropolitan administrator gives every role everywhere, a municipal one the lesser ones at home, others none', () => {
  assert.equal(rolesGivenBy(holding('metropolitan-administrator', 'm'), 'a').length, 6);
  assert.deepEqual(rolesGivenBy(holding('municipal-administrator', 'a'), 'a'), [
    'officer',
    'moderator',
    'counter-operator',
    'municipal-administrator',
  ]);
  assert.deepEqual(rolesGivenBy(holding('municipal-administrator', 'a'), 'b'), []);
  assert.deepEqual(rolesGivenBy(holding('municipal-administrator', 'a'), 'm'), []);
  for (const role of ['officer', 'moderator', 'auditor'] as const) assert.deepEqual(rolesGivenBy(holding(role, 'm'), 'a'), []);
  assert.deepEqual(rolesGivenBy(anonymous, 'a'), []);
  assert.equal(rolesGivenBy(system, 'a').length, 6);
});

test('a key never administers, whatever roles it was given by mistake', () => {
  const key: Actor = { ...holding('metropolitan-administrator', 'm'), kind: 'key', person: null };
  assert.deepEqual(rolesGivenBy(key, 'a'), []);
  assert.equal(administers(key, 'a'), false);
});

test('a role is given only in a kind of place where it means something', () => {
  assert.ok(suits('officer', 'municipality'));
  assert.ok(!suits('municipal-administrator', 'metropolis'));
  assert.ok(!suits('metropolitan-administrator', 'municipality'));
  assert.ok(!suits('officer', 'district'));
  assert.equal(mayGiveRole.check(system, { role: 'metropolitan-administrator', place: a })?.code, 'people.role-not-there');
});

test('a role without a place, and a place without a role, are refused; an invitation with neither is not', () => {
  const administrator = holding('municipal-administrator', 'a');
  assert.equal(mayGiveRole.check(administrator, { role: 'officer', place: null })?.code, 'people.role-without-place');
  assert.equal(mayGiveRole.check(administrator, { role: null, place: a })?.code, 'people.role-without-place');
  assert.equal(mayGiveRole.check(administrator, { role: null, place: null }), undefined);
});

test('an administrator of A gives nothing in B and nothing above the own power', () => {
  const administrator = holding('municipal-administrator', 'a');
  assert.equal(mayGiveRole.check(administrator, { role: 'officer', place: a }), undefined);
  assert.equal(mayGiveRole.check(administrator, { role: 'officer', place: b })?.code, 'people.above-own-power');
  assert.equal(mayGiveRole.check(administrator, { role: 'auditor', place: a })?.code, 'people.above-own-power');
  assert.equal(
    mayGiveRole.check(administrator, { role: 'metropolitan-administrator', place: metropolis })?.code,
    'people.above-own-power',
  );
  assert.equal(mayGiveRole.check(holding('officer', 'a'), { role: 'officer', place: a })?.code, 'people.not-administrator');
});

test('everybody may lay down an own role', () => {
  assert.equal(mayEndRole.check(holding('officer', 'a'), { role: 'officer', place: 'a', person: 'p' }), undefined);
  assert.equal(
    mayEndRole.check(holding('officer', 'a'), { role: 'officer', place: 'a', person: 'q' })?.code,
    'people.above-own-power',
  );
});

test('administrators see the people of their places', () => {
  assert.equal(administeredPlaces(holding('metropolitan-administrator', 'm')), 'all');
  assert.deepEqual(administeredPlaces(holding('municipal-administrator', 'a')), ['a']);
  assert.deepEqual(administeredPlaces(holding('officer', 'm')), []);
});

test('the greatest power is named first', () => {
  const roles = ['auditor', 'officer', 'municipal-administrator'].map((role) => ({ role, place: 'a', whole: false }));
  assert.deepEqual(
    byWeight(roles).map((held) => held.role),
    ['municipal-administrator', 'officer', 'auditor'],
  );
});
