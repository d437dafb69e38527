import { signedIn } from '../../kernel/http/routes.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Judged } from './eligibility.ts';
import { checkForm } from './forms.ts';
import { keepSnapshot } from './registry.ts';
import { ruleOf } from './settings.ts';

/** Looks again whether the person takes part in a municipality by its own rule; a yes or a no is kept with its date. */
export const checkMyself = verb({
  name: 'registry.check',
  form: checkForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const place = territoryOf(ctx).byId.get(input.place);
    return place?.kind === 'municipality' ? { place: place.id } : undefined;
  },
  may: signedIn,
  run: async (ctx, _input, { place }): Promise<Judged | Repeated<Judged>> => {
    const { judged, fresh } = await keepSnapshot(ctx, ctx.actor.person!, ruleOf(ctx, place));
    if (!fresh) return new Repeated(judged);
    await ctx.act({ verb: 'registry.check', place, private: { answer: judged.answer } });
    return judged;
  },
});
