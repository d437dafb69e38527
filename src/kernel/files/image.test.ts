import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
import exifr from 'exifr';
import sharp from 'sharp';
import { openUploads, plainImage, zip } from './uploads.testing.ts';

const { files, stored, refusedWith, close } = await openUploads();
after(close);

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
