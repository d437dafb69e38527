import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { getPlace, type Place, territoryOf } from '../territory/territory.ts';
import { checkMyself } from './actions.ts';
import { askAnpr } from './actions-anpr.ts';
import { contest, makeCode } from './actions-counter.ts';
import type { Known } from './eligibility.ts';
import { blankAsking, blankContest, codePage, contestPage, own, ownPage } from './pages-own.tsx';
import { eligible, knownOf } from './registry.ts';
import { ruleOf } from './settings.ts';
import { listSnapshots } from './store.ts';
import { findLatestRequest } from './store-anpr.ts';
import { findFact, listFacts } from './store-facts.ts';

export const ownRoutes: readonly Route[] = [
  page(own, signedIn, 'What is known of the own residence and age, from whom and until when', (ctx, request) =>
    shown(ctx, request),
  ),
  form(own, checkMyself, {
    then: (ctx, _done, request) =>
      `${own}?${new URLSearchParams({ comune: getPlace(ctx, String(request.body['place'])).slug, fatto: 'controllo' })}`,
    again: (ctx, request, _form, refusal) => shown(ctx, request, { refusal }),
  }),
  form(`${own}/codice`, makeCode, {
    then: (ctx, done) => codePage(ctx, done),
    again: (ctx, request, _form, refusal) => shown(ctx, request, { refusal }),
  }),
  form(`${own}/anpr`, askAnpr, {
    then: () => redirect(`${own}#anpr`),
    again: (ctx, request, asking, refusal) => shown(ctx, request, { asking, refusal }),
  }),
  page(`${own}/contesta/:id`, signedIn, 'Says that what an officer wrote is not so', (ctx, request) => contested(ctx, request)),
  form(`${own}/contesta/:id`, contest, {
    then: () => `${own}?fatto=contestato`,
    again: (ctx, request, state, refusal) => contested(ctx, request, { state, refusal }),
  }),
];

async function shown(
  ctx: Ctx,
  request: Incoming,
  again: { asking?: FormState; refusal?: Refusal } = {},
): Promise<Answer | Refusal> {
  const person = ctx.actor.person;
  const known = person ? await knownOf(ctx, person, romeDay(ctx.now)) : undefined;
  if (!person || !known) return again.refusal ?? refuse('kernel.sign-in', 401);
  const place = askedPlace(ctx, request, known);
  const rule = place && ruleOf(ctx, place.id);
  return ownPage(ctx, {
    known,
    facts: await listFacts(ctx.db, person),
    asked: place && rule ? { place, rule, judged: await eligible(ctx, person, rule, ctx.now) } : undefined,
    request: await findLatestRequest(ctx.db, person),
    snapshots: await listSnapshots(ctx.db, person, 20),
    asking: again.asking ?? blankAsking({ place: place?.id }),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    refusal: again.refusal,
  });
}

/** The municipality that was asked for, else the newest of which something is known. */
function askedPlace(ctx: Ctx, request: Incoming, { statements }: Known): Place | undefined {
  const { bySlug, byId } = territoryOf(ctx);
  const named = bySlug.get(String(request.query['comune'] ?? ''));
  if (named?.kind === 'municipality') return named;
  const [newest] = statements
    .filter(({ place, belongs }) => place !== null && belongs.length > 0)
    .toSorted((a, b) => b.asOf.localeCompare(a.asOf));
  return newest ? byId.get(newest.place!) : undefined;
}

async function contested(
  ctx: Ctx,
  request: Incoming,
  again: { state?: FormState; refusal?: Refusal } = {},
): Promise<Answer | Refusal> {
  const fact = await findFact(ctx.db, request.params['id']!);
  if (!fact || fact.person !== ctx.actor.person || fact.source !== 'counter')
    return again.refusal ?? refuse('kernel.absent', 404);
  return contestPage(ctx, { fact, state: again.state ?? blankContest(), refusal: again.refusal });
}
