import { getPlace, officeName, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Category } from '../category.ts';
import { servingPlaces, usableIn } from './body.ts';
import type { Body } from './store.ts';
import { type AskedOwner, findOwner, findOwnerAndBodies, type OwnerFound } from './store-layers.ts';

/** Where a report goes when it is sent. */
export interface Way {
  /** Whose desk it is at: the municipality of the point, or the place that owns the thing. */
  place: Place;
  /** Of the register; it is passed on there at once. */
  body: Body | null;
  by: 'geometry' | 'handler' | 'layer';
  /** Who answers, as it is shown. */
  owner: string;
  /** The owned thing, where its layer names it: «SP 12». */
  thing: string | null;
}

/** Who answers for what is at the desk of a municipality or of the metropolis: the owner of a thing near the point outranks whoever handles the
 *  kind of problem, who outranks the municipality of the point. */
export async function routeOf(ctx: Ctx, desk: string, point: Point | null, category: Kind): Promise<Way> {
  return wayOf(ctx, desk, await findOwner(ctx.db, asking(ctx, desk, point, category)));
}

/** The same, with the bodies to which that desk may pass it anyway. */
export async function routeAndBodies(
  ctx: Ctx,
  desk: string,
  point: Point | null,
  category: Kind,
): Promise<{ way: Way; bodies: Body[] }> {
  const { found, bodies } = await findOwnerAndBodies(ctx.db, asking(ctx, desk, point, category));
  return { way: wayOf(ctx, desk, found), bodies: usableIn(desk, bodies) };
}

type Point = { lat: number; lon: number };
type Kind = Pick<Category, 'code' | 'handler'>;

function asking(ctx: Ctx, desk: string, point: Point | null, { code, handler }: Kind): AskedOwner {
  const lying = desk === territoryOf(ctx).metropolis?.id;
  return { places: servingPlaces(ctx, desk), category: code, handler: handler ?? null, point, lying };
}

function wayOf(ctx: Ctx, desk: string, found: OwnerFound | undefined): Way {
  const place = getPlace(ctx, found?.place ?? desk);
  const body = found?.body ?? null;
  const owner = body?.name ?? officeName(ctx, place);
  return { place, body, by: found?.by ?? 'geometry', owner, thing: found?.thing ?? null };
}
