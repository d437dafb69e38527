import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { arengo, guestOf, storeFor, type TestStore } from '../../../test/command.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { openHouse, type TestHouse, type World } from '../../../test/house.ts';
import { sampleData } from '../../../test/sample-data.ts';

const files = mkdtempSync(path.join(tmpdir(), 'arengo-files-'));
const stores: TestStore[] = [];
let server: TestHouse;
/** Commands beside a running server, which is also the quicker way to run them. */
let beside: Record<string, string>;
before(async () => {
  server = await openHouse({ world: 'empty' });
  beside = guestOf(server);
});
after(async () => {
  await server.close();
  for (const store of stores) await store.drop();
  rmSync(files, { recursive: true, force: true });
});

async function freshStore(world: World): Promise<TestStore> {
  const store = await storeFor(world);
  stores.push(store);
  return store;
}

function fileWith(name: string, content: unknown): string {
  const file = path.join(files, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

type Ring = [number, number][];
const square = (x: number, y: number): Ring => [
  [x, y],
  [x + 0.1, y],
  [x + 0.1, y + 0.1],
  [x, y + 0.1],
  [x, y],
];
const feature = (name: string, istat: string, ring: Ring | null) => ({
  type: 'Feature',
  properties: { name, istat },
  geometry: ring && { type: 'Polygon', coordinates: [ring] },
});
const collection = (...features: object[]) => ({ type: 'FeatureCollection', features });
const good = feature('Uno', '999001', square(16, 41));

test('files that cannot be used are refused with the name of the feature, and nothing is kept', async () => {
  const cases: [string, unknown, string, RegExp][] = [
    ['swapped', collection(feature('Girato', '999002', square(41, 16))), 'territory.axes-swapped', /Girato.*swapped/],
    ['null', collection(good, feature('Vuoto', '999003', null)), 'territory.null-geometry', /Vuoto has no geometry/],
    [
      'metres',
      collection(
        feature('Metri', '999004', [
          [650_000, 4_550_000],
          [660_000, 4_550_000],
          [660_000, 4_560_000],
          [650_000, 4_550_000],
        ]),
      ),
      'territory.projected-coordinates',
      /Metri.*WGS84/,
    ],
    ['text', '{"type": "FeatureColl', 'territory.not-json', /not JSON/],
    ['no-code', collection({ ...good, properties: { name: 'Senza' } }), 'territory.no-istat', /Senza/],
  ];
  for (const [name, content, code, sentence] of cases) {
    const ran = await arengo(
      ['setup', '--metropolis', 'Prova', '--territory', fileWith(`${name}.geojson`, content), '--json'],
      beside,
    );
    assert.equal(ran.exit, 5, ran.err);
    assert.equal(ran.json().error.code, code);
    assert.match(ran.json().error.message, sentence);
  }
  const italian = await arengo(['setup', '--metropolis', 'Prova', '--territory', path.join(files, 'null.geojson')], {
    ...beside,
    LANG: 'it_IT.UTF-8',
  });
  assert.equal(italian.exit, 5);
  assert.equal(italian.out, '');
  assert.match(italian.err, /Vuoto non ha geometria/);
  const absent = await arengo(['setup', '--metropolis', 'Prova', '--territory', path.join(files, 'absent.geojson')], beside);
  assert.equal(absent.exit, 5);
  assert.match(absent.err, /absent\.geojson.*ENOENT/);
});

test('a boundary that crosses itself is repaired and named; a rehearsal keeps nothing; the same again changes nothing; a change is told', async () => {
  const bowTie: Ring = [
    [16.2, 41],
    [16.3, 41.1],
    [16.3, 41],
    [16.2, 41.1],
    [16.2, 41],
  ];
  const file = fileWith('repaired.geojson', collection(good, feature('Storto', '999005', bowTie)));
  const args = ['setup', '--metropolis', 'Città metropolitana di Prova', '--territory', file, '--json'];
  const rehearsal = await arengo([...args, '--dry-run'], beside);
  assert.equal(rehearsal.exit, 0, rehearsal.err);
  assert.deepEqual(rehearsal.json().created, ['Uno', 'Storto']);
  assert.equal(rehearsal.json().dryRun, true);

  const first = await arengo(args, beside);
  assert.equal(first.exit, 0, first.err);
  assert.deepEqual(first.json().created, ['Uno', 'Storto'], 'the rehearsal had kept nothing');
  assert.deepEqual(
    first.json().repaired.map((one: { name: string }) => one.name),
    ['Storto'],
  );
  const again = await arengo(args, beside);
  assert.deepEqual(
    [again.exit, again.json().created, again.json().changed, again.json().updated, again.json().unchanged],
    [0, [], [], [], 2],
  );

  const moved = fileWith(
    'moved.geojson',
    collection(feature('Uno', '999001', square(16.01, 41)), feature('Due', '999006', square(16.5, 41))),
  );
  const people = fileWith('people.csv', '\uFEFFpro_com_t;Popolazione\n999001;1200\n999777;3\n');
  const changed = await arengo(
    ['setup', '--metropolis', 'Città metropolitana di Prova', '--territory', moved, '--population', people, '--json'],
    beside,
  );
  const { created, left, withoutPopulation, ...rest } = changed.json();
  assert.deepEqual(
    { created, left, changed: rest.changed, updated: rest.updated },
    { created: ['Due'], left: ['Storto'], changed: ['Uno'], updated: ['Uno'] },
  );
  assert.ok(withoutPopulation.includes('Due'));
  const other = await arengo(['setup', '--metropolis', 'Un’altra', '--territory', moved, '--json'], beside);
  assert.equal(other.json().error.code, 'territory.other-metropolis');

  const areas = await arengo(['territory', 'import', '--file', moved, '--name', 'Quartieri', '--json'], beside);
  assert.deepEqual(areas.json(), { set: 'quartieri', areas: 2 });
  const neither = await arengo(['territory', 'import', '--file', moved], beside);
  assert.equal(neither.exit, 2);
  const boundaries = await arengo(['territory', 'import', '--file', moved, '--boundaries', '--json'], beside);
  assert.equal(boundaries.json().unchanged, 2);
});

test('a table without inhabitants is refused', async () => {
  const table = fileWith('colours.csv', 'name,colour\nUno,red\n');
  const ran = await arengo(
    ['setup', '--metropolis', 'P', '--territory', fileWith('good.geojson', collection(good)), '--population', table, '--json'],
    beside,
  );
  assert.equal(ran.json().error.code, 'commands.no-populations');
});

test('a demo is not overwritten; --replace-demo empties it, but not for a broken file', { skip: onlyDeep }, async () => {
  const file = fileWith('good.geojson', collection(good));
  const args = ['setup', '--metropolis', 'Vera', '--territory', file, '--json'];
  const store = await freshStore('territory');
  const refused = await arengo(args, store.env);
  assert.equal(refused.exit, 5, refused.err);
  assert.match(refused.json().error.message, /--replace-demo/);
  const broken = await arengo(
    [
      'setup',
      '--metropolis',
      'Vera',
      '--territory',
      fileWith('null2.geojson', collection(feature('Vuoto', '999003', null))),
      '--replace-demo',
      '--json',
    ],
    store.env,
  );
  assert.equal(broken.json().error.code, 'territory.null-geometry');
  const replaced = await arengo([...args, '--replace-demo'], store.env);
  assert.equal(replaced.exit, 0, replaced.err);
  assert.deepEqual([replaced.json().metropolis, replaced.json().municipalities, replaced.json().left], ['Vera', 1, []]);
  const real = await arengo(['seed', '--size', 'demo', '--json'], store.env);
  assert.equal(real.json().error.code, 'commands.seed-on-real', 'nobody is invented in a real city');
});

test('a store that a server uses is not emptied', async () => {
  const demo = await openHouse();
  const ran = await arengo(
    ['setup', '--metropolis', 'Vera', '--territory', fileWith('good.geojson', collection(good)), '--replace-demo', '--json'],
    guestOf(demo),
  );
  await demo.close();
  assert.equal(ran.json().error.code, 'commands.served');
});

test('the real metropolitan cities: Bari 41 with its inhabitants, Palermo 82, Cagliari 17, Bologna 55', async (t) => {
  const table = sampleData(t, 'municipalities/italy-municipalities.csv');
  if (!table) return;
  const cities = [
    ['Citta metropolitana di Bari', 'bari.geojson', 41],
    ['Palermo', 'palermo.topo.json', 82],
    ['Cagliari', 'cagliari.geojson', 17],
    ['Bologna', 'bologna.topo.json', 55],
  ] as const;
  for (const [name, file, count] of onlyDeep ? cities.slice(0, 2) : cities) {
    const territory = sampleData(t, `municipalities/${file}`)!;
    const store = await freshStore('empty');
    const args = ['setup', '--metropolis', name, '--territory', territory, '--population', table, '--json'];
    const ran = await arengo(args, store.env);
    assert.equal(ran.exit, 0, ran.err);
    const { metropolis, municipalities, created, withoutPopulation } = ran.json();
    assert.deepEqual(
      { metropolis, municipalities, created: created.length, withoutPopulation },
      { metropolis: name, municipalities: count, created: count, withoutPopulation: [] },
    );
  }
});
