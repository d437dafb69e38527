import type { Ctx } from '../../kernel/context.ts';
import { hmac } from '../../kernel/register/hmac.ts';
import { keyFor } from '../../kernel/secrets.ts';
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

/** No letter that is taken for a digit or for another. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 8;

/** Thirty-nine bits of chance, to be read aloud: `7KQ4 M2XA`. */
export function newCounterCode(ctx: Pick<Ctx, 'secret'>): string {
  let code = '';
  while (code.length < codeLength) {
    const fit = [...Buffer.from(ctx.secret(16), 'base64url')]
      .filter((byte) => byte < 240)
      .map((byte) => signs[byte % signs.length]!);
    code += fit.slice(0, codeLength - code.length).join('');
  }
  return code;
}

export function spelled(code: string): string {
  return code.replace(/^(.{4})/, '$1 ');
}

/** Keyed: the hash of a short code could be guessed. */
export function counterHash(ctx: Pick<Ctx, 'config'>, typed: string): Buffer {
  return hmac(keyFor(ctx.config, 'registry.counter'), typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''));
}

/** Whoever is so many years old on a day was born on this one at the latest. */
export function yearsBefore(day: string, years: number): string {
  const then = `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
  return isDay(then) ? then : `${then.slice(0, 4)}-02-28`;
}
