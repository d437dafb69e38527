import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { territoryOf } from '../territory/territory.ts';
import { batchLasts, fingerprintOf } from './assistance.ts';
import { openBatchForm } from './forms.ts';
import { mayAssist } from './permissions.ts';
import { ownSession } from './session.ts';
import * as store from './store.ts';
import { findBatch, insertBatch, settleBatch } from './store-batches.ts';

/** From the next request on this browser enters what people wrote on paper. The scan is looked at for its fingerprint and not kept: sheets stay
 *  with the office, under the number of its own register. */
export const openBatch = verb({
  name: 'assistance.open-batch',
  form: openBatchForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: async (ctx, input) => (territoryOf(ctx).byId.has(input.place) ? { place: input.place } : undefined),
  may: mayAssist,
  run: async (ctx, input, { place }): Promise<{ id: string } | Refusal> => {
    const operator = ctx.actor.person!;
    const session = await ownSession(ctx, input.session);
    if (!session) return refuse('assistance.no-session', 422);
    const scan = fingerprintOf(input.scan);
    if (!scan) return refuse('assistance.not-a-scan', 422, {}, 'scan');
    const id = ctx.id();
    const until = new Date(ctx.now.getTime() + batchLasts);
    const opened = await store.insertSession(ctx.db, {
      ...{ id, operator, place, session, person: null, name: '', email: null, reason: input.about, document: 'paper', until },
      now: ctx.now,
    });
    if (!opened) return refuse('assistance.open-already', 409);
    const { protocol, sheets } = input;
    if (!(await insertBatch(ctx.db, { id, place, protocol, sheets, scan, now: ctx.now })))
      return refuse('assistance.scan-known', 409, {}, 'scan');
    await ctx.act({
      verb: 'assistance.open-batch',
      place,
      public: { sheets, scan: scan.toString('hex') },
      private: { assistance: id, protocol },
    });
    return { id };
  },
});

/** What the close of a batch says in the register; a refusal where sheets and things differ and nobody says why, unless the time
 *  is over. Undefined for a help. */
export async function settled(
  ctx: Ctx,
  session: store.SessionRow,
  difference: string | undefined,
  over = false,
): Promise<{ sheets: number; entered: number } | Refusal | undefined> {
  const batch = session.document === 'paper' ? await findBatch(ctx.db, session.id) : undefined;
  if (!batch) return undefined;
  const { sheets } = batch;
  const entered = (await store.listDeeds(ctx.db, session.id)).length;
  if (entered !== sheets && !difference && !over)
    return refuse('assistance.sheets-differ', 422, { entered, sheets }, 'difference');
  await settleBatch(ctx.db, session.id, entered, entered === sheets ? null : (difference ?? null));
  return { sheets, entered };
}
