import type { Filter } from '../../commons/entries/filter.ts';
import { sinceOf } from '../../commons/entries/query.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { endOfRomeDay, romeInstant } from '../../kernel/time.ts';
import { asideStates, isState } from './report.ts';

/** What the reader of the list chose, as its address says it. The same address with another ending is the same list as Atom, GeoJSON or CSV. */
export interface Asked {
  q: string;
  comune: string;
  tipo: string;
  stato: string;
  giorni: string;
  /** Days of the calendar in Rome, both included; they outrank `giorni`. */
  dal: string;
  al: string;
  /** `1`: only what the reader sent. */
  mie: string;
  /** `lat,lon` or `lat,lon,metres`. */
  vicino: string;
  dopo: string;
}

export function askedOf(query: Record<string, string | string[] | undefined>): Asked {
  const one = (name: string) => {
    const value = query[name];
    return (Array.isArray(value) ? value.at(-1) : value)?.trim().slice(0, 200) ?? '';
  };
  return {
    q: one('q'),
    comune: one('comune'),
    tipo: one('tipo'),
    stato: one('stato'),
    giorni: one('giorni'),
    dal: one('dal'),
    al: one('al'),
    mie: one('mie'),
    vicino: one('vicino'),
    dopo: one('dopo'),
  };
}

/** The filter behind the address, and what in it could not be understood, as sentences: told, never silently dropped. */
export function filterOf(ctx: Ctx, asked: Asked): { filter: Filter; unclear: string[] } {
  const filter: Filter = { kind: 'report' };
  const { t } = ctx.words;
  const unclear: string[] = [];
  const unknown = (value: string) => unclear.push(t('reports.filter.unclear', { value: value.slice(0, 60) }));
  if (asked.q) filter.text = asked.q;
  if (asked.comune) {
    const place = territoryOf(ctx).bySlug.get(asked.comune);
    if (place?.kind === 'municipality') filter.place = place.id;
    else unknown(asked.comune);
  }
  if (asked.tipo) filter.topic = asked.tipo;
  if (asked.stato === 'late') filter.late = true;
  else if (isState(asked.stato)) filter.states = [asked.stato];
  else if (asked.stato) unknown(asked.stato);
  if (!filter.states) filter.aside = asideStates;
  if (asked.dal || asked.al) days(filter, asked, unknown, () => unclear.push(t('reports.filter.order')));
  else if (asked.giorni && asked.giorni !== betweenDays) {
    const since = sinceOf(ctx, asked.giorni);
    if (since) filter.from = since;
    else unknown(asked.giorni);
  }
  if (asked.mie && ctx.actor.person) filter.author = ctx.actor.person;
  else if (asked.mie) unclear.push(t('reports.filter.mine-sign-in'));
  const near = nearOf(asked.vicino);
  if (near) filter.near = near;
  else if (asked.vicino) unknown(asked.vicino);
  return { filter, unclear };
}

/** Of the choice of a period: two days follow. */
export const betweenDays = 'date';

function days(filter: Filter, { dal, al }: Asked, unknown: (value: string) => void, misordered: () => void): void {
  const [from, until] = [dal, al].map((text) => (isDay(text) ? text : undefined));
  if (dal && !from) unknown(dal);
  if (al && !until) unknown(al);
  if (from && until && until < from) {
    misordered();
    return;
  }
  if (from) filter.from = romeInstant(from);
  // The second after the last of the day: both days are in.
  if (until) filter.until = new Date(endOfRomeDay(until).getTime() + 1000);
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const usualMetres = 500;

/** A circle around a point. */
export function nearOf(text: string): { lat: number; lon: number; metres: number } | undefined {
  const [lat, lon, metres = usualMetres, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isCircle =
    Math.abs(lat ?? 99) <= 90 && Math.abs(lon ?? 999) <= 180 && metres > 0 && metres <= 50_000 && more.length === 0;
  return isCircle ? { lat: lat!, lon: lon!, metres } : undefined;
}

/** The address of the list with something changed. */
export function listAddress(asked: Asked, change: Partial<Asked> = {}, ending = ''): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...change })) if (value) params.set(name, value);
  const query = params.toString();
  return `/segnalazioni${ending}${query ? `?${query}` : ''}`;
}
