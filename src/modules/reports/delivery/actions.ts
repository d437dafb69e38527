import { type Entry, findEntryById, lockEntry } from '../../../commons/entries/store.ts';
import { insertNote } from '../../../commons/entries/store-notes.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { find, lockOwn } from '../desk/actions.ts';
import { mayCarry, mayWorkOn } from '../permissions.ts';
import { listHops, setReference } from '../store-moves.ts';
import { mayBecome, nextLook } from './delivery.ts';
import { hearForm, outcomeForm, retryForm } from './forms.ts';
import { type Change, changeDelivery, type Delivery, findDelivery, lockDelivery } from './store.ts';

export interface Carried {
  code: string;
  delivery: string;
}

interface Subject {
  delivery: Delivery;
  report: Entry;
}

/** What became of a delivery. Their number is the reference of the hop, and everybody who follows the report hears it. */
export const noteOutcome = verb({
  name: 'reports.deliver',
  form: outcomeForm,
  find: findByHop,
  may: mayCarry,
  run: async (ctx, input, { delivery, report }): Promise<Carried | Refusal> => {
    const { state, remote, token, error, status, words, sure } = input;
    if (!mayBecome(delivery.state, state, 'house')) return refuse('reports.delivery-state', 409);
    await changeDelivery(ctx.db, delivery.hop, {
      state,
      [state]: ctx.now,
      next_try: null,
      last_error: error ?? null,
      last_status: status ?? null,
      last_words: words ?? null,
      remote,
      token,
      ...(state === 'failed' && !sure ? {} : { unsure: null }),
      ...(remote || token ? { heard: ctx.now, next_look: nextLook(ctx.now, ctx.now) } : {}),
    } satisfies Change);
    if (remote) await setReference(ctx.db, delivery.hop, remote);
    await ctx.act({
      verb: remote ? 'reports.add-reference' : 'reports.deliver',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { state: report.state, hop: delivery.hop, delivery: state, ...(error ? { why: error } : {}) },
      private: remote ? { staff: false, reference: remote } : {},
    });
    return { code: report.code, delivery: state };
  },
});

/** The office saw that a delivery failed, mended what was in the way, and has it tried again. */
export const retryDelivery = verb({
  name: 'reports.retry-delivery',
  form: retryForm,
  find,
  may: mayWorkOn,
  run: async (ctx, _input, report): Promise<Carried | Refusal | Repeated<Carried>> => {
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    const hop = (await listHops(ctx.db, report.id)).at(-1);
    const delivery = hop && (await lockDelivery(ctx.db, hop.act));
    if (now.state !== 'not-ours' || !delivery) return refuse('reports.not-passed', 409);
    if (delivery.state === 'queued') return new Repeated({ code: report.code, delivery: 'queued' });
    if (!mayBecome(delivery.state, 'queued', 'office')) return refuse('reports.delivery-state', 409);
    await changeDelivery(ctx.db, delivery.hop, { state: 'queued', tries: 0, failed: null, next_try: ctx.now });
    await ctx.act({
      verb: 'reports.retry-delivery',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { state: now.state, hop: delivery.hop, delivery: 'queued' },
      private: { staff: true },
    });
    await ctx.enqueue('reports.deliver', { hop: delivery.hop });
    return { code: report.code, delivery: 'queued' };
  },
});

/** A body says how far it is. The state of the report is not theirs to change: the office confirms it, with their words before it. */
export const hearBody = verb({
  name: 'reports.hear',
  form: hearForm,
  find: findByHop,
  may: mayCarry,
  run: async (ctx, input, { delivery, report }): Promise<Carried | Repeated<Carried>> => {
    const { status, notes, updated } = input;
    const done = { code: report.code, delivery: delivery.state };
    const words = notes && notes !== delivery.remote_notes ? notes : undefined;
    // That it is open is no news until it was closed.
    const turned = status !== (delivery.remote_status ?? 'open');
    if (!turned && !words) return new Repeated(done);
    await changeDelivery(ctx.db, delivery.hop, {
      remote_status: status,
      ...(words ? { remote_notes: words } : {}),
      remote_updated: updated ? new Date(updated) : ctx.now,
      heard: ctx.now,
      next_look: nextLook(ctx.now, ctx.now),
    });
    const act = await ctx.act({
      verb: 'reports.hear',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { state: report.state, hop: delivery.hop, remote: status, ...(turned ? { turned: true } : {}) },
      private: { text: words ?? '' },
    });
    if (words) await insertNote(ctx.db, { act: act.id, entry: report.id, text: words });
    return done;
  },
});

/** The number that the office wrote by hand ends the delivery, whatever became of it before. */
export async function acknowledgeByHand(ctx: Ctx, hop: string): Promise<void> {
  const delivery = await lockDelivery(ctx.db, hop);
  if (!delivery || !mayBecome(delivery.state, 'acknowledged', 'office')) return;
  await changeDelivery(ctx.db, hop, { state: 'acknowledged', acknowledged: ctx.now, next_try: null, unsure: null });
}

/** Locked in the order in which the desk locks them: the report, then its delivery. */
async function findByHop(ctx: Ctx, input: { hop: string }): Promise<Subject | undefined> {
  const found = await findDelivery(ctx.db, input.hop);
  if (!found) return undefined;
  await lockEntry(ctx.db, found.report);
  const delivery = await lockDelivery(ctx.db, input.hop);
  const report = await findEntryById(ctx.db, ctx.actor, found.report);
  return delivery && report && { delivery, report };
}
