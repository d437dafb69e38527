import type { Ctx } from '../../kernel/context.ts';
import { findDemoPerson } from '../people/seed.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Around, Rhythm } from './follow.ts';
import { insertFollows } from './store.ts';

/** What a few people of the invented metropolis follow: a municipality, the streets around the house. */
export async function seed(ctx: Ctx): Promise<void> {
  const [first, second] = [...territoryOf(ctx).municipalities].sort((a, b) => (b.population ?? 0) - (a.population ?? 0));
  if (!first?.outline || !second) return;
  const { lat, lon } = first.outline;
  const nothing: Around = { kind: null, topic: null, place: null, point: null, metres: null };
  const wishes: readonly [key: string, around: Around, how: Rhythm][] = [
    ['marta-dossena', { ...nothing, place: first.id }, 'daily'],
    ['marta-dossena', { ...nothing, place: first.id, point: { lat, lon }, metres: 1000 }, 'at-once'],
    ['pietro-vallesi', { ...nothing, place: second.id }, 'weekly'],
    ['amina-cherradi', { ...nothing, place: first.id }, 'weekly'],
    ['amina-cherradi', { ...nothing, place: second.id }, 'page'],
  ];
  const follows = [];
  for (const [key, around, how] of wishes) {
    const person = await findDemoPerson(ctx.db, key);
    if (person) follows.push({ ...around, id: ctx.id(), person: person.id, how });
  }
  await insertFollows(ctx.db, follows, ctx.now);
}
