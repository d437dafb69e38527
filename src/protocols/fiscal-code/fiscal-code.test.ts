import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { birthOf, checkLetter, fiscalCodeOf, isFiscalCode } from './fiscal-code.ts';

const today = '2026-11-30';
const letters = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 6, maxLength: 6 });
const birth = fc.date({ min: new Date('1927-01-01'), max: new Date('2026-11-29'), noInvalidDate: true });
const place = fc.tuple(fc.constantFrom(...'ABCDEFGHILMZ'), fc.integer({ min: 1, max: 999 }));

/** A code as the rule makes it, by another way than the one under test reads it. */
function made(name: string, date: Date, woman: boolean, [letter, number]: [string, number]): string {
  const day = date.getUTCDate() + (woman ? 40 : 0);
  const two = (n: number) => String(n).padStart(2, '0');
  const first = `${name}${two(date.getUTCFullYear() % 100)}${'ABCDEHLMPRST'[date.getUTCMonth()]}${two(day)}${letter}${String(number).padStart(3, '0')}`;
  return first + checkLetter(first);
}

test('known codes: examples of the tax agency and of tests', () => {
  for (const code of ['RSSMRA80A01H501U', 'MRTMTT25D09F205Z', 'MLLSNT82P65Z404U', 'GDASDV00A01H501J'])
    assert.ok(isFiscalCode(code), code);
  for (const code of ['RSSMRA80A01H501X', 'RSSMRA80A00H501T', 'RSSMRA80A32H501Z', 'RSSMRA80A01H501', '', '0RSMRA80A01H501U'])
    assert.ok(!isFiscalCode(code), code);
  assert.equal(fiscalCodeOf(' tinit-rssmra80a01h501u '), 'RSSMRA80A01H501U');
  assert.equal(fiscalCodeOf('TINFR-RSSMRA80A01H501U'), undefined);
  assert.deepEqual(birthOf('MLLSNT82P65Z404U', today), { date: '1982-09-25', gender: 'F', place: 'Z404', abroad: true });
});

test('provisional codes of eleven digits are checked, and say nothing of a birth', () => {
  assert.ok(isFiscalCode('12345678903'));
  assert.ok(!isFiscalCode('12345678904'));
  assert.ok(!isFiscalCode('00000000000'));
  assert.equal(birthOf('12345678903', today), undefined);
});

test('every code that is made is one, and says who was born when and where', () => {
  fc.assert(
    fc.property(letters, birth, fc.boolean(), place, (name, date, woman, where) => {
      const code = made(name, date, woman, where);
      assert.equal(fiscalCodeOf(code), code);
      const said = birthOf(code, today)!;
      assert.equal(said.date, date.toISOString().slice(0, 10));
      assert.equal(said.gender, woman ? 'F' : 'M');
      assert.equal(said.abroad, where[0] === 'Z');
    }),
  );
});

test('one changed character is noticed: within digits always, since those of one place have values of their own', () => {
  fc.assert(
    fc.property(letters, birth, place, fc.integer({ min: 0, max: 14 }), fc.nat(8), (name, date, where, at, by) => {
      const code = made(name, date, false, where);
      fc.pre(/\d/.test(code[at]!));
      const other = String((Number(code[at]) + 1 + by) % 10);
      assert.ok(!isFiscalCode(code.slice(0, at) + other + code.slice(at + 1)));
    }),
  );
});

test('omocodia: letters in the place of digits are another code, of another person, born the same day', () => {
  fc.assert(
    fc.property(letters, birth, place, fc.subarray([6, 7, 9, 10, 12, 13, 14], { minLength: 1 }), (name, date, where, places) => {
      const code = made(name, date, true, where);
      const characters = [...code.slice(0, 15)];
      for (const at of places) characters[at] = 'LMNPQRSTUV'[Number(characters[at])]!;
      const other = characters.join('') + checkLetter(characters.join(''));
      assert.equal(fiscalCodeOf(other), other);
      assert.notEqual(other, code);
      assert.deepEqual(birthOf(other, today), birthOf(code, today));
    }),
  );
});
