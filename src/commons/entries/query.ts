import Type, { type Static } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { pageQuery, wrongCursor } from '../../kernel/http/lists.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { allKinds } from './kind.ts';
import { isCursor } from './list.ts';
import type { Box } from './store-tiles.ts';

/** Query of every list of the JSON API. */
export const listQuery = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 40 })),
  state: Type.Optional(
    Type.String({ maxLength: 200, description: 'English codes, comma-separated, or `late`: open past the promised date' }),
  ),
  topic: Type.Optional(Type.String({ maxLength: 60 })),
  municipality: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'ISTAT code' })),
  bbox: Type.Optional(Type.String({ maxLength: 120, description: 'minLon,minLat,maxLon,maxLat in WGS84' })),
  near: Type.Optional(Type.String({ maxLength: 80, description: 'lat,lon,metres' })),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  from: Type.Optional(Type.String({ maxLength: 30, description: 'published since, ISO 8601' })),
  until: Type.Optional(Type.String({ maxLength: 30, description: 'published before, ISO 8601' })),
  ...pageQuery,
});

/** The filter that a query of a list of the API asks for, or which value cannot be used: a code that no such thing has is a mistake of the
 *  program that sends it, and an empty list would hide it. */
export function listFilter(ctx: Ctx, query: Static<typeof listQuery>): Filter | Refusal {
  const filter = filterOf(ctx, query);
  if (isRefusal(filter)) return filter;
  const kinds = allKinds().filter(({ name }) => filter.kind === undefined || name === filter.kind);
  const isState = (state: string) => kinds.some(({ states }) => Object.hasOwn(states, state));
  if (filter.states && !filter.states.every(isState)) return wrong('state');
  const place = filter.place ?? territoryOf(ctx).metropolis?.id ?? '';
  const { topic } = filter;
  if (topic && !kinds.some((kind) => kind.topic?.(ctx, place, topic))) return wrong('topic');
  if (query.cursor !== undefined && !isCursor(filter, query.cursor)) return wrongCursor();
  return filter;
}

/** The same of a tile: what the map of a page asks for is harmless, whatever it is. */
export function filterOf(ctx: Ctx, query: Static<typeof listQuery>): Filter | Refusal {
  const filter: Filter = {};
  if (query.kind !== undefined) {
    if (!allKinds().some((kind) => kind.name === query.kind)) return wrong('kind');
    filter.kind = query.kind;
  }
  if (query.state === 'late') filter.late = true;
  else if (query.state) filter.states = query.state.split(',');
  if (query.topic) filter.topic = query.topic;
  if (query.municipality) {
    const place = territoryOf(ctx).byIstat.get(query.municipality);
    if (!place) return wrong('municipality');
    filter.place = place.id;
  }
  if (query.q) filter.text = query.q;
  if (query.bbox !== undefined) {
    const box = boxOf(query.bbox);
    if (!box) return wrong('bbox');
    filter.bbox = box;
  }
  if (query.near !== undefined) {
    const near = numbers(query.near, 3);
    if (!near || !onEarth(near[0]!, near[1]!) || near[2]! <= 0 || near[2]! > 100_000) return wrong('near');
    filter.near = { lat: near[0]!, lon: near[1]!, metres: near[2]! };
  }
  for (const name of ['from', 'until'] as const) {
    if (query[name] === undefined) continue;
    const at = new Date(query[name]);
    if (Number.isNaN(at.getTime())) return wrong(name);
    filter[name] = at;
  }
  return filter;
}

function wrong(name: string): Refusal {
  return refuse('entries.wrong-filter', 422, { name });
}

const periods = ['30', '90', '365'];

/** The choice of how far back a list or a map looks, in days. */
export function periodField(ctx: Ctx, chosen: string) {
  const { t } = ctx.words;
  return {
    name: 'giorni',
    label: t('entries.period'),
    value: chosen,
    options: [
      { value: '', label: t('entries.ever') },
      ...periods.map((days) => ({ value: days, label: t('entries.days', { n: Number(days) }) })),
    ],
  };
}

/** Since when, for so many days back; nothing for what is not offered. Whole hours, so that a list is the same address for an hour. */
export function sinceOf(ctx: Ctx, days: string): Date | undefined {
  if (!periods.includes(days)) return undefined;
  const since = ctx.now.getTime() - Number(days) * 86_400_000;
  return new Date(since - (since % 3_600_000));
}

/** `west,south,east,north` in degrees. */
export function boxOf(text: string): Box | undefined {
  const [west, south, east, north] = numbers(text, 4) ?? [];
  if (west === undefined || west > east! || south! > north! || !onEarth(south!, west) || !onEarth(north!, east!))
    return undefined;
  return [west, south!, east!, north!];
}

function numbers(text: string, count: number): number[] | null {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

function onEarth(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
