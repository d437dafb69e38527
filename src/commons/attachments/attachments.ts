import type { Ctx } from '../../kernel/context.ts';
import type { Stored } from '../../kernel/files/files.ts';
import type { Attachment } from './store.ts';
import { insertAttachment } from './store.ts';

/** A file that was taken in and waits in a draft; `alt` is what the person says that it shows. */
export type Waiting = Pick<Stored, 'id' | 'kind' | 'name' | 'width' | 'height'> & { alt: string };

/** Joins files to a thing, in the transaction that makes it. */
export async function attach(ctx: Ctx, entry: string, files: readonly Waiting[]): Promise<void> {
  for (const file of files) {
    await insertAttachment(ctx.db, {
      id: ctx.id(),
      entry,
      file: file.id,
      kind: file.kind,
      name: file.name,
      alt: file.alt,
      width: file.width,
      height: file.height,
      print: await ctx.files.print(file.id),
      now: ctx.now,
    });
  }
}

/** Address of a picture or document of a thing. */
export function attachmentPath(attachment: Pick<Attachment, 'id'>, variant: 'large' | 'small' = 'large'): string {
  return `/allegati/${attachment.id}${variant === 'small' ? '?piccola' : ''}`;
}
