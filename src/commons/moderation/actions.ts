import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { findComment, setHidden } from '../discussion/store.ts';
import { findEntry, lockEntry, setVisibility } from '../entries/store.ts';
import { findPerson } from '../people/store.ts';
import { dismissForm, flagForm, hideForm, restoreForm } from './forms.ts';
import { hiddenMail, restoredMail } from './mails.tsx';
import { authorOf, type Reason, type Target } from './moderation.ts';
import { mayFlag, mayModerate } from './permissions.ts';
import * as store from './store.ts';

/** What was acted upon. */
export interface Judged {
  code: string;
  comment: string | null;
}

/** Somebody says that a thing or a comment should not be there. However many say so, only a person hides it. */
export const flag = verb({
  name: 'moderation.flag',
  form: flagForm,
  limit: { times: 20, seconds: 600 },
  find,
  may: mayFlag,
  run: async (ctx, input, target): Promise<Judged | Refusal | Repeated<Judged>> => {
    if (input.reason === 'other' && !input.words) return refuse('moderation.say-why', 422, {}, 'words');
    const subject = await lockSubject(ctx, target);
    const words = input.words ?? '';
    const isNew = await store.insertFlag(ctx.db, {
      subject: subject.id,
      person: ctx.actor.person!,
      reason: input.reason,
      words,
      now: ctx.now,
    });
    if (!isNew) return new Repeated(judged(target));
    await store.reopen(ctx.db, subject.id, ctx.now);
    await act(ctx, 'moderation.flag', target, {}, { reason: input.reason, words });
    return judged(target);
  },
});

export const hide = verb({
  name: 'moderation.hide',
  form: hideForm,
  find,
  may: mayModerate,
  run: async (ctx, input, target): Promise<Judged | Refusal> => {
    const { entry, comment } = target;
    const visibility = (await lockEntry(ctx.db, entry.id))?.visibility;
    const subject = await lockSubject(ctx, target);
    const done = comment
      ? await setHidden(ctx.db, comment.id, ctx.now)
      : await setVisibility(ctx.db, entry.id, 'hidden', ctx.now);
    if (!done) return refuse('moderation.already-hidden', 409);
    const before = comment ? null : (visibility as typeof entry.visibility);
    await store.insertDecision(ctx.db, {
      id: ctx.id(),
      subject: subject.id,
      kind: 'hide',
      reason: input.reason,
      before,
      words: input.words,
      now: ctx.now,
    });
    await act(ctx, 'moderation.hide', target, { reason: input.reason }, { staff: true, words: input.words });
    await tellAuthor(ctx, target, { reason: input.reason, words: input.words });
    return judged(target);
  },
});

/** It is seen again by those who saw it before. */
export const restore = verb({
  name: 'moderation.restore',
  form: restoreForm,
  find,
  may: mayModerate,
  run: async (ctx, input, target): Promise<Judged | Refusal> => {
    const { entry, comment } = target;
    await lockEntry(ctx.db, entry.id);
    const subject = await lockSubject(ctx, target);
    if (subject.state !== 'hidden') return refuse('moderation.not-hidden', 409);
    const done = comment
      ? await setHidden(ctx.db, comment.id, null)
      : await setVisibility(ctx.db, entry.id, subject.before!, ctx.now);
    if (!done) return refuse('moderation.not-hidden', 409);
    const { reason } = subject;
    await store.insertDecision(ctx.db, {
      id: ctx.id(),
      subject: subject.id,
      kind: 'restore',
      reason,
      before: null,
      words: input.words,
      now: ctx.now,
    });
    await act(ctx, 'moderation.restore', target, { reason }, { staff: true, words: input.words });
    await tellAuthor(ctx, target, { reason: null, words: input.words });
    return judged(target);
  },
});

/** There is nothing wrong with it. */
export const dismiss = verb({
  name: 'moderation.dismiss',
  form: dismissForm,
  find,
  may: mayModerate,
  run: async (ctx, input, target): Promise<Judged | Refusal> => {
    const subject = await store.findSubject(ctx.db, target.entry.id, target.comment?.id ?? null);
    if (!subject) return refuse('moderation.nothing-open', 409);
    const { state } = await lockSubject(ctx, target);
    if (state !== 'open') return refuse('moderation.nothing-open', 409);
    const words = input.words ?? '';
    await store.insertDecision(ctx.db, {
      id: ctx.id(),
      subject: subject.id,
      kind: 'dismiss',
      reason: null,
      before: null,
      words,
      now: ctx.now,
    });
    await act(ctx, 'moderation.dismiss', target, {}, { staff: true, words });
    return judged(target);
  },
});

/** A thing, or a comment on it, through what the actor may see. */
export async function find(ctx: Ctx, input: { code: string; comment?: string }): Promise<Target | undefined> {
  const entry = await findEntry(ctx.db, ctx.actor, input.code);
  if (!entry) return undefined;
  if (!input.comment) return { entry, comment: null };
  const comment = await findComment(ctx.db, ctx.actor, input.comment);
  return comment?.entry === entry.id ? { entry, comment } : undefined;
}

function lockSubject(ctx: Ctx, { entry, comment }: Target): Promise<store.SubjectRow> {
  return store.lockSubject(ctx.db, {
    id: ctx.id(),
    entry: entry.id,
    comment: comment?.id ?? null,
    place: entry.place,
    now: ctx.now,
  });
}

function judged({ entry, comment }: Target): Judged {
  return { code: entry.code, comment: comment?.id ?? null };
}

async function act(
  ctx: Ctx,
  verbName: string,
  { entry, comment }: Target,
  facts: Record<string, unknown>,
  hidden: Record<string, unknown>,
): Promise<void> {
  await ctx.act({
    verb: verbName,
    entry: entry.id,
    code: entry.code,
    place: entry.place,
    public: { on: comment ? 'comment' : 'entry', ...(comment ? { comment: comment.id } : {}), ...facts },
    private: hidden,
  });
}

/** Whoever wrote it learns why, and what to do about it, as long as we know where to write. */
async function tellAuthor(ctx: Ctx, target: Target, said: { reason: Reason | null; words: string }): Promise<void> {
  const author = authorOf(target);
  const person = author ? await findPerson(ctx.db, author) : undefined;
  if (!person?.email) return;
  const to = { email: person.email, language: person.language };
  const mail = said.reason ? hiddenMail(ctx, to, target, said.reason, said.words) : restoredMail(ctx, to, target, said.words);
  await ctx.enqueue('mail.send', mail);
}
