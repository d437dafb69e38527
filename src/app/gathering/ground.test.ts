import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { openBrowser } from '../../../test/browser.ts';
import { openHouse } from '../../../test/house.ts';
import { type ArchiveOptions, archiveBytes, tilesIn, vectorTiles } from '../../../test/pmtiles.ts';
import { ConfigError, readConfig } from '../../kernel/config.ts';
import { creditOf } from './credit.ts';
import { openArchive } from './ground.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'arengo-ground-'));
after(() => rmSync(folder, { recursive: true }));

/** Around Arenaria, in the invented metropolis. */
const box: [number, number, number, number] = [14.2, 39.15, 14.95, 39.66];
const places = tilesIn(box, [8, 9, 10, 11]);
const openStreetMap = '<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap</a>';

function metres(lon: number, lat: number): [number, number] {
  const radius = 6_378_137;
  return [(lon * Math.PI * radius) / 180, radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];
}

function square(west: number, south: number, side: number): { type: 'Polygon'; coordinates: [number, number][][] } {
  const corners = [
    [0, 0],
    [side, 0],
    [side, side],
    [0, side],
    [0, 0],
  ] as const;
  return { type: 'Polygon', coordinates: [corners.map(([x, y]) => metres(west + x, south + y))] };
}

const vector: ArchiveOptions = {
  type: 1,
  bounds: box,
  tiles: vectorTiles(places, [
    { name: 'earth', features: [{ geometry: square(14.2, 39.1, 0.8), properties: { kind: 'earth' } }] },
    { name: 'landuse', features: [{ geometry: square(14.35, 39.3, 0.1), properties: { kind: 'park' } }] },
    { name: 'water', features: [{ geometry: square(14.6, 39.45, 0.1), properties: { kind: 'lake' } }] },
    {
      name: 'roads',
      features: [
        {
          geometry: { type: 'LineString', coordinates: [metres(14.3, 39.2), metres(14.9, 39.6)] },
          properties: { kind: 'major_road', name: 'Via della Prova' },
        },
      ],
    },
    {
      name: 'places',
      features: [
        { geometry: { type: 'Point', coordinates: metres(14.5, 39.4) }, properties: { kind: 'locality', name: 'Prova' } },
      ],
    },
  ]),
  metadata: {
    attribution: openStreetMap,
    vector_layers: [
      { id: 'earth', fields: {} },
      { id: 'roads', fields: {} },
    ],
  },
};

function written(name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

const vectorFile = written('vector.pmtiles', archiveBytes(vector));

async function rasterFile(): Promise<string> {
  const orange = { create: { width: 256, height: 256, channels: 3 as const, background: '#ff7f00' } };
  const bytes = await sharp(orange).png().toBuffer();
  const tiles = places.map((place) => ({ ...place, bytes }));
  return written('raster.pmtiles', archiveBytes({ type: 2, bounds: box, tiles, metadata: { attribution: 'Comune di Prova' } }));
}

test('an archive says what it is, and its tiles come out as they were put in', async () => {
  const archive = await openArchive(vectorFile, '');
  assert.ok(typeof archive !== 'string', String(archive));
  assert.equal(archive.type, 'application/vnd.mapbox-vector-tile');
  assert.deepEqual(archive.credit, [{ text: '© OpenStreetMap', href: 'https://www.openstreetmap.org/copyright' }]);
  assert.deepEqual([archive.source.minzoom, archive.source.maxzoom, archive.source.bounds], [8, 11, box]);
  for (const tile of vector.tiles) {
    assert.deepEqual(new Uint8Array(gunzipSync((await archive.tile(tile))!)), tile.bytes);
  }
  assert.equal(await archive.tile({ z: 11, x: 0, y: 0 }), null);
  assert.equal(await archive.tile({ z: 3, x: 0, y: 0 }), null);
  await archive.close();
});

test('what the administrator says of the map goes before what the archive says', async () => {
  const archive = await openArchive(vectorFile, 'Carta tecnica regionale, 2025');
  assert.ok(typeof archive !== 'string');
  assert.deepEqual(archive.credit, [{ text: 'Carta tecnica regionale, 2025' }]);
  await archive.close();
});

test('of a credit only words and links to the web are kept', () => {
  assert.deepEqual(creditOf('<b onclick="x()">Uno</b> &amp; <a class=a href=\'https://due.example/?a=1&amp;b=2\'>Due</a>, tre'), [
    { text: 'Uno & ' },
    { text: 'Due', href: 'https://due.example/?a=1&b=2' },
    { text: ', tre' },
  ]);
  assert.deepEqual(creditOf('<a href="javascript:alert(1)">qui</a><script>x</script>'), [{ text: 'qui' }, { text: 'x' }]);
  assert.deepEqual(creditOf(''), []);
});

test('a broken archive is told by what is wrong with it', async () => {
  const whole = readFileSync(vectorFile);
  const faults = {
    absent: path.join(folder, 'nowhere.pmtiles'),
    cut: written('cut.pmtiles', whole.subarray(0, whole.length - 10)),
    'not-archive': written('words.pmtiles', Buffer.from('questa non è una mappa')),
    tiles: written('unknown.pmtiles', archiveBytes({ ...vector, type: 0 })),
    layers: written('other.pmtiles', archiveBytes({ ...vector, metadata: { vector_layers: [{ id: 'transportation' }] } })),
  };
  for (const [fault, file] of Object.entries(faults)) assert.equal(await openArchive(file, ''), fault);
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['old', archiveBytes({ ...vector, version: 2 })],
    ['garbled', Buffer.concat([whole.subarray(0, 127), Buffer.alloc(whole.length - 127, 7)])],
  ] as const)
    assert.equal(await openArchive(written(`${name}.pmtiles`, bytes), ''), 'not-archive', name);
  assert.equal(await openArchive(folder, ''), 'not-archive');
});

