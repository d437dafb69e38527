import type { Static } from 'typebox';
import { type Entry, findEntry, lockEntry, updateEntry } from '../../../commons/entries/store.ts';
import { insertNote } from '../../../commons/entries/store-notes.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { endOfRomeDay } from '../../../kernel/time.ts';
import { verb } from '../../../kernel/verbs/verb.ts';
import { mayWorkOn } from '../permissions.ts';
import { freshPromise } from '../promise.ts';
import { clockOf, type Mover, type State, states } from '../report.ts';
import * as store from '../store.ts';
import { notePromise } from '../store-moves.ts';
import { answerForm, closeForm, planForm, resolveForm, startForm, takeChargeForm } from './forms.ts';

export interface Moved {
  code: string;
  state: string;
}

export const find = (ctx: Ctx, input: { code: string }): Promise<Entry | undefined> =>
  findEntry(ctx.db, ctx.actor, input.code, 'report');

/** The office takes the report: from now on a person answers for it, by a date. */
export const takeCharge = verb({
  name: 'reports.take-charge',
  form: takeChargeForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input: Static<typeof takeChargeForm>, report): Promise<Moved | Refusal> => {
    const due = promisedDay(ctx, input.promised);
    if (isRefusal(due)) return due;
    await store.assign(ctx.db, report.id, ctx.actor.person);
    return move(ctx, report, { verb: 'reports.take-charge', to: 'taken-in-charge', text: input.answer, due });
  },
});

/** It will be done, by a day that the office names. */
export const plan = verb({
  name: 'reports.plan',
  form: planForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input: Static<typeof planForm>, report): Promise<Moved | Refusal> => {
    const due = promisedDay(ctx, input.promised);
    if (isRefusal(due)) return due;
    return move(ctx, report, { verb: 'reports.plan', to: 'planned', text: input.answer, due });
  },
});

export const startWork = verb({
  name: 'reports.start-work',
  form: startForm,
  find,
  may: mayWorkOn,
  run: (ctx, input: Static<typeof startForm>, report): Promise<Moved | Refusal> =>
    move(ctx, report, { verb: 'reports.start-work', to: 'in-progress', text: input.answer }),
});

export const resolve = verb({
  name: 'reports.resolve',
  form: resolveForm,
  find,
  may: mayWorkOn,
  run: (ctx, input: Static<typeof resolveForm>, report): Promise<Moved | Refusal> =>
    move(ctx, report, { verb: 'reports.resolve', to: 'resolved', text: input.answer }),
});

/** Closing without action is an outcome, not an error: it needs a reason and words. */
export const close = verb({
  name: 'reports.close',
  form: closeForm,
  find,
  may: mayWorkOn,
  run: (ctx, input: Static<typeof closeForm>, report): Promise<Moved | Refusal> =>
    move(ctx, report, {
      verb: 'reports.close',
      to: 'closed-without-action',
      text: input.answer,
      facts: { reason: input.reason },
    }),
});

/** A public answer; with a new date it moves the promise, and both dates stay in the thread. */
export const answer = verb({
  name: 'reports.answer',
  form: answerForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input: Static<typeof answerForm>, report): Promise<Moved | Refusal> => {
    const due = promisedDay(ctx, input.promised);
    if (isRefusal(due)) return due;
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    if (due && now.closed) return refuse('reports.already-closed', 409);
    await updateEntry(ctx.db, report.id, due ? { due } : {}, ctx.now);
    if (due) await notePromise(ctx.db, report.id, ctx.now);
    await say(
      ctx,
      report,
      'reports.answer',
      { state: now.state, ...(due ? { due: due.toISOString(), before: now.due?.toISOString() ?? null } : {}) },
      input.answer,
    );
    return { code: report.code, state: now.state };
  },
});

export interface Change {
  verb: string;
  to: State;
  /** The office, unless it is said. */
  who?: Mover;
  /** To open again what is closed is another act than to go on with what is open. */
  reopens?: boolean;
  /** To the desk of another municipality. */
  place?: string;
  text?: string;
  due?: Date;
  facts?: Record<string, unknown>;
  /** What belongs to the move, in the same transaction, with its act. */
  then?(act: string): Promise<void>;
}

/** Where it stands now, held for this transaction, if it has not gone to another office meanwhile. */
export async function lockOwn(ctx: Ctx, report: Entry) {
  const now = (await lockEntry(ctx.db, report.id))!;
  return now.place === report.place ? now : refuse('reports.not-your-office');
}

/** The one way by which a report that was sent changes its state: what the table allows, with the act that says so. */
export async function move(ctx: Ctx, report: Entry, change: Change): Promise<Moved | Refusal> {
  // Two officers at once: the second sees where the first moved it, and perhaps that it is no longer theirs.
  const now = await lockOwn(ctx, report);
  if (isRefusal(now)) return now;
  const from = now.state;
  const who = change.who ?? 'office';
  const clock = clockOf(from, change.to, who);
  const opened = states[change.to].open && now.closed !== null;
  if (!clock || opened !== Boolean(change.reopens)) {
    const { t } = ctx.words;
    return refuse('reports.wrong-state', 409, { from: t(`reports.state.${from}`), to: t(`reports.state.${change.to}`) });
  }
  const place = change.place ?? report.place;
  const due = change.due ?? (clock === 'starts' ? freshPromise(ctx, { ...report, place }) : null) ?? now.due;
  // What is archived keeps the day of its closing.
  const closed = clock !== 'stops' ? null : change.to === 'archived' ? now.closed : ctx.now;
  await updateEntry(
    ctx.db,
    report.id,
    { state: change.to, closed, due, place, ...(change.to === 'archived' ? { outcome: from } : {}) },
    ctx.now,
  );
  if (change.due || clock === 'starts') await notePromise(ctx.db, report.id, change.due ? ctx.now : null);
  const act = await say(
    ctx,
    report,
    change.verb,
    { from, state: change.to, ...(closed ? {} : { due: due?.toISOString() ?? null }), ...change.facts },
    change.text,
    who,
  );
  await change.then?.(act);
  return { code: report.code, state: change.to };
}

/** Writes the act, signed by the officer or said by the reporter, and the words that people read under it. */
export async function say(
  ctx: Ctx,
  report: Entry,
  verbName: string,
  facts: Record<string, unknown>,
  text?: string,
  who: Mover = 'office',
): Promise<string> {
  const act = await ctx.act({
    verb: verbName,
    entry: report.id,
    code: report.code,
    place: report.place,
    // Whoever sent a report without a name remains without one, also when they have signed in.
    unsigned: who === 'reporter' && report.author !== ctx.actor.person,
    house: who === 'system',
    public: facts,
    private: { staff: who === 'office', text: text ?? '' },
  });
  if (text) await insertNote(ctx.db, { act: act.id, entry: report.id, text });
  return act.id;
}

/** A promise is for a day that is still to come, and within two years. */
export function promisedDay(ctx: Ctx, day: string | undefined): Date | undefined | Refusal {
  if (day === undefined) return undefined;
  const due = endOfRomeDay(day);
  if (Number.isNaN(due.getTime()) || due < ctx.now) return refuse('reports.promise-past', 422, {}, 'promised');
  if (due.getTime() - ctx.now.getTime() > 730 * 86_400_000) return refuse('reports.promise-far', 422, {}, 'promised');
  return due;
}
