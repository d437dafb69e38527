/** Small archives of tiles for tests: what `pmtiles extract` would give, byte by byte (PMTiles specification, version 3). */
import { gzipSync } from 'node:zlib';
import { encodeTile, type TileLayer } from '../src/protocols/mvt/tile.ts';

export interface ArchiveTile {
  z: number;
  x: number;
  y: number;
  bytes: Uint8Array;
}

export interface ArchiveOptions {
  /** 1 MVT, 2 PNG, 3 JPEG, 4 WebP, 5 AVIF. */
  type: number;
  tiles: ArchiveTile[];
  metadata: object;
  /** West, south, east, north. */
  bounds?: [number, number, number, number];
  /** 1 none, 2 gzip: of the tiles; the directory is always gzip. */
  compression?: number;
  version?: number;
}

export function archiveBytes({ type, tiles, metadata, bounds = [-180, -85, 180, 85], ...more }: ArchiveOptions): Buffer {
  const compression = more.compression ?? (type === 1 ? 2 : 1);
  const entries = tiles
    .map(({ z, x, y, bytes }) => ({ id: tileId(z, x, y), bytes: compression === 2 ? gzipSync(bytes) : Buffer.from(bytes) }))
    .sort((a, b) => a.id - b.id);
  let offset = 0;
  const columns: number[][] = [[], [], [], []];
  for (const [i, { id, bytes }] of entries.entries()) {
    columns[0]!.push(id - (entries[i - 1]?.id ?? 0));
    columns[1]!.push(1);
    columns[2]!.push(bytes.length);
    columns[3]!.push(i === 0 ? offset + 1 : 0);
    offset += bytes.length;
  }
  const root = gzipSync(Buffer.from([entries.length, ...columns.flat()].flatMap(varint)));
  const told = gzipSync(JSON.stringify(metadata));
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header.writeUInt8(more.version ?? 3, 7);
  const sections = [
    [127, root.length],
    [127 + root.length, told.length],
    [127 + root.length + told.length, 0],
    [127 + root.length + told.length, offset],
    [entries.length, entries.length],
  ].flat();
  for (const [i, n] of [...sections, entries.length].entries()) header.writeBigUInt64LE(BigInt(n), 8 + i * 8);
  const zooms = tiles.map(({ z }) => z);
  for (const [i, n] of [1, 2, compression, type, Math.min(...zooms), Math.max(...zooms)].entries()) header.writeUInt8(n, 96 + i);
  for (const [i, degrees] of bounds.entries()) header.writeInt32LE(Math.round(degrees * 1e7), 102 + i * 4);
  header.writeUInt8(Math.min(...zooms), 118);
  return Buffer.concat([header, root, told, ...entries.map(({ bytes }) => bytes)]);
}

/** Every tile of the box at these zooms. */
export function tilesIn([west, south, east, north]: [number, number, number, number], zooms: number[]) {
  const column = (z: number, lon: number) => Math.floor(((lon + 180) / 360) * 2 ** z);
  const row = (z: number, lat: number) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
  };
  const found: { z: number; x: number; y: number }[] = [];
  for (const z of zooms)
    for (let x = column(z, west); x <= column(z, east); x++)
      for (let y = row(z, north); y <= row(z, south); y++) found.push({ z, x, y });
  return found;
}

/** The same things in every tile that they touch. */
export function vectorTiles(places: { z: number; x: number; y: number }[], layers: readonly TileLayer[]): ArchiveTile[] {
  return places.map((place) => ({ ...place, bytes: encodeTile(place, layers) })).filter(({ bytes }) => bytes.length > 0);
}

/** Number of a tile along the Hilbert curves of all the zooms before and its own (section 4.1). */
function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** z / 2, [u, v] = [x, y]; side >= 1; side /= 2) {
    const right = u & side ? 1 : 0;
    const down = v & side ? 1 : 0;
    id += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [u, v] = [side - 1 - (u & (side - 1)), side - 1 - (v & (side - 1))];
      [u, v] = [v, u];
    }
  }
  return id;
}

function varint(n: number): number[] {
  const bytes: number[] = [];
  for (let left = n; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}
