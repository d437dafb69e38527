import { type Entry, findEntry, findEntryById, insertEntry, lockEntry, updateEntry } from '../../../commons/entries/store.ts';
import { insertNote } from '../../../commons/entries/store-notes.ts';
import { deleteLink, insertLink, listLinks } from '../../../commons/links/store.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { find, lockOwn, type Moved, move, promisedDay, say } from '../desk/actions.ts';
import { mayWorkOn } from '../permissions.ts';
import { isOpen, stateAfter } from './case.ts';
import { answerCaseForm, answerMemberForm, gatherForm, openCaseForm, releaseForm } from './forms.ts';
import { mayAnswerMember, mayGather, mayWorkOnCase } from './permissions.ts';
import * as store from './store.ts';

const findCase = (ctx: Ctx, code: string) => findEntry(ctx.db, ctx.actor, code.toUpperCase(), 'case');

/** Several reports are one matter: it gets a title, and a first report. */
export const openCase = verb({
  name: 'reports.open-case',
  form: openCaseForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const file = {
      id: ctx.id(),
      kind: 'case',
      prefix: 'FAS',
      place: report.place,
      author: null,
      title: input.title,
      summary: input.summary ?? '',
      language: ctx.words.lang,
      topic: report.topic,
      // What is not public has its place on no public page.
      geometry: report.visibility === 'public' ? report.geometry : null,
      placeLabel: report.visibility === 'public' ? report.place_label : '',
      visibility: 'public' as const,
      state: 'open',
      assurance: ctx.actor.assurance,
      now: ctx.now,
    };
    const { code } = await insertEntry(ctx.db, file);
    await store.insertCase(ctx.db, file.id);
    const act = await ctx.act({
      verb: 'reports.open-case',
      entry: file.id,
      code,
      place: report.place,
      public: { state: 'open' },
      private: { staff: true },
    });
    if (input.summary) await insertNote(ctx.db, { act: act.id, entry: file.id, text: input.summary });
    const refusal = await join(ctx, report, { id: file.id, code });
    return refusal ?? { code, state: 'open' };
  },
});

export const gatherIntoCase = verb({
  name: 'reports.gather-into-case',
  form: gatherForm,
  find: async (ctx, input): Promise<{ report: Entry; file: Entry } | Refusal | undefined> => {
    const report = await find(ctx, input);
    if (!report) return undefined;
    const file = await findCase(ctx, input.case);
    return file ? { report, file } : refuse('reports.no-case', 422, { code: input.case }, 'case');
  },
  may: mayGather,
  run: async (ctx, _input, { report, file }): Promise<Moved | Refusal | Repeated<Moved>> => {
    const now = (await lockEntry(ctx.db, file.id))!;
    const done = { code: report.code, state: report.state };
    if ((await store.caseOf(ctx.db, report.id)) === file.id) return new Repeated(done);
    if (!isOpen(now.state)) return refuse('reports.case-closed', 409, { code: file.code });
    return (await join(ctx, report, file)) ?? done;
  },
});

export const releaseFromCase = verb({
  name: 'reports.release-from-case',
  form: releaseForm,
  find,
  may: mayWorkOn,
  run: async (ctx, _input, report): Promise<{ code: string; case: string } | Refusal> => {
    const id = await store.caseOf(ctx.db, report.id);
    const file = id && (await findEntryById(ctx.db, ctx.actor, id));
    if (!file || !(await store.deleteMember(ctx.db, report.id))) return refuse('reports.in-no-case', 409);
    const links = await listLinks(ctx.db, { ...ctx.actor, kind: 'system' }, report.id, 50);
    const link = links.find((one) => one.relation === 'about' && !one.outward && one.code === file.code);
    if (link) await deleteLink(ctx.db, link.id);
    await onReport(ctx, 'reports.release-from-case', report, file.code);
    return { code: report.code, case: file.code };
  },
});

