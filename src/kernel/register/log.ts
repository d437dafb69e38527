import { bundleOf } from '../../protocols/tlog/bundle.ts';
import type { Receipt } from '../../protocols/tlog/receipt.ts';
import { hashBytes, hashesIn, tilesFor, width, widthOf } from '../../protocols/tlog/tiles.ts';
import { type HashAt, inclusionProof, rootOf } from '../../protocols/tlog/tree.ts';
import type { Db } from '../context.ts';
import { entryOf, type SealedAct } from './entry.ts';
import * as store from './store-seal.ts';

/** The log as anybody reads it: what was signed, its tiles, and the entries made from the acts as they are now. */

/** The hashes of a tile, `many` of them; nothing when the signed tree has not so many. */
export async function tileBytes(db: Db, level: number, n: number, many: number): Promise<Buffer | undefined> {
  const head = await store.findHead(db);
  if (!head || widthOf({ level, n }, head.size) < many) return undefined;
  const [tile] = await store.tilesAt(db, [{ level, n }]);
  return tile?.hashes.subarray(0, many * hashBytes);
}

export async function bundleBytes(db: Db, n: number, many: number): Promise<Buffer | undefined> {
  const head = await store.findHead(db);
  if (!head || widthOf({ level: 0, n }, head.size) < many) return undefined;
  const from = n * width;
  return bundleOf((await store.actsBetween(db, from, from + many)).map(entryOf));
}

/** The proof of a leaf in the tree that is signed now; nothing while it is not in it. */
export async function findReceipt(
  db: Db,
  leaf: number,
): Promise<{ receipt: Receipt; act: SealedAct; sealed: Pick<store.Head, 'size' | 'at' | 'note'> } | undefined> {
  const found = leaf >= 0 ? await store.findLeaf(db, leaf) : undefined;
  if (!found) return undefined;
  const { act, head: sealed } = found;
  const path = await reckon(db, (at) => inclusionProof(leaf, sealed.size, at));
  return {
    act,
    sealed,
    receipt: {
      entry: entryOf(act).toString(),
      leafIndex: leaf,
      treeSize: sealed.size,
      inclusionPath: path.map((hash) => hash.toString('base64')),
      checkpoint: sealed.note,
    },
  };
}

/** The root that the log had when it was of this size, as its tiles make it now; nothing when it never was. */
export async function rootAt(db: Db, size: number): Promise<Buffer | undefined> {
  const head = await store.findHead(db);
  if (!head || size > head.size) return undefined;
  return reckon(db, (at) => rootOf(size, at));
}

/** Reads the tiles that a reckoning needs, in one statement, and lets it run. */
async function reckon<T>(db: Db, run: (at: HashAt) => T): Promise<T> {
  return run(hashesIn(await store.tilesAt(db, tilesFor(run))));
}
