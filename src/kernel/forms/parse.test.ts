import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { declareTexts, wordsFor } from '../text/text.ts';
import { parse } from './parse.ts';

declareTexts('sample', { 'sample.form.title.label': 'Titolo' }, { 'sample.form.title.label': 'Title' });
const words = wordsFor('it');
const schema = Type.Object({
  title: Type.String({ minLength: 5, maxLength: 80 }),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  agreed: Type.Optional(Type.Boolean()),
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 10 }), { maxItems: 2 })),
  kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])),
  secret: Type.Optional(Type.String({ control: 'password' })),
});
const kinds = (raw: Record<string, unknown>, strict = false) =>
  parse(words, 'sample.form', schema, raw, strict).errors.map((error) => `${error.field} ${error.key.split('.').at(-1)}`);
const values = (raw: Record<string, unknown>) => parse(words, 'sample.form', schema, raw, false).values;

test('texts are trimmed and kept in NFC; line ends are one character', () => {
  assert.equal(values({ title: '  Perche\u0301 cosi\u0300?\r\n ' })['title'], 'Perché così?');
});

test('spaces alone are nothing', () => {
  assert.deepEqual(kinds({ title: ' \t\u00a0 ' }), ['title missing']);
});

test('too long and too short say how long, in characters and not in code units', () => {
  const [error] = parse(words, 'sample.form', schema, { title: '🌳'.repeat(81) }, false).errors;
  assert.deepEqual([error?.key, error?.params['actual'], error?.params['max']], ['kernel.form.error.too-long', 81, 80]);
  assert.deepEqual(kinds({ title: 'x'.repeat(10_000) }), ['title too-long']);
  assert.deepEqual(kinds({ title: 'ciao' }), ['title too-short']);
});

test('characters that turn the direction, cannot be seen, or mix alphabets are told; whole other alphabets are welcome', () => {
  assert.deepEqual(kinds({ title: 'Buca \u202efdp.exe in strada' }), ['title direction']);
  assert.deepEqual(kinds({ title: 'Buca\u200b in strada' }), ['title invisible']);
  assert.deepEqual(kinds({ title: 'Cоmune di Arenaria' }), ['title mixed-alphabets']);
  assert.deepEqual(kinds({ title: 'Яма на дороге' }), []);
  assert.deepEqual(kinds({ title: "Dell’Orto, D'Angelo, Sìnnai, Lüsen 🌳" }), []);
});

test('words become what the schema asks for', () => {
  assert.deepEqual(values({ title: 'Un titolo', lat: '41,12', agreed: 'on', tags: 'uno', kind: 'a' }), {
    title: 'Un titolo',
    lat: 41.12,
    agreed: true,
    tags: ['uno'],
    kind: 'a',
  });
  assert.deepEqual(kinds({ title: 'Un titolo', lat: 'NaN' }), ['lat number']);
  assert.deepEqual(kinds({ title: 'Un titolo', lat: '1e999' }), ['lat number']);
  assert.deepEqual(kinds({ title: 'Un titolo', lat: '91' }), ['lat too-high']);
  assert.deepEqual(kinds({ title: 'Un titolo', kind: 'c' }), ['kind choice']);
  assert.deepEqual(kinds({ title: 'Un titolo', tags: ['a', 'b', 'c'] }), ['tags too-many']);
  assert.deepEqual(kinds({ title: { a: 1 } }), ['title format']);
});

test('a password is taken to the letter', () => {
  assert.equal(values({ title: 'Un titolo', secret: '  con spazi \u200b' })['secret'], '  con spazi \u200b');
});

test('names that the form does not have are refused from computers and not read from pages; prototypes are names like others', () => {
  const raw = JSON.parse('{"title":"Un titolo","state":"resolved","__proto__":{"lat":1},"constructor":"x"}');
  assert.deepEqual(kinds(raw, true), ['state unknown', '__proto__ unknown', 'constructor unknown']);
  assert.deepEqual(values(raw), { title: 'Un titolo' });
});
