import { signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { newShortCode } from '../../kernel/short-code.ts';
import { romeDay } from '../../kernel/time.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { noteNotice } from '../privacy/notice.ts';
import { territoryOf } from '../territory/territory.ts';
import { isDay } from './age.ts';
import { counterHash, spelled, yearsBefore } from './counter.ts';
import { contestForm, endForm, makeCodeForm, openForm, recordForm } from './forms.ts';
import { mayCheck, mayContest } from './permissions.ts';
import {
  endFact,
  findCode,
  findFact,
  findOpenCheck,
  insertCode,
  insertFact,
  lockPerson,
  noteContested,
  openCode,
  useCheck,
} from './store-facts.ts';

const minute = 60_000;
const codeLasts = 15 * minute;
const checkLasts = 30 * minute;
/** An officer's word holds for so many days at most. */
const longestDays = 366;

/** A code to be shown at the counter, once, within a quarter of an hour: nobody is looked up there by name. */
export const makeCode = verb({
  name: 'registry.make-code',
  form: makeCodeForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: async () => ({}),
  may: signedIn,
  run: async (ctx): Promise<{ code: string; expires: Date }> => {
    const code = newShortCode(ctx);
    const expires = new Date(ctx.now.getTime() + codeLasts);
    await insertCode(ctx.db, { hash: counterHash(ctx, code), person: ctx.actor.person!, now: ctx.now, expires });
    await ctx.act({ verb: 'registry.make-code' });
    return { code: spelled(code), expires };
  },
});

/** An officer opens the code that a person shows: the check is theirs, for half an hour. */
export const openCheck = verb({
  name: 'registry.open-check',
  form: openForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const place = territoryOf(ctx).byId.get(input.place);
    if (place?.kind !== 'municipality') return refuse('registry.no-place', 422, {}, 'place');
    const found = await findCode(ctx.db, counterHash(ctx, input.code), ctx.now);
    // Whoever may not open any learns nothing of the code.
    return { place: place.id, person: found?.person ?? '', found: found !== undefined };
  },
  may: mayCheck,
  run: async (ctx, input, { place, person, found }): Promise<{ id: string } | Refusal> => {
    const check = ctx.id();
    const expires = new Date(ctx.now.getTime() + checkLasts);
    const opened = { hash: counterHash(ctx, input.code), check, place, officer: ctx.actor.person!, now: ctx.now, expires };
    if (!found || !(await openCode(ctx.db, opened))) return refuse('registry.no-code', 422, {}, 'code');
    await ctx.act({ verb: 'registry.open-check', place, private: { who: person } });
    return { id: check };
  },
});

/** What the officer saw, with the person present: kind of document, as what the person belongs here, how old at least. */
export const recordCheck = verb({
  name: 'registry.record-check',
  form: recordForm,
  find: async (ctx, input) => (ctx.actor.person ? findOpenCheck(ctx.db, input.check, ctx.actor.person, ctx.now) : undefined),
  may: mayCheck,
  run: async (ctx, input, check): Promise<{ id: string } | Refusal> => {
    const today = romeDay(ctx.now);
    const latest = romeDay(new Date(ctx.now.getTime() + longestDays * 86_400_000));
    if (!isDay(input.until) || input.until < today || input.until > latest)
      return refuse('registry.until-too-far', 422, {}, 'until');
    if (!(await lockPerson(ctx.db, check.person)) || !(await useCheck(ctx.db, check.id))) return refuse('kernel.absent', 404);
    const id = ctx.id();
    await insertFact(ctx.db, {
      id,
      person: check.person,
      source: 'counter',
      place: check.place,
      belongs: [...new Set(input.belongs)],
      asOf: today,
      until: input.until,
      bornBy: yearsBefore(today, Number(input.age)),
      document: input.document,
      reason: input.reason,
      officer: ctx.actor.person!,
      made: ctx.now,
    });
    await noteNotice(ctx, { procedure: 'registry.residence', place: check.place, person: check.person });
    await ctx.act({
      verb: 'registry.record-check',
      place: check.place,
      private: { who: check.person, document: input.document },
    });
    return { id };
  },
});

/** An office takes back what one of it wrote: a mistake, or an objection that is right. */
export const endCheck = verb({
  name: 'registry.end-check',
  form: endForm,
  find: async (ctx, input) => {
    const fact = await findFact(ctx.db, input.id);
    return fact?.source === 'counter' ? { ...fact, place: fact.place! } : undefined;
  },
  may: mayCheck,
  run: async (ctx, _input, fact): Promise<object | Refusal> => {
    if (!(await endFact(ctx.db, fact.id, ctx.now))) return refuse('kernel.absent', 404);
    await ctx.act({ verb: 'registry.end-check', place: fact.place, private: { who: fact.person } });
    return {};
  },
});

/** The person says that it is not so: from now on it does not count, and the office reads why (GDPR artt. 16, 18(1)(a)). */
export const contest = verb({
  name: 'registry.contest',
  form: contestForm,
  find: async (ctx, input) => {
    const fact = await findFact(ctx.db, input.id);
    return fact?.person === ctx.actor.person ? fact : undefined;
  },
  may: mayContest,
  run: async (ctx, input, fact): Promise<object | Refusal> => {
    if (!(await noteContested(ctx.db, fact.id, input.objection, ctx.now))) return refuse('registry.contested-already', 409);
    await ctx.act({ verb: 'registry.contest', place: fact.place });
    return {};
  },
});
