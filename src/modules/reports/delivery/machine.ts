import type { Ctx } from '../../../kernel/context.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import type { Job } from '../../../kernel/room.ts';
import { lease, nextTry } from '../../../kernel/tries.ts';
import { noteOutcome } from './actions.ts';
import { type Hindrance, hindrances } from './delivery.ts';
import { followBodies } from './following.ts';
import { deliverByOpen311 } from './sending.ts';
import { claim, getParcel, insertDelivery, listDue, noteHindrance, type Parcel } from './store.ts';

const atATime = 100;

/** What became of a try. */
export type Tried =
  | { as: 'sent'; token?: string }
  | { as: 'acknowledged'; remote: string }
  /** `sure`: it surely did not arrive. */
  | { as: 'hindered'; error: Hindrance; status?: number; words?: string; sure: boolean };

/** In the transaction of the hop: from now on the house brings it to the body. For a body that is reached by hand there is nothing to bring. */
export async function queueDelivery(
  ctx: Ctx,
  { report, hop, body }: { report: string; hop: string; body: string },
): Promise<void> {
  await insertDelivery(ctx.db, { hop, report, body, now: ctx.now });
  await ctx.enqueue('reports.deliver', { hop });
}

export const deliveryJobs: readonly Job[] = [
  { name: 'reports.deliver', run: deliver },
  // What waits for its next try, and what a process left that died.
  { name: 'reports.deliver-due', schedule: '* * * * *', run: deliverDue },
  { name: 'reports.follow-bodies', schedule: '*/10 * * * *', run: followBodies },
];

export async function deliverDue(ctx: Ctx): Promise<void> {
  const hops = await listDue(ctx.db, ctx.now, atATime);
  if (hops.length > 0)
    await ctx.enqueue(
      'reports.deliver',
      hops.map((hop) => ({ hop })),
    );
}

/** One try. A mail is composed and claimed when its turn in the queue of mails has come. */
export async function deliver(ctx: Ctx, { hop }: { hop: string }): Promise<void> {
  const method = (await getParcel(ctx.db, hop))?.method;
  if (method === 'email') return ctx.enqueue('reports.delivery-mail', { hop });
  const parcel = await claim(ctx.db, hop, ctx.now, lease);
  if (!parcel) return;
  await settleTry(ctx, parcel, parcel.method === 'open311' ? await deliverByOpen311(ctx, parcel) : never('hand'));
}

/** Another try would not mend it, and nothing left the house. */
export function never(error: Hindrance): Extract<Tried, { as: 'hindered' }> {
  return { as: 'hindered', error, sure: true };
}

/** A success or a giving up is an act; a hindrance is tried again later. */
export async function settleTry(ctx: Ctx, { hop, tries }: Pick<Parcel, 'hop' | 'tries'>, tried: Tried): Promise<void> {
  if (tried.as === 'hindered') {
    const { error, status, words, sure } = tried;
    const next = hindrances[error] === 'again' ? nextTry(tries, ctx.now) : undefined;
    if (next) return noteHindrance(ctx.db, hop, { error, status: status ?? null, words: words ?? null, sure }, next);
    await settled(ctx, { hop, state: 'failed', error, status, words, sure });
    return;
  }
  const { as: state, ...known } = tried;
  await settled(ctx, { hop, state, ...known });
}

async function settled(ctx: Ctx, input: Record<string, unknown>): Promise<void> {
  const outcome = await performVerb(ctx, noteOutcome, input);
  // The office was quicker, and wrote their number meanwhile: that stands.
  if ('refused' in outcome && outcome.refused.code === 'reports.delivery-state') return;
  if (!('done' in outcome))
    throw new Error(`the outcome of a delivery was not kept: ${'refused' in outcome ? outcome.refused.code : 'form'}`);
}
