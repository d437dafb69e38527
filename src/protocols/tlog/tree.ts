import { hash } from 'node:crypto';

/** Merkle trees as RFC 6962 section 2.1 hashes them and RFC 9162 section 2.1 proves them. A tree of n leaves splits at the largest power of
 *  two below n, so that complete subtrees never change when the tree grows: everything here is made from their hashes. */

/** The hash of the complete subtree of 2^level leaves that begins at leaf index * 2^level. */
export type HashAt = (level: number, index: number) => Buffer;

export const emptyRoot: Buffer = sha256(Buffer.alloc(0));
/** What a node is the hash of. One for all: a proof hashes some hundreds of them, and joining new bytes each time took a third of it. */
const node = Buffer.alloc(65, 1);

export function leafHash(entry: Uint8Array): Buffer {
  const marked = Buffer.allocUnsafe(entry.length + 1);
  marked[0] = 0;
  marked.set(entry, 1);
  return sha256(marked);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (!isHash(left) || !isHash(right)) throw new RangeError('a node is made of two hashes of 32 bytes');
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
}

export function rootOf(size: number, at: HashAt): Buffer {
  return size === 0 ? emptyRoot : rangeHash(0, size, at);
}

/** PATH(leaf, D[size]) of RFC 9162, 2.1.3.1: from the leaf upwards. */
export function inclusionProof(leaf: number, size: number, at: HashAt): Buffer[] {
  if (!(leaf >= 0 && leaf < size)) throw new RangeError(`leaf ${leaf} is not in a tree of ${size}`);
  const path = (from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return leaf < middle
      ? [...path(from, middle), rangeHash(middle, to, at)]
      : [...path(middle, to), rangeHash(from, middle, at)];
  };
  return path(0, size);
}

/** PROOF(earlier, D[size]) of RFC 9162, 2.1.4.1. */
export function consistencyProof(earlier: number, size: number, at: HashAt): Buffer[] {
  if (!(earlier > 0 && earlier <= size)) throw new RangeError(`no tree of ${size} grew from one of ${earlier}`);
  const proof = (from: number, to: number, whole: boolean): Buffer[] => {
    if (to === earlier) return whole ? [] : [rangeHash(from, to, at)];
    const middle = from + splitOf(to - from);
    return earlier <= middle
      ? [...proof(from, middle, whole), rangeHash(middle, to, at)]
      : [...proof(middle, to, false), rangeHash(from, middle, at)];
  };
  return proof(0, size, true);
}

/** RFC 9162, 2.1.3.2: does this path lead from the leaf to the root? */
export function provesInclusion(
  proof: readonly Uint8Array[],
  leaf: number,
  size: number,
  hash: Uint8Array,
  root: Uint8Array,
): boolean {
  if (!(leaf >= 0 && leaf < size) || !proof.every(isHash)) return false;
  let fn = leaf;
  let sn = size - 1;
  let reached: Uint8Array = hash;
  for (const step of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      reached = nodeHash(step, reached);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else reached = nodeHash(reached, step);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(reached, root);
}

/** RFC 9162, 2.1.4.2: did the tree of `size` grow from that of `earlier`, with nothing of it changed? */
export function provesConsistency(
  proof: readonly Uint8Array[],
  earlier: number,
  size: number,
  earlierRoot: Uint8Array,
  root: Uint8Array,
): boolean {
  if (!(earlier > 0 && earlier <= size) || ![earlierRoot, ...proof].every(isHash)) return false;
  if (earlier === size) return proof.length === 0 && same(earlierRoot, root);
  const path = isPower(earlier) ? [earlierRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let fn = earlier - 1;
  let sn = size - 1;
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let fr = path[0]!;
  let sr = path[0]!;
  for (const step of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(step, fr);
      sr = nodeHash(step, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else sr = nodeHash(sr, step);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(fr, earlierRoot) && same(sr, root);
}

/** MTH(D[from:to]); what stands left of a split is always complete and in its place. */
function rangeHash(from: number, to: number, at: HashAt): Buffer {
  const n = to - from;
  if (isPower(n)) return at(Math.log2(n), from / n);
  const middle = from + splitOf(n);
  return nodeHash(rangeHash(from, middle, at), rangeHash(middle, to, at));
}

/** The largest power of two below n. Sizes may pass 2^31: no operators on bits. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function isPower(n: number): boolean {
  return Number.isInteger(Math.log2(n)) && 2 ** Math.log2(n) === n;
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === 32;
}

function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
