import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { hashOf } from '../people/sessions.ts';
import { acceptInvitation, endDelegation, inviteDelegate, withdrawInvitation } from './actions-delegates.ts';
import { delegatesPage, invitationPage } from './pages-delegates.tsx';
import { mayNameDelegates } from './permissions.ts';
import { find } from './routes.ts';
import { findInvitation, listDelegates, listInvitations } from './store-delegates.ts';

export const delegateRoutes: readonly Route[] = [
  page('/organizzazioni/inviti/:token', signedIn, 'An invitation to act for an organisation', (ctx, request) =>
    invitation(ctx, request),
  ),
  form('/organizzazioni/inviti/:token', acceptInvitation, {
    then: (_ctx, done) => `/organizzazioni/${done.organisation}?fatto=delega`,
    again: (ctx, request, _form, refusal) => invitation(ctx, request, refusal),
  }),
  page('/organizzazioni/:id/delegati', signedIn, 'Who may act for an organisation', (ctx, request) => delegates(ctx, request)),
  form('/organizzazioni/:id/delegati', inviteDelegate, {
    input: (_ctx, request) => ({ ...request.body, organisation: request.params['id'] }),
    then: (_ctx, _done, request) => `/organizzazioni/${request.params['id']}/delegati?fatto=invito`,
    again: (ctx, request, asked, refusal) => delegates(ctx, request, asked, refusal),
  }),
  form('/organizzazioni/:id/inviti/:invitation/ritira', withdrawInvitation, {
    input: (_ctx, request) => ({ id: request.params['invitation'] }),
    then: (_ctx, done) => `/organizzazioni/${done.organisation}/delegati?fatto=ritiro`,
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  form('/organizzazioni/:id/delegati/:delegate/fine', endDelegation, {
    input: (_ctx, request) => ({ id: request.params['delegate'] }),
    then: (ctx, done, request) =>
      done.person === ctx.actor.person
        ? `/profilo?fatto=delega-lasciata`
        : `/organizzazioni/${request.params['id']}/delegati?fatto=fine`,
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

/** Whoever may not see the delegates learns only what everybody knows: that the organisation is there. Delegates who do not represent it see
 *  themselves, and can leave. */
async function delegates(ctx: Ctx, request: Incoming, asked?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const organisation = await find(ctx, request);
  if (!organisation) return refuse('kernel.absent', 404);
  const all = await listDelegates(ctx.db, organisation.id, ctx.now);
  const no = mayNameDelegates.check(ctx.actor, { organisation: organisation.id, place: organisation.place });
  const shown = no ? all.filter(({ person }) => person === ctx.actor.person) : all;
  if (no && (shown.length === 0 || request.method !== 'GET')) return no;
  return delegatesPage(ctx, organisation, {
    delegates: shown,
    invitations: no ? [] : await listInvitations(ctx.db, organisation.id, ctx.now),
    asked: no || organisation.state !== 'verified' ? undefined : (asked ?? blank(inviteDelegate.name, inviteDelegate.form)),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    refusal,
  });
}

async function invitation(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const token = request.params['token'] ?? '';
  const found = await findInvitation(ctx.db, { hash: hashOf(token) }, ctx.now);
  return invitationPage(ctx, {
    token,
    invitation: found,
    refusal: refusal ?? (found ? undefined : refuse('organisations.invitation-gone', 410)),
  });
}
