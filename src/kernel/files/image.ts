import exifr from 'exifr';
import sharp from 'sharp';
import { atMost } from '../at-most.ts';
import { type Refusal, refuse } from '../refusal.ts';

export const MAX_MEGAPIXELS = 40;
/** Longest side in pixels. */
export const IMAGE_SIZES = { large: 1600, small: 480 } as const;

export interface Position {
  lat: number;
  lon: number;
}

export interface Image {
  large: Buffer;
  small: Buffer;
  width: number;
  height: number;
  position: Position | null;
  taken: string | null;
}

// A photo of 40 megapixels takes up to 200 MB while it is decoded: two at a time, one thread each, nothing remembered.
sharp.concurrency(1);
sharp.cache(false);
const two = atMost(2);

/** Encodes an image anew in two sizes. Only its pixels survive: no metadata, no tail, nothing hidden behind the last pixel. Upright as it
 *  was meant to be seen; of an animation the first frame. */
export function readImage(bytes: Buffer): Promise<Image | Refusal> {
  return two(async () => {
    try {
      // The header alone tells the size: a bomb is refused before a single pixel is unpacked.
      const { width, height, exif } = await sharp(bytes, { limitInputPixels: false }).metadata();
      if (width * height > MAX_MEGAPIXELS * 1e6)
        return refuse('files.too-many-pixels', 422, { megapixels: Math.round((width * height) / 1e6), max: MAX_MEGAPIXELS });
      const large = await encoded(bytes, IMAGE_SIZES.large, 80);
      const small = await encoded(large.data, IMAGE_SIZES.small, 75);
      const facts = await cameraFacts(exif);
      return { large: large.data, small: small.data, width: large.info.width, height: large.info.height, ...facts };
    } catch {
      return refuse('files.not-an-image', 422);
    }
  });
}

/** A part of a picture, in hundredths of its width and height. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** So few squares along the longer side of what is covered: a face or a plate leaves no more than its colours. */
const SQUARES = 4;

/** The picture with these parts covered so that nothing of them can be had back: squares that hold one mean colour each, then blurred. Each part
 *  is made from the few means alone, never from the pixels around or below. Lossless, to be encoded like any other picture. */
export function coverParts(bytes: Buffer, regions: readonly Region[]): Promise<Buffer> {
  return two(async () => {
    const { width, height } = await sharp(bytes).metadata();
    const patches = [];
    for (const region of regions) {
      const box = boxOf(region, width, height);
      const square = Math.max(box.width, box.height) / SQUARES;
      const columns = Math.max(1, Math.round(box.width / square));
      const rows = Math.max(1, Math.round(box.height / square));
      const means = await sharp(bytes)
        .extract(box)
        .removeAlpha()
        .resize(columns, rows, { fit: 'fill', kernel: 'linear' })
        .png()
        .toBuffer();
      const squares = await sharp(means).resize(box.width, box.height, { fit: 'fill', kernel: 'nearest' }).png().toBuffer();
      const input = await sharp(squares)
        .blur(Math.max(0.5, square / 3))
        .png()
        .toBuffer();
      patches.push({ input, left: box.left, top: box.top });
    }
    return sharp(bytes).composite(patches).png({ compressionLevel: 3 }).toBuffer();
  });
}

/** In whole pixels, rounded outwards, within the picture. */
function boxOf(region: Region, width: number, height: number) {
  const left = Math.min(width - 1, Math.max(0, Math.floor((region.left / 100) * width)));
  const top = Math.min(height - 1, Math.max(0, Math.floor((region.top / 100) * height)));
  const right = Math.min(width, Math.max(left + 1, Math.ceil(((region.left + region.width) / 100) * width)));
  const bottom = Math.min(height, Math.max(top + 1, Math.ceil(((region.top + region.height) / 100) * height)));
  return { left, top, width: right - left, height: bottom - top };
}

/** `failOn: 'error'` takes photos with the small faults that many phones write, and none that is cut off. */
function encoded(bytes: Buffer, side: number, quality: number) {
  return sharp(bytes, { limitInputPixels: MAX_MEGAPIXELS * 1e6, failOn: 'error' })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer({ resolveWithObject: true });
}

/** Broken metadata is no reason to refuse a photo: then it says nothing. */
async function cameraFacts(exif: Buffer | undefined): Promise<Pick<Image, 'position' | 'taken'>> {
  const nothing = { position: null, taken: null };
  if (!exif) return nothing;
  try {
    const tiff = exif.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif;
    const tags = await exifr.parse(tiff, { tiff: true, exif: true, gps: true, reviveValues: false });
    return { position: positionOf(tags?.latitude, tags?.longitude), taken: momentOf(tags?.DateTimeOriginal) };
  } catch {
    return nothing;
  }
}

/** 0, 0 is what cameras write when they do not know. */
function positionOf(lat: unknown, lon: unknown): Position | null {
  if (typeof lat !== 'number' || typeof lon !== 'number' || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
  return lat === 0 && lon === 0 ? null : { lat, lon };
}

/** `2026:11:20 08:05:00` (Exif 2.32, DateTimeOriginal). */
function momentOf(value: unknown): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(value));
  if (!parts) return null;
  const moment = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}`;
  return Number.isNaN(Date.parse(`${moment}Z`)) ? null : moment;
}
