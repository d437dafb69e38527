import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { encrypt, keyFor } from '../../kernel/secrets.ts';
import { romeDay } from '../../kernel/time.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { birthOf, fiscalCodeOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import { fiscalHash } from '../identity/identity.ts';
import { findCertified, noteBorn } from '../identity/store.ts';
import { noteNotice } from '../privacy/notice.ts';
import { territoryOf } from '../territory/territory.ts';
import { askAnprForm, takeAnswerForm } from './forms.ts';
import { byTheHouse, mayAskAnpr } from './permissions.ts';
import { closeRequest, findLatestRequest, findOpenRequest, insertRequest } from './store-anpr.ts';
import { insertFact, lockPerson } from './store-facts.ts';

/** What ANPR said is believed for half a year. */
const believedDays = 180;

/** Has ANPR asked where the person lives. The person types the code, which must be theirs: the house has its hash alone. It stays, sealed, until there
 *  is an answer, a day at most. */
export const askAnpr = verb({
  name: 'registry.ask-anpr',
  form: askAnprForm,
  limit: { times: 10, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const place = territoryOf(ctx).byId.get(input.place);
    if (place?.kind !== 'municipality') return refuse('registry.no-place', 422, {}, 'place');
    const certified = ctx.actor.person ? await findCertified(ctx.db, ctx.actor.person) : undefined;
    return { place: place.id, certified: certified !== undefined, hash: certified?.hash, born: certified?.born };
  },
  may: mayAskAnpr,
  run: async (ctx, input, { place, hash, born }): Promise<{ id: string } | Refusal | Repeated<{ id: string }>> => {
    if (!ctx.config.anpr) return refuse('registry.no-anpr', 409);
    const person = ctx.actor.person!;
    const code = fiscalCodeOf(input.code);
    if (!code || !fiscalHash(keyFor(ctx.config, 'identity.fiscal'), code).equals(hash!))
      return refuse('registry.not-your-code', 422, {}, 'code');
    const id = ctx.id();
    const sealed = encrypt(codeKey(ctx), code, id);
    if (!(await insertRequest(ctx.db, { id, person, place, code: sealed, now: ctx.now })))
      return new Repeated({ id: (await findLatestRequest(ctx.db, person))!.id });
    const birth = birthOf(code, romeDay(ctx.now))?.date;
    if (!born && birth) await noteBorn(ctx.db, person, birth);
    await noteNotice(ctx, { procedure: 'registry.residence', place, person });
    await ctx.enqueue('registry.ask', { request: id });
    await ctx.act({ verb: 'registry.ask-anpr', place });
    return { id };
  },
});

/** The key of the codes that wait for an answer; each is sealed for its own question. */
export function codeKey(ctx: Pick<Ctx, 'config'>): Buffer {
  return keyFor(ctx.config, 'registry.code');
}

/** Takes what ANPR said: the municipality, if it is one of ours, and the code goes. */
export const takeAnswer = verb({
  name: 'registry.take-answer',
  form: takeAnswerForm,
  find: (ctx, input) => findOpenRequest(ctx.db, input.request),
  may: byTheHouse,
  run: async (ctx, input, request): Promise<object | Refusal> => {
    const there = await lockPerson(ctx.db, request.person);
    if (!(await closeRequest(ctx.db, request.id, input.outcome, ctx.now))) return refuse('kernel.absent', 404);
    if (there && (input.outcome === 'resident' || input.outcome === 'elsewhere')) {
      const place = input.istat ? territoryOf(ctx).byIstat.get(input.istat)?.id : undefined;
      await insertFact(ctx.db, {
        id: ctx.id(),
        person: request.person,
        source: 'anpr',
        place: place ?? null,
        belongs: place ? ['resident'] : [],
        asOf: romeDay(ctx.now),
        until: romeDay(new Date(ctx.now.getTime() + believedDays * 86_400_000)),
        bornBy: null,
        document: null,
        reason: null,
        officer: null,
        made: ctx.now,
      });
    }
    await ctx.act({ verb: 'registry.take-answer', place: request.place, private: { who: request.person } });
    return {};
  },
});
