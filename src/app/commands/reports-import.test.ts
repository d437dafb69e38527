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
let house: TestHouse;
let beside: Record<string, string>;
before(async () => {
  house = await openHouse();
  beside = guestOf(house);
});
after(async () => {
  await house.close();
  rmSync(files, { recursive: true, force: true });
});

function fileWith(name: string, content: string | Buffer): string {
  const file = path.join(files, name);
  writeFileSync(file, content);
  return file;
}

const map = {
  source: 'other-city',
  id: 'id',
  title: '{what}',
  label: '{street}',
  category: { column: 'kind', values: { buca: 'roads', luce: 'lighting', drago: 'dragons' } },
  opened: { column: 'opened', format: 'DD/MM/YYYY HH:mm' },
  closed: { column: 'closed', format: 'DD/MM/YYYY HH:mm' },
  state: { column: 'state', values: { aperta: 'sent', chiusa: 'resolved', respinta: 'closed-without-action' } },
  point: { lat: 'lat', lon: 'lon' },
};
const header = 'id,what,street,kind,opened,closed,state,lat,lon\n';
const json = async (url: string) => JSON.parse((await house.server.app.inject({ url })).body);

test('rows land beside a running server, bad ones are set apart with the reason, again changes nothing, a change follows with an act', async () => {
  const { lat, lon, place } = territoryOf(house.ctx()).municipalities[3]!.outline!;
  const name = territoryOf(house.ctx()).byId.get(place)!.name;
  const at = `${lat},${lon}`;
  const rows = [
    `1,Buca profonda,via Roma,buca,02/01/2026 08:05,,aperta,${at}`,
    `2,"Lampione, spento",via Verdi,luce,03/01/2026 09:00,05/01/2026 10:00,chiusa,${at}`,
    `3,Buca chiusa male,,buca,03/01/2026 09:00,,respinta,${at}`,
    `4,Buca in mare,,buca,03/01/2026 09:00,,aperta,45,-30`,
    `5,Buca senza luogo,,buca,03/01/2026 09:00,,aperta,,`,
    `6,Un drago,,drago,03/01/2026 09:00,,aperta,${at}`,
    `7,Data impossibile,,buca,31/02/2026 09:00,,aperta,${at}`,
    `8,"Virgolette" rotte,,buca,03/01/2026 09:00,,aperta,${at}`,
    `9,Troppo corta`,
    `10,Stato ignoto,,buca,03/01/2026 09:00,,boh,${at}`,
    `11,=SOMMA(A1),,colore,03/01/2026 09:00,,aperta,${at}`,
  ];
  const table = fileWith(
    'other.csv',
    Buffer.concat([
      Buffer.from(`\uFEFF${header}${rows.join('\n')}\n12,Citt`),
      Buffer.from([0xe0]),
      Buffer.from(`,,buca,03/01/2026 09:00,,aperta,${at}\n`),
    ]),
  );
  const mapping = fileWith('map.json', JSON.stringify(map));
  const args = ['reports', 'import', table, '--map', mapping, '--rejects', rejects, '--json'];

  const rehearsal = await arengo([...args, '--dry-run'], beside);
  assert.equal(rehearsal.exit, 0, rehearsal.err);
  assert.equal(rehearsal.json().landed, 3);
  const ran = await arengo(args, beside);
  assert.equal(ran.exit, 0, ran.err);
  assert.deepEqual(
    ran.json(),
    { read: 12, landed: 3, unchanged: 0, updated: 0, rejected: 9, rejects },
    'the rehearsal had kept nothing',
  );
  const reasons = readFileSync(rejects, 'utf8').trim().split('\r\n');
  assert.equal(reasons[0], `${header.trim()},line,reason`);
  const reasonOf = (id: string) => reasons.find((line) => line.startsWith(`${id},`)) ?? '';
  for (const [id, line, reason] of [
    ['4', 5, /outside every municipality/],
    ['5', 6, /--municipality/],
    ['6', 7, /“dragons” does not exist/],
    ['7', 8, /“31\/02\/2026 09:00” does not have the form/],
    ['9', 10, /2 columns instead of 9/],
    ['10', 11, /state “boh”/],
    ['11', 12, /category “colore”/],
    ['12', 13, /not utf-8 text/],
  ] as const) {
    assert.match(reasonOf(id), reason);
    assert.match(reasonOf(id), new RegExp(`,${line},`));
  }
  assert.match(reasonOf('11'), /'=SOMMA/, 'no formula for a spreadsheet');

  const { items } = await json('/api/v1/reports?limit=20');
  assert.deepEqual(items.map((one: { title: string; state: string }) => [one.title, one.state]).sort(), [
    ['Buca chiusa male', 'closed-without-action'],
    ['Buca profonda', 'sent'],
    ['Lampione, spento', 'resolved'],
  ]);
  const open = items.find((one: { title: string }) => one.title === 'Buca profonda');
  assert.deepEqual(
    [open.published, open.geometry.coordinates, open.municipality.name],
    ['2026-01-02T07:05:00.000Z', [lon, lat].map((n) => Number(n.toFixed(7))), name],
  );
  const page = (await house.server.app.inject({ url: new URL(items[0].url).pathname })).body;
  assert.match(page, /2026/);

  const again = await arengo(args, beside);
  assert.deepEqual([again.json().landed, again.json().unchanged, again.json().updated], [0, 3, 0]);
  const changed = fileWith(
    'changed.csv',
    `${header}1,Buca profonda,via Roma,buca,02/01/2026 08:05,08/01/2026 12:00,chiusa,${at}\n`,
  );
  const updated = await arengo(['reports', 'import', changed, '--map', mapping, '--json'], beside);
  assert.deepEqual(updated.json(), { read: 1, landed: 0, unchanged: 0, updated: 1, rejected: 0, rejects: null });
  // Another address: the server keeps a page for five seconds.
  const after = (await json('/api/v1/reports?limit=19')).items.find((one: { code: string }) => one.code === open.code);
  assert.deepEqual([after.state, after.closed], ['resolved', '2026-01-08T11:00:00.000Z']);
});

test('points in another system are brought to WGS84; one that cannot be is set apart alone', async () => {
  const own = { ...map, source: 'in-metres', point: { x: 'lon', y: 'lat', epsg: 32633 } };
  const { lat, lon } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  const metres = await inUtm33(lon, lat);
  const row = (id: number, x: string, y: string) => `${id},Buca in metri,,buca,02/01/2026 08:05,,aperta,${y},${x}\n`;
  const table = fileWith(
    'metres.csv',
    header + row(1, metres.x, metres.y) + row(2, `9${'0'.repeat(40)}`, metres.y) + row(3, metres.x, metres.y),
  );
  const ran = await arengo(
    ['reports', 'import', table, '--map', fileWith('metres.json', JSON.stringify(own)), '--rejects', rejects, '--json'],
    beside,
  );
  assert.equal(ran.exit, 0, ran.err);
  assert.deepEqual([ran.json().landed, ran.json().rejected], [2, 1]);
  const { items } = await json('/api/v1/reports?q=metri');
  const [x, y] = items[0].geometry.coordinates;
  assert.ok(Math.abs(x - lon) < 1e-6 && Math.abs(y - lat) < 1e-6);
  const unknown = await arengo(
    [
      'reports',
      'import',
      table,
      '--map',
      fileWith('unknown.json', JSON.stringify({ ...own, point: { ...own.point, epsg: 99999 } })),
      '--json',
    ],
    beside,
  );
  assert.deepEqual([unknown.exit, unknown.json().error.code], [5, 'kernel.import-map']);
});

test('a mapping or a table that do not fit are refused before anything lands', async () => {
  const table = fileWith('few.csv', 'id,what\n1,Buca\n');
  const columns = await arengo(
    ['reports', 'import', table, '--map', fileWith('map.json', JSON.stringify(map)), '--json'],
    beside,
  );
  assert.deepEqual([columns.exit, columns.json().error.code], [5, 'kernel.import-columns']);
  assert.match(columns.json().error.message, /street, kind/);
  const broken = await arengo(['reports', 'import', table, '--map', fileWith('broken.json', '{'), '--json'], beside);
  assert.deepEqual([broken.exit, broken.json().error.code], [5, 'kernel.import-map']);
  const nowhere = await arengo(
    [
      'reports',
      'import',
      fileWith('one.csv', `${header}1,Buca,,buca,02/01/2026 08:05,,aperta,,\n`),
      '--map',
      path.join(files, 'map.json'),
      '--municipality',
      '000000',
      '--json',
    ],
    beside,
  );
  assert.deepEqual([nowhere.exit, nowhere.json().error.code], [5, 'reports.import-municipality']);
});

for (const [city, file, rows, more] of [
  ['boston', 'boston-311-2015.csv', 12_000, []],
  ['alessandria', 'alessandria-municipium.csv', 3_100, ['--municipality', '006003']],
] as const) {
  test(`the reports of ${city} load in less than a minute, and again change nothing`, { skip: onlyDeep }, async (t) => {
    const table = sampleData(t, `reports/${file}`);
    const territory = sampleData(t, `municipalities/${city}-outline.geojson`);
    if (!table || !territory) return;
    const store = await storeFor('empty');
    try {
      const set = await arengo(['setup', '--metropolis', city, '--territory', territory, '--json'], store.env);
      assert.equal(set.exit, 0, set.err);
      const args = [
        'reports',
        'import',
        table,
        '--map',
        `docs/examples/map-${city === 'boston' ? 'boston-311' : city}.json`,
        ...more,
        '--json',
      ];
      const began = performance.now();
      const ran = await arengo(args, store.env);
      const seconds = (performance.now() - began) / 1000;
      assert.equal(ran.exit, 0, ran.err);
      assert.deepEqual(ran.json(), { read: rows, landed: rows, unchanged: 0, updated: 0, rejected: 0, rejects: null });
      assert.match(ran.err, /1,000 rows/);
      assert.ok(seconds < 60, `${seconds.toFixed(0)} s`);
      const again = await arengo(args, store.env);
      assert.deepEqual(again.json(), { read: rows, landed: 0, unchanged: rows, updated: 0, rejected: 0, rejects: null });
    } finally {
      await store.drop();
    }
  });
}

async function inUtm33(lon: number, lat: number): Promise<{ x: string; y: string }> {
  const { rows } = await house.database.pool.query(
    'select st_x(p) as x, st_y(p) as y from st_transform(st_setsrid(st_makepoint($1, $2), 4326), 32633) as p',
    [lon, lat],
  );
  return { x: String(rows[0].x), y: String(rows[0].y) };
}
