import type { Ctx } from '../../kernel/context.ts';
import { shortCodeHash } from '../../kernel/short-code.ts';
import { isDay } from './age.ts';
import type { About, Told } from './registry.ts';
import { listStanding } from './store-facts.ts';

/** What officers saw at the counter, as far as it counts: in time, and not contested. */
export async function byCounter(ctx: Ctx, { person, day }: About): Promise<Told> {
  const seen = await listStanding(ctx.db, person, 'counter', day);
  return {
    statements: seen.map(({ place, belongs, asOf, until }) => ({ source: 'counter', place, belongs, asOf, until })),
    bornBy: seen.flatMap(({ bornBy }) => bornBy ?? []),
  };
}

/** As it is shown: `7KQ4 M2XA`. */
export function spelled(code: string): string {
  return code.replace(/^(.{4})/, '$1 ');
}

export function counterHash(ctx: Pick<Ctx, 'config'>, typed: string): Buffer {
  return shortCodeHash(ctx, 'registry.counter', typed);
}

/** Whoever is so many years old on a day was born on this one at the latest. */
export function yearsBefore(day: string, years: number): string {
  const then = `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
  return isDay(then) ? then : `${then.slice(0, 4)}-02-28`;
}
