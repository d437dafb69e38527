import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isRefusal } from '../../../kernel/refusal.ts';
import { importTable } from '../../../kernel/tables/import.ts';
import { dateReader } from './date.ts';
import { columnsOf, type ImportMap, readMap } from './map.ts';
import { type ImportedRow, rowReader } from './row.ts';

const iso = (text: string, format: string, zone: string) => dateReader(format, zone)(text)?.toISOString();
const now = new Date('2026-11-21T12:00:00Z');
const map: ImportMap = {
  source: 'elsewhere',
  id: 'id',
  title: '{what} ({where})',
  category: { column: 'kind', values: { hole: 'roads' } },
  opened: { column: 'from', format: 'YYYY-MM-DD' },
  closed: { column: 'to', format: 'YYYY-MM-DD' },
  state: { column: 'state', values: { open: 'sent', closed: 'resolved' } },
  point: { lat: 'lat', lon: 'lon' },
};
const header = ['id', 'what', 'where', 'kind', 'from', 'to', 'state', 'lat', 'lon'];
const good = ['7', 'Buca', 'Murat', 'hole', '2026-01-02', '', 'open', '41,12', '16.87'];
const readRow = (change: Record<string, string> = {}, own: ImportMap = map) =>
  rowReader(
    own,
    header,
    now,
  )(
    2,
    header.map((name, n) => change[name] ?? good[n]!),
  );
const reader = (columns: readonly string[]) => rowReader(map, columns, now);
const reason = (change: Record<string, string>, own?: ImportMap) => {
  const row = readRow(change, own);
  return 'reason' in row ? row.reason.split('.').at(-1) : 'taken';
};

test('dates with AM and PM, zones, the hour that comes twice and the one that never comes', () => {
  const american = 'MM/DD/YYYY hh:mm:ss A';
  assert.equal(iso('01/01/2015 04:15:33 PM', american, 'America/New_York'), '2015-01-01T21:15:33.000Z');
  assert.equal(iso('07/01/2015 12:00:00 AM', american, 'America/New_York'), '2015-07-01T04:00:00.000Z');
  assert.equal(iso('07/01/2015 12:30:00 PM', american, 'America/New_York'), '2015-07-01T16:30:00.000Z');
  assert.equal(iso('2023-05-10', 'YYYY-MM-DD', 'Europe/Rome'), '2023-05-09T22:00:00.000Z');
  assert.equal(iso('10/05/2023 8:05', 'DD/MM/YYYY HH:mm', 'Europe/Rome'), '2023-05-10T06:05:00.000Z');
  assert.equal(iso('25/10/2026 02:30', 'DD/MM/YYYY HH:mm', 'Europe/Rome'), '2026-10-25T00:30:00.000Z');
  assert.equal(iso('29/03/2026 02:30', 'DD/MM/YYYY HH:mm', 'Europe/Rome'), '2026-03-29T01:30:00.000Z');
  assert.equal(iso('2026-01-02T10:00:00+05:30', 'ISO', 'Europe/Rome'), '2026-01-02T04:30:00.000Z');
  assert.equal(iso('2026-01-02 10:00', 'ISO', 'Europe/Rome'), '2026-01-02T09:00:00.000Z');
  for (const [text, format] of [
    ['31/02/2026', 'DD/MM/YYYY'],
    ['2026-13-01', 'YYYY-MM-DD'],
    ['yesterday', 'ISO'],
    ['2026-01-02 25:00', 'YYYY-MM-DD HH:mm'],
    ['', 'ISO'],
    ['2026-01-02x', 'YYYY-MM-DD'],
  ]) {
    assert.equal(iso(text!, format!, 'Europe/Rome'), undefined, text);
  }
});

test('a row says what the mapping reads in it', () => {
  const row = readRow() as ImportedRow;
  assert.deepEqual(
    { ...row },
    {
      line: 2,
      sourceId: '7',
      title: 'Buca (Murat)',
      description: '',
      label: '',
      category: 'roads',
      opened: '2026-01-01T23:00:00.000Z',
      closed: null,
      undated: false,
      due: null,
      state: 'sent',
      x: 16.87,
      y: 41.12,
    },
  );
  assert.equal((readRow({ where: '' }) as ImportedRow).title, 'Buca');
  assert.equal([...(readRow({ what: 'à'.repeat(100) }) as ImportedRow).title].length, 80);
  const undated = readRow({ state: 'closed' }) as ImportedRow;
  assert.equal(undated.closed, undated.opened);
  assert.equal(undated.undated, true);
});

