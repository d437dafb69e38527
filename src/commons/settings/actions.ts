import type { Ctx } from '../../kernel/context.ts';
import { refuse } from '../../kernel/refusal.ts';
import { endOfRomeDay, romeDay, romeInstant } from '../../kernel/time.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { territoryOf } from '../territory/territory.ts';
import { cancelForm, changeForm, inheritForm } from './forms.ts';
import { mayAdminister } from './permissions.ts';
import { readSetting } from './setting-form.ts';
import { settingDeclared } from './settings.ts';
import * as store from './store.ts';

const place = async (ctx: Ctx, input: { place: string }) => territoryOf(ctx).bySlug.get(input.place);

/** Decides a setting for a place, from now on or from a day to come, until the next day for which something is decided already. */
export const changeSetting = verb({
  name: 'settings.change',
  form: changeForm,
  find: place,
  may: mayAdminister,
  run: async (ctx, input, { id, slug, kind }) => {
    const declaration = settingDeclared(input.name);
    if (!declaration) return refuse('settings.unknown', 422, { name: input.name });
    if (declaration.whole && kind !== 'metropolis') return refuse('settings.of-the-whole', 422, { name: input.name });
    const { value, forms, faulty } = readSetting(ctx.words, declaration, input.value);
    if (faulty) {
      const [error] = forms.flatMap((form) => form.errors);
      return refuse('settings.wrong-value', 422, { name: input.name, why: ctx.words.t(error!.key, error!.params) });
    }
    const fault = await declaration.fault?.(value, ctx, id);
    if (fault) return fault;
    const today = romeDay(ctx.now);
    if (input.from && input.from < today) return refuse('settings.from-past', 422, {}, 'from');
    const later = input.from && input.from > today;
    const since = later
      ? romeInstant(input.from!)
      : await store.startAtOnce(ctx.db, { place: id, name: input.name, now: ctx.now, endOfDay: endOfRomeDay(today) });
    const done = { place: slug, name: input.name, value };
    const isNew = await store.decide(ctx.db, { id: ctx.id(), place: id, name: input.name, value, since });
    if (!isNew) return new Repeated(done);
    await ctx.act({ verb: 'settings.change', place: id, public: { name: input.name, value, since: since.toISOString() } });
    return done;
  },
});

/** Back to what is inherited, from now on; what is decided for a day to come stays. */
export const inheritSetting = verb({
  name: 'settings.inherit',
  form: inheritForm,
  find: place,
  may: mayAdminister,
  run: async (ctx, input, { id, slug }) => {
    if (!settingDeclared(input.name)) return refuse('settings.unknown', 422, { name: input.name });
    const done = { place: slug, name: input.name };
    if (!(await store.end(ctx.db, { place: id, name: input.name, now: ctx.now }))) return new Repeated(done);
    await ctx.act({ verb: 'settings.inherit', place: id, public: { name: input.name } });
    return done;
  },
});

/** Takes back what was decided for a day to come: what holds before it holds on. */
export const cancelSetting = verb({
  name: 'settings.cancel',
  form: cancelForm,
  find: place,
  may: mayAdminister,
  run: async (ctx, input, { id, slug }) => {
    const cancelled = await store.cancel(ctx.db, { id: input.id, place: id, name: input.name, now: ctx.now });
    if (!cancelled) return refuse('kernel.absent', 404);
    await ctx.act({
      verb: 'settings.cancel',
      place: id,
      public: { name: input.name, value: cancelled.value, since: cancelled.since.toISOString() },
    });
    return { place: slug, name: input.name };
  },
});
