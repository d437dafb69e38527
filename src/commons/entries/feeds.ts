import type { Ctx } from '../../kernel/context.ts';
import { text } from '../../kernel/http/answers.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { romeDay } from '../../kernel/time.ts';
import { atom } from '../../protocols/atom/atom.ts';
import { csv } from '../../protocols/csv/csv.ts';
import { featureCollection } from '../../protocols/geojson/geojson.ts';
import { calendar, type Due } from '../../protocols/icalendar/icalendar.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { kindOf } from './kind.ts';
import { entryJson, everyEntry, list } from './list.ts';

/** The latest fifty of a list as Atom (RFC 4287). `page` is the path of the list that it tells of, `self` its own. */
export async function asAtom(ctx: Ctx, filter: Filter, feed: { title: string; page: string; self: string }): Promise<Answer> {
  const { items } = await list(ctx, filter, undefined, 50);
  const { origin } = ctx.config;
  const body = atom({
    id: `${origin}${feed.page}`,
    title: feed.title,
    self: `${origin}${feed.self}`,
    page: `${origin}${feed.page}`,
    author: territoryOf(ctx).metropolis?.name ?? 'Arengo',
    lang: ctx.words.lang,
    updated: items.reduce((latest, entry) => (entry.updated > latest ? entry.updated : latest), items[0]?.updated ?? ctx.now),
    entries: items.map((entry) => ({
      id: `urn:uuid:${entry.id}`,
      title: entry.title,
      url: `${origin}${kindOf(entry.kind).path(entry.code)}`,
      published: entry.published,
      updated: entry.updated,
      summary: entry.summary,
      author: entry.organisation ?? undefined,
      categories: entry.topic ? [entry.topic] : [],
      point: pointOf(entry.geometry),
    })),
  });
  return text(body, 'application/atom+xml; charset=utf-8');
}

/** A list as GeoJSON (RFC 7946), the newest five thousand. */
export async function asGeojson(ctx: Ctx, filter: Filter): Promise<Answer> {
  const features = [];
  for await (const entry of everyEntry(ctx, filter, 5_000)) {
    const { geometry, ...properties } = entryJson(ctx, entry);
    features.push({ id: entry.code, geometry: geometry as never, properties });
  }
  return text(featureCollection(features), 'application/geo+json; charset=utf-8');
}

/** A list as CSV (RFC 4180), the newest twenty thousand; cells that a spreadsheet would run as formulas are disarmed. */
export async function asCsv(ctx: Ctx, filter: Filter, name: string): Promise<Answer> {
  const rows = async function* () {
    for await (const entry of everyEntry(ctx, filter, 20_000)) {
      const shown = entryJson(ctx, entry);
      const point = pointOf(entry.geometry);
      yield [
        shown.code,
        shown.kind,
        shown.title,
        shown.state,
        shown.topic,
        shown.municipality?.istatCode,
        shown.municipality?.name,
        shown.placeLabel,
        point?.lat,
        point?.lon,
        shown.published,
        shown.updated,
        shown.due,
        shown.closed,
        shown.url,
      ];
    }
  };
  const header = [
    'code',
    'kind',
    'title',
    'state',
    'topic',
    'istat',
    'municipality',
    'place',
    'lat',
    'lon',
    'published',
    'updated',
    'due',
    'closed',
    'url',
  ];
  const pieces: string[] = [];
  for await (const piece of csv(header, rows(), { bom: true })) pieces.push(piece);
  return text(pieces.join(''), 'text/csv; charset=utf-8', { 'content-disposition': `attachment; filename="${name}.csv"` });
}

/** The promised days of a list as iCalendar (RFC 5545): of the newest thousand, those to which a day was promised. */
export async function asCalendar(ctx: Ctx, filter: Filter, name: string): Promise<Answer> {
  const { host } = new URL(ctx.config.origin);
  const dues: Due[] = [];
  for await (const entry of everyEntry(ctx, filter, 1_000)) {
    if (!entry.due) continue;
    dues.push({
      uid: `${entry.code}@${host}`,
      day: romeDay(entry.due),
      summary: `${ctx.words.t(kindOf(entry.kind).states[entry.state]!.word)}: ${entry.title}`,
      description: entry.summary,
      location: [entry.place_label, territoryOf(ctx).byId.get(entry.place)?.name].filter(Boolean).join(', '),
      url: `${ctx.config.origin}${kindOf(entry.kind).path(entry.code)}`,
      point: pointOf(entry.geometry),
      updated: entry.updated,
    });
  }
  return text(calendar(name, dues), 'text/calendar; charset=utf-8');
}

function pointOf(geometry: { type: string; coordinates: unknown } | null): { lat: number; lon: number } | undefined {
  if (geometry?.type !== 'Point') return undefined;
  const [lon, lat] = geometry.coordinates as [number, number];
  return { lat, lon };
}
