import { decide } from '../../../commons/settings/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { writeHistory } from '../../../kernel/register/register.ts';
import { type Body, insertBody, type KeptBody } from './store.ts';
import { dropElsewhere, insertOwned, replaceLayer } from './store-layers.ts';

/** Who answers in the invented metropolis, by the kind of problem. */
const invented: (Pick<KeptBody, 'code' | 'name' | 'contact' | 'method' | 'email'> & { category: string })[] = [
  {
    category: 'water',
    code: 'acque',
    name: 'Acque di Valdarena',
    contact: 'numero verde 800 000 001, a ogni ora',
    method: 'email',
    email: 'guasti@acque.example',
  },
  {
    category: 'lighting',
    code: 'luce-reti',
    name: 'Luce e Reti Valdarena',
    contact: 'numero verde 800 000 002',
    method: 'hand',
    email: null,
  },
  {
    category: 'roads',
    code: 'strade-regionali',
    name: 'Strade Regionali',
    contact: 'segnalazioni@strade.example',
    method: 'email',
    email: 'segnalazioni@strade.example',
  },
];

export interface InventedBodies {
  /** By the kind of problem of which each answers. */
  bodies: ReadonlyMap<string, Pick<Body, 'id' | 'name' | 'contact' | 'method'>>;
  /** Points on roads of the metropolis, with the name of the road. */
  onRoads: { road: string; lon: number; lat: number }[];
}

type Point = [lon: number, lat: number];

/** Three bodies of the metropolis, of which one gets everything of its kind by itself, and the roads that are of the metropolis. */
export async function seedBodies(ctx: Ctx): Promise<InventedBodies> {
  const { metropolis, municipalities } = territoryOf(ctx);
  const bodies = new Map<string, KeptBody>();
  if (!metropolis) return { bodies, onRoads: [] };
  for (const { category, ...one } of invented) {
    const nothing = { endpoint: null, jurisdiction: null, api_key: null, services: {} };
    const body = { ...one, ...nothing, id: ctx.id(), place: metropolis.id };
    await insertBody(ctx.db, body);
    bodies.set(category, body);
  }
  const since = new Date(ctx.now.getTime() - 365 * 86_400_000);
  const value = [{ category: 'water', handler: 'acque' }];
  await decide(ctx.db, { id: ctx.id(), place: metropolis.id, name: 'reports.category-rules', value, since });
  const facts = { name: 'reports.category-rules', value, since: since.toISOString() };
  const layer = { place: metropolis.id, name: 'strade-metropolitane', categories: ['roads', 'signs'], metres: 15 };
  const { id } = await replaceLayer(ctx.db, { ...layer, id: ctx.id(), body: null, owner: metropolis.id, imported: since });
  const drawn = roadsBetween(municipalities);
  await insertOwned(ctx.db, id, drawn);
  const dropped = await dropElsewhere(ctx.db, id);
  const roads = drawn.filter(({ n }) => !dropped.includes(n));
  await writeHistory(ctx, [
    ...invented.map(({ code, method }) => ({
      verb: 'reports.keep-body',
      place: metropolis.id,
      public: { body: code, method },
      at: since,
    })),
    { verb: 'settings.change', place: metropolis.id, public: facts, at: since },
    {
      verb: 'reports.import-owners',
      place: metropolis.id,
      public: { ...layer, owner: 'metropolis', things: roads.length, before: 0 },
      at: since,
    },
  ]);
  return { bodies, onRoads: roads.map(({ name, geometry }) => ({ road: name, ...pointAlong(geometry.coordinates) })) };
}

/** From each municipality to the nearest of those before it, with a bend. */
function roadsBetween(municipalities: readonly Place[]) {
  // Beside the middle: people who try the demo press there.
  const centres = municipalities.flatMap(({ outline }) =>
    outline ? [{ lon: outline.lon + 0.004, lat: outline.lat - 0.003 }] : [],
  );
  return centres.slice(1).map((from, i) => {
    const [to] = centres.slice(0, i + 1).sort((one, other) => distance(from, one) - distance(from, other));
    const bend = [(from.lon + to!.lon) / 2 + 0.004, (from.lat + to!.lat) / 2 - 0.003];
    const coordinates = [[from.lon, from.lat], bend, [to!.lon, to!.lat]] as [Point, Point, Point];
    return { n: i + 1, name: `SP ${i + 1}`, geometry: { type: 'LineString', coordinates } };
  });
}

function distance(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  return Math.hypot((a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180), a.lat - b.lat);
}

/** A third of the way to the bend. */
function pointAlong([[x, y], [bendX, bendY]]: [Point, Point, Point]): { lon: number; lat: number } {
  return { lon: Number((x + (bendX - x) / 3).toFixed(6)), lat: Number((y + (bendY - y) / 3).toFixed(6)) };
}
