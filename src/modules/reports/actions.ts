import { attach } from '../../commons/attachments/attachments.ts';
import { findEntry } from '../../commons/entries/store.ts';
import { insertNote } from '../../commons/entries/store-notes.ts';
import { followUnlessSaid } from '../../commons/notices/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { find, type Moved, move } from './desk/actions.ts';
import { addWordsForm, archiveForm, contestForm, sayResolvedForm, supportForm } from './forms.ts';
import { type Claimed, mayArchive, mayAsReporter, maySupport } from './permissions.ts';
import { waitingPhotos } from './photos.ts';
import { askBackFrom, contestDays, contestUntil, receiptHash } from './report.ts';
import { findByReceipt, getReport, insertSupport } from './store.ts';
import { insertContest, isContested } from './store-moves.ts';

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
    // What was passed on was not closed: that is asked back.
    if (report.state === 'not-ours') return refuse('reports.not-closed', 409);
    if (report.closed && ctx.now.getTime() - report.closed.getTime() > contestDays * 86_400_000)
      return refuse('reports.contest-late', 409, { days: contestDays });
    if (!(await insertContest(ctx.db, report.id, ctx.now))) return refuse('reports.contested-already', 409);
    await tellOffice(ctx, report.id);
    return move(ctx, report, { verb: 'reports.contest', to: 'sent', who: 'reporter', reopens: true, text: input.answer });
  },
});

/** In the mail of a closing to whoever sent the report: that it can be contested, and until when. */
export async function howToContest(
  ctx: Ctx,
  closing: { entry: string; state: string; closed: Date | null },
): Promise<string | undefined> {
  const until = contestUntil(closing, ctx.now);
  if (!until || (await isContested(ctx.db, closing.entry))) return undefined;
  return ctx.words.t('reports.told-author.closed', { day: ctx.words.day(until) });
}

/** It was passed to a body, and a while later the problem is still there: the office takes it back, and answers by a new date. */
export const askBack = verb({
  name: 'reports.ask-back',
  form: contestForm,
  limit,
  find: claimed,
  may: mayAsReporter,
  run: async (ctx, input, { report }): Promise<Moved | Refusal> => {
    if (report.state !== 'not-ours') return refuse('reports.not-passed', 409);
    const from = askBackFrom(report.closed ?? report.updated);
    if (from > ctx.now) return refuse('reports.ask-back-early', 409, { day: ctx.words.date(from, ctx.now) });
    await tellOffice(ctx, report.id);
    return move(ctx, report, { verb: 'reports.ask-back', to: 'sent', who: 'reporter', reopens: true, text: input.answer });
  },
});

/** Something more to say, or to show, later. */
export const addWords = verb({
  name: 'reports.add-words',
  form: addWordsForm,
  limit,
  find: claimed,
  may: mayAsReporter,
  run: async (ctx, input, { report }): Promise<Moved | Refusal> => {
    const photos = await waitingPhotos(ctx, input.photos ?? []);
    if (isRefusal(photos)) return photos;
    await tellOffice(ctx, report.id);
    const act = await ctx.act({
      verb: 'reports.add-words',
      entry: report.id,
      code: report.code,
      place: report.place,
      unsigned: report.author !== ctx.actor.person,
      public: { state: report.state, ...(photos.length > 0 && { photos: photos.length }) },
      private: { text: input.answer },
    });
    await attach(ctx, report.id, photos, act.id);
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

/** Is this whoever sent the report? Asked before files are taken in. */
export async function isReporter(ctx: Ctx, input: { code: string; receipt?: string }): Promise<boolean> {
  if (!within('reports.is-reporter', ctx.actor.person ?? ctx.source, limit, ctx.now.getTime())) return false;
  const claim = await claimed(ctx, input);
  return claim !== undefined && mayAsReporter.check(ctx.actor, claim) === undefined;
}

/** Whose receipt this is. */
export async function findHeldReport(ctx: Ctx, typed: string): Promise<string | undefined> {
  return typed.length >= 16 ? (await findByReceipt(ctx.db, receiptHash(typed)))?.id : undefined;
}

/** Through what the actor may see; a receipt opens its own report also where otherwise the office alone reads it. */
async function claimed(ctx: Ctx, input: { code: string; receipt?: string }): Promise<Claimed | undefined> {
  const held = input.receipt ? await findByReceipt(ctx.db, receiptHash(input.receipt)) : undefined;
  const opens = held?.code === input.code && held.visibility === 'private';
  const report = opens ? await findEntry(ctx.db, { ...ctx.actor, kind: 'system' }, input.code, 'report') : await find(ctx, input);
  if (!report) return undefined;
  if (!input.receipt) return { report, receipt: null };
  return { report, receipt: held?.id === report.id ? 'right' : 'wrong' };
}

/** The officer in charge hears of it, unless they said otherwise. */
export async function tellOffice(ctx: Ctx, report: string): Promise<void> {
  const { assignee } = await getReport(ctx.db, ctx.actor, report);
  if (assignee) await followUnlessSaid(ctx.db, [{ id: ctx.id(), person: assignee, entry: report, how: 'page' }], ctx.now);
}
