import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
import exifr from 'exifr';
import fc from 'fast-check';
import sharp from 'sharp';
import { isRefusal } from '../refusal.ts';
import { openFiles, type Stored } from './files.ts';
import { sniff } from './sniff.ts';
import en from './texts/en.json' with { type: 'json' };
import it from './texts/it.json' with { type: 'json' };

const folder = await mkdtemp(join(tmpdir(), 'arengo-files-'));
after(() => rm(folder, { recursive: true, force: true }));
const files = await openFiles({ folder });

const plainImage = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#0a5c73' } });

async function stored(bytes: Buffer, name: string): Promise<Stored> {
  const outcome = await files.take(bytes, name);
  assert.ok(!isRefusal(outcome), isRefusal(outcome) ? outcome.code : '');
  return outcome;
}

async function refusedWith(bytes: Buffer, name: string, only?: 'image'): Promise<string> {
  const outcome = await files.take(bytes, name, only);
  assert.ok(isRefusal(outcome), `${name} must be refused`);
  assert.ok(outcome.textKey in it && outcome.textKey in en, outcome.textKey);
  return outcome.code;
}

/** A zip of stored (not compressed) entries, as small as the format allows. */
function zip(entries: Record<string, string>, tail = '', unpacked?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt32LE(text.length, 18);
    head.writeUInt32LE(text.length, 22);
    head.writeUInt16LE(name.length, 26);
    locals.push(head, Buffer.from(name), Buffer.from(text));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(text.length, 20);
    entry.writeUInt32LE(unpacked ?? text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + text.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end, Buffer.from(tail)]);
}

