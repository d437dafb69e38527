import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { isId } from '../discussion/comment.ts';
import { onlyPlace } from '../people/pages-administration.tsx';
import { mayLookAfterPeople } from '../people/permissions.ts';
import { administeredPlaces, administers } from '../people/roles.ts';
import { addWebhook, removeWebhook, resumeWebhook, rotateWebhook, sendAgain, tryWebhook } from './actions.ts';
import { base, newWebhookPage, secretPage, webhookPage, webhooksPage } from './pages.tsx';
import { findWebhook, listDeliveries, listWebhooks } from './store.ts';

const mostDeliveries = 50;

export const routes: readonly Route[] = [
  page(base, mayLookAfterPeople, 'Other programs that are told what happens in the own places', async (ctx, request) =>
    webhooksPage(ctx, {
      webhooks: await listWebhooks(ctx.db, administeredPlaces(ctx.actor)),
      removed: request.query['fatto'] === 'tolto',
    }),
  ),
  page(`${base}/nuovo`, mayLookAfterPeople, 'Another program is to be told', async (ctx) =>
    newWebhookPage(ctx, blank(addWebhook.name, addWebhook.form, { place: onlyPlace(ctx) })),
  ),
  form(`${base}/nuovo`, addWebhook, {
    then: (ctx, { id, secret }) => secretPage(ctx, { id, secret, until: null }),
    again: async (ctx, _request, state, refusal) => newWebhookPage(ctx, state, refusal),
  }),
  page(`${base}/:id`, mayLookAfterPeople, 'One program that is told, and what it was told lately', (ctx, request) =>
    one(ctx, request),
  ),
  form(`${base}/:id/prova`, tryWebhook, { then: done('prova'), again }),
  form(`${base}/:id/rimanda`, sendAgain, { then: done('rimanda'), again }),
  form(`${base}/:id/riaccendi`, resumeWebhook, { then: done('riaccendi'), again }),
  form(`${base}/:id/segreto`, rotateWebhook, {
    then: (ctx, { secret, until }, request) => secretPage(ctx, { id: request.params['id']!, secret, until }),
    again,
  }),
  form(`${base}/:id/togli`, removeWebhook, { then: () => `${base}?fatto=tolto`, again }),
];

function done(what: string) {
  return (_ctx: Ctx, _done: unknown, request: Incoming) => `${base}/${request.params['id']}?fatto=${what}`;
}

function again(ctx: Ctx, request: Incoming, _state: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  return one(ctx, request, refusal);
}

async function one(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer | Refusal> {
  const id = request.params['id'] ?? '';
  const webhook = isId(id) ? await findWebhook(ctx.db, id) : undefined;
  if (!webhook || !administers(ctx.actor, webhook.place)) return refusal ?? refuse('kernel.absent', 404);
  return webhookPage(ctx, {
    webhook,
    deliveries: await listDeliveries(ctx.db, webhook.id, mostDeliveries),
    done: String(request.query['fatto'] ?? ''),
    refusal,
  });
}
