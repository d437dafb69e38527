import type { Ctx } from '../../kernel/context.ts';
import { findReceipt, rootAt } from '../../kernel/register/log.ts';
import { signerFor } from '../../kernel/register/seal.ts';
import { asNamedIn, readVerifier } from '../../protocols/tlog/note.ts';
import { checkReceipt, type Receipt } from '../../protocols/tlog/receipt.ts';

/** What was looked at, in this order; the first that is false ends it. */
export const steps = ['signature', 'path', 'growth', 'today'] as const;

export interface Proof {
  receipt: Receipt;
  /** How many of the steps hold. */
  holds: number;
}

/** A receipt against the key of the log, against the tree of today, and against the act as it stands in the register now. */
export async function prove(ctx: Ctx, receipt: Receipt): Promise<Proof> {
  const { verifier } = await signerFor(ctx.config, ctx.db);
  const checked = checkReceipt(receipt, asNamedIn(receipt.checkpoint, readVerifier(verifier)!));
  if ('fault' in checked) return { receipt, holds: checked.fault === 'signature' ? 0 : 1 };
  const now = await rootAt(ctx.db, receipt.treeSize);
  if (!now?.equals(checked.proven.root)) return { receipt, holds: 2 };
  const found = await findReceipt(ctx.db, receipt.leafIndex);
  return { receipt, holds: found?.receipt.entry === receipt.entry ? 4 : 3 };
}
