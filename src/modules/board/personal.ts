import { nobody, type Personal } from '../../kernel/personal/personal.ts';

/** An office speaks; who wrote it stands in the catalogue. */
export const personal: Personal = { tables: { 'board.news': nobody } };
