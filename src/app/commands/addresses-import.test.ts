import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { arengo, guestOf, storeFor } from '../../../test/command.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { sampleData } from '../../../test/sample-data.ts';
import { territoryOf } from '../../commons/territory/territory.ts';

const files = mkdtempSync(path.join(tmpdir(), 'arengo-files-'));
const rejects = path.join(files, 'rejects.csv');
const map = {
  source: 'some-city',
  encoding: 'windows-1252',
  delimiter: ';',
  id: '{code}',
  street: '{kind} {name}',
  number: 'number',
  exponent: 'exponent',
  point: { x: 'x', y: 'y', epsg: 3003 },
};
const header = 'code;kind;name;number;exponent;x;y\n';
let house: TestHouse;
let beside: Record<string, string>;
/** In metres of EPSG:3003, inside the first municipality. */
let x: number;
let y: number;
before(async () => {
  house = await openHouse();
  beside = guestOf(house);
  const { lon, lat } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  const { rows } = await house.database.pool.query(
    'select st_x(p) as x, st_y(p) as y from st_transform(st_setsrid(st_makepoint($1, $2), 4326), 3003) as p',
    [lon, lat],
  );
  ({ x, y } = rows[0]);
});
after(async () => {
  await house.close();
  rmSync(files, { recursive: true, force: true });
});

function fileWith(name: string, content: string): string {
  const file = path.join(files, name);
  writeFileSync(file, content, 'latin1');
  return file;
}

async function load(name: string, rows: string[], ...more: string[]) {
  const mapping = fileWith('map.json', JSON.stringify(map));
  const args = [
    'addresses',
    'import',
    fileWith(name, header + rows.join('\n')),
    '--map',
    mapping,
    '--rejects',
    rejects,
    '--json',
  ];
  const ran = await arengo([...args, ...more], beside);
  assert.equal(ran.exit, 0, ran.err);
  const { rejects: _, ...counts } = ran.json();
  return counts;
}

async function search(q: string, municipality = ''): Promise<string[]> {
  const { body } = await house.get(`/api/v1/addresses?${new URLSearchParams({ q, ...(municipality ? { municipality } : {}) })}`);
  return JSON.parse(body).items.map((one: { label: string }) => one.label);
}

const at = (n: number) => `${(x + n).toFixed(2).replace('.', ',')};${y.toFixed(2)}`;

test('a register lands, bad rows are set apart with the reason, again changes nothing, what vanished is retired and comes back', async () => {
  const rows = [
    `1;Via;Roma;12;;${at(0)}`,
    `2;Via;Roma;12;A;${at(5)}`,
    `3;Piazza;dell’Unità;3;BIS;${at(10)}`.replace('’', "'"),
    `4;Via;Senza Numero;SNC;;${at(10)}`,
    `5;Via;Senza Punto;5;;;`,
    `6;Via;In Mare;5;;1000000,0;4000000`,
    `7;;;5;;${at(1)}`,
    `;Via;Senza Codice;5;;${at(1)}`,
    `1;Via;Roma;14;;${at(1)}`,
    `9;Via;Troppo lontana;5;;9${'0'.repeat(40)};${y}`,
  ];
  const rehearsal = await load('one.csv', rows, '--dry-run');
  const counts = await load('one.csv', rows);
  assert.deepEqual(counts, { read: 10, landed: 3, unchanged: 0, updated: 0, rejected: 7, retired: 0 });
  assert.deepEqual(rehearsal, { dryRun: true, ...counts }, 'the rehearsal had said the same and kept nothing');
  const set = readFileSync(rejects, 'utf8').split('\r\n');
  for (const [line, reason] of [
    [5, /“SNC” is not a house number/],
    [6, /missing or not numbers/],
    [7, /outside every municipality/],
    [8, /name of the street/],
    [9, /id of the address/],
    [10, /in an earlier row/],
    [11, /WGS84/],
  ] as const)
    assert.match(set.find((row) => row.includes(`,${line},`)) ?? '', reason);

  assert.deepEqual(await load('again.csv', rows), { ...counts, landed: 0, unchanged: 3 });
  const moved = await load('moved.csv', [rows[0]!.replace(';12;', ';16;'), rows[2]!]);
  assert.deepEqual(moved, { read: 2, landed: 0, unchanged: 1, updated: 1, rejected: 0, retired: 1 });
  assert.deepEqual(await search('via roma'), ['Via Roma 16']);
  const part = await load('part.csv', [rows[0]!], '--part');
  assert.deepEqual([part.updated, part.retired], [1, 0]);
  assert.equal((await load('back.csv', rows)).updated, 1);
  assert.deepEqual(await search('via Roma 12'), ['Via Roma 12', 'Via Roma 12/A']);
  const wrong = await load('wrong.csv', [`1;Via;Roma;x;;${at(0)}`]);
  assert.deepEqual([wrong.rejected, wrong.retired], [1, 0], 'a table without a good row retires nothing');
});

