import type { Ctx } from '../../../kernel/context.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import { isRefusal } from '../../../kernel/refusal.ts';
import { addressAt, requestsOf, takenOf } from '../../../protocols/open311/client.ts';
import { hearBody, noteOutcome } from './actions.ts';
import { looksFor, nextLook } from './delivery.ts';
import { call, formatOf } from './sending.ts';
import { listToFollow, noteLook, type Parcel } from './store.ts';

/** So many calls in a run, and of one endpoint so many: nobody is stormed, and one that is slow does not hold up the others. */
const most = 200;
const mostOfEach = 30;
/** An endpoint that does not answer so many times in a row is left in peace until the next run. */
const patience = 2;

/** With the body, or closed because of what it said: it may say something new. */
const followed = ['not-ours', 'resolved', 'closed-without-action'];

/** Asks the bodies how far they are with what was passed to them: each endpoint one question after the other, the endpoints side by side. */
export async function followBodies(ctx: Ctx): Promise<void> {
  const parcels = await listToFollow(ctx.db, ctx.now, followed, mostOfEach, most);
  const byEndpoint = Map.groupBy(parcels, ({ endpoint }) => endpoint);
  await Promise.all([...byEndpoint.values()].map((line) => ask(ctx, line)));
}

async function ask(ctx: Ctx, line: readonly Parcel[]): Promise<void> {
  let silent = 0;
  for (const parcel of line) {
    const answered = await look(ctx, parcel);
    silent = answered ? 0 : silent + 1;
    if (silent >= patience) return;
  }
}

/** False where there was no answer: it is asked again at the next run. */
async function look(ctx: Ctx, parcel: Parcel): Promise<boolean> {
  const format = await formatOf(ctx, parcel.endpoint!);
  if (typeof format !== 'string') return false;
  const path = parcel.remote ? `requests/${encodeURIComponent(parcel.remote)}` : `tokens/${encodeURIComponent(parcel.token!)}`;
  const answer = await call(ctx, addressAt(parcel.endpoint!, path, format, { jurisdiction_id: parcel.jurisdiction }));
  if (isRefusal(answer) || answer.status === 429 || answer.status >= 500) return false;
  const text = answer.status < 300 ? answer.body.toString('utf8') : '';
  const since = parcel.heard ?? parcel.sent ?? parcel.queued;
  const silent = ctx.now.getTime() - since.getTime();
  const ended = silent > looksFor[parcel.remote_status ?? 'open'];
  await noteLook(ctx.db, parcel.hop, ctx.now, ended ? null : nextLook(since, ctx.now));
  if (parcel.remote) await hear(ctx, parcel, text);
  else await learnNumber(ctx, parcel, text);
  return true;
}

async function learnNumber(ctx: Ctx, { hop }: Parcel, text: string): Promise<void> {
  const taken = takenOf(text);
  if (taken && 'id' in taken)
    await performVerb(ctx, noteOutcome, { hop, state: 'acknowledged', remote: taken.id.slice(0, 100) }, true);
}

async function hear(ctx: Ctx, { hop, remote }: Parcel, text: string): Promise<void> {
  const heard = requestsOf(text)?.find(({ id }) => id === remote);
  if (!heard) return;
  await performVerb(
    ctx,
    hearBody,
    { hop, status: heard.status, notes: heard.notes?.slice(0, 4000), updated: heard.updated?.toISOString() },
    true,
  );
}
