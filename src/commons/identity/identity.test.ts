import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, certifiedName } from './identity.ts';

test('names are written as people write them', () => {
  assert.equal(certifiedName('ANNA MARIA', 'DE LUCA'), 'Anna Maria De Luca');
  assert.equal(certifiedName('NICCOLÒ', "D'ANGELO-ROSSI"), "Niccolò D'Angelo-Rossi");
  assert.equal(certifiedName('Anna', 'de’ Medici'), 'Anna de’ Medici');
});

test('an age is of whole years, from what is said or else from the code', () => {
  assert.equal(ageOn('2026-11-30', '2012-11-30', ''), 14);
  assert.equal(ageOn('2026-11-30', '2012-12-01', ''), 13);
  assert.equal(ageOn('2026-11-30', undefined, 'RSSMRA80A01H501U'), 46);
  assert.equal(ageOn('2026-11-30', undefined, '12345678903'), undefined);
});