const odt = { mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<x/>' };
const docx = { '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' };

test('a photo is kept in two sizes, upright, as WebP, without its metadata; its place and time are handed back', async () => {
  const photo = await plainImage(3000, 2000)
    .withExif({
      IFD0: { Make: 'Macchina', Model: 'Seriale 12345', Orientation: '6' },
      IFD2: { DateTimeOriginal: '2026:11:20 08:05:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '41/1 7/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '16/1 52/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  assert.ok((await exifr.gps(photo)).latitude, 'the photo does carry its place');
  const image = await stored(photo, 'IMG 001.JPG');
  assert.deepEqual(
    { ...image, id: '', size: 0 },
    {
      id: '',
      size: 0,
      kind: 'image',
      type: 'image/webp',
      name: 'IMG 001.webp',
      width: 1067,
      height: 1600,
      position: { lat: 41.125, lon: 16.866666666666667 },
      taken: '2026-11-20T08:05:00',
    },
  );
  for (const [variant, side] of [
    ['large', 1600],
    ['small', 480],
  ] as const) {
    const found = (await files.read(image.id, variant))!;
    assert.deepEqual([found.type, found.attachment], ['image/webp', null]);
    const { width, height, format, exif, icc, xmp, iptc, orientation } = await sharp(found.bytes).metadata();
    assert.deepEqual([format, height, Math.round((side * 2) / 3) === width], ['webp', side, true]);
    assert.deepEqual([exif, icc, xmp, iptc, orientation], [undefined, undefined, undefined, undefined, undefined]);
    assert.ok(!found.bytes.includes('Seriale 12345') && !found.bytes.includes('EXIF'));
  }
  assert.equal(
    image.id,
    `${createHash('sha256')
      .update((await files.read(image.id))!.bytes)
      .digest('hex')}.webp`,
  );
});

test('PNG, WebP, GIF (its first frame) and AVIF are images; small ones are not blown up', async () => {
  const red = { r: 255, g: 0, b: 0 };
  const frames = await sharp([await plainImage(20, 20).png().toBuffer(), await sharp({ create: { width: 20, height: 20, channels: 3, background: red } }).png().toBuffer()], { join: { animated: true } }).gif().toBuffer(); // biome-ignore format: one line
  for (const [name, bytes] of [
    ['a.png', await plainImage(20, 20).png().toBuffer()],
    ['a.webp', await plainImage(20, 20).webp().toBuffer()],
    ['a.avif', await plainImage(20, 20).avif().toBuffer()],
    ['a.gif', frames],
  ] as const) {
    const image = await stored(bytes, name);
    assert.deepEqual([image.width, image.height, image.position, image.taken], [20, 20, null, null], name);
    const { pages = 1 } = await sharp((await files.read(image.id))!.bytes).metadata();
    assert.equal(pages, 1);
    const { dominant } = await sharp((await files.read(image.id))!.bytes).stats();
    assert.ok(dominant.r < 100, `${name}: the first frame, not the red one`);
  }
});

test('place 0, 0 and broken metadata say nothing, and do not cost the photo', async () => {
  const nowhere = await plainImage(9, 9)
    .withExif({
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '0/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '0/1 0/1 0/1' },
      IFD2: { DateTimeOriginal: '0000:99:00 00:00:00' },
    })
    .jpeg()
    .toBuffer();
  const image = await stored(nowhere, 'a.jpg');
  assert.deepEqual([image.position, image.taken], [null, null]);
  const at = nowhere.indexOf('Exif\0\0');
  nowhere.fill(0xff, at + 14, at + 40);
  assert.equal((await stored(nowhere, 'a.jpg')).position, null);
});

test('what is hidden behind an image does not survive (GIFAR)', async () => {
  const gif = await plainImage(30, 30).gif().toBuffer();
  const jar = zip({ 'META-INF/MANIFEST.MF': 'Main-Class: Evil', 'Evil.class': 'cafebabe' });
  const image = await stored(Buffer.concat([gif, jar]), 'gatto.gif');
  for (const variant of ['large', 'small'] as const) assert.ok(!(await files.read(image.id, variant))!.bytes.includes('Evil'));
});

test('a picture of 50,000 x 50,000 is refused within 2 s and 200 MB', async (t) => {
  for (const [label, bomb] of [
    ['header only', png(50_000, 50_000, deflateSync(Buffer.alloc(1000)))],
    ['all its pixels', png(50_000, 50_000, await packedZeros(50_000 * (1 + 50_000 / 8)))],
  ] as const) {
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 2);
    const start = performance.now();
    const code = await refusedWith(bomb, 'mappa.png').finally(() => clearInterval(watch));
    const took = performance.now() - start;
    assert.equal(code, 'files.too-many-pixels');
    most = Math.max(most, process.memoryUsage.rss());
    t.diagnostic(`${label}, ${bomb.length} bytes: ${took.toFixed(0)} ms, ${((most - before) / 1e6).toFixed(0)} MB more`);
    assert.ok(took < 2000 && most - before < 200e6);
  }
});

test('a large photo within the limit passes, one pixel row more does not', async () => {
  const line = await plainImage(8000, 5000).png({ compressionLevel: 1 }).toBuffer();
  assert.equal((await stored(line, 'a.png')).width, 1600);
  assert.equal(
    await refusedWith(await plainImage(8000, 5001).png({ compressionLevel: 1 }).toBuffer(), 'a.png'),
    'files.too-many-pixels',
  );
});

test('what is not what it says', async () => {
  const exe = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(500)]);
  const elf = Buffer.concat([Buffer.from('\x7FELF\x02\x01\x01\0', 'latin1'), Buffer.alloc(500)]);
  assert.equal(await refusedWith(exe, 'foto.jpg'), 'files.not-an-image');
  assert.equal(await refusedWith(exe, 'documento.pdf'), 'files.kind-not-allowed');
  assert.equal(await refusedWith(elf, 'programma'), 'files.kind-not-allowed');
  assert.equal(await refusedWith(Buffer.from('GIF89a<script>alert(1)</script>'), 'a.gif'), 'files.not-an-image');
  const jpeg = await plainImage(900, 900).jpeg().toBuffer();
  assert.equal(await refusedWith(jpeg.subarray(0, jpeg.length / 2), 'tagliata.jpg'), 'files.not-an-image');
  assert.equal(await refusedWith(Buffer.from('testo'), 'foto.png'), 'files.not-an-image');
  assert.equal(await refusedWith(Buffer.from('%PDF-1.7\n%%EOF'), 'relazione.pdf', 'image'), 'files.not-an-image');
});

test('SVG, HTML, scripts and archives are refused under any name', async () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg onload="alert(1)"/>',
    '\uFEFF  \n<!DOCTYPE html><script>alert(1)</script>',
    '<!-- --><html>',
    '#!/bin/sh\nrm -rf /',
    'a\0b',
    '\x1B[2J',
  ])
    for (const name of ['a.svg', 'a.txt', 'a.pdf'])
      assert.equal(await refusedWith(Buffer.from(text), name), 'files.kind-not-allowed', text);
  for (const bytes of [
    Buffer.from([0x1f, 0x8b, 8, 0, 0]),
    Buffer.from('Rar!\x1A\x07\0'),
    Buffer.from('7z\xBC\xAF\x27\x1C', 'latin1'),
    zip({ 'a.txt': 'a' }),
    Buffer.from([0xfe, 0xff, 0, 0x41]),
  ])
    assert.equal(await refusedWith(bytes, 'a.txt'), 'files.kind-not-allowed');
});

