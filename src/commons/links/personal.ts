import { bases, copied, type Personal } from '../../kernel/personal/personal.ts';

export const personal: Personal = {
  tables: {
    'links.links': {
      of: [{ person: 'made_by' }],
      purpose: 'who joined two things',
      basis: bases.task,
      kept: 'as long as the link',
      columns: { made_by: copied('kept'), relation: copied('kept'), at: copied('kept') },
    },
  },
};
