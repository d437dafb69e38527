import type { Ctx, Db } from '../../kernel/context.ts';
import { attempt } from '../../kernel/database/store.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import {
  type Located,
  listOutlines,
  listPlaces,
  locatePoints,
  municipalitiesAt,
  type OutlineRow,
  type PlaceAt,
  type PlaceRow,
} from './store.ts';

export interface Place extends PlaceRow {
  outline: OutlineRow | null;
}

/** The places of the store, in memory: a hundred at most, asked by every page. */
export interface Territory {
  metropolis: Place | null;
  municipalities: readonly Place[];
  byId: ReadonlyMap<string, Place>;
  bySlug: ReadonlyMap<string, Place>;
  byIstat: ReadonlyMap<string, Place>;
}

const loaded = new WeakMap<object, Territory>();

/** Reads the places again: when the house is built, and after every act that changes them. */
export async function loadTerritory(config: object, db: Db): Promise<void> {
  const rows = await listPlaces(db);
  const outlines = new Map((await listOutlines(db, 0.0004)).map((row) => [row.place, row]));
  const places = rows.map((row): Place => ({ ...row, outline: outlines.get(row.id) ?? null }));
  const municipalities = places.filter((place) => place.kind === 'municipality');
  municipalities.sort((a, b) => a.name.localeCompare(b.name, 'it'));
  loaded.set(config, {
    metropolis: places.find((place) => place.kind === 'metropolis') ?? null,
    municipalities,
    byId: new Map(places.map((place) => [place.id, place])),
    bySlug: new Map(places.map((place) => [place.slug, place])),
    byIstat: new Map(places.flatMap((place) => (place.istat ? [[place.istat, place] as const] : []))),
  });
}

export function territoryOf(ctx: Pick<Ctx, 'config'>): Territory {
  const territory = loaded.get(ctx.config);
  if (!territory) throw new Error('the territory was not loaded');
  return territory;
}

export function getPlace(ctx: Pick<Ctx, 'config'>, id: string): Place {
  const place = territoryOf(ctx).byId.get(id);
  if (!place) throw new Error(`no place ${id}`);
  return place;
}

/** Name of a place as it signs: «Comune di Arenaria», «Città metropolitana di Valdarena». */
export function officeName(ctx: Ctx, place: PlaceRow): string {
  if (place.kind === 'metropolis') return place.name;
  return ctx.words.t('territory.municipality-of', { name: place.name });
}

export interface Competence {
  place: Place;
  /** All the municipalities whose boundary passes here, when there are several; the competent one among them. */
  border: PlaceAt[];
}

/** Which municipality is competent for a point follows from geometry. On a border (within two metres of it) the municipality with the
 *  lowest ISTAT code among those that contain the point is: a rule that anyone can check, told to whoever asks. */
export async function competentFor(ctx: Ctx, lat: number, lon: number): Promise<Competence | Refusal> {
  const near = await municipalitiesAt(ctx.db, lat, lon);
  const competent = near.find((place) => place.inside) ?? near[0];
  const place = competent && territoryOf(ctx).byId.get(competent.id);
  if (!place) return refuse('territory.outside', 422, { metropolis: territoryOf(ctx).metropolis?.name ?? '' });
  return { place, border: near.length > 1 ? near : [] };
}

/** Where many points of another system are; one that cannot be brought to WGS84 is missing. It fails its whole statement: the batch is
 *  halved until it stands alone. */
export async function locateAll(
  ctx: Ctx,
  points: readonly { n: number; x: number; y: number }[],
  epsg: number,
): Promise<Map<number, Located>> {
  const found = new Map<number, Located>();
  const search = async (part: typeof points): Promise<void> => {
    if (part.length === 0) return;
    const located = await attempt(ctx.db, () => locatePoints(ctx.db, part, epsg));
    if (located) for (const one of located) found.set(one.n, one);
    else if (part.length > 1) {
      await search(part.slice(0, part.length / 2));
      await search(part.slice(part.length / 2));
    }
  };
  await search(points);
  for (const [n, { lon, lat }] of found) if (!Number.isFinite(lon) || !Number.isFinite(lat)) found.delete(n);
  return found;
}

/** «sul confine fra Arenaria e Borgo Sereno» */
export function borderSentence(ctx: Ctx, competence: Competence): string | null {
  if (competence.border.length < 2) return null;
  const names = new Intl.ListFormat(ctx.words.lang, { type: 'conjunction' }).format(competence.border.map((place) => place.name));
  return ctx.words.t('territory.on-border', { names, name: competence.place.name });
}
