import { longestEntry, readBundle } from './bundle.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { asNamedIn, readVerifier, type Verifier } from './note.ts';
import { countAt, hashBytes, hashesIn, type Tile, tilePath, width, widthOf } from './tiles.ts';
import { consistencyProof, type HashAt, leafHash, nodeHash, provesConsistency, rootOf } from './tree.ts';

/** Something below the prefix of the log; nothing when it is not there. Throws when the log does not answer. */
export type ReadLog = (path: string) => Promise<Buffer | undefined>;

export interface Asked {
  /** The verifier key, from somewhere else than the log; without it the log's own word is taken. */
  key?: string;
  /** A checkpoint kept from before: what was true then must still be. */
  earlier?: string;
}

export type Verdict =
  | {
      result: 'proven';
      origin: string;
      size: number;
      root: string;
      imported: number;
      earlier?: number;
      checkpoint: string;
      key: string;
    }
  | { result: 'false'; origin: string; size: number; why: string; leafIndex: number | null }
  | { result: 'unreadable'; why: string };

/** Hours by which clocks and long transactions may stand between an act and its seal. */
const slack = 60 * 60 * 1000;
const atOnce = 8;

class False {
  readonly why: string;
  readonly leafIndex: number | null;
  constructor(leafIndex: number | null, why: string) {
    this.leafIndex = leafIndex;
    this.why = why;
  }
}

class Unreadable extends Error {}

/** Downloads a log, reckons everything again, and says what is true of it. The first wrong entry is the one with the smallest number. */
export async function checkLog(
  read: ReadLog,
  asked: Asked,
  tell: (entries: number, size: number) => void = () => {},
): Promise<Verdict> {
  let head: Checkpoint | undefined;
  try {
    const { key, verifier } = await keyOf(read, asked);
    const note = textOf(await read('checkpoint'), 'the checkpoint');
    head = openCheckpoint(note, verifier);
    if (!head) throw new False(null, 'the checkpoint is not signed by this key');
    const before = asked.earlier === undefined ? undefined : openCheckpoint(asked.earlier, asNamedIn(asked.earlier, verifier));
    if (asked.earlier !== undefined && !before) throw new Unreadable('the earlier checkpoint is not signed by this key');
    if (before && before.size > head.size)
      throw new False(head.size, `the log had ${before.size} entries, and has only ${head.size} now`);
    const { leaves, imported } = await readEntries(read, head.size, tell);
    await readTiles(read, leaves, head.size);
    const at = hashesIn(leaves);
    compareRoots(at, head, before);
    return {
      result: 'proven',
      origin: head.origin,
      size: head.size,
      root: head.root.toString('base64'),
      imported,
      ...(before && { earlier: before.size }),
      checkpoint: note,
      key,
    };
  } catch (error) {
    if (error instanceof False)
      return { result: 'false', origin: head?.origin ?? '', size: head?.size ?? 0, why: error.why, leafIndex: error.leafIndex };
    if (error instanceof Unreadable) return { result: 'unreadable', why: error.message };
    return { result: 'unreadable', why: error instanceof Error ? causeOf(error) : String(error) };
  }
}

async function keyOf(read: ReadLog, asked: Asked): Promise<{ key: string; verifier: Verifier }> {
  const key = asked.key ?? textOf(await read('key'), 'the key').trim();
  const verifier = readVerifier(key);
  if (!verifier) throw new Unreadable('this is no verifier key: name+id+key');
  return { key, verifier };
}

/** Every entry and the hash that stands for it; level by level the tiles that these hashes make. */
async function readEntries(
  read: ReadLog,
  size: number,
  tell: (entries: number, size: number) => void,
): Promise<{ leaves: Tile[]; imported: number }> {
  const tiles = Math.ceil(size / width);
  const coming = new Map<number, Promise<[Buffer | undefined, Buffer | undefined]>>();
  const fetchTile = (n: number) => {
    const many = widthOf({ level: 0, n }, size);
    const both = Promise.all([read(tilePath('entries', n, many)), read(tilePath(0, n, many))]);
    // Awaited in its turn.
    both.catch(() => {});
    coming.set(n, both);
  };
  const known: Tile[] = [];
  const time = new Times();
  for (let n = 0; n < tiles; n++) {
    for (let next = n + coming.size; next < Math.min(n + atOnce, tiles); next++) fetchTile(next);
    const [bundle, hashes] = await coming.get(n)!;
    coming.delete(n);
    known.push({ level: 0, n, hashes: checkBundle(n * width, widthOf({ level: 0, n }, size), bundle, hashes, time) });
    tell(Math.min((n + 1) * width, size), size);
  }
  return { leaves: withLevels(known, size), imported: time.imported };
}

