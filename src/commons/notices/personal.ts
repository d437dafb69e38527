import { atATime, bases, copied, type Personal } from '../../kernel/personal/personal.ts';
import { forgetOldNotices } from './store-notices.ts';

const year = 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'notices.follows': {
      of: [{ person: 'person' }],
      purpose: 'what a person wants to hear of',
      basis: bases.task,
      kept: 'until the person stops it',
      columns: {
        person: copied('kept'),
        entry: copied('kept'),
        kind: copied('kept'),
        topic: copied('kept'),
        point: copied('kept'),
        how: copied('kept'),
        since: copied('kept'),
        area: { copy: 'made from the point', erased: 'kept' },
      },
      erased: 'row',
    },
    'notices.notices': {
      of: [{ person: 'person' }],
      purpose: 'what a person was told',
      basis: bases.task,
      kept: 'twelve months after it was read; two years where it never was',
      columns: {
        person: copied('kept'),
        entry: copied('kept'),
        reason: copied('kept'),
        how: copied('kept'),
        at: copied('kept'),
        read: copied('kept'),
      },
      erased: 'row',
    },
  },
  rules: [
    {
      name: 'notices.old',
      says: 'notices: twelve months after they were read, two years where they never were; the thing itself keeps its history',
      run: (ctx) =>
        forgetOldNotices(
          ctx.db,
          { read: new Date(ctx.now.getTime() - year), unread: new Date(ctx.now.getTime() - 2 * year) },
          atATime,
        ),
    },
  ],
};
