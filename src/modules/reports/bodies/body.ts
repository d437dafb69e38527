import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { type Body, findBodyByCode, listBodies } from './store.ts';

/** The places whose bodies serve a place: its own first, then the metropolis. */
export function servingPlaces(ctx: Ctx, place: string): string[] {
  const { metropolis } = territoryOf(ctx);
  return [...new Set([place, ...(metropolis ? [metropolis.id] : [])])];
}

/** What a `handler` of a kind of problem means in a place. Nothing where it is unknown or retired: the report stays with the office. */
export function findBody(ctx: Ctx, place: string, code: string): Promise<Body | undefined> {
  return findBodyByCode(ctx.db, servingPlaces(ctx, place), code);
}

/** To whom a place may pass its reports. */
export async function bodiesServing(ctx: Ctx, place: string): Promise<Body[]> {
  return usableIn(place, await listBodies(ctx.db, servingPlaces(ctx, place)));
}

/** Of two bodies of one code, the place's own. */
export function usableIn(place: string, bodies: readonly Body[]): Body[] {
  const inUse = bodies.filter(({ retired }) => retired === null);
  return inUse.filter((body) => body.place === place || !inUse.some((one) => one.place === place && one.code === body.code));
}

/** What each kind of problem is called there, one a line: `water = 17`. */
export function readServices(text: string, known: readonly string[]): Record<string, string> | Refusal {
  const services: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [code = '', theirs = '', ...more] = line.split('=').map((part) => part.trim());
    if (code === '' || theirs === '' || more.length > 0)
      return refuse('reports.body-service', 422, { line: line.trim().slice(0, 60) }, 'services');
    if (!known.includes(code)) return refuse('reports.body-service-unknown', 422, { code: code.slice(0, 60) }, 'services');
    if (Object.hasOwn(services, code)) return refuse('reports.body-service-twice', 422, { code }, 'services');
    services[code] = theirs;
  }
  return services;
}

export function writtenServices(services: Record<string, string>): string {
  return Object.entries(services)
    .map(([code, theirs]) => `${code} = ${theirs}`)
    .join('\n');
}
