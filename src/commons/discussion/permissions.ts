import type { Actor } from '../../kernel/actor.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import type { CommentFound } from './store.ts';

/** A thing that is not out yet, or that moderators took away, is not discussed. */
export const mayComment = rule<{ entry: Entry; parent: CommentFound | null }>(
  'may-comment',
  'whoever has signed in, on things that take comments',
  (actor, { entry, parent }) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    if (!isDiscussed(entry)) return refuse('discussion.closed', 403);
    return parent ? whileShown(parent) : undefined;
  },
);

export const mayEdit = rule<CommentFound>(
  'may-edit-comment',
  'who wrote the comment, while it is not hidden',
  (actor, comment) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    if (comment.author !== actor.person) return refuse('discussion.not-yours', 403);
    return whileShown(comment);
  },
);

export const mayWithdraw = rule<CommentFound>(
  'may-withdraw-comment',
  'who wrote the comment, while it is not hidden',
  (actor, comment) => mayEdit.check(actor, comment),
);

export const mayThank = rule<CommentFound>('may-thank', 'whoever has signed in, for comments of others', (actor, comment) => {
  if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
  if (comment.author === actor.person) return refuse('discussion.own-thanks', 403);
  return whileShown(comment);
});

export const mayTakeBack = rule<CommentFound>('may-take-back-thanks', 'whoever has signed in, for the own thanks', (actor) =>
  actor.kind === 'person' ? undefined : refuse('kernel.sign-in', 401),
);

export function isDiscussed(entry: Pick<Entry, 'kind' | 'visibility'>): boolean {
  return kindOf(entry.kind).comments !== 'no' && entry.visibility !== 'draft' && entry.visibility !== 'hidden';
}

/** May this comment be changed here and now by this actor? Only for showing doors. */
export function canEdit(actor: Actor, comment: CommentFound): boolean {
  return mayEdit.check(actor, comment) === undefined;
}

function whileShown(comment: CommentFound): Refusal | undefined {
  if (comment.withdrawn) return refuse('discussion.is-withdrawn', 409);
  if (comment.hidden || comment.entry_visibility === 'hidden') return refuse('discussion.is-hidden', 409);
  return undefined;
}
