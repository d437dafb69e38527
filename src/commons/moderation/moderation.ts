import type { CommentFound } from '../discussion/store.ts';
import type { Look } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';

/** Why something is flagged, and hidden: the same list, so that the answer answers the question. */
export const reasons = ['offensive', 'personal-data', 'illegal', 'advertising', 'off-topic', 'other'] as const;
export type Reason = (typeof reasons)[number];

/** The states of what was flagged. */
export const states = {
  open: { look: 'new', word: 'moderation.state.open' },
  hidden: { look: 'no', word: 'moderation.state.hidden' },
  restored: { look: 'done', word: 'moderation.state.restored' },
  dismissed: { look: 'done', word: 'moderation.state.dismissed' },
} as const satisfies Record<string, { look: Look; word: string }>;
export type State = keyof typeof states;

/** What is flagged or judged: a thing, or a comment on it. */
export interface Target {
  entry: Entry;
  comment: CommentFound | null;
}

export function authorOf({ entry, comment }: Target): string | null {
  return comment ? comment.author : entry.author;
}

export function isHidden({ entry, comment }: Target): boolean {
  return entry.visibility === 'hidden' || comment?.hidden != null;
}

/** One name for a thing or a comment, for picking it from a list: its code, and the comment after a tilde. */
export function refOf(code: string, comment: string | null): string {
  return comment ? `${code}~${comment}` : code;
}

export function readRef(ref: string): { code: string; comment?: string } {
  const [code = '', comment] = ref.split('~');
  return comment ? { code, comment } : { code };
}