test('a setting that is neither a file nor an address of tiles is refused', () => {
  assert.deepEqual(readConfig({ ARENGO_BASE_MAP: vectorFile }).baseMap, { file: vectorFile });
  const tiles = 'https://tiles.example/{z}/{x}/{y}.png';
  assert.deepEqual(readConfig({ ARENGO_BASE_MAP: tiles }).baseMap, { tiles });
  for (const wrong of [
    'mappa.mbtiles',
    'https://tiles.example/',
    'https://{s}.example/{z}/{x}/{y}',
    '//other.example/{z}/{x}/{y}',
    'https://x.example/a.pmtiles',
  ])
    assert.throws(() => readConfig({ ARENGO_BASE_MAP: wrong }), ConfigError, wrong);
});

test('tiles go out packed, kept for ever under their own address, and nothing is where the archive has nothing', async (t) => {
  const house = await openHouse({ env: { ARENGO_BASE_MAP: vectorFile } });
  t.after(() => house.close());
  const { app } = house.server;
  const page = await app.inject('/mappa');
  const address = /\/fondo\/[\w-]+\//.exec(page.body)![0];
  const { z, x, y } = vector.tiles[0]!;
  const packed = await app.inject({ url: `${address}${z}/${x}/${y}`, headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(packed.statusCode, 200);
  assert.equal(packed.headers['content-type'], 'application/vnd.mapbox-vector-tile');
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(packed.headers['vary'], 'accept-encoding');
  assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable');
  const plain = await app.inject({ url: `${address}${z}/${x}/${y}` });
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.deepEqual(new Uint8Array(plain.rawPayload), new Uint8Array(vector.tiles[0]!.bytes));
  const again = await app.inject({ url: `${address}${z}/${x}/${y}`, headers: { 'if-none-match': packed.headers['etag'] } });
  assert.equal(again.statusCode, 304);
  assert.equal((await app.inject(`${address}11/0/0`)).statusCode, 204);
  const older = await app.inject(`/fondo/prima/${z}/${x}/${y}`);
  assert.deepEqual([older.statusCode, older.headers['cache-control']], [200, 'private, no-store']);
  for (const nowhere of ['8/256/0', '8/0/256', '23/0/0', '8/-1/0', '8/a/0', '8/1e1/0', '8/0/0.png', '99999999/0/0'])
    assert.equal((await app.inject(`${address}${nowhere}`)).statusCode, 404, nowhere);
});

test('without its archive the site runs, on the boundaries', async (t) => {
  const house = await openHouse({ env: { ARENGO_BASE_MAP: path.join(folder, 'nowhere.pmtiles') } });
  t.after(() => house.close());
  const page = await house.server.app.inject('/mappa');
  assert.equal(page.statusCode, 200);
  assert.ok(/data-ground /.test(page.body), 'a ground is named');
  assert.ok(!page.body.includes('ar-live-credit'));
  assert.equal((await house.server.app.inject('/fondo/x/8/1/1')).statusCode, 404);
});

for (const kind of ['vector', 'raster'] as const) {
  test(`the live map shows the ground of a ${kind} archive, from our own host alone`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    t.after(() => browser.close());
    const house = await openHouse({ env: { ARENGO_BASE_MAP: kind === 'vector' ? vectorFile : await rasterFile() } });
    t.after(() => house.close());
    const origin = await house.listen();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${origin}/mappa`);
    await page.waitForSelector('.ar-live.ready');
    await page.waitForTimeout(1_500);
    const own = asked.filter((url) => !/^(data|blob):/.test(url));
    assert.deepEqual(
      own.filter((url) => new URL(url).origin !== origin),
      [],
    );
    assert.ok(own.filter((url) => url.includes('/fondo/')).length > 0, 'no tile of the ground was asked');
    assert.deepEqual(complaints, []);
    const credit = page.locator('.ar-live-credit');
    assert.ok(await credit.isVisible());
    assert.match(await credit.innerText(), kind === 'vector' ? /© OpenStreetMap/ : /Comune di Prova/);

    const bytes = await page.locator('.ar-live canvas').screenshot();
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const pixels = Array.from({ length: info.width * info.height }, (_, i) =>
      data.subarray(i * info.channels, i * info.channels + 3),
    );
    const has = (...colour: number[]) => pixels.some((pixel) => colour.every((value, i) => pixel[i] === value));
    if (kind === 'raster') return assert.ok(has(255, 127, 0), 'the orange of the archive is not on the map');
    assert.ok(has(0xdb, 0xe8, 0xd3), 'no park on the map');
    assert.ok(has(0xc9, 0xdf, 0xe6), 'no lake on the map');
    // Nothing else is dark here: the store holds no thing, and the buttons are at the right.
    const dark = pixels.some((pixel, i) => i % info.width < info.width * 0.8 && pixel.every((value) => value < 90));
    assert.ok(dark, 'no name is written on the map');
  });
}
