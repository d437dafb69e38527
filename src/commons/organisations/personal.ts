import { bases, copied, nobody, type Personal } from '../../kernel/personal/personal.ts';
import { endDelegatesOf } from './store.ts';

export const personal: Personal = {
  tables: {
    'organisations.organisations': nobody,
    'organisations.delegates': {
      of: [{ person: 'person' }],
      purpose: 'who may act on behalf of an organisation',
      basis: bases.task,
      kept: 'for ever: in whose name something was said',
      columns: { person: copied('kept'), since: copied('kept'), until: copied('kept') },
    },
  },
  erase: (ctx, whose) => endDelegatesOf(ctx.db, whose.person, ctx.now),
};
