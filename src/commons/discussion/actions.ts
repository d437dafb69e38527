import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { kindOf } from '../entries/kind.ts';
import { type Entry, findEntry } from '../entries/store.ts';
import { actsFor } from '../organisations/organisations.ts';
import { noteNotice } from '../privacy/notice.ts';
import { anchorOf, officeOf, pageSize, repliesShown } from './comment.ts';
import { commentForm, editForm, takeBackForm, thankForm, withdrawForm } from './forms.ts';
import { mayComment, mayEdit, mayTakeBack, mayThank, mayWithdraw } from './permissions.ts';
import * as store from './store.ts';

/** Where to read it. */
export interface Said {
  id: string;
  code: string;
  url: string;
}

/** Somebody says something on a thing, or answers a comment. Whoever answers an answer stands under the same comment. */
export const comment = verb({
  name: 'discussion.comment',
  form: commentForm,
  limit: { times: 20, seconds: 600 },
  find: async (ctx, input) => {
    const entry = await findEntry(ctx.db, ctx.actor, input.code);
    if (!entry) return undefined;
    const parent = input.parent ? await store.findComment(ctx.db, ctx.actor, input.parent) : null;
    return parent === undefined || (parent && parent.entry !== entry.id) ? undefined : { entry, parent };
  },
  may: mayComment,
  run: async (ctx, input, { entry, parent }): Promise<Said | Refusal | Repeated<Said>> => {
    const person = ctx.actor.person!;
    if (input.stance && kindOf(entry.kind).comments !== 'stance') return refuse('discussion.no-stance', 422, {}, 'stance');
    if (input.onBehalf && !actsFor(ctx.actor, input.onBehalf, 'speak')) {
      return refuse('discussion.not-delegate', 422, {}, 'onBehalf');
    }
    const said = {
      id: ctx.id(),
      entry: entry.id,
      parent: parent ? (parent.parent ?? parent.id) : null,
      author: person,
      onBehalf: input.onBehalf ?? null,
      // Who speaks for an organisation does not speak for the office at the same time.
      office: input.onBehalf ? null : officeOf(ctx.actor, entry.place),
      text: input.text,
      stance: input.stance ?? null,
      assurance: ctx.actor.assurance,
      key: input.key ?? null,
      at: ctx.now,
    };
    const added = await store.insertComments(ctx.db, [said]);
    if (added.length === 0) {
      const before = (await store.findByKey(ctx.db, person, input.key!))!;
      if (before.entry === entry.id && before.text === input.text) return new Repeated(await whereIs(ctx, entry, before));
      // A page that was gone back to keeps its old key: other words are another comment, and must not be lost.
      await store.insertComments(ctx.db, [{ ...said, key: null }]);
    }
    await noteNotice(ctx, { procedure: 'discussion.comment', place: entry.place, person, entry: entry.id });
    await ctx.act({
      verb: 'discussion.comment',
      entry: entry.id,
      code: entry.code,
      place: entry.place,
      public: { comment: said.id, parent: said.parent, ...(said.onBehalf && { onBehalf: said.onBehalf }) },
      private: { text: said.text, stance: said.stance, onBehalf: said.onBehalf, staff: said.office !== null },
    });
    return whereIs(ctx, entry, said);
  },
});

/** The author says it otherwise; what it said before stays readable. */
export const edit = verb({
  name: 'discussion.edit',
  form: editForm,
  limit: { times: 30, seconds: 600 },
  find: (ctx, input) => store.findComment(ctx.db, ctx.actor, input.id),
  may: mayEdit,
  run: async (ctx, input, found): Promise<{ id: string } | Repeated<{ id: string }>> => {
    if (input.text === found.text) return new Repeated({ id: found.id });
    await store.changeText(ctx.db, found.id, input.text, ctx.now);
    await ctx.act({
      verb: 'discussion.edit',
      entry: found.entry,
      code: found.code,
      place: found.place,
      public: { comment: found.id },
      private: { text: input.text },
    });
    return { id: found.id };
  },
});

export const thank = verb({
  name: 'discussion.thank',
  form: thankForm,
  limit: { times: 100, seconds: 600 },
  find: (ctx, input) => store.findComment(ctx.db, ctx.actor, input.id),
  may: mayThank,
  run: async (ctx, _input, found): Promise<Said | Repeated<Said>> => {
    const where = await whereIs(ctx, found, found);
    if (!(await store.insertThanks(ctx.db, found.id, ctx.actor.person!, ctx.now))) return new Repeated(where);
    await ctx.act({
      verb: 'discussion.thank',
      entry: found.entry,
      code: found.code,
      place: found.place,
      public: { comment: found.id },
    });
    return where;
  },
});

/** The author takes the words back, for good: its place stays for the answers under it. */
export const withdraw = verb({
  name: 'discussion.withdraw',
  form: withdrawForm,
  limit: { times: 30, seconds: 600 },
  find: (ctx, input) => store.findComment(ctx.db, ctx.actor, input.id),
  may: mayWithdraw,
  run: async (ctx, _input, found): Promise<Said | Refusal> => {
    if (!(await store.withdraw(ctx.db, found.id, ctx.now))) return refuse('discussion.is-withdrawn', 409);
    await ctx.act({
      verb: 'discussion.withdraw',
      entry: found.entry,
      code: found.code,
      place: found.place,
      public: { comment: found.id },
    });
    return whereIs(ctx, found, found);
  },
});

/** Thanks taken back; also for a comment that was withdrawn meanwhile. */
export const takeBackThanks = verb({
  name: 'discussion.take-back-thanks',
  form: takeBackForm,
  limit: { times: 100, seconds: 600 },
  find: (ctx, input) => store.findComment(ctx.db, ctx.actor, input.id),
  may: mayTakeBack,
  run: async (ctx, _input, found): Promise<Said | Repeated<Said>> => {
    const where = await whereIs(ctx, found, found);
    if (!(await store.deleteThanks(ctx.db, found.id, ctx.actor.person!))) return new Repeated(where);
    await ctx.act({
      verb: 'discussion.take-back-thanks',
      entry: found.entry,
      code: found.code,
      place: found.place,
      public: { comment: found.id },
    });
    return where;
  },
});

/** The page on which a comment stands, at its place: that of the thing when it is among the first, else from a few comments before it. */
async function whereIs(
  ctx: Ctx,
  entry: Pick<Entry, 'kind' | 'code'>,
  said: Pick<store.CommentRow, 'id' | 'entry' | 'parent' | 'at'>,
): Promise<Said> {
  const at = `#${anchorOf(said.id)}`;
  const page = kindOf(entry.kind).path(entry.code);
  const there = (url: string): Said => ({ id: said.id, code: entry.code, url });
  if (!said.parent) {
    const from = startOf(await store.listBefore(ctx.db, said, pageSize), pageSize);
    return there(from ? `${page}?commenti=${from}${at}` : `${page}${at}`);
  }
  const before = await store.listBefore(ctx.db, said, pageSize);
  if (before.length >= repliesShown) {
    const from = startOf(before, pageSize);
    return there(`/commenti/${said.parent}${from ? `?risposte=${from}` : ''}${at}`);
  }
  const parent = await store.findComment(ctx.db, ctx.actor, said.parent);
  const from = parent ? startOf(await store.listBefore(ctx.db, parent, pageSize), pageSize) : null;
  return there(from ? `${page}?commenti=${from}${at}` : `${page}${at}`);
}

/** Nothing while the first page is not full; then a page that begins a few comments before. */
function startOf(before: readonly string[], size: number): string | null {
  return before.length < size ? null : before[9]!;
}
