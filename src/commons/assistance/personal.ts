import { atATime, bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { deleteCodes, forgetHelped } from './store.ts';

const year = 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'assistance.sessions': {
      of: [{ person: 'person' }, { address: 'email' }],
      purpose: 'what an operator did at a counter for whom, and why',
      basis: bases.task,
      kept: 'name, address and reason for a year; that somebody was helped, where and by whom, for ever',
      columns: {
        person: copied('kept'),
        name: copied('emptied'),
        email: copied('emptied'),
        reason: copied('emptied'),
        document: copied('kept'),
        consented: copied('kept'),
        opened: copied('kept'),
        ended: copied('kept'),
        operator: copied('kept', { person: 'operator' }),
        session: notCopied('the hash of the secret of a cookie', 'kept', { person: 'operator' }),
      },
    },
    // What sheets say is in the reports that they become.
    'assistance.batches': nobody,
    'assistance.codes': {
      of: [{ person: 'person' }],
      purpose: 'being helped at a counter with the own account',
      basis: bases.security,
      kept: 'ten minutes, and until the night',
      columns: { person: copied('kept'), made: copied('kept'), hash: notCopied('the hash of a code', 'kept') },
      erased: 'row',
    },
  },
  rules: [
    {
      name: 'assistance.helped',
      says: 'name, address and reason of whoever was helped at a counter: after a year, when nobody asks about it any more',
      run: (ctx) => forgetHelped(ctx.db, new Date(ctx.now.getTime() - year), atATime),
    },
    {
      name: 'assistance.codes',
      says: 'codes that open nothing any more',
      run: (ctx) => deleteCodes(ctx.db, ctx.now),
    },
  ],
};
