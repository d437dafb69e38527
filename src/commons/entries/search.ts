import type { Ctx } from '../../kernel/context.ts';
import { romeDay } from '../../kernel/time.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { allKinds, type Kind } from './kind.ts';
import { type Entry, entriesWithCodes, mendWords, searchEntries, toQuery } from './store.ts';
import type { Wanted } from './store-tiles.ts';

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

/** Search in the catalogue: by public code, else by words; accents, apostrophes and capitals do not matter, the last word may be only begun. */
export async function search(ctx: Ctx, text: string, filter: Filter, skip: number, most: number): Promise<Found> {
  const named = await entriesNamed(ctx, text, filter);
  if (named.length > 0) return { items: named.slice(skip, skip + most), mended: null, more: named.length > skip + most };
  for await (const { filter: where, query, mended } of readings(ctx, wordsOf(text), filter)) {
    const items = await searchEntries(ctx.db, where, ctx.now, query, skip, most + 1);
    // Beyond the last page of what was found nothing else is looked for.
    const isFound = items.length > 0 || (skip > 0 && (await searchEntries(ctx.db, where, ctx.now, query, 0, 1)).length > 0);
    if (isFound) return { items: items.slice(0, most), mended, more: items.length > most };
  }
  return { items: [], mended: null, more: false };
}

/** What a search finds, for those who show all of it: feeds, exports, maps. Null when its words find nothing. */
export async function understood(ctx: Ctx, filter: Filter): Promise<Wanted | null> {
  if (!filter.text) return { filter, query: null };
  const named = await entriesNamed(ctx, filter.text, filter);
  if (named.length > 0) return { filter: { codes: named.map(({ code }) => code) }, query: null };
  for await (const { filter: where, query } of readings(ctx, wordsOf(filter.text), filter))
    if ((await searchEntries(ctx.db, where, ctx.now, query, 0, 1)).length > 0) return { filter: where, query };
  return null;
}

/** What the words may mean, one after the other until something is found: what they say; the rest of them in the municipality, then of the
 *  topic, that they name; the nearest words that somebody ever wrote, where nobody wrote these. */
async function* readings(
  ctx: Ctx,
  words: readonly string[],
  filter: Filter,
): AsyncGenerator<Wanted & { mended: string | null }, void> {
  const query = await toQuery(ctx.db, words);
  if (!query) return;
  yield { filter, query, mended: null };
  const named = municipalityIn(ctx, words);
  const there = named && (!filter.place || filter.place === named.place.id) ? named : undefined;
  const where = there ? { ...filter, place: there.place.id } : filter;
  const left = there ? there.rest : words;
  if (there) yield { filter: where, query: await toQuery(ctx.db, left), mended: null };
  const what = topicIn(ctx, left, filter.kind);
  if (what && (!filter.topic || filter.topic === what.code))
    yield { filter: { ...where, topic: what.code }, query: await toQuery(ctx.db, what.rest), mended: null };
  const better = await mended(ctx, words);
  if (better) yield { filter, query: better.query, mended: better.words };
}

/** The municipality that is named among these words, and the others. Of two names the longer one. */
export function municipalityIn(ctx: Ctx, words: readonly string[]): { place: Place; rest: string[] } | undefined {
  let best: { place: Place; rest: string[]; length: number } | undefined;
  for (const place of territoryOf(ctx).municipalities) {
    const name = wordsOf(place.name);
    const at = within(words, name);
    if (at < 0 || (best && best.length >= name.length)) continue;
    best = { place, rest: [...before(words, at, leading), ...words.slice(at + name.length)], length: name.length };
  }
  return best;
}

/** What leads to the name of a place, in both languages: «buche ad Arenaria», «comune di Arenaria». */
const leading = new Set('comune municipality of ad in di del della al alla nel nella presso at'.split(' '));

export interface TopicNamed {
  kind: Kind;
  code: string;
  name: string;
  rest: string[];
}

/** The topic that is named among these words, in either language and whatever its ending, and the others. Of a name of several, like «Strade e
 *  marciapiedi», each is one. The longer one, then the one that is named first. */
