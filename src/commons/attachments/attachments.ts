import type { Ctx } from '../../kernel/context.ts';
import type { Stored } from '../../kernel/files/files.ts';
import type { Attachment } from './store.ts';
import { insertAttachments } from './store.ts';

/** A file that was taken in and waits in a draft; `alt` is what the person says that it shows. */
export type Waiting = Pick<Stored, 'id' | 'kind' | 'name' | 'width' | 'height'> & { alt: string };

/** Joins files to a thing, in the transaction that makes it, or with the act that adds them later. */
export async function attach(ctx: Ctx, entry: string, files: readonly Waiting[], act: string | null = null): Promise<void> {
  const attachments = files.map(async ({ id, kind, name, alt, width, height }) => ({
    id: ctx.id(),
    entry,
    file: id,
    kind,
    name,
    alt,
    width,
    height,
    act,
    print: await ctx.files.print(id),
    now: ctx.now,
  }));
  await insertAttachments(ctx.db, await Promise.all(attachments));
}

/** Address of a picture or document of a thing. */
export function attachmentPath(attachment: Pick<Attachment, 'id'>, variant: 'large' | 'small' = 'large'): string {
  return `/allegati/${attachment.id}${variant === 'small' ? '?piccola' : ''}`;
}
