import { holds } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { endCheck, openCheck, recordCheck } from './actions-counter.ts';
import { checkPage, counter, counterPage } from './pages-counter.tsx';
import { mayEnterCounter, officeRoles } from './permissions.ts';
import { findOpenCheck, listChecks } from './store-facts.ts';

/** What is proposed for how long a check is believed. */
const usualDays = 180;

export const counterRoutes: readonly Route[] = [
  page(counter, mayEnterCounter, 'Checks at the counter: a code to be opened, and what was written', (ctx, request) =>
    shown(ctx, request),
  ),
  form(counter, openCheck, {
    then: (_ctx, done) => `${counter}/${done.id}`,
    again: (ctx, request, state, refusal) => shown(ctx, request, { state, refusal }),
  }),
  form(`${counter}/ritira`, endCheck, {
    then: () => `${counter}?fatto=ritirato`,
    again: async (ctx, request, _form, refusal) => (refusal?.status === 404 ? refusal : shown(ctx, request, { refusal })),
  }),
  page(`${counter}/:check`, mayEnterCounter, 'A check that is open, of whoever opened it', (ctx, request) => one(ctx, request)),
  form(`${counter}/:check`, recordCheck, {
    then: () => `${counter}?fatto=scritto`,
    again: (ctx, request, state, refusal) => one(ctx, request, { state, refusal }),
  }),
];

async function shown(
  ctx: Ctx,
  request: Incoming,
  again: { state?: FormState; refusal?: Refusal } = {},
): Promise<Answer | Refusal> {
  const no = mayEnterCounter.check(ctx.actor, undefined);
  if (no) return again.refusal ?? no;
  const places = ownPlaces(ctx);
  const [only, ...others] = places;
  return counterPage(ctx, {
    places,
    state: again.state ?? blank(openCheck.name, openCheck.form, { place: others.length === 0 ? only?.id : undefined }),
    checks: await listChecks(
      ctx.db,
      places.map(({ id }) => id),
      50,
    ),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    refusal: again.refusal,
  });
}

async function one(ctx: Ctx, request: Incoming, again: { state?: FormState; refusal?: Refusal } = {}): Promise<Answer | Refusal> {
  const no = mayEnterCounter.check(ctx.actor, undefined);
  if (no) return no;
  const check = await findOpenCheck(ctx.db, request.params['check']!, ctx.actor.person!, ctx.now);
  if (!check) return again.refusal ?? refuse('kernel.absent', 404);
  const until = romeDay(new Date(ctx.now.getTime() + usualDays * 86_400_000));
  return checkPage(ctx, {
    check,
    state: again.state ?? blank(recordCheck.name, recordCheck.form, { until, belongs: ['resident'] }),
    refusal: again.refusal,
  });
}

function ownPlaces(ctx: Ctx): Place[] {
  return territoryOf(ctx).municipalities.filter(({ id }) => holds(ctx.actor, officeRoles, id));
}
