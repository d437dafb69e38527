import Type, { type Static } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { allKinds } from './kind.ts';

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
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});

/** The filter that a query of the API asks for, or which value cannot be used. */
export function filterOf(ctx: Ctx, query: Static<typeof listQuery>): Filter | Refusal {
  const filter: Filter = {};
  const wrong = (name: string) => refuse('entries.wrong-filter', 422, { name });
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
    const box = numbers(query.bbox, 4);
    if (!box || box[0]! > box[2]! || box[1]! > box[3]! || !onEarth(box[1]!, box[0]!) || !onEarth(box[3]!, box[2]!))
      return wrong('bbox');
    filter.bbox = box as [number, number, number, number];
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

function numbers(text: string, count: number): number[] | null {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

function onEarth(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
