import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { type Asked, addressWith, nearOf } from '../entries/asked.ts';
import { allKinds } from '../entries/kind.ts';
import { boxOf } from '../entries/query.ts';
import { type Place, territoryOf } from '../territory/territory.ts';

/** How a follower is told. Whatever it is, it stands on the page of the notices. */
export const rhythms = ['at-once', 'daily', 'weekly', 'page'] as const;
export type Rhythm = (typeof rhythms)[number];

export const radii = [200, 500, 1000, 2000] as const;
export const mostFollows = 200;

/** Beyond these, mails at once wait for the digest of the day: nobody can be made to drown (an hour, a person). */
export const mostMailsInAnHour = 20;

/** What is followed, but for a thing; what it has nothing to do with is null. Of a point, `place` is where it lies. */
export interface Around {
  kind: string | null;
  topic: string | null;
  place: string | null;
  point: { lat: number; lon: number } | null;
  metres: number | null;
}

const nothing: Around = { kind: null, topic: null, place: null, point: null, metres: null };

/** What an input asks to follow: a circle, a topic, or a municipality; in this order, the first that is there. */
export function aroundOf(
  ctx: Ctx,
  input: { kind?: string; topic?: string; municipality?: string; lat?: number; lon?: number; metres?: number },
): Around | Refusal {
  const place = input.municipality ? namedPlace(ctx, input.municipality) : null;
  if (place === undefined) return refuse('notices.no-municipality', 422, {}, 'municipality');
  if (input.lat !== undefined && input.lon !== undefined) {
    // A tenth of a thousandth of a degree, some ten metres: enough to follow a street, less to tell who lives where.
    const point = { lat: rounded(input.lat), lon: rounded(input.lon) };
    return { ...nothing, point, metres: input.metres ?? radii[1] };
  }
  if (input.topic) {
    const kind = kindWithTopic(ctx, input.topic, place?.id ?? null, input.kind);
    if (!kind) return refuse('notices.no-topic', 422);
    return { ...nothing, kind, topic: input.topic, place: place?.id ?? null };
  }
  if (!place) return refuse('notices.choose', 422, {}, 'municipality');
  return { ...nothing, place: place.id };
}

/** The address that asks to be told of what is looked at: a circle, a part of the map as the circle about its middle, or a municipality and a topic. */
export function followAddress({
  comune,
  tipo,
  vicino,
  riquadro,
}: Pick<Asked, 'comune' | 'tipo' | 'vicino' | 'riquadro'>): string {
  const circle = nearOf(vicino) ?? circleAbout(riquadro);
  if (!circle) return addressWith('/segui', { comune, tipo });
  const metres = Math.max(radii[0], Math.min(radii.at(-1)!, Math.round(circle.metres)));
  return addressWith('/segui', { lat: String(circle.lat), lon: String(circle.lon), metri: String(metres) });
}

function circleAbout(box: string): { lat: number; lon: number; metres: number } | undefined {
  const [west, south, east, north] = boxOf(box) ?? [];
  if (west === undefined) return undefined;
  const metres = ((north! - south!) * 111_320) / 2;
  return { lat: rounded((south! + north!) / 2), lon: rounded((west + east!) / 2), metres };
}

/** What a follow is called: «Strade e marciapiedi, Arenaria». */
export function nameOf(ctx: Ctx, { kind, topic, place, metres }: Omit<Around, 'point'>): string {
  const { t, number } = ctx.words;
  const { byId, metropolis } = territoryOf(ctx);
  const where = byId.get(place ?? '')?.name ?? '';
  if (metres !== null) return t('notices.near', { metres: number(metres), name: where });
  if (topic === null) return where;
  const topicName =
    allKinds()
      .find((one) => one.name === kind)
      ?.topic?.(ctx, place ?? metropolis?.id ?? '', topic) || topic;
  return where ? `${topicName}, ${where}` : topicName;
}

function namedPlace(ctx: Ctx, name: string): Place | undefined {
  const { bySlug, byIstat } = territoryOf(ctx);
  return bySlug.get(name) ?? byIstat.get(name);
}

/** The kind that knows the topic, among all or the one that was named. */
function kindWithTopic(ctx: Ctx, topic: string, place: string | null, name: string | undefined): string | undefined {
  const where = place ?? territoryOf(ctx).metropolis?.id ?? '';
  return allKinds().find((kind) => (name === undefined || kind.name === name) && kind.topic?.(ctx, where, topic))?.name;
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}