/** One answer to all: it is said here at once, and carried to each member by a job, each in its own transaction. */
export const answerCase = verb({
  name: 'reports.answer-case',
  form: answerCaseForm,
  find: (ctx, input) => findCase(ctx, input.code),
  may: mayWorkOnCase,
  run: async (ctx, input, file): Promise<Moved | Refusal> => {
    const move = input.move ?? null;
    if (move === 'plan' && !input.promised) return refuse('reports.case-day', 422, {}, 'promised');
    if (move === 'close' && !input.reason) return refuse('reports.case-reason', 422, {}, 'reason');
    const due = promisedDay(ctx, move === 'plan' ? input.promised : undefined);
    if (isRefusal(due)) return due;
    const now = (await lockEntry(ctx.db, file.id))!;
    if (!isOpen(now.state)) return refuse('reports.case-closed', 409, { code: file.code });
    if ((await store.progressOf(ctx.db, file.id))?.waiting) return refuse('reports.case-busy', 409);
    const state = move ? stateAfter[move] : now.state;
    const reason = move === 'close' ? input.reason! : null;
    await updateEntry(ctx.db, file.id, { state, due, closed: isOpen(state) ? null : ctx.now }, ctx.now);
    const act = await ctx.act({
      verb: 'reports.answer-case',
      entry: file.id,
      code: file.code,
      place: file.place,
      public: { from: now.state, state, ...(due ? { due: due.toISOString() } : {}), ...(reason ? { reason } : {}) },
      private: { staff: true, text: input.answer },
    });
    await insertNote(ctx.db, { act: act.id, entry: file.id, text: input.answer });
    const { person, assurance } = ctx.actor;
    const members = await store.insertAnswer(ctx.db, {
      act: act.id,
      case_file: file.id,
      person: person!,
      assurance,
      at: ctx.now,
      text: input.answer,
      move,
      due: due ?? null,
      reason,
    });
    if (members === 0) return refuse('reports.case-empty', 409);
    await ctx.enqueue('reports.answer-members', { answer: act.id });
    return { code: file.code, state };
  },
});

/** Carries the answer of a case file to one member, once, whoever is asked to do so and how often. */
export const answerMember = verb({
  name: 'reports.answer-member',
  form: answerMemberForm,
  find: async (ctx, input) => {
    const report = await find(ctx, input);
    const answer = await store.findAnswer(ctx.db, input.answer);
    return report && answer && { report, answer, person: answer.person };
  },
  may: mayAnswerMember,
  run: async (ctx, _input, { report, answer }): Promise<Moved | Refusal | Repeated<Moved>> => {
    const step = await store.lockStep(ctx.db, answer.act, report.id);
    if (!step) return refuse('reports.in-no-case', 409);
    if (step.settled) return new Repeated({ code: report.code, state: report.state });
    const moved = await carry(ctx, report, answer);
    if (!isRefusal(moved)) await store.settleStep(ctx.db, answer.act, report.id, ctx.now);
    return moved;
  },
});

async function carry(
  ctx: Ctx,
  report: Entry,
  answer: NonNullable<Awaited<ReturnType<typeof store.findAnswer>>>,
): Promise<Moved | Refusal> {
  const { text, due, reason } = answer;
  const facts = { case: answer.case_code };
  if (answer.move === 'plan')
    return move(ctx, report, { verb: 'reports.plan', to: 'planned', text, due: due ?? undefined, facts });
  if (answer.move === 'resolve') return move(ctx, report, { verb: 'reports.resolve', to: 'resolved', text, facts });
  if (answer.move === 'close')
    return move(ctx, report, { verb: 'reports.close', to: 'closed-without-action', text, facts: { ...facts, reason } });
  const now = await lockOwn(ctx, report);
  if (isRefusal(now)) return now;
  await updateEntry(ctx.db, report.id, {}, ctx.now);
  await say(ctx, report, 'reports.answer', { state: now.state, ...facts }, text);
  return { code: report.code, state: now.state };
}

/** The report is in the case file from now on: in the row that keeps it in one alone, in the links, and in its own thread. */
async function join(ctx: Ctx, report: Entry, file: { id: string; code: string }): Promise<Refusal | undefined> {
  const now = await lockOwn(ctx, report);
  if (isRefusal(now)) return now;
  if (!(await store.insertMember(ctx.db, report.id, file.id, ctx.now))) return refuse('reports.in-case-already', 409);
  const link = { id: ctx.id(), from: file.id, relation: 'about' as const, to: report.id };
  await insertLink(ctx.db, { ...link, by: ctx.actor.person, now: ctx.now });
  await onReport(ctx, 'reports.gather-into-case', report, file.code);
  return undefined;
}

async function onReport(ctx: Ctx, verbName: string, report: Entry, caseCode: string): Promise<void> {
  await ctx.act({
    verb: verbName,
    entry: report.id,
    code: report.code,
    place: report.place,
    public: { case: caseCode },
    private: { staff: true },
  });
}
