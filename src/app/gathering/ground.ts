import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { RasterSourceSpecification, VectorSourceSpecification } from 'maplibre-gl';
import type { PMTiles, Source } from 'pmtiles';
import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Words } from '../../kernel/text/text.ts';
import type { Tile } from '../../protocols/mvt/grid.ts';
import { type CreditPart, creditOf } from './credit.ts';

/** What lies under the live map: a source as the map library takes it, and who made it. */
export interface Ground {
  source: VectorSourceSpecification | RasterSourceSpecification;
  credit: CreditPart[];
}

/** An archive of tiles on our disk (PMTiles 3), open for reading. */
export interface Archive extends Ground {
  /** Names the content, so that browsers may keep its tiles for ever. */
  version: string;
  type: string;
  /** The tile as it is stored; null when the archive has none there. */
  tile(place: Tile): Promise<Buffer | null>;
  gzipped: boolean;
  close(): Promise<void>;
}

/** Why an archive cannot be the ground; the sentence is `app.ground.<fault>`. */
export type GroundFault = 'absent' | 'not-archive' | 'cut' | 'tiles' | 'layers';

const archives = new WeakMap<object, Archive>();

/** Opens the archive that the configuration names. Without it, or when it is broken, the map stands on the imported boundaries. */
export async function loadGround(config: Config): Promise<GroundFault | null> {
  if (config.baseMap === null || !('file' in config.baseMap)) return null;
  const opened = await openArchive(config.baseMap.file, config.baseMapCredit);
  if (typeof opened === 'string') return opened;
  archives.set(config, opened);
  return null;
}

/** For whoever starts or examines the server: what is wrong with the archive, and what stands in its place. */
export function groundSentence({ baseMap }: Config, fault: GroundFault, words: Words): string {
  return words.t(`app.ground.${fault}`, { file: baseMap && 'file' in baseMap ? baseMap.file : '' });
}

export async function closeGround(config: Config): Promise<void> {
  await archives.get(config)?.close();
  archives.delete(config);
}

export function archiveOf(ctx: Pick<Ctx, 'config'>): Archive | null {
  return archives.get(ctx.config) ?? null;
}

export function groundOf(ctx: Pick<Ctx, 'config'>): Ground | null {
  const { baseMap, baseMapCredit } = ctx.config;
  if (baseMap === null || 'file' in baseMap) return archiveOf(ctx);
  return { source: { type: 'raster', tiles: [baseMap.tiles], tileSize: 256 }, credit: creditOf(baseMapCredit) };
}

/** Kinds of tile of the PMTiles specification, version 3, section 3. */
const types: Record<number, string> = {
  1: 'application/vnd.mapbox-vector-tile',
  2: 'image/png',
  3: 'image/jpeg',
  4: 'image/webp',
  5: 'image/avif',
};
/** Layers of the Protomaps basemap, the only vector schema that `map-ground.ts` can draw. */
const drawn = ['earth', 'roads', 'water'];
const [stored, gzip] = [1, 2];

export async function openArchive(file: string, credit: string): Promise<Archive | GroundFault> {
  const handle = await open(file).catch(() => null);
  if (!handle) return 'absent';
  const found = await read(handle, credit).catch((): GroundFault => 'not-archive');
  if (typeof found === 'string') await handle.close();
  return found;
}

async function read(handle: FileHandle, credit: string): Promise<Archive | GroundFault> {
  const { size } = await handle.stat();
  // Only who has an archive pays for its reader.
  const { PMTiles: Reader, ResolvedValueCache } = await import('pmtiles');
  const source = sourceOf(handle);
  const kept = new ResolvedValueCache(64);
  const reader: PMTiles = new Reader(source, kept);
  const header = await reader.getHeader();
  if (header.specVersion !== 3) return 'not-archive';
  if (size < header.tileDataOffset + (header.tileDataLength ?? 0)) return 'cut';
  const type = types[header.tileType];
  if (!type || ![0, stored, gzip].includes(header.tileCompression)) return 'tiles';
  const told = (await reader.getMetadata()) as { attribution?: unknown; vector_layers?: { id?: unknown }[] };
  const vector = header.tileType === 1;
  if (vector && !told.vector_layers?.some((layer) => drawn.includes(String(layer.id)))) return 'layers';

  const version = createHash('sha1')
    .update(`${size} `)
    .update(await firstBytes(handle))
    .digest('base64url')
    .slice(0, 12);
  const shown = {
    tiles: [`/fondo/${version}/{z}/{x}/{y}`],
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat] as [number, number, number, number],
  };
  // Tiles go out as they are stored: browsers unpack them.
  const packed: PMTiles = new Reader(source, kept, async (bytes) => bytes);
  return {
    source: vector ? { type: 'vector', ...shown } : { type: 'raster', tileSize: 256, ...shown },
    credit: creditOf(credit || String(told.attribution ?? '')),
    version,
    type,
    gzipped: header.tileCompression === gzip,
    tile: async ({ z, x, y }) => {
      const found = await packed.getZxy(z, x, y);
      return found ? Buffer.from(found.data) : null;
    },
    close: () => handle.close(),
  };
}

function sourceOf(handle: FileHandle): Source {
  return {
    getKey: () => 'ground',
    getBytes: async (offset, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      // The beginning is asked for at a length that small archives do not have.
      if (offset > 0 && bytesRead < length) throw new Error('the archive ends before what its directory names');
      return { data: bytes.buffer.slice(0, bytesRead) };
    },
  };
}

/** Header and root directory, which change with everything behind them. */
async function firstBytes(handle: FileHandle): Promise<Uint8Array> {
  const bytes = new Uint8Array(16_384);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  return bytes.subarray(0, bytesRead);
}

/** For the rare client that takes no gzip. */
export function unpacked(tile: Buffer): Buffer {
  return gunzipSync(tile);
}