/** The hashes of the entries of a tile, each the one that the log keeps for it. */
function checkBundle(first: number, many: number, bundle: Buffer | undefined, hashes: Buffer | undefined, time: Times): Buffer {
  if (!hashes || hashes.length !== many * hashBytes) throw new False(first, 'the tile of its hash is missing or too short');
  const entries = bundle && readBundle(bundle);
  if (!entries) throw new False(first, 'its entries are missing or broken');
  const own = Buffer.concat(entries.map(leafHash));
  for (let i = 0; i < many; i++) {
    const leaf = first + i;
    if (i >= entries.length) throw new False(leaf, 'it was removed');
    if (Buffer.compare(own.subarray(i * hashBytes, (i + 1) * hashBytes), hashes.subarray(i * hashBytes, (i + 1) * hashBytes)))
      throw new False(leaf, 'it is not what was sealed: it was altered, or one was removed or put in here');
    time.check(leaf, entries[i]!);
  }
  if (entries.length > many) throw new False(first + many - 1, 'one was put in after it that was never sealed');
  return own;
}

/** What an entry says of when it happened and when it was sealed. */
class Times {
  imported = 0;
  private seq = 0;
  private sealed = Number.NEGATIVE_INFINITY;
  /** When the round before was sealed. */
  private before = Number.NEGATIVE_INFINITY;

  check(leaf: number, bytes: Buffer): void {
    const entry = readEntry(bytes);
    if (!entry || bytes.length > longestEntry) throw new False(leaf, 'it is no entry of a register of acts');
    if (entry.seq <= this.seq) throw new False(leaf, `its number ${entry.seq} does not follow ${this.seq}`);
    if (entry.sealed < this.sealed) throw new False(leaf, 'it says to be sealed before the one before it');
    if (entry.sealed > this.sealed) [this.before, this.sealed] = [this.sealed, entry.sealed];
    if (entry.imported) this.imported++;
    else if (entry.time < this.before - slack)
      throw new False(leaf, 'it was back-dated: it says to have happened before a seal in which it is not');
    if (entry.time > entry.sealed + slack) throw new False(leaf, 'it says to have happened after it was sealed');
    this.seq = entry.seq;
  }
}

function readEntry(bytes: Buffer): { seq: number; time: number; sealed: number; imported: boolean } | undefined {
  try {
    const { seq, time, sealed, facts } = JSON.parse(bytes.toString());
    const read = { seq, time: Date.parse(time), sealed: Date.parse(sealed), imported: facts?.imported === true };
    return Number.isSafeInteger(seq) && !Number.isNaN(read.time) && !Number.isNaN(read.sealed) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Levels above, reckoned from the leaves. */
function withLevels(leaves: readonly Tile[], size: number): Tile[] {
  const all = [...leaves];
  let below = leaves;
  for (let level = 1; countAt(level, size) > 0; level++) {
    const hashes = below.filter((tile) => tile.hashes.length === width * hashBytes).map(({ hashes: full }) => whole(full));
    const tiles: Tile[] = [];
    for (let n = 0; n * width < hashes.length; n++)
      tiles.push({ level, n, hashes: Buffer.concat(hashes.slice(n * width, (n + 1) * width)) });
    all.push(...tiles);
    below = tiles;
  }
  return all;
}

function whole(hashes: Buffer): Buffer {
  let row = Array.from({ length: width }, (_, i) => hashes.subarray(i * hashBytes, (i + 1) * hashBytes));
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i]!, row[2 * i + 1]!));
  return row[0]!;
}

/** The upper tiles of the log are those that its leaves make. */
async function readTiles(read: ReadLog, tiles: readonly Tile[], size: number): Promise<void> {
  for (const { level, n, hashes } of tiles) {
    if (level === 0) continue;
    const served = await read(tilePath(level, n, widthOf({ level, n }, size)));
    for (let i = 0; i < hashes.length; i += hashBytes)
      if (!served || Buffer.compare(served.subarray(i, i + hashBytes), hashes.subarray(i, i + hashBytes)))
        throw new False(
          (n * width + i / hashBytes) * width ** level,
          `tile ${level}/${n} does not hold the hash of what begins there`,
        );
  }
}

function compareRoots(at: HashAt, head: Checkpoint, before: Checkpoint | undefined): void {
  const grew = before && before.size > 0 ? before : undefined;
  if (grew && !rootOf(grew.size, at).equals(grew.root))
    throw new False(null, `among the first ${grew.size} entries one is not what it was when the earlier checkpoint was signed`);
  if (!rootOf(head.size, at).equals(head.root))
    throw new False(
      null,
      `the ${head.size} entries do not make the root that was signed${grew ? `; those before ${grew.size} do` : ''}`,
    );
  if (grew && !provesConsistency(consistencyProof(grew.size, head.size, at), grew.size, head.size, grew.root, head.root))
    throw new False(null, 'the log did not grow from the earlier checkpoint');
}

function textOf(bytes: Buffer | undefined, what: string): string {
  if (!bytes) throw new Unreadable(`${what} of the log is not there`);
  return bytes.toString();
}

/** What fetch says is hidden in the cause. */
function causeOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
