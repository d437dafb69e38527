import Type from 'typebox';
import { Check } from 'typebox/value';
import { holds } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule, verb } from '../../kernel/verbs/verb.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { settingDeclared } from './settings.ts';
import { decide } from './store.ts';
import { faultOfTheme, type Theme } from './theme.ts';

export const mayAdminister = rule<Place>(
  'may-administer',
  'administrators of the municipality or of the metropolis; the command line',
  (actor, place) => {
    if (actor.kind === 'system' || holds(actor, ['municipal-administrator', 'metropolitan-administrator'], place.id))
      return undefined;
    return refuse('settings.not-yours');
  },
);

/** Decides a setting for a place from now on; `value` is JSON, or nothing to go back to what is inherited. */
export const changeSetting = verb({
  name: 'settings.change',
  form: Type.Object({
    place: Type.String({ maxLength: 100 }),
    name: Type.String({ maxLength: 80 }),
    value: Type.Optional(Type.String({ maxLength: 20_000 })),
  }),
  find: async (ctx, input) => territoryOf(ctx).bySlug.get(input.place),
  may: mayAdminister,
  run: async (ctx, input, place) => {
    const declaration = settingDeclared(input.name);
    if (!declaration) return refuse('settings.unknown', 422, { name: input.name });
    const value = input.value === undefined ? null : readJson(input.value);
    if (value === undefined || (value !== null && !Check(declaration.schema, value)))
      return refuse('settings.wrong-value', 422, { name: input.name });
    if (input.name === 'site.theme' && value !== null) {
      const fault = faultOfTheme(value as Theme);
      if (fault) return refuse('settings.theme-contrast', 422, fault);
    }
    await decide(ctx.db, { id: ctx.id(), place: place.id, name: input.name, value, now: ctx.now });
    await ctx.act({ verb: 'settings.change', place: place.id, public: { name: input.name, value } });
    return { place: place.slug, name: input.name, value };
  },
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
