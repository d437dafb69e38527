import { bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { takeNotesBack } from './store-notes.ts';

export const personal: Personal = {
  tables: {
    'entries.entries': {
      of: [{ person: 'author' }],
      purpose: 'what was said or asked in public, or to an office, and its way to an answer',
      basis: bases.task,
      kept: 'for ever, as part of the public record; what is not public loses its words with the account',
      columns: {
        author: copied('kept'),
        code: copied('kept'),
        kind: copied('kept'),
        title: copied('words'),
        summary: copied('words'),
        place_label: copied('words'),
        geometry: copied('kept'),
        language: copied('kept'),
        state: copied('kept'),
        visibility: copied('kept'),
        assurance: copied('kept'),
        published: copied('kept'),
        words: notCopied('made from title and text, for the search', 'words'),
      },
      impersonal: 'topic outcome',
    },
    'entries.notes': {
      of: [{ by: 'act', table: 'kernel.act_secrets', key: 'act' }],
      purpose: 'words said under an act: answers of offices, questions and additions of people',
      basis: bases.task,
      kept: 'for ever, as part of the public record',
      columns: { text: copied('words') },
    },
    'entries.ages': nobody,
    'entries.cells': nobody,
    'entries.counters': nobody,
    'entries.figures': nobody,
    'entries.tallies': nobody,
    'entries.tally_journal': nobody,
    'entries.weeks': nobody,
    'entries.words': nobody,
    'entries.years': nobody,
  },
  // Titles and texts are emptied by the rooms of the things; here only what was said under acts.
  erase: (ctx, whose, words) => takeNotesBack(ctx.db, whose.person, words),
};
