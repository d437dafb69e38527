import { atATime, copied, type Personal } from '../../kernel/personal/personal.ts';
import { forgetOldFlags } from './store.ts';

const twoYears = 2 * 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'moderation.subjects': {
      of: [
        { by: 'comment', table: 'discussion.comments', key: 'id' },
        { by: 'entry', table: 'entries.entries', key: 'id', unless: 'comment' },
      ],
      purpose: 'what was flagged or judged',
      basis: 'art. 6(1)(c): Regulation (EU) 2022/2065 artt. 16, 17, 20',
      kept: 'as long as the thing',
      columns: { state: copied('kept'), reason: copied('kept'), opened: copied('kept') },
      impersonal: 'before',
    },
    'moderation.decisions': {
      of: [{ by: 'subject', table: 'moderation.subjects', key: 'id' }],
      purpose: 'what was decided on it, and why, as its author was told',
      basis: 'art. 6(1)(c): Regulation (EU) 2022/2065 art. 17',
      kept: 'as long as the thing',
      columns: { kind: copied('kept'), reason: copied('kept'), words: copied('emptied'), at: copied('kept') },
    },
    'moderation.flags': {
      of: [{ person: 'person' }],
      purpose: 'who flagged what, once for each person, so that it can be judged',
      basis: 'art. 6(1)(c): Regulation (EU) 2022/2065 art. 16',
      kept: 'two years after it was judged its words go',
      columns: {
        person: copied('kept'),
        reason: copied('kept'),
        words: copied('emptied'),
        at: copied('kept'),
      },
    },
  },
  rules: [
    {
      name: 'moderation.flags',
      says: 'the words of flags: two years after the decision (six months for a complaint, Regulation (EU) 2022/2065 art. 20, and time for a court)',
      run: (ctx) => forgetOldFlags(ctx.db, new Date(ctx.now.getTime() - twoYears), atATime),
    },
  ],
};
