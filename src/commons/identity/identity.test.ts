import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bornOn, certifiedName } from './identity.ts';

test('names are written as people write them', () => {
  assert.equal(certifiedName('ANNA MARIA', 'DE LUCA'), 'Anna Maria De Luca');
  assert.equal(certifiedName('NICCOLÒ', "D'ANGELO-ROSSI"), "Niccolò D'Angelo-Rossi");
  assert.equal(certifiedName('Anna', 'de’ Medici'), 'Anna de’ Medici');
});

test('the day of birth is the certified one, or else that of the code', () => {
  assert.equal(bornOn('2026-11-30', '2012-11-30', 'RSSMRA80A01H501U'), '2012-11-30');
  assert.equal(bornOn('2026-11-30', '2012-02-30', 'RSSMRA80A01H501U'), '1980-01-01', 'no day of the calendar');
  assert.equal(bornOn('2026-11-30', undefined, 'RSSMRA80A01H501U'), '1980-01-01');
  assert.equal(bornOn('2026-11-30', undefined, '12345678903'), undefined);
});
