import type { Entry } from '../../../commons/entries/store.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { bodiesServing } from '../bodies/body.ts';
import { routeAndBodies, type Way } from '../bodies/routing.ts';
import type { Body } from '../bodies/store.ts';
import { categoryOf } from '../category.ts';
import { pointOf } from '../report.ts';
import type { Hop } from '../store-moves.ts';

/** Where an open report may go from here: `way` is who answers for its kind, where that is not this desk. */
export interface WaysOn {
  way: Way | null;
  bodies: Body[];
}

/** What is closed is passed to nobody. The kind was changed, or what the register of bodies says: nothing goes by itself, the office decides. */
export async function waysOn(ctx: Ctx, entry: Entry, hops: readonly Hop[]): Promise<WaysOn> {
  if (entry.closed) return { way: null, bodies: [] };
  const category = categoryOf(ctx, entry.place, entry.topic);
  if (!category) return { way: null, bodies: await bodiesServing(ctx, entry.place) };
  const { way, bodies } = await routeAndBodies(ctx, entry.place, pointOf(entry.geometry), category);
  return { way: isNews(entry, way, hops) ? way : null, bodies };
}

/** What was with them before and came back is not offered again. */
function isNews(entry: Entry, { body, place, by }: Way, hops: readonly Hop[]): boolean {
  if (body) return !hops.some((hop) => hop.body_id === body.id);
  if (place.id === entry.place || hops.some((hop) => hop.to_place === place.id)) return false;
  // What people passed to the metropolis by hand is not of the municipality again only because it lies there.
  return by !== 'geometry' || hops.length === 0;
}
