import { createHash } from 'node:crypto';
import { type Entry, updateEntry } from '../../../commons/entries/store.ts';
import { showAgainTo } from '../../../commons/moderation/store.ts';
import { listHolding } from '../../../commons/people/store.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { categoryOf } from '../category.ts';
import { mayNote, mayWorkOn, officeRoles } from '../permissions.ts';
import { promisedFor } from '../promise.ts';
import { assign as setAssignee } from '../store.ts';
import { isPromisedByPerson } from '../store-moves.ts';
import { find, lockOwn, type Moved, say } from './actions.ts';
import { assignForm, changeCategoryForm, noteForm } from './forms.ts';
import { findAssignee, insertInternalNote } from './store-office.ts';

/** To a colleague who holds an office of the place today, or to nobody. Who it is stays out of the public part. */
export const assign = verb({
  name: 'reports.assign',
  form: assignForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal | Repeated<Moved>> => {
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    const assignee = input.assignee ?? null;
    if (assignee && !(await isColleague(ctx, assignee, report.place)))
      return refuse('reports.no-such-colleague', 422, {}, 'assignee');
    const done = { code: report.code, state: now.state };
    if ((await findAssignee(ctx.db, report.id)) === assignee) return new Repeated(done);
    await setAssignee(ctx.db, report.id, assignee);
    await ctx.act({
      verb: 'reports.assign',
      entry: report.id,
      code: report.code,
      place: report.place,
      private: { staff: true, assignee },
    });
    return done;
  },
});

/** It is another kind of problem than whoever sent it thought. The promise is that of the new kind, counted from the sending, unless a person named a day. */
export const changeCategory = verb({
  name: 'reports.change-category',
  form: changeCategoryForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal | Repeated<Moved>> => {
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    const category = categoryOf(ctx, report.place, input.category);
    if (!category?.offered) return refuse('reports.no-category', 422, {}, 'category');
    const done = { code: report.code, state: now.state };
    if (category.code === now.topic) return new Repeated(done);
    const kept = now.closed !== null || (await isPromisedByPerson(ctx.db, report.id));
    const due = kept ? now.due : promisedFor(ctx, report.place, report.published, category.days);
    // What is for the office alone is so from now on; what was, stays so: its words were written for the office.
    const alone = category.audience === 'office';
    // What waited for nothing but its address to be confirmed waits no longer where the new kind does not ask for one.
    const before = categoryOf(ctx, report.place, now.topic);
    const waited = now.visibility === 'private' && before?.audience === 'public' && before.who === 'email';
    const shown = waited && !alone && category.who !== 'email';
    const visibility = alone && now.visibility === 'public' ? 'private' : shown ? 'public' : undefined;
    if (alone && now.visibility === 'hidden') await showAgainTo(ctx.db, report.id, 'private');
    await updateEntry(ctx.db, report.id, { topic: category.code, due, visibility }, ctx.now);
    const facts = { state: now.state, before: now.topic, category: category.code };
    const promise = kept ? {} : { due: due?.toISOString() ?? null };
    await say(ctx, report, 'reports.change-category', { ...facts, ...promise }, input.answer);
    return done;
  },
});

/** Words of the office for itself: nothing of them leaves it, and the report itself does not change for anybody. */
export const note = verb({
  name: 'reports.note',
  form: noteForm,
  find,
  may: mayNote,
  run: (ctx, input, report): Promise<Moved | Refusal> => writeNote(ctx, report, input.text),
});

/** Within the transaction of a verb. */
export async function writeNote(ctx: Ctx, report: Entry, text: string): Promise<Moved | Refusal> {
  const now = await lockOwn(ctx, report);
  if (isRefusal(now)) return now;
  const salt = Buffer.from(ctx.secret(16), 'base64url');
  const { id } = await ctx.act({
    verb: 'reports.note',
    entry: report.id,
    code: report.code,
    place: report.place,
    private: { staff: true, note: createHash('sha256').update(salt).update(text).digest('hex') },
  });
  const by = { place: report.place, person: ctx.actor.person!, at: ctx.now };
  await insertInternalNote(ctx.db, { act: id, report: report.id, ...by, text, salt });
  return { code: report.code, state: now.state };
}

/** The officer themselves, of the metropolis too, or whoever works for the place. */
async function isColleague(ctx: Ctx, person: string, place: string): Promise<boolean> {
  if (person === ctx.actor.person) return true;
  return (await listHolding(ctx.db, [place], officeRoles, ctx.now)).some((one) => one.person === person);
}
