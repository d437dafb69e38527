import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, ask, form, page, performVerb, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { leaving } from '../people/entering.ts';
import { sessionOf } from '../people/sessions.ts';
import { hasPassword } from '../people/store.ts';
import { askExport, offerExport, openerOf, takeExport } from './actions.ts';
import { erase, toForget } from './actions-erasing.ts';
import { askedTwicePage, dataPage, erasePage, gonePage, takePage } from './pages.tsx';
import { readParcel, removeParcel } from './parcel.ts';
import { mayBeForgotten } from './permissions.ts';
import { findOffered, findOpenExport } from './store.ts';

const own = '/profilo/dati';

export const routes: readonly Route[] = [
  page(own, signedIn, 'The own data: a copy of them, and being forgotten', (ctx) => data(ctx)),
  form(own, askExport, { then: () => own, again: (ctx, _request, _form, refusal) => data(ctx, refusal) }),
  form(`${own}/apri`, offerExport, {
    input: (_ctx, request) => ({ session: secretOf(request) }),
    then: (_ctx, done) => `${own}/copia/${done.token}`,
    again: (ctx, _request, _form, refusal) => data(ctx, refusal),
  }),
  page(`${own}/copia/:token`, signedIn, 'The one link to a copy of the own data, not yet used', async (ctx, request) => {
    const opener = openerOf(ctx, { token: request.params['token'], session: secretOf(request) });
    const offered = opener && (await findOffered(ctx.db, opener));
    return offered ? takePage(ctx, { path: request.path, offered }) : refuse('kernel.absent', 404);
  }),
  {
    method: 'POST',
    path: `${own}/copia/:token`,
    kind: 'form',
    may: takeExport.may,
    summary: takeExport.name,
    verb: takeExport,
    run: take,
  },
  page(`${own}/cancella`, signedIn, 'What being forgotten means, what stays and why', async (ctx, request) => {
    const subject = await toForget(ctx, secretOf(request));
    return 'status' in subject ? subject : erasePage(ctx, subject);
  }),
  ask(`${own}/cancella`, signedIn, 'Goes on to the second question', async (_ctx, request) =>
    redirect(`${own}/cancella/conferma${request.body['words'] ? '?testi=1' : ''}`),
  ),
  page(`${own}/cancella/conferma`, signedIn, 'The second question before being forgotten', (ctx, request) => twice(ctx, request)),
  form(`${own}/cancella/conferma`, erase, {
    input: (_ctx, request) => ({
      sure: request.body['sure'],
      words: request.body['words'],
      session: secretOf(request),
    }),
    then: () => leaving('/privacy/cancellato'),
    again: (ctx, request, state, refusal) => twice(ctx, request, { state, refusal }),
  }),
  page('/privacy/cancellato', anyone, 'What is read after the account was erased', async (ctx) => gonePage(ctx)),
];

async function data(ctx: Ctx, refusal?: Refusal): Promise<Answer | Refusal> {
  if (!ctx.actor.person) return refusal ?? refuse('kernel.sign-in', 401);
  const open = await findOpenExport(ctx.db, ctx.actor.person);
  // Out of time, and not yet swept.
  const dead = open?.expires && open.expires <= ctx.now;
  return dataPage(ctx, { open: dead ? undefined : open, refusal });
}

async function twice(
  ctx: Ctx,
  request: Incoming,
  again: { state?: ReturnType<typeof blank>; refusal?: Refusal } = {},
): Promise<Answer | Refusal> {
  const subject = await toForget(ctx, secretOf(request));
  if ('status' in subject) return subject;
  const no = mayBeForgotten.check(ctx.actor, subject);
  // To be mended by signing in again; what else stands in the way is told on the first page.
  if (no && no.code !== 'privacy.not-fresh') return erasePage(ctx, subject, no);
  const words = request.query['testi'] === '1' || request.body['words'] === 'true';
  return askedTwicePage(ctx, {
    ...subject,
    words,
    asked: again.state ?? blank(erase.name, erase.form, { words }),
    password: await hasPassword(ctx.db, ctx.actor.person!),
    refusal: again.refusal ?? (no && request.method === 'POST' ? no : undefined),
  });
}

/** The bytes go out once the link is used up: a copy that was cut off on its way is asked for again. */
async function take(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const outcome = await performVerb(ctx, takeExport, { token: request.params['token'], session: secretOf(request) });
  if (!('done' in outcome)) return 'refused' in outcome ? outcome.refused : refuse('kernel.absent', 404);
  const bytes = await readParcel(ctx, outcome.done.id);
  await removeParcel(ctx, outcome.done.id);
  if (!bytes) return refuse('kernel.absent', 404);
  const name = ctx.words.t('privacy.copy.archive', { day: romeDay(ctx.now) });
  return {
    status: 200,
    type: 'application/zip',
    body: bytes,
    headers: { 'content-disposition': `attachment; filename="${name}"` },
    cache: 'private',
  };
}

function secretOf(request: Incoming): string | undefined {
  return sessionOf(request)?.slice(0, 100);
}
