import type { Static } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import type { Stored } from '../../kernel/files/files.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { isInDraft } from '../drafts/store.ts';
import { type Entry, findEntry } from '../entries/store.ts';
import { mayRedact } from './permissions.ts';
import { readRegions, redactForm } from './redaction.ts';
import { findHeld, isHeld, replaceFile } from './store.ts';

type Input = Static<typeof redactForm>;

/** What was made before the transaction: the new picture stands whole on the disk before anything points to it. */
interface Made {
  was: { id: string; file: string };
  stored: Stored;
}

const find = (ctx: Ctx, input: Pick<Input, 'code'>): Promise<Entry | undefined> => findEntry(ctx.db, ctx.actor, input.code);

/** Covers parts of a picture for good: another picture under another address takes its place, and the one before is destroyed.
 *  Killed between the two, either the old or the new one is there: the row turns from one to the other in one transaction, with the job
 *  that destroys what is no longer held. */
export const redact = verb({
  name: 'attachments.redact',
  form: redactForm,
  limit: { times: 60, seconds: 600 },
  before: async (ctx, input): Promise<Made | Refusal> => {
    const entry = await find(ctx, input);
    if (!entry) return refuse('kernel.absent', 404);
    const no = mayRedact.check(ctx.actor, entry);
    if (no) return no;
    const held = await findHeld(ctx.db, ctx.actor, input.code, input.id);
    if (!held) return refuse('attachments.changed', 409);
    const regions = readRegions(input.regions);
    if (regions.length !== input.regions.length) return refuse('attachments.region', 422, {}, 'regions');
    const covered = held.kind === 'image' ? await ctx.files.covered(held.file, regions) : undefined;
    if (!covered) return refuse('attachments.no-picture', 422);
    const stored = await ctx.files.take(covered, held.name, 'image');
    return isRefusal(stored) ? stored : { was: { id: held.id, file: held.file }, stored };
  },
  find,
  may: mayRedact,
  run: async (ctx, input, entry, made): Promise<{ code: string; id: string } | Refusal> => {
    const { was, stored } = made as Made;
    const { width, height } = stored;
    const is = { id: ctx.id(), file: stored.id, width, height, print: await ctx.files.print(stored.id) };
    if (!(await replaceFile(ctx.db, was, is))) return refuse('attachments.changed', 409);
    await ctx.enqueue('attachments.destroy', { file: was.file });
    await ctx.act({
      verb: 'attachments.redact',
      entry: entry.id,
      code: entry.code,
      place: entry.place,
      public: { reason: input.reason, parts: input.regions.length },
      private: { staff: true },
    });
    return { code: entry.code, id: is.id };
  },
});

/** Destroys a file that nothing holds any more. The same photo sent with another thing is that thing's, and is covered there. */
export async function destroy(ctx: Ctx, { file }: { file: string }): Promise<void> {
  if ((await isHeld(ctx.db, file)) || (await isInDraft(ctx.db, file))) return;
  await ctx.files.remove(file);
}
