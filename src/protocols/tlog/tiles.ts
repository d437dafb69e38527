import { type HashAt, nodeHash } from './tree.ts';

/** Tiles of a transparency log (C2SP tlog-tiles): 256 hashes of 32 bytes in a full one. Level 0 holds the hashes of leaves, a level above the
 *  hashes of the full tiles below it. */
export interface TileAddress {
  level: number;
  n: number;
}
export interface Tile extends TileAddress {
  hashes: Buffer;
}

export const width = 256;
export const hashBytes = 32;
/** As many levels as a log of 2^53 leaves may have. */
const levels = 7;

/** Hashes at a level in a tree of this size: those of full tiles only. */
export function countAt(level: number, size: number): number {
  return Math.floor(size / width ** level);
}

/** Hashes that a tile holds in a tree of this size. */
export function widthOf({ level, n }: TileAddress, size: number): number {
  return Math.max(0, Math.min(width, countAt(level, size) - n * width));
}

/** `tile/0/x001/x234/067.p/12`, below the prefix of the log; level `entries` for bundles. */
export function tilePath(level: number | 'entries', n: number, partial: number): string {
  const groups = [String(n % 1000).padStart(3, '0')];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${partial === width ? '' : `.p/${partial}`}`;
}

/** The tile of such an address and how many hashes are asked for; nothing for what is no address of a tile. */
export function readTilePath(level: string, rest: string): { level: number | 'entries'; n: number; width: number } | undefined {
  const found = /^((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(rest);
  if (!found || !(level === 'entries' || /^[0-6]$/.test(level))) return undefined;
  const n = Number(found[1]!.replaceAll(/[x/]/g, ''));
  const asked = found[2] === undefined ? width : Number(found[2]);
  const known = level === 'entries' ? level : Number(level);
  if ((found[2] !== undefined && asked >= width) || tilePath(known, n, asked) !== `tile/${level}/${rest}`) return undefined;
  return { level: known, n, width: asked };
}

/** The tiles not yet full at the right edge of a tree: from them it grows. */
export function edgeTiles(size: number): TileAddress[] {
  return Array.from({ length: levels }, (_, level) => ({ level, n: Math.floor(countAt(level, size) / width) })).filter(
    (tile) => widthOf(tile, size) > 0,
  );
}

/** The tree with more leaves: every tile that is new or has grown, whole. `edges` are those of `edgeTiles(size)`. */
export function grow(size: number, edges: readonly Tile[], leaves: readonly Buffer[]): Tile[] {
  const changed: Tile[] = [];
  let coming: readonly Buffer[] = leaves;
  for (let level = 0; coming.length > 0; level++) {
    const above: Buffer[] = [];
    let at = countAt(level, size);
    for (let taken = 0; taken < coming.length; ) {
      const n = Math.floor(at / width);
      const before = at % width === 0 ? Buffer.alloc(0) : hashesOf(edges, { level, n }, at % width);
      const some = coming.slice(taken, taken + width - (at % width));
      const tile = { level, n, hashes: Buffer.concat([before, ...some]) };
      changed.push(tile);
      taken += some.length;
      at += some.length;
      if (tile.hashes.length === width * hashBytes) above.push(within(tile.hashes, 0, width));
    }
    coming = above;
  }
  return changed;
}

/** Hashes of complete subtrees, out of tiles. */
export function hashesIn(tiles: readonly Tile[]): HashAt {
  const known = new Map(tiles.map((tile) => [nameOf(tile), tile.hashes]));
  const made = new Map<string, Buffer>();
  return (level, index) => {
    const name = `${level} ${index}`;
    const before = made.get(name);
    if (before) return before;
    const { tile, from, many } = whereIs(level, index);
    const hashes = known.get(nameOf(tile));
    if (!hashes || hashes.length < (from + many) * hashBytes)
      throw new RangeError(`tile ${nameOf(tile)} is not there or too short`);
    const hash = within(hashes, from, many);
    if (many > 1) made.set(name, hash);
    return hash;
  };
}

/** Which tiles a reckoning reads, found out by letting it run on hashes of nothing. */
export function tilesFor(reckon: (at: HashAt) => unknown): TileAddress[] {
  const asked = new Map<string, TileAddress>();
  const nothing = Buffer.alloc(hashBytes);
  reckon((level, index) => {
    const { tile } = whereIs(level, index);
    asked.set(nameOf(tile), tile);
    return nothing;
  });
  return [...asked.values()];
}

function whereIs(level: number, index: number): { tile: TileAddress; from: number; many: number } {
  const many = 2 ** (level % 8);
  const first = index * many;
  return { tile: { level: Math.floor(level / 8), n: Math.floor(first / width) }, from: first % width, many };
}

function nameOf({ level, n }: TileAddress): string {
  return `${level}/${n}`;
}

function hashesOf(tiles: readonly Tile[], { level, n }: TileAddress, many: number): Buffer {
  const found = tiles.find((tile) => tile.level === level && tile.n === n);
  if (!found || found.hashes.length !== many * hashBytes) throw new RangeError(`tile ${level}/${n} is not as it was left`);
  return found.hashes;
}

/** The Merkle hash of a power of two of hashes in a tile. */
function within(hashes: Buffer, from: number, many: number): Buffer {
  if (many === 1) return hashes.subarray(from * hashBytes, (from + 1) * hashBytes);
  return nodeHash(within(hashes, from, many / 2), within(hashes, from + many / 2, many / 2));
}
