import type { Filter } from '../../commons/entries/filter.ts';
import { sinceOf } from '../../commons/entries/query.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { asideStates, isState } from './report.ts';

/** What the reader of the list chose, as its address says it. The same address with another ending is the same list as Atom, GeoJSON or CSV. */
export interface Asked {
  q: string;
  comune: string;
  tipo: string;
  stato: string;
  giorni: string;
  dopo: string;
}

export function askedOf(query: Record<string, string | string[] | undefined>): Asked {
  const one = (name: string) => {
    const value = query[name];
    return (Array.isArray(value) ? value.at(-1) : value)?.trim().slice(0, 200) ?? '';
  };
  return { q: one('q'), comune: one('comune'), tipo: one('tipo'), stato: one('stato'), giorni: one('giorni'), dopo: one('dopo') };
}

/** The filter behind the address, and what in it could not be understood: told, never silently dropped. */
export function filterOf(ctx: Ctx, asked: Asked): { filter: Filter; unclear: string[] } {
  const filter: Filter = { kind: 'report' };
  const unclear: string[] = [];
  if (asked.q) filter.text = asked.q;
  if (asked.comune) {
    const place = territoryOf(ctx).bySlug.get(asked.comune);
    if (place?.kind === 'municipality') filter.place = place.id;
    else unclear.push(asked.comune);
  }
  if (asked.tipo) filter.topic = asked.tipo;
  if (asked.stato === 'late') filter.late = true;
  else if (isState(asked.stato)) filter.states = [asked.stato];
  else if (asked.stato) unclear.push(asked.stato);
  if (!filter.states) filter.aside = asideStates;
  const since = sinceOf(ctx, asked.giorni);
  if (since) filter.from = since;
  else if (asked.giorni) unclear.push(asked.giorni);
  return { filter, unclear };
}

/** The address of the list with something changed. */
export function listAddress(asked: Asked, change: Partial<Asked> = {}, ending = ''): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...change })) if (value) params.set(name, value);
  const query = params.toString();
  return `/segnalazioni${ending}${query ? `?${query}` : ''}`;
}
