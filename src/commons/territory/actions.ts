import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { type BoundaryFault, type BoundaryFeature, readBoundaries } from '../../protocols/boundaries/boundaries.ts';
import { importAreasForm, importForm } from './forms.ts';
import { mayImport } from './permissions.ts';
import * as store from './store.ts';

export interface Imported {
  metropolis: string;
  created: string[];
  /** Those whose boundary changed. */
  changed: string[];
  /** Those whose name, codes or inhabitants changed, or that came back. */
  updated: string[];
  /** Boundaries that stayed as they were. */
  unchanged: number;
  left: string[];
  repaired: { name: string; reason: string }[];
}

/** Creates the metropolis and its municipalities from a file of boundaries, or brings them up to it. The same file twice changes nothing;
 *  a boundary that changed is closed with its date and a new one opened; a municipality no longer named leaves the metropolis, dated. */
export const importTerritory = verb({
  name: 'territory.import',
  form: importForm,
  find: async (ctx) => ({ metropolis: (await store.findPlace(ctx.db, { kind: 'metropolis' }))?.id ?? null }),
  may: mayImport,
  run: async (ctx, input): Promise<Imported | Refusal | Repeated<Imported>> => {
    const features = readFeatures(String(input.file));
    if (isRefusal(features)) return features;
    const populations = (input.populations ?? {}) as Record<string, number>;
    const metropolis = await foundMetropolis(ctx, input.metropolis, input.demo ?? false);
    if (isRefusal(metropolis)) return metropolis;

    const done: Imported = {
      metropolis: metropolis.name,
      created: [],
      changed: [],
      updated: [],
      unchanged: 0,
      left: [],
      repaired: [],
    };
    const ids: string[] = [];
    for (const feature of features) {
      const outcome = await placeMunicipality(ctx, metropolis.id, feature, populations, input.demo ?? false, done);
      if (isRefusal(outcome)) return outcome;
      ids.push(outcome);
    }
    done.left = await store.leaveMetropolis(ctx.db, metropolis.id, ids, day(ctx));
    if (done.created.length + done.changed.length + done.left.length > 0)
      await store.uniteBoundaries(ctx.db, metropolis.id, ctx.now);
    if (done.created.length + done.changed.length + done.updated.length + done.left.length === 0) return new Repeated(done);
    await ctx.act({
      verb: 'territory.import',
      place: metropolis.id,
      public: {
        created: done.created.length,
        changed: done.changed.length,
        updated: done.updated.length,
        unchanged: done.unchanged,
        left: done.left.length,
      },
    });
    return done;
  },
});

/** Takes a layer of named areas (districts, parks, historic centres) as a set, in place of the set of the same name. */
export const importAreas = verb({
  name: 'territory.import-areas',
  form: importAreasForm,
  find: async (ctx) => ({ metropolis: (await store.findPlace(ctx.db, { kind: 'metropolis' }))?.id ?? null }),
  may: mayImport,
  run: async (ctx, input) => {
    const features = readFeatures(String(input.file));
    if (isRefusal(features)) return features;
    const set = await store.replaceAreaSet(ctx.db, { id: ctx.id(), name: input.name, slug: slugOf(input.name), now: ctx.now });
    for (const feature of features) {
      const kind = feature.properties['kind'];
      await store.insertArea(ctx.db, {
        id: ctx.id(),
        set,
        name: feature.name ?? `${input.name} ${feature.index + 1}`,
        kind: typeof kind === 'string' ? kind : null,
        geojson: JSON.stringify(feature.geometry),
      });
    }
    await ctx.act({ verb: 'territory.import-areas', public: { set: slugOf(input.name), areas: features.length } });
    return { set: slugOf(input.name), areas: features.length };
  },
});

/** The areas of a file, or what is wrong with it. */
export function readFeatures(text: string): BoundaryFeature[] | Refusal {
  const read = readBoundaries(text);
  return read.features ?? refusedLayer(read.faults);
}

/** What is wrong with a file of a layer, in words, with the row. */
export function refusedLayer([fault]: readonly BoundaryFault[]): Refusal {
  const { code, params, feature } = fault!;
  return refuse(`territory.${code}`, 422, { ...params, feature: feature ? (feature.name ?? `#${feature.index + 1}`) : '' });
}

async function foundMetropolis(ctx: Ctx, name: string, demo: boolean): Promise<{ id: string; name: string } | Refusal> {
  const there = await store.findPlace(ctx.db, { kind: 'metropolis' });
  if (there) return there.name === name ? there : refuse('territory.other-metropolis', 409, { name: there.name });
  const metropolis: store.NewPlace = {
    id: ctx.id(),
    kind: 'metropolis',
    parent: null,
    name,
    slug: slugOf(name),
    istat: null,
    cadastral: null,
    population: null,
    capital: false,
    demo,
    created: ctx.now,
  };
  await store.insertPlace(ctx.db, metropolis);
  return metropolis;
}

async function placeMunicipality(
  ctx: Ctx,
  metropolis: string,
  feature: BoundaryFeature,
  populations: Record<string, number>,
  demo: boolean,
  done: Imported,
): Promise<string | Refusal> {
  const label = feature.name ?? `#${feature.index + 1}`;
  if (!feature.name) return refuse('territory.no-name', 422, { feature: label });
  if (!feature.istatCode) return refuse('territory.no-istat', 422, { feature: label });
  const geojson = JSON.stringify(feature.geometry);
  const fingerprint = createHash('sha256').update(geojson).digest('hex');
  const population = populations[feature.istatCode] ?? feature.population;
  const there = await store.findPlace(ctx.db, { istat: feature.istatCode });
  const id = there?.id ?? ctx.id();
  let updated = false;
  if (there) {
    updated = await store.updatePlace(ctx.db, id, {
      name: feature.name,
      cadastral: feature.cadastralCode,
      population,
      capital: feature.isCapital,
    });
  } else {
    const slug = await freeSlug(ctx, feature.name);
    await store.insertPlace(ctx.db, {
      id,
      kind: 'municipality',
      parent: metropolis,
      name: feature.name,
      slug,
      istat: feature.istatCode,
      cadastral: feature.cadastralCode,
      population,
      capital: feature.isCapital,
      demo,
      created: ctx.now,
    });
    done.created.push(feature.name);
  }
  const joined = await store.joinMetropolis(ctx.db, id, metropolis, day(ctx));
  if (there && (updated || joined)) done.updated.push(feature.name);
  if ((await store.currentFingerprint(ctx.db, id)) === fingerprint) {
    done.unchanged++;
    return id;
  }
  const { reason, usable } = await store.repair(ctx.db, geojson);
  if (!usable) return refuse('territory.beyond-repair', 422, { feature: label, reason: reason ?? '' });
  if (reason) done.repaired.push({ name: feature.name, reason });
  await store.setBoundary(ctx.db, id, geojson, fingerprint, ctx.now);
  if (there) done.changed.push(feature.name);
  return id;
}

async function freeSlug(ctx: Ctx, name: string): Promise<string> {
  const slug = slugOf(name);
  const taken = new Set(await store.takenSlugs(ctx.db, slug));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? slug : `${slug}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Address of a name: «Sant'Àgata» -> sant-agata. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|(?<!-)-+$/g, '')
      .slice(0, 80) || 'luogo'
  );
}

/** The day in Italy, YYYY-MM-DD. */
function day(ctx: Ctx): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(ctx.now);
}
