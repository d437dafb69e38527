import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { forgetDrafts } from '../drafts/drafts.ts';
import { sessionOf } from '../people/sessions.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { close, makeCode, open } from './actions.ts';
import { openBatch } from './actions-batches.ts';
import { assistsIn } from './assistance.ts';
import { codePage, counterPage, helpingPage, ownPage, receiptPage } from './pages.tsx';
import { batchesPage, batchesPath, batchPage, batchReceiptPage } from './pages-batches.tsx';
import { mayAssistSomewhere } from './permissions.ts';
import { findSession, listDeeds, listOfOperator, listOfPerson } from './store.ts';
import { findBatch, listBatches } from './store-batches.ts';

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
    // Only a batch has something to say before it is closed.
    again: async (ctx, _request, asked, refusal) => refusal ?? counter(ctx, asked),
  }),
  page(batchesPath, mayAssistSomewhere, 'Entering what people wrote on paper', (ctx) => batches(ctx)),
  form(batchesPath, openBatch, {
    input: (_ctx, request) => {
      const scan = request.files.find(({ field, bytes }) => field === 'scan' && bytes.length > 0)?.bytes;
      return { ...request.body, ...(scan && { scan }), session: sessionOf(request) };
    },
    then: (_ctx, _done, request) => redirect('/sportello', forgetDrafts(request)),
    again: (ctx, _request, asked, refusal) => batches(ctx, asked, refusal),
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
  if (assisted) {
    const deeds = await listDeeds(ctx.db, assisted.id);
    const batch = assisted.paper ? await findBatch(ctx.db, assisted.id) : undefined;
    if (!batch) return helpingPage(ctx, { assisted, deeds, refusal });
    return batchPage(ctx, { assisted, batch, deeds, closing: asked ?? blank(close.name, close.form, {}), refusal });
  }
  const no = mayAssistSomewhere.check(ctx.actor, undefined);
  if (no) return no;
  const places = countersOf(ctx);
  return counterPage(ctx, {
    places,
    asked: asked ?? blank(open.name, open.form, places.length === 1 ? { place: places[0]!.id } : {}),
    helped: await listOfOperator(ctx.db, ctx.actor.person!, new Date(ctx.now.getTime() - day)),
    refusal,
  });
}

async function batches(ctx: Ctx, asked?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (ctx.actor.assisted) return redirect('/sportello');
  const no = mayAssistSomewhere.check(ctx.actor, undefined);
  if (no) return no;
  const places = countersOf(ctx);
  const ids = places.map(({ id }) => id);
  return batchesPage(ctx, {
    places,
    asked: asked ?? blank(openBatch.name, openBatch.form, places.length === 1 ? { place: ids[0] } : {}),
    batches: await listBatches(ctx.db, ids, 50),
    refusal,
  });
}

/** Where the actor helps. */
function countersOf(ctx: Ctx): Place[] {
  return [...territoryOf(ctx).byId.values()].filter((place) => place.kind !== 'district' && assistsIn(ctx.actor, place.id));
}

/** For the operator who helped, on the same day: the person is still there. That of a batch is for the file of the office. */
async function receipt(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const { id = '' } = request.params;
  const session = isId.test(id) ? await findSession(ctx.db, id) : undefined;
  const batch = session?.document === 'paper' ? await findBatch(ctx.db, id) : undefined;
  if (batch) {
    if (!assistsIn(ctx.actor, batch.place)) return refuse('kernel.absent', 404);
    return batchReceiptPage(ctx, batch, await listDeeds(ctx.db, id));
  }
  const mine = session?.operator === ctx.actor.person && ctx.now.getTime() - session.opened.getTime() < day;
  if (!session || !mine) return refuse('kernel.absent', 404);
  return receiptPage(ctx, session, await listDeeds(ctx.db, session.id));
}
