import type { Entry } from '../../commons/entries/store.ts';
import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

export const officeRoles = ['officer', 'municipal-administrator', 'metropolitan-administrator'] as const;

export const maySend = rule<{ place: string }>('may-report', 'everybody', () => undefined);

/** Open311 asks for a key to send (GeoReport v2, POST Service Request); what the key may do is asked by the verb. */
export const maySendByOpen311 = rule<unknown>(
  'may-report-by-open311',
  'a computer with an API key for `reports.send`',
  (actor) => (actor.kind === 'key' ? undefined : refuse('reports.open311-key')),
);

export const maySupport = rule<Entry>(
  'may-support-report',
  'whoever has signed in, while the report is open or with a body outside',
  (actor, report) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    return report.closed && report.state !== 'not-ours' ? refuse('reports.already-closed', 409) : undefined;
  },
);

/** The competent municipality's officers work on its reports, and nobody else's. */
export const mayWorkOn = rule<Entry>(
  'may-work-on-report',
  'officers and administrators of the competent municipality or of the metropolis',
  (actor, report) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return holds(actor, officeRoles, report.place) ? undefined : refuse('reports.not-your-office');
  },
);

/** A note has a person behind it, who signs it for the colleagues. */
export const mayNote = rule<Entry>(
  'may-note-on-report',
  'officers and administrators, in person, of the competent municipality or of the metropolis',
  (actor, report) => mayWorkOn.check(actor, report) ?? (actor.kind === 'person' ? undefined : refuse('reports.not-your-office')),
);

/** The desk is read by people: a key does what its verbs say, and does not read what citizens wrote for the office (names, addresses, notes). */
export const mayEnterDesk = rule<unknown>('may-enter-desk', 'officers and administrators, in person', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return actor.kind === 'person' && holdsAnywhere(actor, officeRoles) ? undefined : refuse('reports.not-your-office');
});

/** What another system knew is brought in by whoever runs this one. */
export const mayImport = rule<unknown>('may-import-reports', 'the command line', (actor) =>
  actor.kind === 'system' ? undefined : refuse('reports.not-your-office'),
);

/** The link of the mail is the proof. */
export const maySayFixed = rule<unknown>('may-say-fixed', 'whoever was asked by mail', () => undefined);

/** Time goes on by itself. */
export const mayArchive = rule<Entry>('may-archive-report', 'the house by itself', (actor) =>
  actor.kind === 'system' ? undefined : refuse('reports.not-your-office'),
);

/** What another system adds is said by the computer that holds its key. */
export const mayUpdate = rule<Entry>('may-update-report', 'a computer with an API key, in its place', (actor, report) =>
  actor.kind === 'key' ? mayWorkOn.check(actor, report) : refuse('reports.open311-key'),
);

/** Wires are looked after by the house alone. */
export const mayCarry = rule<unknown>('may-carry-report', 'the house by itself', (actor) =>
  actor.kind === 'system' ? undefined : refuse('reports.not-your-office'),
);

/** A report as seen by whoever says to have sent it: by the account, or by the receipt that nobody else has. */
export interface Claimed {
  report: Entry;
  /** The receipt that was shown; nothing where none was. */
  receipt: 'right' | 'wrong' | null;
}

export const mayAsReporter = rule<Claimed>(
  'may-as-reporter',
  'whoever sent the report: its author, or who holds the receipt',
  (actor, { report, receipt }) => {
    if (receipt === 'right') return undefined;
    if (actor.person !== null && actor.person === report.author) return undefined;
    if (receipt === 'wrong') return refuse('reports.receipt-wrong', 403, {}, 'receipt');
    return refuse('reports.receipt-missing', 403, {}, 'receipt');
  },
);