test('a row that cannot be taken says why', () => {
  assert.equal(reason({}), 'taken');
  assert.equal(reason({ id: ' ' }), 'id');
  assert.equal(reason({ what: '', where: '' }), 'title');
  assert.equal(reason({ what: 'Buca \u202ealoip' }), 'characters');
  assert.equal(reason({ kind: 'tree' }), 'category');
  assert.equal(reason({ kind: 'tree' }, { ...map, category: { ...map.category, otherwise: 'other' } }), 'taken');
  assert.equal(reason({ from: '02/01/2026' }), 'date');
  assert.equal(reason({ from: '2027-01-01' }), 'future');
  assert.equal(reason({ state: 'closed', to: '2025-12-31' }), 'closed-before');
  assert.equal(reason({ to: '2026-02-30' }), 'date');
  assert.equal(reason({ state: 'lost' }), 'state');
  assert.equal(reason({ to: '2026-01-03' }), 'contradiction');
  assert.equal(reason({ lat: 'north' }), 'point');
  assert.equal(reason({ lat: '' }), 'point');
  assert.equal(reason({ lat: '95' }), 'point');
  assert.equal(reason({ lat: '', lon: '' }), 'taken');
});

test('a mapping is refused with the place of its fault', () => {
  const fault = (change: object) => {
    const read = readMap(JSON.stringify({ ...map, ...change }));
    return isRefusal(read) ? String(read.params['fault']) : 'taken';
  };
  assert.equal(fault({}), 'taken');
  assert.match(fault({ colour: 'red' }), /colour/);
  assert.match(fault({ source: 'Elsewhere!' }), /\/source/);
  assert.match(fault({ opened: { column: 'from', format: 'ISO', zone: 'Europe/Bari' } }), /Europe\/Bari/);
  assert.match(fault({ opened: { column: 'from', format: 'the day' } }), /the day/);
  assert.match(fault({ state: { column: 'state', values: { open: 'opened' } } }), /opened/);
  assert.ok(isRefusal(readMap('{')));
  for (const name of ['boston-311', 'alessandria'])
    assert.ok(
      !isRefusal(readMap(readFileSync(new URL(`../../../../docs/examples/map-${name}.json`, import.meta.url), 'utf8'))),
      name,
    );
});

test('a table: what cannot be read is set apart, the rest lands in parts, the same id twice in order', async () => {
  const landed: string[][] = [];
  const rejects: [number, string][] = [];
  async function* table(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${header.join(',')}\n${good.map((cell) => `"${cell}"`).join(',')}\n8,too,few\n`);
    yield Buffer.concat([
      Buffer.from('9,Buca '),
      Buffer.from([0xe8]),
      Buffer.from(',x,hole,2026-01-02,,open,,\n10,"Buca" x,y\n'),
    ]);
    yield Buffer.from('7,Buca,x,hole,2026-01-02,2026-01-05,closed,,\n');
  }
  const counts = await importTable(table(), map, columnsOf(map), {
    reader,
    land: async (rows) => {
      landed.push(rows.map((row) => `${row.sourceId} ${row.state}`));
      return { landed: rows.length, unchanged: 0, updated: 0, rejected: [] };
    },
    reject: async (_header, line, _cells, why) => void rejects.push([line, why.reason.split('.').at(-1)!]),
    progress: () => {},
  });
  assert.deepEqual(counts, { read: 5, landed: 2, unchanged: 0, updated: 0, rejected: 3 });
  assert.deepEqual(landed, [['7 sent'], ['7 resolved']]);
  assert.deepEqual(rejects, [
    [3, 'columns'],
    [4, 'encoding'],
    [5, 'quotes'],
  ]);

  const other = await importTable(
    (async function* () {
      yield Buffer.from('a,b\n1,2\n');
    })(),
    map,
    columnsOf(map),
    { reader, land: async () => assert.fail(), reject: async () => {}, progress: () => {} },
  );
  assert.ok(isRefusal(other) && other.code === 'kernel.import-columns');
});
