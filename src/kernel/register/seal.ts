import { signCheckpoint } from '../../protocols/tlog/checkpoint.ts';
import { type Signer, signerOf } from '../../protocols/tlog/note.ts';
import { edgeTiles, grow, hashesIn } from '../../protocols/tlog/tiles.ts';
import { leafHash, rootOf } from '../../protocols/tlog/tree.ts';
import type { Db } from '../context.ts';
import { isDatabaseAway } from '../database/database.ts';
import { secret } from '../ids.ts';
import { entryOf, withheldOf } from './entry.ts';
import { openHorizon } from './horizon.ts';
import { keepSecret } from './store.ts';
import * as store from './store-seal.ts';

/** Which acts show their public part in the log; handed over by whoever builds the house. */
export interface Openness {
  /** Acts that are nobody's business: the log only commits to them. */
  withheld: ReadonlySet<string>;
  /** Of these things, those of which everybody may read. */
  openAmong(db: Db, things: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Sealer {
  /** Seals what can be sealed; how many acts that was. */
  seal(): Promise<number>;
  /** From now on by itself. */
  start(): void;
  stop(): Promise<void>;
}

/** Acts in a transaction: on the embedded engine everybody waits meanwhile. */
const batch = 2_000;
/** Milliseconds between rounds. */
const every = 3_000;

/** The log's address without scheme: its name, and that of its key. */
export function originOf(config: { origin: string }): string {
  return `${config.origin.replace(/^https?:\/\//, '')}/registro/log`;
}

/** The key of the log, made once for each store; under the name of the address at which the log now stands. */
const signers = new WeakMap<object, Promise<Signer>>();
export function signerFor(config: { origin: string }, db: Db): Promise<Signer> {
  const known = signers.get(config);
  if (known) return known;
  const making = keepSecret(db, 'log', Buffer.from(secret(32), 'base64url')).then((seed) => signerOf(originOf(config), seed));
  signers.set(config, making);
  making.catch(() => signers.delete(config));
  return making;
}

/** Closes acts into the tree, in the order of the register and up to where it may be read. */
export function openSealer(
  house: { db: Db; config: { origin: string }; now(): Date; log: { error(what: object, words: string): void } },
  openness: Openness,
): Sealer {
  const { db } = house;
  const horizon = openHorizon(db);
  /** Where the register was wholly sealed. */
  let sealedTo = '';
  let running: Promise<number> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  async function round(): Promise<number> {
    const signer = await signerFor(house.config, db);
    const upTo = await horizon();
    if (upTo === sealedTo) return 0;
    let sealed = 0;
    for (;;) {
      const done = await db.transaction().execute((trx) => sealBatch(trx, { upTo, now: house.now(), signer, openness }));
      if (done === null) return sealed;
      sealed += done;
      if (done < batch || stopped) break;
    }
    if (!stopped) sealedTo = upTo;
    return sealed;
  }

  function seal(): Promise<number> {
    running ??= round().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    seal,
    start: () => {
      timer ??= setInterval(
        () =>
          void seal().catch((error) => {
            if (!isDatabaseAway(error)) house.log.error({ err: error }, 'the register cannot be sealed');
          }),
        every,
      );
      timer.unref();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}

interface Round {
  upTo: string;
  now: Date;
  signer: Signer;
  openness: Openness;
}

/** All in one transaction: leaves, tiles and the signed head are there together or not at all, and nothing is shown before. How many acts; null
 *  when another process seals. */
async function sealBatch(db: Db, { upTo, now, signer, openness }: Round): Promise<number | null> {
  if (!(await store.lockSeal(db))) return null;
  const head = await store.findHead(db);
  const size = head?.size ?? 0;
  if (head && !head.note.startsWith(`${signer.name}\n`))
    await store.renameHead(db, size, signCheckpoint(size, head.root, signer));
  const acts = await store.actsToSeal(db, head?.last ?? '0', upTo, batch);
  if (acts.length === 0) return 0;
  const edges = await store.tilesAt(db, edgeTiles(size));
  const things = [...new Set(acts.flatMap((act) => act.entry ?? []))];
  const open = await openness.openAmong(db, things);
  // What one look could read is sealed under one instant, however many batches it takes, and whoever finishes it.
  const going = head !== undefined && BigInt(acts[0]!.seq) <= BigInt(head.up_to);
  // Nothing is sealed before it happened, nor before what was sealed already, though the clock was set back in between.
  const at = going ? head.at : latestOf(now, head?.at, await store.latestToSeal(db, head?.last ?? '0', upTo));
  const leaves: store.NewLeaf[] = [];
  const hashes: Buffer[] = [];
  for (const act of acts) {
    act.open = !openness.withheld.has(act.verb) && (act.entry === null || open.has(act.entry));
    act.sealed = at;
    act.withheld = withheldOf(act);
    // Made once: the entry takes what is kept.
    act.key = null;
    leaves.push({ leaf_index: size + leaves.length, act: act.seq, open: act.open, withheld: act.withheld });
    hashes.push(leafHash(entryOf(act)));
  }
  const grown = grow(size, edges, hashes);
  const hashAt = hashesIn([...edges, ...grown]);
  if (head && !rootOf(size, hashAt).equals(head.root))
    throw new Error('the tiles of the log do not make the root that was signed: no other head is signed on them');
  const next = { size: size + acts.length, root: rootOf(size + acts.length, hashAt), at, up_to: going ? head!.up_to : upTo };
  await store.insertSeal(db, { leaves, tiles: grown, head: { ...next, note: signCheckpoint(next.size, next.root, signer) } });
  return acts.length;
}

function latestOf(now: Date, ...others: readonly (Date | undefined)[]): Date {
  return new Date(Math.max(now.getTime(), ...others.map((at) => at?.getTime() ?? 0)));
}
