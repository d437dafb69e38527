import { createHash, createHmac } from 'node:crypto';
import type { StateOf } from '../../commons/entries/kind.ts';

/** The states of a report, in one table: look and word for everybody, and what an office may do from there.
 *  `open` says that something is still to be done: the clock of the promise runs. */
export const states = {
  draft: { look: 'new', word: 'reports.state.draft', open: false, moves: [] },
  sent: { look: 'new', word: 'reports.state.sent', open: true, moves: ['taken-in-charge', 'resolved', 'closed-without-action'] },
  'taken-in-charge': {
    look: 'taken',
    word: 'reports.state.taken-in-charge',
    open: true,
    moves: ['in-progress', 'planned', 'resolved', 'closed-without-action'],
  },
  planned: {
    look: 'work',
    word: 'reports.state.planned',
    open: true,
    moves: ['in-progress', 'resolved', 'closed-without-action'],
  },
  'in-progress': { look: 'work', word: 'reports.state.in-progress', open: true, moves: ['resolved', 'closed-without-action'] },
  resolved: { look: 'done', word: 'reports.state.resolved', open: false, moves: [] },
  'closed-without-action': { look: 'no', word: 'reports.state.closed-without-action', open: false, moves: [] },
  'not-ours': { look: 'no', word: 'reports.state.not-ours', open: false, moves: [] },
  duplicate: { look: 'no', word: 'reports.state.duplicate', open: false, moves: [] },
  archived: { look: 'no', word: 'reports.state.archived', open: false, moves: [] },
  hidden: { look: 'no', word: 'reports.state.hidden', open: false, moves: [] },
} as const satisfies Record<string, StateOf & { moves: readonly string[] }>;

export type State = keyof typeof states;

/** The states that filters offer, in the order of a report's life. */
export const shownStates: readonly State[] = [
  'sent',
  'taken-in-charge',
  'planned',
  'in-progress',
  'resolved',
  'closed-without-action',
];

export function isState(text: string): text is State {
  return Object.hasOwn(states, text);
}

/** The states in which something is still to be done, or those in which nothing is. */
export function statesThatAre(open: boolean): State[] {
  return (Object.keys(states) as State[]).filter((state) => states[state].open === open);
}

/** May a report go from one state to another? */
export function mayMove(from: string, to: State): boolean {
  return isState(from) && (states[from].moves as readonly string[]).includes(to);
}

/** Reasons for closing without action; the sentence is what the reporter reads first. */
export const closingReasons = ['not-found', 'not-public', 'no-funds', 'already-planned', 'unclear', 'other'] as const;
export type ClosingReason = (typeof closingReasons)[number];

/** Acts that a report's thread shows. */
export const threadVerbs: readonly string[] = [
  'reports.send',
  'reports.take-charge',
  'reports.answer',
  'reports.start-work',
  'reports.resolve',
  'reports.close',
];

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The receipt of a report: sixteen characters (80 bits) in groups of four, derived from the report with a secret of the house, so that it need not be kept. */
export function receiptOf(secret: Buffer, report: string): string {
  const bytes = createHmac('sha256', secret).update(`receipt ${report}`).digest();
  const letters = Array.from(bytes.subarray(0, 16), (byte) => alphabet[byte % 32]);
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join('')).join('-');
}

/** What is kept of a receipt. People mistake O for 0 and I or L for 1 (Crockford's base 32). */
export function receiptHash(receipt: string): Buffer {
  const plain = receipt
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(plain).digest();
}
