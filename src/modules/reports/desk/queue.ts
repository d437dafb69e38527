import { codesIn } from '../../../commons/entries/search.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Incoming } from '../../../kernel/http/route.ts';
import { officeRoles } from '../permissions.ts';
import { isState } from '../report.ts';
import type { DeskFilter } from './store.ts';

/** What the officer asked the desk for, as its address says it. */
export interface DeskAsked {
  coda: 'all' | 'mine' | 'nobody' | 'closed';
  q: string;
  tipo: string;
  /** A state, or `late`. */
  stato: string;
  /** A colleague. */
  chi: string;
  /** A municipality, for whoever works for several. */
  comune: string;
  apri: string;
}

const names = ['q', 'tipo', 'stato', 'chi', 'comune', 'apri'] as const;

export function askedOf(query: Incoming['query'] | Incoming['body']): DeskAsked {
  const one = (name: string) => String([query[name] ?? ''].flat().at(-1)).slice(0, 100);
  const { coda } = query;
  return {
    coda: coda === 'mine' || coda === 'nobody' || coda === 'closed' ? coda : 'all',
    ...(Object.fromEntries(names.map((name) => [name, one(name)])) as Omit<DeskAsked, 'coda'>),
  };
}

export function address(asked: DeskAsked, path = '/banco', more: Record<string, number> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...more })) if (value && value !== 'all') params.set(name, `${value}`);
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

/** What the forms of the desk send along, so that they lead back to the same list. */
export function kept(asked: DeskAsked): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter(([name, value]) => value && name !== 'apri'));
}

/** So many reports of a queue are listed; the page says when there may be more. */
export const shownAtOnce = 100;

/** The places whose desk this is: those of the actor's roles; for the metropolis its own and all of its municipalities'. */
export function placesOf(ctx: Ctx): Place[] {
  const { municipalities, metropolis, byId } = territoryOf(ctx);
  const held = ctx.actor.roles.filter((role) => (officeRoles as readonly string[]).includes(role.role));
  if (held.some((role) => role.whole)) return [...(metropolis ? [metropolis] : []), ...municipalities];
  return [...new Set(held.flatMap((role) => byId.get(role.place) ?? []))];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The filter behind the address, within the places of the actor. */
export function filterOf(ctx: Ctx, asked: DeskAsked): DeskFilter {
  const places = placesOf(ctx);
  const chosen = places.filter((place) => place.slug === asked.comune);
  return {
    places: (chosen.length > 0 ? chosen : places).map((place) => place.id),
    queue: asked.coda,
    person: ctx.actor.person!,
    now: ctx.now,
    text: asked.q,
    codes: codesIn(ctx, asked.q, 'report'),
    topic: asked.tipo,
    late: asked.stato === 'late',
    state: isState(asked.stato) ? asked.stato : '',
    assignee: uuid.test(asked.chi) ? asked.chi : '',
  };
}
