import type { Ctx } from '../../kernel/context.ts';
import { signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { hashOf } from '../people/sessions.ts';
import { findPerson } from '../people/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { askForm, finishForm, noticeForm, offerForm, takeForm } from './forms.ts';
import { readyMail } from './mails.tsx';
import { byTheHouse, mayPublishNotice } from './permissions.ts';
import { procedures } from './procedures.ts';
import * as store from './store.ts';

const quarter = 15 * 60_000;

/** A copy of everything that is known of the person (GDPR art. 15 and 20); a job makes it. */
export const askExport = verb({
  name: 'privacy.ask-export',
  form: askForm,
  limit: { times: 5, seconds: 24 * 60 * 60 },
  find: async () => ({}),
  may: signedIn,
  run: async (ctx): Promise<{ id: string } | Repeated<{ id: string }>> => {
    const person = ctx.actor.person!;
    const id = ctx.id();
    if (!(await store.insertExport(ctx.db, { id, person, now: ctx.now })))
      return new Repeated({ id: (await store.findOpenExport(ctx.db, person))!.id });
    await ctx.enqueue('privacy.make-copy', { id });
    await ctx.act({ verb: 'privacy.ask-export' });
    return { id };
  },
});

/** The copy stands in its folder: the person is told, without a link that opens it by itself. */
export const finishExport = verb({
  name: 'privacy.finish-export',
  form: finishForm,
  find: (ctx, input) => store.findAskedExport(ctx.db, input.id),
  may: byTheHouse,
  run: async (ctx, input, asked): Promise<object | Refusal> => {
    if (!(await store.noteReady(ctx.db, asked.id, input.bytes, ctx.now))) return refuse('kernel.absent', 404);
    const person = await findPerson(ctx.db, asked.person);
    if (person?.email) await ctx.enqueue('mail.send', readyMail(ctx, wordsFor(person.language), person.email));
    await ctx.act({ verb: 'privacy.finish-export', private: { who: asked.person } });
    return {};
  },
});

/** Makes the one link, for the session that asks: from then on a quarter of an hour is left. */
export const offerExport = verb({
  name: 'privacy.offer-export',
  form: offerForm,
  limit: { times: 30, seconds: 60 * 60 },
  find: async () => ({}),
  may: signedIn,
  run: async (ctx, input): Promise<{ token: string } | Refusal> => {
    if (!input.session) return refuse('privacy.not-ready', 409);
    const token = ctx.secret(32);
    const offered = await store.offerExport(ctx.db, {
      person: ctx.actor.person!,
      token: hashOf(token),
      session: hashOf(input.session),
      expires: new Date(ctx.now.getTime() + quarter),
      now: ctx.now,
    });
    if (!offered) return refuse('privacy.not-ready', 409);
    await ctx.act({ verb: 'privacy.offer-export' });
    return { token };
  },
});

/** Uses the link up. Another person, another session, a second time and after the time: absent, alike. */
export const takeExport = verb({
  name: 'privacy.take-export',
  form: takeForm,
  find: async (ctx, input) => {
    const opener = openerOf(ctx, input);
    return opener && (await store.findOffered(ctx.db, opener)) ? opener : undefined;
  },
  may: signedIn,
  run: async (ctx, _input, opener: store.Opener): Promise<{ id: string } | Refusal> => {
    const id = await store.takeExport(ctx.db, opener);
    if (!id) return refuse('kernel.absent', 404);
    await ctx.act({ verb: 'privacy.take-export' });
    return { id };
  },
});

export function openerOf(ctx: Ctx, input: { token?: string; session?: string }): store.Opener | undefined {
  const { person } = ctx.actor;
  if (!person || !input.session || !input.token) return undefined;
  return { token: hashOf(input.token), person, session: hashOf(input.session), now: ctx.now };
}

/** A new version of what people are told; those before it stay readable, with their dates. */
export const publishNotice = verb({
  name: 'privacy.publish-notice',
  form: noticeForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const place = territoryOf(ctx).byId.get(input.place);
    return place && { place: place.id };
  },
  may: mayPublishNotice,
  run: async (ctx, input, { place }): Promise<{ procedure: string; place: string; version: number } | Refusal> => {
    const { procedure, it, en } = input;
    if (!procedures().includes(procedure)) return refuse('privacy.no-procedure', 422, {}, 'procedure');
    await store.lockNotices(ctx.db, place, procedure);
    const version = await store.insertNotice(ctx.db, {
      id: ctx.id(),
      place,
      procedure,
      it,
      en,
      by: ctx.actor.person,
      now: ctx.now,
    });
    await ctx.act({ verb: 'privacy.publish-notice', place, public: { procedure, version }, private: { it, en } });
    return { procedure, place, version };
  },
});
