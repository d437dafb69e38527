import { nobody, type Personal } from '../../kernel/personal/personal.ts';

/** Contacts of offices, not of people. */
export const personal: Personal = { tables: { 'settings.settings': nobody } };
