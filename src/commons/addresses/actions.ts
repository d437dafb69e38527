import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import type { LandedBatch } from '../../kernel/tables/import.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { getPlace, locateAll, territoryOf } from '../territory/territory.ts';
import { plainName } from './address.ts';
import { type AddressRow, no } from './import-map.ts';
import { mayImport } from './permissions.ts';
import { ensureStreets, landAddresses, lockSource, type NewAddress, retireAddresses, type StreetRow } from './store.ts';

/** A part of a register of addresses. An address is known by source and id; when it comes again it follows what the register says. */
export const importAddresses = verb({
  name: 'addresses.import',
  form: Type.Object({
    source: Type.String({ maxLength: 60 }),
    epsg: Type.Integer(),
    rows: Type.Array(Type.Unknown(), { maxItems: 5_000 }),
  }),
  find: async () => ({}),
  may: mayImport,
  run: async (ctx, { source, epsg, rows }): Promise<LandedBatch | Repeated<LandedBatch>> => {
    await lockSource(ctx.db, source);
    const { good, rejected } = await placed(ctx, rows as AddressRow[], epsg);
    const streets = new Map<string, StreetRow>();
    for (const { street } of good) streets.set(nameOf(street), streets.get(nameOf(street)) ?? street);
    const ids = await ensureStreets(ctx.db, [...streets.values()]);
    const { landed, updated } = await landAddresses(
      ctx.db,
      source,
      good.map(({ address, street }) => ({ ...address, street: ids.get(streets.get(nameOf(street))!.id)! })),
      ctx.now,
    );
    const done = { landed, updated, unchanged: good.length - landed - updated, rejected };
    if (landed + updated === 0) return new Repeated(done);
    await ctx.act({ verb: 'addresses.import', public: { source, landed, updated } });
    return done;
  },
});

/** The end of an import: what its source no longer has is retired. */
export const retireVanished = verb({
  name: 'addresses.retire',
  form: Type.Object({ source: Type.String({ maxLength: 60 }), there: Type.Array(Type.Unknown()) }),
  find: async () => ({}),
  may: mayImport,
  run: async (ctx, { source, there }): Promise<{ retired: number } | Repeated<{ retired: number }>> => {
    await lockSource(ctx.db, source);
    const retired = await retireAddresses(ctx.db, source, there as string[], ctx.now);
    if (retired === 0) return new Repeated({ retired });
    await ctx.act({ verb: 'addresses.retire', public: { source, retired } });
    return { retired };
  },
});

/** Where the rows are: the municipality that the register names, else the competent one of the point. */
async function placed(ctx: Ctx, rows: readonly AddressRow[], epsg: number) {
  const where = await locateAll(
    ctx,
    rows.map(({ x, y }, n) => ({ n, x, y })),
    epsg,
  );
  const rejected: LandedBatch['rejected'] = [];
  const good: { address: Omit<NewAddress, 'street'>; street: StreetRow }[] = [];
  for (const [n, { line, x, y, street: name, locality, ...row }] of rows.entries()) {
    const at = where.get(n);
    const municipality = row.municipality === null ? at?.place : municipalityNamed(ctx, row.municipality);
    if (!at) rejected.push({ line, ...no('transform', { x, y }) });
    else if (!at.place) rejected.push({ line, ...no('outside', { x, y }) });
    else if (!municipality) rejected.push({ line, ...no('municipality', { text: row.municipality ?? '' }) });
    else {
      const plain = plainName(`${name} ${locality} ${getPlace(ctx, municipality).name}`);
      const { sourceId, number, exponent } = row;
      good.push({
        address: { id: ctx.id(), sourceId, number, exponent, lon: at.lon, lat: at.lat },
        street: { id: ctx.id(), municipality, name, locality, plain },
      });
    }
  }
  return { good, rejected };
}

/** By ISTAT code (registers drop its zeros), cadastral code or name. */
function municipalityNamed(ctx: Ctx, text: string): string | undefined {
  const { byIstat, municipalities } = territoryOf(ctx);
  const plain = plainName(text);
  return (
    byIstat.get(text.padStart(6, '0'))?.id ??
    municipalities.find((place) => place.cadastral === text.toUpperCase() || plainName(place.name) === plain)?.id
  );
}

function nameOf({ municipality, name, locality }: StreetRow): string {
  return [municipality, name, locality].join('\n');
}