test('documents are kept as they are and only ever downloaded', async () => {
  for (const [name, bytes, kept, type] of [
    ['Relazione.PDF', Buffer.from('%PDF-1.7\nciao\n%%EOF'), 'Relazione.pdf', 'application/pdf'],
    ['note.txt', Buffer.from('Perché no?\r\n'), 'note.txt', 'text/plain; charset=utf-8'],
    ['verbale.odt', zip(odt), 'verbale.odt', 'application/vnd.oasis.opendocument.text'],
    [
      'conti.ods',
      zip({ ...odt, mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }),
      'conti.ods',
      'application/vnd.oasis.opendocument.spreadsheet',
    ],
    ['bando.docx', zip(docx), 'bando.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    [
      'tabella.exe',
      zip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }),
      'tabella.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
  ] as const) {
    const document = await stored(bytes, name);
    assert.deepEqual([document.kind, document.name, document.type, document.size], ['document', kept, type, bytes.length]);
    assert.equal(document.id.split('.')[0], createHash('sha256').update(bytes).digest('hex'));
    assert.deepEqual(await files.read(document.id, 'small', document.name), { bytes, type, attachment: kept });
  }
});

test('archives that are two things, or more than they say, are refused', async () => {
  const refused: Record<string, Buffer> = {
    'macro Word': zip({ ...docx, 'word/vbaProject.bin': 'x' }),
    'macro OpenDocument': zip({ ...odt, 'Basic/script-lc.xml': 'x' }),
    Java: zip({ ...docx, 'META-INF/MANIFEST.MF': 'x' }),
    'path outside': zip({ ...docx, '../../etc/passwd': 'x' }),
    'absolute path': zip({ ...docx, '/etc/passwd': 'x' }),
    bomb: zip(docx, '', 0x7fffffff),
    'something after it': zip(docx, 'tail'),
    'something before it': Buffer.concat([Buffer.from('PK\x03\x04junk'), zip(docx)]),
    'something inside, unlisted': Buffer.concat([zip(docx).subarray(0, -22), Buffer.from('junk'), zip(docx).subarray(-22)]),
    'too many entries': zip({ ...docx, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, ''])) }),
    'cut off': zip(docx).subarray(0, 90),
    'another OpenDocument': zip({ ...odt, mimetype: 'application/vnd.oasis.opendocument.graphics' }),
    'PDF and archive at once': Buffer.concat([Buffer.from('%PDF-1.7\n%%EOF'), zip({ 'Evil.class': 'x' })]),
  };
  for (const [what, bytes] of Object.entries(refused))
    assert.equal(await refusedWith(bytes, 'a.docx'), 'files.kind-not-allowed', what);
});

test('property: no bytes at all make the sniffer fall over', () => {
  const starts = fc.constantFrom('', 'PK\x03\x04', '%PDF-', 'RIFF', 'PK\x05\x06', '\x89PNG\r\n\x1A\n');
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), fc.boolean(), (start, bytes, closed) => {
      sniff(Buffer.concat([Buffer.from(start, 'latin1'), bytes, closed ? zip(docx).subarray(-22) : Buffer.alloc(0)]));
    }),
  );
});

test('empty, too big', async () => {
  assert.equal(await refusedWith(Buffer.alloc(0), 'a.jpg'), 'files.empty');
  const text = Buffer.alloc(30e6, 'a');
  const picture = Buffer.concat([await plainImage(9, 9).jpeg().toBuffer(), Buffer.alloc(12e6)]);
  // Made before the clock starts: what is timed is the refusal, which reads no pixel.
  const start = performance.now();
  assert.equal(await refusedWith(text, 'a.txt'), 'files.too-big');
  assert.equal(await refusedWith(picture, 'a.jpg'), 'files.too-big');
  assert.ok(performance.now() - start < 500);
  assert.equal((await stored(Buffer.alloc(13e6, 'a'), 'lungo.txt')).size, 13e6);
});

test('the same content is one file; removing takes every variant', async () => {
  const bytes = await plainImage(50, 40).png().toBuffer();
  const [first, second] = await Promise.all([stored(bytes, 'a.png'), stored(bytes, 'b.png')]);
  assert.equal(first.id, second.id);
  await files.remove(first.id);
  assert.equal(await files.read(first.id, 'large'), undefined);
  assert.equal(await files.read(first.id, 'small'), undefined);
  await files.remove(first.id);
});

