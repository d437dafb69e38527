import { findEntry } from '../../commons/entries/store.ts';
import { insertNote } from '../../commons/entries/store-notes.ts';
import { followUnlessSaid } from '../../commons/notices/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { find, type Moved, move } from './desk/actions.ts';
import { addWordsForm, archiveForm, contestForm, sayResolvedForm, supportForm } from './forms.ts';
import { type Claimed, mayArchive, mayAsReporter, maySupport } from './permissions.ts';
import { contestDays, receiptHash } from './report.ts';
import { findByReceipt, getReport, insertSupport } from './store.ts';
import { insertContest } from './store-moves.ts';

/** So that nobody tries receipts. */
const limit = { times: 20, seconds: 600 };

/** «Anche a me». */
export const supportReport = verb({
  name: 'reports.support',
  form: supportForm,
  find: (ctx, input) => findEntry(ctx.db, ctx.actor, input.code, 'report'),
  may: maySupport,
  run: async (ctx, _input, report): Promise<{ code: string } | Repeated<{ code: string }>> => {
    const isNew = await insertSupport(ctx.db, {
      report: report.id,
      person: ctx.actor.person!,
      assurance: ctx.actor.assurance,
      now: ctx.now,
    });
    if (!isNew) return new Repeated({ code: report.code });
    // Whoever has the problem hears how it ends, unless they said otherwise.
    const follow = { id: ctx.id(), person: ctx.actor.person!, entry: report.id, how: 'at-once' as const };
    await followUnlessSaid(ctx.db, [follow], ctx.now);
    await ctx.act({ verb: 'reports.support', entry: report.id, code: report.code, place: report.place });
    return { code: report.code };
  },
});

/** Whoever sent the report says that the problem is gone. */
export const sayResolved = verb({
  name: 'reports.say-resolved',
  form: sayResolvedForm,
  limit,
  find: claimed,
  may: mayAsReporter,
  run: async (ctx, input, { report }): Promise<Moved | Refusal> => {
    await tellOffice(ctx, report.id);
    return move(ctx, report, { verb: 'reports.say-resolved', to: 'resolved', who: 'reporter', text: input.answer });
  },
});

/** It was closed, and the problem is still there: once for each report. The office has to answer again, by a new date. */
export const contest = verb({
  name: 'reports.contest',
  form: contestForm,
  limit,
  find: claimed,
  may: mayAsReporter,
  run: async (ctx, input, { report }): Promise<Moved | Refusal> => {
    if (report.closed && ctx.now.getTime() - report.closed.getTime() > contestDays * 86_400_000)
      return refuse('reports.contest-late', 409, { days: contestDays });
    if (!(await insertContest(ctx.db, report.id, ctx.now))) return refuse('reports.contested-already', 409);
    await tellOffice(ctx, report.id);
    return move(ctx, report, { verb: 'reports.contest', to: 'sent', who: 'reporter', reopens: true, text: input.answer });
  },
});

/** Something more to say, later. */
export const addWords = verb({
  name: 'reports.add-words',
  form: addWordsForm,
  limit,
  find: claimed,
  may: mayAsReporter,
  run: async (ctx, input, { report }): Promise<Moved> => {
    await tellOffice(ctx, report.id);
    const act = await ctx.act({
      verb: 'reports.add-words',
      entry: report.id,
      code: report.code,
      place: report.place,
      unsigned: report.author !== ctx.actor.person,
      public: { state: report.state },
      private: { text: input.answer },
    });
    await insertNote(ctx.db, { act: act.id, entry: report.id, text: input.answer });
    return { code: report.code, state: report.state };
  },
});

/** What was closed long ago stands aside: no longer in the list, still at its address. */
export const archive = verb({
  name: 'reports.archive',
  form: archiveForm,
  find,
  may: mayArchive,
  run: (ctx, _input, report): Promise<Moved | Refusal> =>
    move(ctx, report, { verb: 'reports.archive', to: 'archived', who: 'system' }),
});

/** Through what the actor may see; a receipt proves, it does not show. */
async function claimed(ctx: Ctx, input: { code: string; receipt?: string }): Promise<Claimed | undefined> {
  const report = await find(ctx, input);
  if (!report) return undefined;
  if (!input.receipt) return { report, receipt: null };
  const held = await findByReceipt(ctx.db, receiptHash(input.receipt));
  return { report, receipt: held?.id === report.id ? 'right' : 'wrong' };
}

/** The officer in charge hears of it, unless they said otherwise. */
export async function tellOffice(ctx: Ctx, report: string): Promise<void> {
  const { assignee } = await getReport(ctx.db, ctx.actor, report);
  if (assignee) await followUnlessSaid(ctx.db, [{ id: ctx.id(), person: assignee, entry: report, how: 'page' }], ctx.now);
}
