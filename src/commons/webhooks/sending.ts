import { anonymous } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import { type OutboundAnswer, outbound, waysOut } from '../../kernel/outbound.ts';
import { isRefusal, type Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../kernel/register/act.ts';
import type { Job, Subscriber } from '../../kernel/room.ts';
import { lease, nextTry } from '../../kernel/tries.ts';
import { entryJson } from '../entries/list.ts';
import { findEntryById } from '../entries/store.ts';
import { howTold } from '../notices/notice.ts';
import { stopWebhook } from './actions.ts';
import * as store from './store.ts';
import { bodyOf, type Hindrance, hindrances, kept, openSecret, patience, signedHeaders } from './webhook.ts';

/** So many in a turn, so that even with five seconds each the turn ends before its lease. */
const atATime = 20;
const linesAtATime = 200;

export const subscribers: readonly Subscriber[] = [{ name: 'webhooks.hear', run: hear }];

export const jobs: readonly Job[] = [
  { name: 'webhooks.send', run: send },
  // What waits for its next try, and what a process left that died.
  {
    name: 'webhooks.send-due',
    schedule: '* * * * *',
    run: async (ctx) => sendSoon(ctx, await store.listDue(ctx.db, ctx.now, linesAtATime)),
  },
  {
    name: 'webhooks.forget-old',
    schedule: '41 3 * * *',
    run: (ctx) => store.forgetOld(ctx.db, ctx.now, new Date(ctx.now.getTime() - kept)),
  },
];

/** Acts become what is to be sent, to whoever hears them, in the transaction of the cursor: each once. Nobody is told of what another
 *  system's table brought. */
async function hear(ctx: Ctx, acts: readonly Act[]): Promise<void> {
  const told = acts.filter((act) => act.entry !== null && howTold(act.verb) && act.public['imported'] !== true);
  if (told.length === 0) return;
  const hearing = await store.listHearing(ctx.db, [...new Set(told.map((act) => act.verb))]);
  const list = told.flatMap((act) =>
    hearing
      .filter((webhook) => webhook.verbs.includes(act.verb) && (webhook.whole || webhook.place === act.place))
      .map((webhook) => ({
        id: ctx.id(),
        webhook: webhook.id,
        act: act.id,
        verb: act.verb,
        entry: act.entry!,
        happened: act.at,
      })),
  );
  if (list.length > 0) await sendSoon(ctx, await store.insertDeliveries(ctx.db, list, ctx.now));
}

async function sendSoon(ctx: Ctx, webhooks: readonly string[]): Promise<void> {
  if (webhooks.length > 0)
    await ctx.enqueue(
      'webhooks.send',
      webhooks.map((webhook) => ({ webhook })),
    );
}

/** One turn of one webhook: what waits, in order. Where nobody answers the line waits; what is answered with a no steps aside by itself. */
async function send(ctx: Ctx, { webhook: id }: { webhook: string }): Promise<void> {
  const webhook = await store.claim(ctx.db, id, ctx.now, lease);
  if (!webhook) return;
  try {
    for (let sent = 0; sent < atATime; sent++) {
      const delivery = await store.nextDelivery(ctx.db, id, ctx.now);
      if (!delivery) return;
      if (!(await settle(ctx, webhook, delivery, await tried(ctx, webhook, delivery)))) return;
    }
    await sendSoon(ctx, [id]);
  } finally {
    await store.giveBack(ctx.db, id);
  }
}

type Tried = { as: 'delivered'; status: number } | { as: 'withheld' } | { as: 'hindered'; error: Hindrance; status?: number };

/** What everybody may see at this moment, as the API shows it; nothing of what was hidden meanwhile. */
async function tried(ctx: Ctx, webhook: store.Webhook, delivery: store.Delivery): Promise<Tried> {
  const entry = delivery.entry === null ? null : await findEntryById(ctx.db, anonymous, delivery.entry);
  if (entry === undefined) return { as: 'withheld' };
  const { verb, happened, act } = delivery;
  const body = bodyOf({ type: verb ?? 'webhooks.try', happened, act }, entry && entryJson(ctx, entry));
  const secrets = [webhook.secret, ...(webhook.former && webhook.former_until! > ctx.now ? [webhook.former] : [])].map((sealed) =>
    openSecret(ctx, webhook.id, sealed),
  );
  const headers = signedHeaders(delivery.id, body, secrets, ctx.now);
  return outcomeOf(await outbound({ url: webhook.url, method: 'POST', headers, body }, waysOut(ctx.config)));
}

function outcomeOf(answer: OutboundAnswer | Refusal): Tried {
  if (isRefusal(answer)) return { as: 'hindered', error: ofCode[answer.code] ?? 'unreachable' };
  const { status } = answer;
  if (status >= 200 && status < 300) return { as: 'delivered', status };
  if (status === 410) return { as: 'hindered', error: 'gone', status };
  const busy = status >= 500 || [408, 425, 429].includes(status);
  return { as: 'hindered', error: busy ? 'busy' : 'refused', status };
}

const ofCode: Readonly<Record<string, Hindrance>> = {
  'kernel.outbound-not-allowed': 'address',
  'kernel.outbound-redirected': 'redirected',
  'kernel.outbound-too-big': 'big',
  'kernel.outbound-too-slow': 'slow',
};

/** Keeps what became of a try; true where the next in line may go. */
async function settle(ctx: Ctx, webhook: store.Webhook, delivery: store.Delivery, outcome: Tried): Promise<boolean> {
  if (outcome.as !== 'hindered') {
    await store.noteTry(ctx.db, delivery.id, { state: outcome.as, status: 'status' in outcome ? outcome.status : null }, ctx.now);
    if (outcome.as === 'delivered') await store.noteArrived(ctx.db, webhook.id);
    return true;
  }
  const { error, status } = outcome;
  const away = hindrances[error] === 'away';
  const next = nextTry(delivery.tries + 1, ctx.now);
  // Who is away gets it all later; a test asks about this moment.
  const state = delivery.act !== null && (away || next) && error !== 'gone' ? 'queued' : 'failed';
  await store.noteTry(ctx.db, delivery.id, { state, status, error, next: state === 'queued' && !away ? next : null }, ctx.now);
  const pause = nextTry(Math.min(delivery.tries + 1, 7), ctx.now)!;
  const since = await store.noteHindered(ctx.db, webhook.id, ctx.now, away && state === 'queued' ? pause : null);
  const spent = ctx.now.getTime() - since.getTime() >= patience;
  if (error === 'gone' || spent) {
    await performVerb(ctx, stopWebhook, { id: webhook.id, why: error === 'gone' ? 'gone' : 'failing' });
    return false;
  }
  return !away || state === 'failed';
}
