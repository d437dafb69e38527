import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type Cell, csv, csvRow, unguarded } from './csv.ts';

async function written(header: string[], rows: Cell[][], options = {}): Promise<string> {
  let text = '';
  for await (const piece of csv(header, rows, options)) text += piece;
  return text;
}

test('rows end with CRLF; commas, quotes and line ends are quoted; nothing is an empty cell', () => {
  assert.equal(
    csvRow(['a,b', 'say "hi"', 'two\nlines', 3, -1.5, true, null, undefined]),
    '"a,b","say ""hi""","two\nlines",3,-1.5,true,,\r\n',
  );
  assert.equal(csvRow(['']), '""\r\n', 'not an empty line, which readers pass over');
  assert.equal(csvRow(['\uFEFFa']), '"\uFEFFa"\r\n', 'not to be taken for the mark of the file');
  assert.equal(csvRow([new Date('2026-12-04T07:05:00Z')]), '2026-12-04T07:05:00.000Z\r\n');
});

test('formulas are disarmed, plain numbers stay', () => {
  for (const attack of ['=1+1', '+39 080 123', '-2+3', '@SUM(A1)', '\t=1', '\r=1', "=cmd|' /C calc'!A0", '＝1+1'])
    assert.match(csvRow([attack]), /^"?'/, JSON.stringify(attack));
  for (const number of ['-12', '-12.5', '-12,5', '0']) assert.ok(!csvRow([number]).includes("'"), number);
  assert.equal(csvRow([-12.5]), '-12.5\r\n');
  assert.equal(csvRow(["'Ndrangheta, libro"]), '"\'Ndrangheta, libro"\r\n');
});

test('the mark for spreadsheets comes first, once, and only when asked for', async () => {
  assert.equal(await written(['città'], [['Forlì']], { bom: true }), '\uFEFFcittà\r\nForlì\r\n');
  assert.equal(await written(['città'], [['Forlì']]), 'città\r\nForlì\r\n');
});

test('rows are asked for one at a time', async () => {
  let asked = 0;
  async function* endless() {
    for (;;) yield [asked++];
  }
  for await (const piece of csv(['n'], endless())) if (piece === '3\r\n') break;
  assert.equal(asked, 4);
});

test('property: what an independent reader gets back is what went in', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\t', '\r', '\n', '\uFEFF', 'a', '1', '.', ' ', '＝') }),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), async ([header, ...rows], bom) => {
      const text = await written(header!, rows, { bom });
      const read: string[][] = parse(text, { bom, record_delimiter: '\r\n' });
      assert.deepEqual(
        read.map((row) => row.map(unguarded)),
        [header, ...rows],
      );
      for (const value of read.flat()) assert.ok(!/^[=+\-@\t\r\n＝＋－＠]/.test(value) || /^-?\d+([.,]\d+)?$/.test(value), value);
    }),
    { numRuns: 500 },
  );
});
