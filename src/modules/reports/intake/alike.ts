import type { Ctx } from '../../../kernel/context.ts';
import { categoryOf } from '../category.ts';
import { type Near, nearReports } from './store.ts';

/** What is being told, as far as it is known. */
export interface Telling {
  place: string;
  lat: number;
  lon: number;
  category?: string;
  title?: string;
  description?: string;
  /** Of its pictures (kernel/files/print.ts). */
  prints?: readonly string[];
}

/** A picture may be taken from across the square. */
const pictureReach = 3;
/** Of 64 bits; two different scenes differ in about 32, seldom in fewer than 18. */
const sameScene = 10;
/** What three words in common make of a title of six. */
const sameWords = 0.35;
const most = 200;

/** Open reports that may be the same problem, the likeliest first: of the same kind within its metres, or with the same words, or with a picture
 *  of the same scene from a little further. A person judges: two of a kind side by side can still be two. */
export async function alike(ctx: Ctx, telling: Telling, atMost: number): Promise<(Near & { likeness: number })[]> {
  const { place, lat, lon, category, title = '', description = '', prints = [] } = telling;
  const radius = categoryOf(ctx, place, category ?? null)?.radius ?? 100;
  const metres = prints.length > 0 ? radius * pictureReach : radius;
  const words = `${title} ${description}`.trim().slice(0, 500);
  const near = await nearReports(ctx.db, ctx.actor, { lat, lon, metres, words, prints }, most);
  return near
    .map((one) => ({ ...one, likeness: likenessOf(one, { radius, category }) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || a.metres - b.metres)
    .slice(0, atMost);
}

/** From 0 (another problem) to 1. Without a kind, whatever is within the metres counts: the place alone is known. */
export function likenessOf(
  one: Pick<Near, 'metres' | 'topic' | 'words' | 'bits'>,
  { radius, category }: { radius: number; category?: string },
): number {
  const scene = one.bits !== null && one.bits <= sameScene;
  const within = one.metres <= radius;
  const kind = category === undefined || one.topic === category;
  const said = one.words >= sameWords;
  if (!scene && !(within && (kind || said))) return 0;
  const closeness = Math.max(0, 1 - one.metres / (radius * pictureReach));
  return (closeness + Number(kind) + Math.min(1, one.words * 2) + 2 * Number(scene)) / 5;
}
