import type { Ctx } from '../../kernel/context.ts';
import { bases, copied, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { deleteOwn, listOwn } from './store.ts';

export const personal: Personal = {
  tables: {
    'attachments.attachments': {
      of: [
        { by: 'act', table: 'kernel.act_secrets', key: 'act' },
        { by: 'entry', table: 'entries.entries', key: 'id', unless: 'act' },
      ],
      purpose: 'pictures and documents of what was said',
      basis: bases.task,
      kept: 'as long as their thing; metadata of pictures never',
      columns: {
        file: copied('words'),
        name: copied('words'),
        alt: copied('words'),
        kind: copied('kept'),
        added: copied('kept'),
        print: notCopied('made from the picture, to find the same one', 'words'),
      },
    },
  },
  files: async (ctx, whose) =>
    (await listOwn(ctx.db, whose.person)).map(({ id, name, file }) => ({ name: `${id.slice(-12)}-${name}`, file })),
};

/** The pictures and documents that a person added to these things go, from the disk too once nothing else holds them. To be called within a verb,
 *  before the person is erased. */
export async function takeAttachmentsBack(ctx: Ctx, person: string, entries: readonly string[]): Promise<void> {
  const files = await deleteOwn(ctx.db, person, entries);
  if (files.length > 0)
    await ctx.enqueue(
      'attachments.destroy',
      files.map((file) => ({ file })),
    );
}
