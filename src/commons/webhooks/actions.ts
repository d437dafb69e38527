import type { Ctx } from '../../kernel/context.ts';
import { mayBeReached, waysOut } from '../../kernel/outbound.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { allKinds } from '../entries/kind.ts';
import { allTold } from '../notices/notice.ts';
import { mayLookAfterPeople } from '../people/permissions.ts';
import { administers, administratorRoles } from '../people/roles.ts';
import { findPerson, findPlace, listHolding } from '../people/store.ts';
import { addForm, againForm, stopForm, webhookForm } from './forms.ts';
import { stoppedMail } from './mails.tsx';
import { mayKeepWebhook, mayStopWebhook } from './permissions.ts';
import * as store from './store.ts';
import { mostWebhooks, newSecret, overlap, sealSecret } from './webhook.ts';

/** Another program is told from now on. The secret is shown this once; a test is sent at once. */
export const addWebhook = verb({
  name: 'webhooks.add',
  form: addForm,
  limit: { times: 30, seconds: 60 * 60 },
  before: async (ctx, { url }) => mayLookAfterPeople.check(ctx.actor, undefined) ?? addressRefused(ctx, url),
  find: async (ctx, input) => {
    const place = await findPlace(ctx.db, input.place);
    return place && { place: place.id };
  },
  may: mayKeepWebhook,
  run: async (ctx, input, { place }): Promise<{ id: string; secret: string } | Refusal> => {
    const kinds = [...new Set(input.kinds)].sort();
    const verbs = [...new Set(input.verbs)].sort();
    const known = allKinds().map(({ name }) => name);
    if (kinds.some((kind) => !known.includes(kind))) return refuse('webhooks.no-kind', 422, {}, 'kinds');
    if (verbs.some((one) => !allTold().includes(one))) return refuse('webhooks.no-verb', 422, {}, 'verbs');
    const id = ctx.id();
    const secret = newSecret(ctx);
    const sealed = sealSecret(ctx, id, secret);
    const { href: url } = new URL(input.url);
    if (!(await store.insertWebhook(ctx.db, { id, place, url, kinds, verbs, secret: sealed, created: ctx.now })))
      return refuse('webhooks.too-many', 409, { n: mostWebhooks });
    await queueTest(ctx, id);
    await ctx.act({ verb: 'webhooks.add', place, public: { kinds, verbs }, private: { webhook: id, url } });
    return { id, secret };
  },
});

export const removeWebhook = verb({
  name: 'webhooks.remove',
  form: webhookForm,
  find: findOwn,
  may: mayKeepWebhook,
  run: async (ctx, _input, webhook: store.Webhook) => {
    await store.deleteWebhook(ctx.db, webhook.id);
    await ctx.act({ verb: 'webhooks.remove', place: webhook.place, private: { webhook: webhook.id, url: webhook.url } });
    return {};
  },
});

/** A new secret; the one before signs too for a day, so that the other program can change it at its ease. */
export const rotateWebhook = verb({
  name: 'webhooks.rotate',
  form: webhookForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: findOwn,
  may: mayKeepWebhook,
  run: async (ctx, _input, webhook: store.Webhook) => {
    const secret = newSecret(ctx);
    const until = new Date(ctx.now.getTime() + overlap);
    await store.rotateSecret(ctx.db, webhook.id, sealSecret(ctx, webhook.id, secret), until);
    await ctx.act({ verb: 'webhooks.rotate', place: webhook.place, private: { webhook: webhook.id } });
    return { secret, until };
  },
});

export const tryWebhook = verb({
  name: 'webhooks.try',
  form: webhookForm,
  limit: { times: 30, seconds: 60 * 60 },
  find: findOwn,
  may: mayKeepWebhook,
  run: async (ctx, _input, webhook: store.Webhook): Promise<{ delivery: string } | Refusal> => {
    if (webhook.stopped) return refuse('webhooks.stopped', 409);
    const delivery = await queueTest(ctx, webhook.id);
    await ctx.act({ verb: 'webhooks.try', place: webhook.place, private: { webhook: webhook.id } });
    return { delivery };
  },
});