export function topicIn(ctx: Ctx, words: readonly string[], only?: string): TopicNamed | undefined {
  const place = territoryOf(ctx).metropolis?.id ?? '';
  const roots = words.map(rootOf);
  let best: (TopicNamed & { at: number; length: number }) | undefined;
  for (const kind of allKinds().filter(({ name }) => only === undefined || name === only))
    for (const { code, name, names } of kind.topics?.(ctx, place) ?? [])
      for (const said of names.flatMap(namesIn)) {
        const { length } = said;
        const at = within(roots, said);
        if (at < 0 || (best && (best.length > length || (best.length === length && best.at <= at)))) continue;
        const after = words.slice(at + length);
        while (qualifying.has(rootOf(after[0] ?? ''))) after.shift();
        best = { kind, code, name, rest: [...before(words, at, telling), ...after], at, length };
      }
  return best;
}

/** What leads to the name of a topic, and what is often said with it: «problemi di illuminazione pubblica», «rifiuti urbani». */
const telling = new Set(
  'problema problemi segnalazione segnalazioni problem problems reports with con di del della dei'.split(' '),
);
const qualifying = new Set('pubblica pubblico urbana urbano public urban'.split(' ').map(rootOf));

function namesIn(name: string): string[][] {
  return [name, ...name.split(/(?<!\s)\s+(?:e|ed|and)\s+/i)]
    .map((part) => wordsOf(part).map(rootOf))
    .filter((part) => part.length > 0);
}

/** Without its final vowel, in which «rifiuto» and «rifiuti», «pubblica» and «pubbliche» differ. */
function rootOf(word: string): string {
  return word.length > 3 ? word.replace(/([cg])?h?[aeio]$/, '$1') : word;
}

/** Where a name stands among the words; -1 where it does not. */
function within(words: readonly string[], name: readonly string[]): number {
  return words.findIndex((_, i) => name.length > 0 && name.every((word, n) => words[i + n] === word));
}

function before(words: readonly string[], at: number, leads: ReadonlySet<string>): string[] {
  const kept = words.slice(0, at);
  while (leads.has(kept.at(-1) ?? '')) kept.pop();
  return kept;
}

/** A code as people write it: whole, without hyphens and noughts; or its number alone, of any kind and of the last years. */
export function codesIn(ctx: Ctx, text: string, kind?: string): string[] {
  const [, prefix, year, number] = /^\s*([a-z]{3})[-\s]?(\d{4})[-\s]?(\d{1,6})\s*$/i.exec(text) ?? [];
  if (prefix) return [codeOf(prefix, year!, number!)];
  // A number of one or two digits is rather that of a house.
  const [, alone] = /^\s*(\d{3,6})\s*$/.exec(text) ?? [];
  if (!alone) return [];
  const prefixes = allKinds().flatMap((one) => (kind === undefined || one.name === kind ? [one.prefix] : []));
  const thisYear = Number(romeDay(ctx.now).slice(0, 4));
  return Array.from({ length: yearsBack }, (_, i) => String(thisYear - i)).flatMap((one) =>
    prefixes.map((lead) => codeOf(lead, one, alone)),
  );
}

/** What is called so, the newest first. */
async function entriesNamed(ctx: Ctx, text: string, { kind }: Filter): Promise<Entry[]> {
  const codes = codesIn(ctx, text, kind);
  return codes.length === 0 ? [] : entriesWithCodes(ctx.db, ctx.actor, codes);
}

const yearsBack = 10;

function codeOf(prefix: string, year: string, number: string): string {
  return `${prefix.toUpperCase()}-${year}-${number.padStart(6, '0')}`;
}

async function mended(ctx: Ctx, words: readonly string[]): Promise<{ words: string; query: string } | null> {
  const better = await mendWords(ctx.db, words);
  if (better.size === 0) return null;
  const known = words.map((word) => better.get(word) ?? word);
  const query = await toQuery(ctx.db, known);
  return query ? { words: known.join(' '), query } : null;
}
