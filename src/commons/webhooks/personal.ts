import { nobody, type Personal } from '../../kernel/personal/personal.ts';

/** Addresses of programs, and which public acts they were told: what is sent is what everybody may read. */
export const personal: Personal = {
  tables: { 'webhooks.webhooks': nobody, 'webhooks.deliveries': nobody },
};