/** Under the same id: whoever had it already knows. */
export const sendAgain = verb({
  name: 'webhooks.send-again',
  form: againForm,
  limit: { times: 200, seconds: 60 * 60 },
  find: findOwn,
  may: mayKeepWebhook,
  run: async (ctx, { delivery }, webhook: store.Webhook): Promise<{ delivery: string } | Refusal> => {
    if (webhook.stopped) return refuse('webhooks.stopped', 409);
    if (!(await store.queueAgain(ctx.db, webhook.id, delivery))) return refuse('webhooks.not-again', 409);
    await ctx.enqueue('webhooks.send', { webhook: webhook.id });
    await ctx.act({ verb: 'webhooks.send-again', place: webhook.place, private: { webhook: webhook.id, delivery } });
    return { delivery };
  },
});

export const resumeWebhook = verb({
  name: 'webhooks.resume',
  form: webhookForm,
  find: findOwn,
  may: mayKeepWebhook,
  run: async (ctx, _input, webhook: store.Webhook): Promise<{ on: true } | Repeated<{ on: true }>> => {
    if (!(await store.resumeWebhook(ctx.db, webhook.id))) return new Repeated({ on: true });
    await ctx.enqueue('webhooks.send', { webhook: webhook.id });
    await ctx.act({ verb: 'webhooks.resume', place: webhook.place, private: { webhook: webhook.id } });
    return { on: true };
  },
});

/** Nothing has arrived for days, or the other side says that it is gone: those who look after the place are told. */
export const stopWebhook = verb({
  name: 'webhooks.stop',
  form: stopForm,
  find: (ctx, input) => store.findWebhook(ctx.db, input.id),
  may: mayStopWebhook,
  run: async (ctx, { why }, webhook: store.Webhook): Promise<{ stopped: true } | Repeated<{ stopped: true }>> => {
    if (!(await store.stopWebhook(ctx.db, webhook.id, why, ctx.now))) return new Repeated({ stopped: true });
    const holding = await listHolding(ctx.db, [webhook.place], administratorRoles, ctx.now);
    for (const id of new Set(holding.map(({ person }) => person))) {
      const person = await findPerson(ctx.db, id);
      if (person?.email) await ctx.enqueue('mail.send', stoppedMail(ctx, wordsFor(person.language), person.email, webhook, why));
    }
    await ctx.act({ verb: 'webhooks.stop', place: webhook.place, public: { why }, private: { webhook: webhook.id } });
    return { stopped: true };
  },
});

/** To everybody else it is absent. */
async function findOwn(ctx: Ctx, { id }: { id: string }): Promise<store.Webhook | undefined> {
  const webhook = await store.findWebhook(ctx.db, id);
  return webhook && administers(ctx.actor, webhook.place) ? webhook : undefined;
}

async function queueTest(ctx: Ctx, webhook: string): Promise<string> {
  const delivery = ctx.id();
  await store.insertTest(ctx.db, { id: delivery, webhook, now: ctx.now });
  await ctx.enqueue('webhooks.send', { webhook });
  return delivery;
}

/** Only https, but for what the configuration names; and never a way into the network of the house. */
async function addressRefused(ctx: Ctx, address: string): Promise<Refusal | undefined> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const named = url !== undefined && ctx.config.outboundAllow.includes(url.host);
  if (!url || (url.protocol !== 'https:' && !named)) return refuse('webhooks.not-https', 422, {}, 'url');
  const no = await mayBeReached(url.href, waysOut(ctx.config));
  if (!isRefusal(no)) return undefined;
  return refuse(no.code === 'kernel.outbound-not-allowed' ? 'webhooks.inside' : 'webhooks.no-host', 422, {}, 'url');
}
