import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { forgetDrafts } from '../drafts/drafts.ts';
import { sessionOf } from '../people/sessions.ts';
import { territoryOf } from '../territory/territory.ts';
import { close, makeCode, open } from './actions.ts';
import { assistsIn } from './assistance.ts';
import { codePage, counterPage, helpingPage, ownPage, receiptPage } from './pages.tsx';
import { mayAssistSomewhere } from './permissions.ts';
import { findSession, listDeeds, listOfOperator, listOfPerson } from './store.ts';

const day = 86_400_000;
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const routes: readonly Route[] = [
  page('/sportello', mayAssistSomewhere, 'Helping somebody at a counter', (ctx) => counter(ctx)),
  form('/sportello', open, {
    input: (_ctx, request) => ({ ...request.body, session: sessionOf(request) }),
    // What was typed before in this browser is somebody else's.
    then: (_ctx, _done, request) => redirect('/sportello', forgetDrafts(request)),
    again: (ctx, _request, asked, refusal) => counter(ctx, asked, refusal),
  }),
  form('/sportello/fine', close, {
    then: (_ctx, done, request) => redirect(`/sportello/ricevuta/${done.id}`, forgetDrafts(request)),
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  page('/sportello/ricevuta/:id', mayAssistSomewhere, 'What was done for somebody at a counter, to be printed', receipt),
  page('/profilo/sportello', signedIn, 'When one was helped at a counter, and a code to be helped', async (ctx) =>
    ownPage(ctx, await listOfPerson(ctx.db, ctx.actor.person!)),
  ),
  form('/profilo/sportello', makeCode, {
    then: (ctx, made) => codePage(ctx, made),
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

async function counter(ctx: Ctx, asked?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const { assisted } = ctx.actor;
  if (assisted) return helpingPage(ctx, { assisted, deeds: await listDeeds(ctx.db, assisted.id), refusal });
  const no = mayAssistSomewhere.check(ctx.actor, undefined);
  if (no) return no;
  const places = [...territoryOf(ctx).byId.values()].filter(
    (place) => place.kind !== 'district' && assistsIn(ctx.actor, place.id),
  );
  return counterPage(ctx, {
    places,
    asked: asked ?? blank(open.name, open.form, places.length === 1 ? { place: places[0]!.id } : {}),
    helped: await listOfOperator(ctx.db, ctx.actor.person!, new Date(ctx.now.getTime() - day)),
    refusal,
  });
}

/** For the operator who helped, on the same day: the person is still there. */
async function receipt(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const { id = '' } = request.params;
  const session = isId.test(id) ? await findSession(ctx.db, id) : undefined;
  const mine = session?.operator === ctx.actor.person && ctx.now.getTime() - session.opened.getTime() < day;
  if (!session || !mine) return refuse('kernel.absent', 404);
  return receiptPage(ctx, session, await listDeeds(ctx.db, session.id));
}
