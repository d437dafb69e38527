import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { finishList, giveUpList } from './actions-lists.ts';
import { landList, listSent, readSent, removeSent } from './lists.ts';
import { isReading, listBrokenOff } from './store-lists.ts';

const hour = 3_600_000;

/** Reads a list that was sent and puts it in force, or says why not; once more over the same changes nothing. */
export async function readList(ctx: Ctx, list: string, tell?: (read: number) => void): Promise<void> {
  if (await isReading(ctx.db, list)) {
    const sent = await readSent(ctx, list);
    const counts = sent ? await landList(ctx, list, sent, tell) : undefined;
    if (counts && !isRefusal(counts)) await performVerb(ctx, finishList, { list, read: counts.read, rejected: counts.rejected });
    else
      await performVerb(ctx, giveUpList, {
        list,
        reason: counts ? reasonOf(counts.code) : 'file-gone',
        rejected: Number(counts?.params['n'] ?? 0),
      });
  }
  await removeSent(ctx, list);
}

/** Lists that nobody goes on reading, and files of lists that are not being read. */
export async function sweepLists(ctx: Ctx): Promise<void> {
  for (const list of await listBrokenOff(ctx.db, new Date(ctx.now.getTime() - 6 * hour)))
    await performVerb(ctx, giveUpList, { list, reason: 'broken-off', rejected: 0 });
  for (const list of await listSent(ctx)) if (!(await isReading(ctx.db, list))) await removeSent(ctx, list);
}

/** `registry.too-long` is `too-long`. */
function reasonOf(code: string): string {
  return code.slice(code.indexOf('.') + 1);
}
