import type { Ctx } from '../../kernel/context.ts';
import type { FilterField } from '../../kernel/pages/rows.tsx';
import { endOfRomeDay, romeInstant } from '../../kernel/time.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { allKinds, asideStates, type Kind } from './kind.ts';
import { boxOf, periodField, sinceOf } from './query.ts';

/** What the reader of a list or a map chose, as its address says it. The same choice gives the same things on page, map, feeds and exports. */
export interface Asked {
  q: string;
  comune: string;
  /** Topic. */
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
  /** `west,south,east,north`. */
  riquadro: string;
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
    riquadro: one('riquadro'),
    dopo: one('dopo'),
  };
}

/** The filter behind the address, of things of one kind or of all, and what in it could not be understood, as sentences: told, never silently
 *  dropped. Without a state, what stands in an archive is left out. */
export function readerFilter(ctx: Ctx, asked: Asked, kind?: Kind): { filter: Filter; unclear: string[] } {
  const filter: Filter = kind ? { kind: kind.name } : {};
  const { t } = ctx.words;
  const unclear: string[] = [];
  const unknown = (value: string) => unclear.push(t('entries.unclear', { value: value.slice(0, 60) }));
  if (asked.q) filter.text = asked.q;
  if (asked.comune) {
    const place = territoryOf(ctx).bySlug.get(asked.comune);
    // What is of the metropolis itself, like its roads, is of none of its municipalities.
    if (place && place.kind !== 'district') filter.place = place.id;
    else unknown(asked.comune);
  }
  if (asked.tipo) filter.topic = asked.tipo;
  if (asked.stato === 'late') filter.late = true;
  else if ((kind ? [kind] : allKinds()).some((one) => Object.hasOwn(one.states, asked.stato))) filter.states = [asked.stato];
  else if (asked.stato) unknown(asked.stato);
  if (!filter.states) filter.aside = asideStates(kind);
  if (asked.dal || asked.al) days(filter, asked, unknown, () => unclear.push(t('entries.days-order')));
  else if (asked.giorni && asked.giorni !== betweenDays) {
    const since = sinceOf(ctx, asked.giorni);
    if (since) filter.from = since;
    else unknown(asked.giorni);
  }
  if (asked.mie && ctx.actor.person) filter.author = ctx.actor.person;
  else if (asked.mie) unclear.push(t('entries.mine-sign-in'));
  const near = nearOf(asked.vicino);
  if (near) filter.near = near;
  else if (asked.vicino) unknown(asked.vicino);
  const box = boxOf(asked.riquadro);
  if (box) filter.bbox = box;
  else if (asked.riquadro) unknown(asked.riquadro);
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

/** How far back; or, once that is chosen, from which day to which. */
export function daysFields(ctx: Ctx, { giorni, dal, al }: Asked): FilterField[] {
  const { t } = ctx.words;
  const between = dal || al || giorni === betweenDays;
  const period = periodField(ctx, between ? betweenDays : giorni);
  return [
    { ...period, options: [...period.options, { value: betweenDays, label: t('entries.between') }] },
    ...(between
      ? [
          { name: 'dal', label: t('entries.from'), value: dal, day: true },
          { name: 'al', label: t('entries.until'), value: al, day: true },
        ]
      : []),
  ];
}

/** An address with what was asked, in the order of the reader's fields; what is empty is left out. */
export function addressWith(path: string, asked: Partial<Asked> & Record<string, string>): string {
  const params = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return params.size > 0 ? `${path}?${params}` : path;
}
