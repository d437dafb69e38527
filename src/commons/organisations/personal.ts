import { atATime, bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { deleteOldDocuments } from './store.ts';
import { deleteInvitations, endDelegatesOf } from './store-delegates.ts';

const day = 86_400_000;

export const personal: Personal = {
  tables: {
    'organisations.organisations': nobody,
    'organisations.delegates': {
      of: [{ person: 'person' }],
      purpose: 'who may act on behalf of an organisation',
      basis: bases.task,
      kept: 'for ever: in whose name something was said',
      columns: {
        person: copied('kept'),
        title: copied('emptied'),
        since: copied('kept'),
        until: copied('kept'),
      },
      impersonal: 'powers',
    },
    'organisations.invitations': {
      of: [{ address: 'email' }],
      purpose: 'asking somebody to act on behalf of an organisation',
      basis: bases.task,
      kept: 'a month after it was accepted, withdrawn or expired',
      columns: {
        email: copied('kept'),
        made: copied('kept'),
        hash: notCopied('the hash of the secret of the link', 'kept'),
      },
      impersonal: 'powers',
      erased: 'row',
    },
    'organisations.documents': {
      of: [],
      purpose: 'papers that show that an organisation exists and who represents it',
      basis: bases.task,
      kept: 'while it takes part; a year after it was refused or closed',
      columns: {},
      impersonal: 'kind file name',
    },
  },
  erase: (ctx, whose) => endDelegatesOf(ctx.db, whose.person, ctx.now),
  rules: [
    {
      name: 'organisations.invitations',
      says: 'invitations, with the address: a month after they opened nothing any more',
      run: (ctx) => deleteInvitations(ctx.db, new Date(ctx.now.getTime() - 30 * day), atATime),
    },
    {
      name: 'organisations.documents',
      says: 'papers of organisations that were refused or closed: after a year, when nobody can contest it any more',
      run: async (ctx) => {
        const files = await deleteOldDocuments(ctx.db, new Date(ctx.now.getTime() - 365 * day), 500);
        for (const file of new Set(files)) await ctx.enqueue('attachments.destroy', { file });
        return files.length;
      },
    },
  ],
};
