import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Verifier } from './note.ts';
import { leafHash, provesInclusion } from './tree.ts';

/** What a person holds: an entry, and the proof that it is in the log. It is checked without asking the log, with its key alone. */
export interface Receipt {
  /** The exact bytes of the leaf, as text. */
  entry: string;
  leafIndex: number;
  treeSize: number;
  /** From the leaf upwards, base64. */
  inclusionPath: string[];
  /** The signed note. */
  checkpoint: string;
}

export type ReceiptFault = 'signature' | 'size' | 'path';

/** Nothing that is no receipt becomes one: `undefined` when it cannot be read. */
export function readReceipt(text: string): Receipt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { entry, leafIndex, treeSize, inclusionPath, checkpoint } = value as Record<string, unknown>;
  if (typeof entry !== 'string' || typeof checkpoint !== 'string') return undefined;
  if (!isCount(leafIndex) || !isCount(treeSize)) return undefined;
  if (!Array.isArray(inclusionPath) || inclusionPath.length > 64 || inclusionPath.some((step) => typeof step !== 'string'))
    return undefined;
  return { entry, leafIndex, treeSize, inclusionPath, checkpoint };
}

/** What it proves, or what is wrong with it. */
export function checkReceipt(receipt: Receipt, verifier: Verifier): { proven: Checkpoint } | { fault: ReceiptFault } {
  const checkpoint = openCheckpoint(receipt.checkpoint, verifier);
  if (!checkpoint) return { fault: 'signature' };
  if (checkpoint.size !== receipt.treeSize) return { fault: 'size' };
  const path = receipt.inclusionPath.map((step) => Buffer.from(step, 'base64'));
  const leaf = leafHash(Buffer.from(receipt.entry));
  return provesInclusion(path, receipt.leafIndex, receipt.treeSize, leaf, checkpoint.root)
    ? { proven: checkpoint }
    : { fault: 'path' };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
