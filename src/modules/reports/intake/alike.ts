import type { Ctx } from '../../../kernel/context.ts';
import { categoryOf } from '../category.ts';
import { type Alike, type Near, nearReports, reportsInWords, type SameWords } from './store.ts';

/** What is being told, as far as it is known. */
export interface Telling {
  place: string;
  /** The point, or the words for the place where there is none. */
  where: { lat: number; lon: number } | { words: string };
  category?: string;
  title?: string;
  description?: string;
  /** Of its pictures (kernel/files/print.ts). */
  prints?: readonly string[];
}

/** What may be the same. There are no metres to it where the place is told in words. */
export type Candidate = Alike & { metres: number | null; likeness: number };

/** A picture may be taken from across the square. */
const pictureReach = 3;
/** Of 64 bits; two different scenes differ in about 32, seldom in fewer than 18. */
const sameScene = 10;
/** What three words in common make of a title of six. */
const sameWords = 0.35;
const most = 200;
/** What was passed on to others is thought to be still there for so many days. */
const passedDays = 60;

/** Reports, open or with who answers for them, that may be the same problem, the likeliest first. Around a point: of the same kind within its metres,
 *  or with the same words, or with a picture of the same scene from a little further. Without one, in the municipality: of the same kind under the
 *  same words for the place, or, among those under them or without a point, with the same words or picture. A person judges: two of a kind side by
 *  side can still be two. */
export async function alike(ctx: Ctx, telling: Telling, atMost: number): Promise<Candidate[]> {
  const { place, where, category, title = '', description = '', prints = [] } = telling;
  const words = `${title} ${description}`.trim().slice(0, 500);
  const passedSince = new Date(ctx.now.getTime() - passedDays * 86_400_000);
  const told = { words, prints, passedSince };
  if ('words' in where) {
    const found = await reportsInWords(ctx.db, ctx.actor, { ...told, place, placeLabel: where.words.slice(0, 160) }, most);
    return likeliest(found.map((one) => ({ ...one, metres: null, likeness: likenessInWords(one, category) }))).slice(0, atMost);
  }
  const radius = categoryOf(ctx, place, category ?? null)?.radius ?? 100;
  const metres = prints.length > 0 ? radius * pictureReach : radius;
  const near = await nearReports(ctx.db, ctx.actor, { ...told, ...where, metres }, most);
  return likeliest(near.map((one) => ({ ...one, likeness: likenessOf(one, { radius, category }) }))).slice(0, atMost);
}

/** Of those equally like it, the nearest first; where there are no metres, the newest. */
function likeliest(found: readonly Candidate[]): Candidate[] {
  return found
    .filter(({ likeness }) => likeness > 0)
    .sort(
      (a, b) => b.likeness - a.likeness || (a.metres ?? 0) - (b.metres ?? 0) || b.published.getTime() - a.published.getTime(),
    );
}

/** From 0 (another problem) to 1. Without a kind, whatever is within the metres counts: the place alone is known. */
export function likenessOf(
  one: Pick<Near, 'metres' | 'topic' | 'words' | 'bits'>,
  { radius, category }: { radius: number; category?: string },
): number {
  const scene = isSameScene(one);
  const within = one.metres <= radius;
  const kind = category === undefined || one.topic === category;
  const said = one.words >= sameWords;
  if (!scene && !(within && (kind || said))) return 0;
  const closeness = Math.max(0, 1 - one.metres / (radius * pictureReach));
  return weighed(closeness, kind, one.words, scene);
}

/** The same without a point: the words for the place stand for how near it is. */
export function likenessInWords(one: Pick<SameWords, 'there' | 'topic' | 'words' | 'bits'>, category?: string): number {
  const scene = isSameScene(one);
  const kind = category === undefined || one.topic === category;
  const said = one.words >= sameWords;
  if (!scene && !said && !(one.there === 1 && kind)) return 0;
  return weighed(one.there, kind, one.words, scene);
}

function isSameScene({ bits }: Pick<Alike, 'bits'>): boolean {
  return bits !== null && bits <= sameScene;
}

function weighed(closeness: number, kind: boolean, words: number, scene: boolean): number {
  return (closeness + Number(kind) + Math.min(1, words * 2) + 2 * Number(scene)) / 5;
}
