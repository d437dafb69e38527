import type { Ctx } from '../../kernel/context.ts';
import type { Filter } from './filter.ts';
import { type Entry, findEntry, mendWords, searchEntries, toQuery } from './store.ts';

/** Words of a text as they are compared: small, without accents and apostrophes, at most `most`. */
export function wordsOf(text: string, most = 8): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .slice(0, most);
}

export interface Found {
  items: Entry[];
  /** What was looked for instead of what was typed, where a word was mended. */
  mended: string | null;
  more: boolean;
}

/** Search in the catalogue: by public code, else by words; accents, apostrophes and capitals do not matter, the last word may be only begun,
 *  and a word that nobody ever wrote is replaced by the nearest one that somebody did. */
export async function search(ctx: Ctx, text: string, filter: Filter, skip: number, most: number): Promise<Found> {
  const code = /^\s*([a-z]{3})[-\s]?(\d{4})[-\s]?(\d{1,6})\s*$/i.exec(text);
  if (code) {
    const entry = await findEntry(ctx.db, ctx.actor, `${code[1]!.toUpperCase()}-${code[2]}-${code[3]!.padStart(6, '0')}`);
    if (entry) return { items: [entry], mended: null, more: false };
  }
  const words = wordsOf(text);
  const query = await toQuery(ctx.db, words);
  if (!query) return { items: [], mended: null, more: false };
  const items = await searchEntries(ctx.db, filter, ctx.now, query, skip, most + 1);
  if (items.length > 0 || skip > 0) return { items: items.slice(0, most), mended: null, more: items.length > most };

  const better = await mendWords(ctx.db, words);
  if (better.size === 0) return { items: [], mended: null, more: false };
  const mended = words.map((word) => better.get(word) ?? word);
  const second = await toQuery(ctx.db, mended);
  const found = second ? await searchEntries(ctx.db, filter, ctx.now, second, skip, most + 1) : [];
  return { items: found.slice(0, most), mended: found.length > 0 ? mended.join(' ') : null, more: found.length > most };
}
