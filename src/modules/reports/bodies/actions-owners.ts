import type { Static } from 'typebox';
import { refusedLayer } from '../../../commons/territory/actions.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verbs/verb.ts';
import { readThings } from '../../../protocols/boundaries/things.ts';
import { allCategoriesOf } from '../category.ts';
import { findBody } from './body.ts';
import { importOwnersForm } from './forms.ts';
import { mayImportOwners } from './permissions.ts';
import { countElsewhere, insertOwned, replaceLayer } from './store-layers.ts';

export interface OwnersImported {
  layer: string;
  owner: string;
  /** How many there are now, how many there were, and how many of them lie beyond the place. */
  things: number;
  before: number;
  elsewhere: number;
}

/** Whose things are where: the layer of this name becomes what the file says, all of it or nothing. */
export const importOwners = verb({
  name: 'reports.import-owners',
  form: importOwnersForm,
  find: async (ctx, input): Promise<Place | Refusal> =>
    territoryOf(ctx).byId.get(input.place) ?? refuse('reports.no-such-place', 422, {}, 'place'),
  may: mayImportOwners,
  run: async (ctx, input, place): Promise<OwnersImported | Refusal> => {
    const owner = await ownerNamed(ctx, place, input.owner);
    if (isRefusal(owner)) return owner;
    const known = allCategoriesOf(ctx, place.id).map(({ code }) => code);
    const strange = input.categories.find((code) => !known.includes(code));
    if (strange !== undefined)
      return refuse('reports.owners-kind', 422, { code: strange, known: known.join(', ') }, 'categories');
    const { features, faults } = readThings(String(input.file));
    if (faults) return refusedLayer(faults);

    const { id, before } = await replaceLayer(ctx.db, { ...layerOf(input), ...owner.row, id: ctx.id(), imported: ctx.now });
    for (let from = 0; from < features.length; from += 1_000) {
      const things = features.slice(from, from + 1_000);
      await insertOwned(
        ctx.db,
        id,
        things.map(({ index, name, geometry }) => ({ n: index + 1, name: name?.slice(0, 120) ?? null, geometry })),
      );
    }
    const elsewhere = await countElsewhere(ctx.db, id);
    if (elsewhere === features.length) return refuse('reports.owners-elsewhere', 422, { name: place.name });
    await ctx.act({
      verb: 'reports.import-owners',
      place: place.id,
      public: { ...layerOf(input), owner: input.owner, things: features.length, before },
    });
    return { layer: input.layer, owner: owner.name, things: features.length, before, elsewhere };
  },
});

function layerOf({ place, layer, categories, metres }: Static<typeof importOwnersForm>) {
  return { place, name: layer, categories: [...new Set(categories)], metres };
}

/** A body that serves the place, or a place of the house. */
async function ownerNamed(
  ctx: Ctx,
  place: Place,
  text: string,
): Promise<{ name: string; row: { body: string | null; owner: string | null } } | Refusal> {
  const { metropolis, bySlug } = territoryOf(ctx);
  const owner = text === 'metropolis' ? metropolis : bySlug.get(text);
  if (owner && owner.kind !== 'district') return { name: owner.name, row: { body: null, owner: owner.id } };
  const body = await findBody(ctx, place.id, text);
  if (!body) return refuse('reports.owners-nobody', 422, { text, name: place.name }, 'owner');
  return { name: body.name, row: { body: body.id, owner: null } };
}
