import type { Ctx } from '../../kernel/context.ts';
import { bases, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { deleteDraftsNaming } from './store.ts';

export const personal: Personal = {
  tables: {
    'drafts.drafts': {
      of: [],
      purpose: 'what somebody is writing and has not sent',
      basis: bases.task,
      kept: '30 days without a change; emptied when it is sent',
      columns: {
        content: notCopied('opened only by the cookie of the browser that writes it, where it can be read', 'words'),
        secret: notCopied('the hash of the secret of that cookie', 'kept'),
      },
      impersonal: 'flow became',
      // Those that hold an address of the person: see `erase`.
      erased: 'row',
    },
  },
  erase: async (ctx, whose) => destroyFiles(ctx, await deleteDraftsNaming(ctx.db, whose.addresses)),
};

/** Photos of a draft that is no longer there, unless something else holds them (`commons/attachments`). */
export async function destroyFiles(ctx: Ctx, files: readonly string[]): Promise<void> {
  if (files.length > 0)
    await ctx.enqueue(
      'attachments.destroy',
      files.map((file) => ({ file })),
    );
}
