import type { Entry } from '../../../commons/entries/store.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { rule } from '../../../kernel/verbs/verb.ts';
import { mayNote, mayWorkOn } from '../permissions.ts';

export const mayWorkOnCase = rule<Entry>(
  'may-work-on-case',
  'officers and administrators, in person, of the place of the case file or of the metropolis',
  (actor, file) => mayNote.check(actor, file),
);

/** What joins a case file was of the same hands before. */
export const mayGather = rule<{ report: Entry; file: Entry }>(
  'may-gather-into-case',
  'whoever may work on the report and on the case file',
  (actor, { report, file }) => mayWorkOn.check(actor, report) ?? mayWorkOnCase.check(actor, file),
);

export const mayAnswerMember = rule<{ report: Entry; person: string }>(
  'may-answer-member',
  'the officer who answered the case file, while they may work on the report',
  (actor, { report, person }) =>
    mayWorkOn.check(actor, report) ?? (actor.person === person ? undefined : refuse('reports.not-your-office')),
);
