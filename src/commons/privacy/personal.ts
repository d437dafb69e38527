import { atATime, bases, copied, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { deleteOldExports } from './store.ts';

const year = 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'privacy.notices': {
      of: [{ person: 'published_by' }],
      purpose: 'who published a notice, and when',
      basis: bases.duty,
      kept: 'for ever: what people were told',
      columns: { published_by: copied('kept'), procedure: copied('kept'), version: copied('kept'), since: copied('kept') },
      impersonal: 'it en',
    },
    'privacy.acceptances': {
      of: [{ person: 'person' }],
      purpose: 'which version of a notice a person had before the eyes',
      basis: 'art. 6(1)(c): GDPR artt. 5(2), 13',
      kept: 'as long as what was sent',
      columns: {
        person: copied('kept'),
        procedure: copied('kept'),
        version: copied('kept'),
        at: copied('kept'),
        print: notCopied('the hash of the text of the notice', 'kept'),
      },
    },
    'privacy.exports': {
      of: [{ person: 'person' }],
      purpose: 'copies of the own data',
      basis: bases.rights,
      kept: 'the file 15 minutes once it was offered, three days otherwise; that it was asked for, a year',
      columns: {
        person: copied('kept'),
        asked: copied('kept'),
        ready: copied('kept'),
        taken: copied('kept'),
        token: notCopied('the hash of the secret of a link', 'kept'),
        session: notCopied('the hash of the secret of a cookie', 'kept'),
      },
      erased: 'row',
    },
    'privacy.erasures': {
      of: [{ person: 'person' }],
      purpose: 'forgetting again after an older backup',
      basis: bases.rights,
      kept: 'for ever: an id that leads to an empty row',
      columns: { person: copied('kept'), at: copied('kept') },
    },
  },
  // The files of copies go with their rows.
  erase: (ctx) => ctx.enqueue('privacy.sweep', {}),
  rules: [
    {
      name: 'privacy.exports',
      says: 'that a copy of the own data was asked for: a year, to show that it was answered (GDPR art. 12(3))',
      run: (ctx) => deleteOldExports(ctx.db, new Date(ctx.now.getTime() - year), atATime),
    },
  ],
};
