import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOf, nearly, plainName, readAsked, readHouse } from './address.ts';

test('names are compared without accents, apostrophes and capitals, abbreviations in full', () => {
  assert.equal(plainName('P.ZZA DELL’UNITÀ D’ITALIA'), 'piazza dell unita d italia');
  assert.equal(plainName("C.so Liberta'"), 'corso liberta');
  assert.equal(plainName('V.le F.lli Cervi'), 'viale fratelli cervi');
  assert.equal(plainName('Via S. Maria'), 'via s san santa santo sant maria');
});

test('the number is the last one that has a street before it', () => {
  const asked = (text: string) => {
    const { words, house } = readAsked(text);
    return `${words.join(' ')} | ${house ? [house.number, house.exponent].filter(Boolean).join('/') : ''}`;
  };
  assert.equal(asked('v. roma 12/A'), 'v roma | 12/A');
  assert.equal(asked('v.roma 12'), 'v roma | 12');
  assert.equal(asked('p.zza Garibaldi, 12 bis'), 'piazza garibaldi | 12/BIS');
  assert.equal(asked('c.so roma n. 7b, Arenaria'), 'corso roma arenaria | 7/B');
  assert.equal(asked('Via 25 Aprile'), 'via 25 aprile | ');
  assert.equal(asked('Via XX Settembre 3'), 'via xx settembre | 3');
  assert.equal(asked('25 aprile 4'), '25 aprile | 4');
  assert.equal(asked("dell'Artigianato"), 'dell artigianato | ');
  assert.equal(asked(' ,;  '), ' | ');
});

test('numbers of registers, and how they are told', () => {
  assert.deepEqual(readHouse('012', 'a'), { number: '12', exponent: 'A' });
  assert.deepEqual(readHouse('12/bis', ''), { number: '12', exponent: 'BIS' });
  for (const none of ['', 'SNC', '0', '-3', '123456']) assert.equal(readHouse(none, ''), undefined, none);
  assert.equal(labelOf('Via Roma', { number: '12', exponent: '' }), 'Via Roma 12');
  assert.equal(labelOf('Via Roma', { number: '12', exponent: 'A' }), 'Via Roma 12/A');
  assert.equal(labelOf('Via Roma', { number: '12', exponent: 'BIS' }), 'Via Roma 12 bis');
});

test('one letter away: changed, added, left out, in the other’s place', () => {
  const patterns = nearly('roma').map((one) => new RegExp(`^${one.replaceAll('_', '.')}`));
  const meant = (word: string) => patterns.some((one) => one.test(word));
  for (const word of ['roma', 'rona', 'roma', 'rooma', 'rma', 'rmoa', 'romania']) assert.ok(meant(word), word);
  for (const word of ['torino', 'rxxa', 'pisa']) assert.ok(!meant(word), word);
});
