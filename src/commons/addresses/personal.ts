import { nobody, type Personal } from '../../kernel/personal/personal.ts';

/** Streets and house numbers, without whoever lives there. */
export const personal: Personal = {
  tables: { 'addresses.addresses': nobody, 'addresses.streets': nobody, 'addresses.words': nobody },
};