test('an id that is not one of ours opens nothing and removes nothing', async () => {
  await writeFile(join(folder, 'secret.txt'), 'x');
  for (const id of [
    '',
    'aa/../../secret.txt',
    '../secret.txt',
    'secret.txt',
    `${'a'.repeat(64)}.exe`,
    `${'a'.repeat(64)}.toString`,
    `${'a'.repeat(63)}/.txt`,
    `${'a'.repeat(64)}.txt\0`,
  ]) {
    assert.equal(await files.read(id), undefined);
    await files.remove(id);
  }
  assert.equal(await readFile(join(folder, 'secret.txt'), 'utf8'), 'x');
});

test('both languages have the same sentences', () => {
  assert.deepEqual(Object.keys(it), Object.keys(en));
});

test('killed at the very moment a file appears, it is whole', async () => {
  const place = await mkdtemp(join(tmpdir(), 'arengo-kill-'));
  const size = 24e6;
  const code = `
    const { sweepUnfinished, writeWhole } = await import(${JSON.stringify(new URL('./disk.ts', import.meta.url).href)});
    await sweepUnfinished(${JSON.stringify(place)});
    for (let i = 0; ; i++) await writeWhole(${JSON.stringify(place)}, ${JSON.stringify(join(place, 'aa', 'bb'))} + '/' + process.pid + '-' + i, Buffer.alloc(${size}, i));`;
  const written = () => readdir(join(place, 'aa', 'bb')).catch(() => []);
  try {
    for (let round = 1; round <= 3; round++) {
      const before = (await written()).length;
      const writer = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: 'ignore' });
      const gone = once(writer, 'exit');
      const deadline = Date.now() + 20_000;
      while ((await written()).length === before && Date.now() < deadline);
      writer.kill('SIGKILL');
      await gone;
    }
    const names = await written();
    assert.ok(names.length >= 3, `${names.length} written`);
    for (const name of names) assert.equal((await stat(join(place, 'aa', 'bb', name))).size, size, name);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});

test('what was left half written is thrown away at the next start, but not what may still be being written', async () => {
  await writeFile(join(folder, 'unfinished', 'old'), 'x');
  await utimes(join(folder, 'unfinished', 'old'), 1e9, 1e9);
  await writeFile(join(folder, 'unfinished', 'new'), 'x');
  await openFiles({ folder });
  assert.deepEqual(await readdir(join(folder, 'unfinished')), ['new']);
});

/** A grey PNG of one bit a pixel with any size in its header. */
function png(width: number, height: number, packed: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function packedZeros(length: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 1 });
  const packed: Buffer[] = [];
  deflate.on('data', (piece: Buffer) => packed.push(piece));
  const piece = Buffer.alloc(1 << 20);
  for (let left = length; left > 0; left -= piece.length)
    if (!deflate.write(piece.subarray(0, Math.min(left, piece.length)))) await once(deflate, 'drain');
  deflate.end();
  await once(deflate, 'end');
  return Buffer.concat(packed);
}

test('the print of a picture: two takes of one scene differ in few bits, two scenes in many, what shows too little has none', async () => {
  const scene = async (turn: number, side: number, light: number) => {
    const svg = Array.from({ length: 24 }, (_, i) => {
      const grey = Math.round(((Math.sin((i + 1) * turn * 12.9898) + 1) * 90 + 20) * light);
      return `<rect x="${(i % 6) * 100}" y="${Math.floor(i / 6) * 100}" width="100" height="100" fill="rgb(${grey},${grey},${grey})"/>`;
    }).join('');
    const bytes = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">${svg}</svg>`);
    return files.print((await stored(await sharp(bytes).resize(side).jpeg({ quality: 70 }).toBuffer(), 'a.jpg')).id);
  };
  const differ = (a: string, b: string) => [...a].filter((bit, i) => bit !== b[i]).length;
  const [one, again, other] = [await scene(7, 1200, 1), await scene(7, 500, 0.9), await scene(11, 1200, 1)];
  assert.match(one!, /^[01]{64}$/);
  assert.ok(differ(one!, again!) <= 6, `${differ(one!, again!)} bits`);
  assert.ok(differ(one!, other!) >= 18, `${differ(one!, other!)} bits`);
  assert.equal(await files.print((await stored(await plainImage(300, 200).png().toBuffer(), 'b.png')).id), null);
  assert.equal(await files.print('../../etc/passwd'), null);
});
