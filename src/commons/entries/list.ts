import type { Ctx } from '../../kernel/context.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { kindOf } from './kind.ts';
import { search, understood } from './search.ts';
import { type Cursor, type Entry, listEntries, listNumbered, type Numbered } from './store.ts';

export interface Page {
  items: Entry[];
  /** Opaque; null on the last page. */
  next: string | null;
  /** What was looked for instead, when a word was mended. */
  mended: string | null;
}

/** A page of the catalogue: the one query behind every list, map, feed and export. With words to look for the best come first and pages are
 *  counted; without, the newest come first and pages follow a key. */
export async function list(ctx: Ctx, filter: Filter, cursor: string | undefined, most: number): Promise<Page> {
  if (filter.text) {
    const skip = Math.min(500, Math.max(0, Number(cursor?.replace(/^s/, '') ?? 0) || 0));
    const found = await search(ctx, filter.text, filter, skip, most);
    return { items: found.items, next: found.more ? `s${skip + most}` : null, mended: found.mended };
  }
  const items = await listEntries(ctx.db, filter, ctx.now, null, readCursor(cursor), most + 1);
  return { items: items.slice(0, most), next: items.length > most ? writeCursor(items[most - 1]!) : null, mended: null };
}

/** A page by its number, from 1, for protocols that count pages: each costs what those before it cost. */
export async function numberedPage(ctx: Ctx, filter: Filter, page: number, most: number): Promise<Numbered[]> {
  return listNumbered(ctx.db, filter, ctx.now, most, (page - 1) * most);
}

/** Everything that fits, in pages, for exports; the newest first, at most `most`. */
export async function* everyEntry(ctx: Ctx, filter: Filter, most: number): AsyncGenerator<Entry> {
  const asked = await understood(ctx, filter);
  if (!asked) return;
  let cursor: Cursor | null = null;
  for (let left = most; left > 0; ) {
    const page: Entry[] = await listEntries(ctx.db, asked.filter, ctx.now, asked.query, cursor, Math.min(left, 1000));
    yield* page;
    left -= page.length;
    const last = page.at(-1);
    if (!last || page.length < 1000) return;
    cursor = { at: last.published, id: last.id };
  }
}

/** Is this one that a page of such a list gave? */
export function isCursor(filter: Filter, text: string): boolean {
  return filter.text ? /^s\d{1,3}$/.test(text) : readCursor(text) !== null;
}

function writeCursor(entry: Entry): string {
  return Buffer.from(`${entry.published.toISOString()} ${entry.id}`).toString('base64url');
}

function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null;
  const [at = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const date = new Date(at);
  return Number.isNaN(date.getTime()) || !/^[0-9a-f-]{36}$/.test(id) ? null : { at: date, id };
}

/** An entry as the JSON API shows it. */
export function entryJson(ctx: Ctx, entry: Entry) {
  const place = territoryOf(ctx).byId.get(entry.place);
  return {
    id: entry.id,
    code: entry.code,
    kind: entry.kind,
    title: entry.title,
    state: entry.state,
    topic: entry.topic,
    municipality: place?.kind === 'municipality' ? { name: place.name, istatCode: place.istat } : null,
    placeLabel: entry.place_label,
    organisation: entry.organisation,
    url: `${ctx.config.origin}${kindOf(entry.kind).path(entry.code)}`,
    published: entry.published.toISOString(),
    updated: entry.updated.toISOString(),
    due: entry.due?.toISOString() ?? null,
    closed: entry.closed?.toISOString() ?? null,
    geometry: entry.geometry,
  };
}
