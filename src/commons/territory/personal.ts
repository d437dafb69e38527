import { nobody, type Personal } from '../../kernel/personal/personal.ts';

export const personal: Personal = {
  tables: {
    'territory.area_sets': nobody,
    'territory.areas': nobody,
    'territory.boundaries': nobody,
    'territory.memberships': nobody,
    'territory.places': nobody,
  },
};