test('the search: beginnings in any order, abbreviations, accents, a wrong letter, numbers', async () => {
  const streets = [
    'Via Garibaldi',
    'Viale Giuseppe Garibaldi',
    'Corso Libertà',
    'Via XXV Aprile',
    'Via 25 Aprile',
    'Via S. Maria',
  ];
  await load(
    'streets.csv',
    streets.flatMap((street, s) =>
      [1, 2, 10].map((n) => {
        const [kind, ...name] = street.split(' ');
        return `s${s}-${n};${kind};${name.join(' ')};${n};;${at(s * 10 + n)}`;
      }),
    ),
    '--part',
  );
  assert.deepEqual((await search('v. garib'))[0], 'Via Garibaldi 1');
  assert.deepEqual(await search('garib gius 2'), ['Viale Giuseppe Garibaldi 2']);
  assert.deepEqual(await search('C.SO LIBERTA’ 1'), ['Corso Libertà 1', 'Corso Libertà 10']);
  assert.deepEqual(await search('via 25 aprile 2'), ['Via 25 Aprile 2']);
  assert.deepEqual(await search('santa maria 10'), ['Via S. Maria 10']);
  for (const wrong of ['garibladi 10', 'gribaldi 10', 'garribaldi 10', 'corso garibaldo 10'])
    assert.deepEqual((await search(wrong))[0], 'Via Garibaldi 10', wrong);
  assert.deepEqual(await search('unita 3 bis'), ["Piazza dell'Unità 3 bis"]);
  const { name, istat } = territoryOf(house.ctx()).municipalities[0]!;
  assert.deepEqual(await search(`via roma 12/a ${name}`), ['Via Roma 12/A']);
  assert.deepEqual(await search('via roma 12/a', istat!), ['Via Roma 12/A']);
  assert.deepEqual(await search('via roma', territoryOf(house.ctx()).municipalities[1]!.istat!), []);
  for (const nothing of ['x', "'); drop", '&|!:*', '% _', '12', 'via']) assert.deepEqual(await search(nothing), [], nothing);
  assert.equal((await house.get('/api/v1/addresses?q=roma&municipality=000000')).statusCode, 422);
  assert.equal((await house.get('/api/v1/addresses')).statusCode, 400);
});

test('the house numbers of Alessandria load, and again change nothing', { skip: onlyDeep }, async (t) => {
  const table = sampleData(t, 'addresses/alessandria-house-numbers.csv');
  const territory = sampleData(t, 'municipalities/alessandria-outline.geojson');
  if (!table || !territory) return;
  const store = await storeFor('empty');
  try {
    const set = await arengo(['setup', '--metropolis', 'Alessandria', '--territory', territory, '--json'], store.env);
    assert.equal(set.exit, 0, set.err);
    const args = [
      'addresses',
      'import',
      table,
      '--map',
      'docs/examples/map-addresses-alessandria.json',
      '--rejects',
      rejects,
      '--json',
    ];
    const began = performance.now();
    const ran = await arengo(args, store.env);
    assert.equal(ran.exit, 0, ran.err);
    t.diagnostic(`${((performance.now() - began) / 1000).toFixed(1)} s`);
    const done = { read: 5_000, landed: 4_999, unchanged: 0, updated: 0, rejected: 1, retired: 0, rejects };
    assert.deepEqual(ran.json(), done);
    assert.match(readFileSync(rejects, 'utf8'), /44505\/4\/\/989 is in an earlier row/, 'one house number is there twice');
    assert.deepEqual((await arengo(args, store.env)).json(), { ...done, landed: 0, unchanged: 4_999 });
  } finally {
    await store.drop();
  }
});
