import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvRow, unguarded } from './csv.ts';
import { readCsv } from './read.ts';

async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Buffer, delimiter = ',', size = 7): Promise<[number, boolean, ...string[]][]> {
  const found: [number, boolean, ...string[]][] = [];
  for await (const { line, broken, cells } of readCsv(pieces(text, size), delimiter))
    found.push([line, broken, ...cells.map((cell) => Buffer.from(cell).toString())]);
  return found;
}

test('quotes, line ends, empty lines and the mark at the beginning', async () => {
  assert.deepEqual(await read('\uFEFFa,b\r\n1,"x ""y"", z"\r\n\r\n2,"two\nlines"\n3,\n,\n4,say "hi"'), [
    [1, false, 'a', 'b'],
    [2, false, '1', 'x "y", z'],
    [4, false, '2', 'two\nlines'],
    [6, false, '3', ''],
    [7, false, '', ''],
    [8, false, '4', 'say "hi"'],
  ]);
  assert.deepEqual(await read('a;b\n"1;2";3\n', ';'), [
    [1, false, 'a', 'b'],
    [2, false, '1;2', '3'],
  ]);
  assert.deepEqual(await read(''), []);
});

test('a broken quote costs its own line only', async () => {
  assert.deepEqual(await read('a,b\n1,"open\n2,x\n3,"closed"\n4,"junk" after\n5,"never'), [
    [1, false, 'a', 'b'],
    [2, true, '1,"open'],
    [3, false, '2', 'x'],
    [4, false, '3', 'closed'],
    [5, true, '4,"junk" after'],
    [6, true, '5,"never'],
  ]);
});

test('a quote that nobody closes in a long file is given up after a megabyte', async () => {
  const rows = Array.from({ length: 60_000 }, (_, n) => `${n},some words to fill the row\n`).join('');
  const found = await read(`a,b\nx,"open\n${rows}`, ',', 65_536);
  assert.equal(found.length, 60_002);
  assert.deepEqual(found.slice(1, 3), [
    [2, true, 'x,"open'],
    [3, false, '0', 'some words to fill the row'],
  ]);
});

test('gives back what our writer wrote, in whatever pieces it arrives', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'è', '"', ',', '\n', '\r\n', ' ', '=', "'") });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const found = await read(rows.map(csvRow).join(''), ',', size);
        assert.deepEqual(
          found.map(([, , ...cells]) => cells.map(unguarded)),
          rows,
        );
      },
    ),
    { numRuns: 200 },
  );
});
