import type { Static } from 'typebox';
import { type Entry, findEntry, lockEntry, updateEntry } from '../../commons/entries/store.ts';
import { insertNote } from '../../commons/entries/store-notes.ts';
import type { Ctx } from '../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { endOfRomeDay } from '../../kernel/time.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { answerForm, closeForm, resolveForm, startForm, takeChargeForm } from './forms.ts';
import { mayWorkOn } from './permissions.ts';
import { mayMove, type State, states } from './report.ts';
import * as store from './store.ts';

interface Moved {
  code: string;
  state: string;
}

const find = (ctx: Ctx, input: { code: string }): Promise<Entry | undefined> =>
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
    await lockEntry(ctx.db, report.id);
    if (due && report.closed) return refuse('reports.already-closed', 409);
    await updateEntry(ctx.db, report.id, due ? { due } : {}, ctx.now);
    await say(
      ctx,
      report,
      'reports.answer',
      { state: report.state, ...(due ? { due: due.toISOString(), before: report.due?.toISOString() ?? null } : {}) },
      input.answer,
    );
    return { code: report.code, state: report.state };
  },
});

async function move(
  ctx: Ctx,
  report: Entry,
  change: { verb: string; to: State; text?: string; due?: Date; facts?: Record<string, unknown> },
): Promise<Moved | Refusal> {
  // Two officers at once: the second sees where the first moved it.
  const now = await lockEntry(ctx.db, report.id);
  const from = now?.state ?? report.state;
  if (!mayMove(from, change.to)) {
    const { t } = ctx.words;
    return refuse('reports.wrong-state', 409, { from: t(`reports.state.${from}`), to: t(`reports.state.${change.to}`) });
  }
  const closed = states[change.to].open ? null : ctx.now;
  await updateEntry(ctx.db, report.id, { state: change.to, closed, ...(change.due ? { due: change.due } : {}) }, ctx.now);
  const due = change.due ?? report.due;
  await say(
    ctx,
    report,
    change.verb,
    { from, state: change.to, ...(closed ? {} : { due: due?.toISOString() ?? null }), ...change.facts },
    change.text,
  );
  return { code: report.code, state: change.to };
}

/** Writes the act, signed by the officer, and the words that people read under it. */
async function say(
  ctx: Ctx,
  report: Entry,
  verbName: string,
  facts: Record<string, unknown>,
  text: string | undefined,
): Promise<void> {
  const act = await ctx.act({
    verb: verbName,
    entry: report.id,
    code: report.code,
    place: report.place,
    public: facts,
    private: { staff: true, text: text ?? '' },
  });
  if (text) await insertNote(ctx.db, { act: act.id, entry: report.id, text });
}

/** A promise is for a day that is still to come, and within two years. */
function promisedDay(ctx: Ctx, day: string | undefined): Date | undefined | Refusal {
  if (day === undefined) return undefined;
  const due = endOfRomeDay(day);
  if (Number.isNaN(due.getTime()) || due < ctx.now) return refuse('reports.promise-past', 422, {}, 'promised');
  if (due.getTime() - ctx.now.getTime() > 730 * 86_400_000) return refuse('reports.promise-far', 422, {}, 'promised');
  return due;
}
