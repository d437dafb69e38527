import { createHash, createHmac } from 'node:crypto';

import type { StateOf } from '../../commons/entries/kind.ts';
import type { Entry } from '../../commons/entries/store.ts';

export const stateNames = [
  'draft',
  'sent',
  'taken-in-charge',
  'planned',
  'in-progress',
  'resolved',
  'closed-without-action',
  'not-ours',
  'duplicate',
  'archived',
  'hidden',
] as const;
export type State = (typeof stateNames)[number];

/** Who moves a report: the competent office, whoever sent it, the house by itself, or a moderator of the place. */
export const movers = ['office', 'reporter', 'system', 'moderator'] as const;
export type Mover = (typeof movers)[number];

/** What a move does to the clock of the promise: it goes on, it stops, or it starts again with a new date. */
export type Clock = 'runs' | 'stops' | 'starts';

type Moves = Readonly<Partial<Record<State, Readonly<Partial<Record<Mover, Clock>>>>>>;

/** How a report leaves the hands of an office while something is still to be done. From an open state to `sent`: to another municipality. */
const leaving = {
  resolved: { office: 'stops', reporter: 'stops' },
  'closed-without-action': { office: 'stops' },
  'not-ours': { office: 'stops' },
  duplicate: { office: 'stops' },
  sent: { office: 'starts' },
  hidden: { moderator: 'runs' },
} as const satisfies Moves;

/** A closing is not the last word: the office opens again with a reason, the reporter contests it once; what is with a body outside they ask back. */
const reopening = {
  'taken-in-charge': { office: 'starts' },
  sent: { reporter: 'starts' },
  hidden: { moderator: 'stops' },
} as const satisfies Moves;

/** The states of a report, in one table: look and word for everybody, whether something is still to be done, and who may move it where.
 *  `draft` and `hidden` are no values of the catalogue's state: a draft stands in commons/drafts, what is hidden in its visibility, so that
 *  the state behind it is there again when it is shown. */
export const states: Readonly<Record<State, StateOf & { moves: Moves }>> = {
  draft: { look: 'new', word: 'reports.state.draft', open: false, moves: { sent: { reporter: 'starts' } } },
  sent: {
    look: 'new',
    word: 'reports.state.sent',
    open: true,
    // What is of another body goes there by itself when it is sent.
    moves: { 'taken-in-charge': { office: 'runs' }, ...leaving, 'not-ours': { office: 'stops', system: 'stops' } },
  },
  'taken-in-charge': {
    look: 'taken',
    word: 'reports.state.taken-in-charge',
    open: true,
    moves: { planned: { office: 'runs' }, 'in-progress': { office: 'runs' }, ...leaving },
  },
  planned: { look: 'work', word: 'reports.state.planned', open: true, moves: { 'in-progress': { office: 'runs' }, ...leaving } },
  'in-progress': { look: 'work', word: 'reports.state.in-progress', open: true, moves: leaving },
  resolved: {
    look: 'done',
    word: 'reports.state.resolved',
    open: false,
    moves: { ...reopening, archived: { system: 'stops' } },
  },
  'closed-without-action': {
    look: 'no',
    word: 'reports.state.closed-without-action',
    open: false,
    moves: { ...reopening, archived: { system: 'stops' } },
  },
  // Never a dead end: when the answer of the other body comes, the office tells it and closes. Until then it is not archived.
  'not-ours': {
    look: 'no',
    word: 'reports.state.not-ours',
    open: false,
    moves: { ...reopening, resolved: { office: 'stops', reporter: 'stops' }, 'closed-without-action': { office: 'stops' } },
  },
  duplicate: {
    look: 'no',
    word: 'reports.state.duplicate',
    open: false,
    moves: { 'taken-in-charge': { office: 'starts' }, hidden: { moderator: 'stops' }, archived: { system: 'stops' } },
  },
  // What was closed long ago.
  archived: { look: 'no', word: 'reports.state.archived', open: false, aside: true, moves: { hidden: { moderator: 'stops' } } },
  hidden: {
    look: 'no',
    word: 'reports.state.hidden',
    open: false,
    moves: {
      sent: { moderator: 'runs' },
      'taken-in-charge': { moderator: 'runs' },
      planned: { moderator: 'runs' },
      'in-progress': { moderator: 'runs' },
      resolved: { moderator: 'stops' },
      'closed-without-action': { moderator: 'stops' },
      'not-ours': { moderator: 'stops' },
      duplicate: { moderator: 'stops' },
      archived: { moderator: 'stops' },
    },
  },
};

/** The states that filters offer, in the order of a report's life. */
export const shownStates: readonly State[] = stateNames.filter((name) => name !== 'draft' && name !== 'hidden');

export function isState(text: string): text is State {
  return Object.hasOwn(states, text);
}

/** The states in which something is still to be done, or those in which nothing is. */
export function statesThatAre(open: boolean): State[] {
  return stateNames.filter((state) => states[state].open === open);
}

/** What the move does to the clock; nothing when this mover may not make it. */
export function clockOf(from: string, to: State, who: Mover): Clock | undefined {
  return isState(from) ? states[from].moves[to]?.[who] : undefined;
}

/** May a report go from one state to another by this hand? */
export function mayMove(from: string, to: State, who: Mover): boolean {
  return clockOf(from, to, who) !== undefined;
}

/** So many days after a closing whoever sent the report may say, once, that it is not so. */
export const contestDays = 30;

/** Until when whoever sent it may contest that it is closed; nothing where that is over, or cannot be: what was passed on is asked back. */
export function contestUntil({ state, closed }: Pick<Entry, 'state' | 'closed'>, now: Date): Date | null {
  if (!closed || state === 'not-ours' || !mayMove(state, 'sent', 'reporter')) return null;
  const until = new Date(closed.getTime() + contestDays * 86_400_000);
  return until > now ? until : null;
}

/** So many days after it was passed to a body outside, and as many after each time, whoever sent the report may have the office take it back. */
const askBackDays = 14;
export function askBackFrom(passed: Date): Date {
  return new Date(passed.getTime() + askBackDays * 86_400_000);
}

/** Reasons for closing without action; the sentence is what the reporter reads first. */
export const closingReasons = ['not-found', 'not-public', 'no-funds', 'already-planned', 'unclear', 'other'] as const;
export type ClosingReason = (typeof closingReasons)[number];

/** Acts that a report's thread shows. */
export const threadVerbs: readonly string[] = [
  'reports.send',
  'reports.take-charge',
  'reports.answer',
  'reports.plan',
  'reports.start-work',
  'reports.resolve',
  'reports.close',
  'reports.reopen',
  'reports.pass-to-office',
  'reports.pass-outside',
  'reports.add-reference',
  'reports.deliver',
  'reports.hear',
  'reports.update-report',
  'reports.mark-duplicate',
  'reports.gather',
  'reports.release',
  'reports.say-resolved',
  'reports.contest',
  'reports.ask-back',
  'reports.add-words',
  'reports.say-fixed',
  'reports.archive',
  'reports.change-category',
  'reports.gather-into-case',
  'reports.release-from-case',
  'reports.add-photo',
];

/** Where a report is, when it has a point. */
export function pointOf(geometry: Entry['geometry']): { lat: number; lon: number } | null {
  if (geometry?.type !== 'Point') return null;
  const [lon, lat] = geometry.coordinates as [number, number];
  return { lat, lon };
}

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
