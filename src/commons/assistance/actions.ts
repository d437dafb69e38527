import type { Ctx } from '../../kernel/context.ts';
import { performVerb, signedIn } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { addressOf } from '../people/address.ts';
import { findPerson } from '../people/store.ts';
import { noteNotice } from '../privacy/notice.ts';
import { territoryOf } from '../territory/territory.ts';
import { settled } from './actions-batches.ts';
import { codeLasts, hashOfCode, helpLasts, newCode } from './assistance.ts';
import { closeForm, endForm, makeCodeForm, openForm } from './forms.ts';
import { receiptMail } from './mails.tsx';
import { mayAssist, mayCloseAssistance, mayEndAssistance } from './permissions.ts';
import { ownSession } from './session.ts';
import * as store from './store.ts';

/** The person makes it on their own device and shows it: an operator alone can never open somebody's account. */
export const makeCode = verb({
  name: 'assistance.make-code',
  form: makeCodeForm,
  limit: { times: 10, seconds: 60 * 60 },
  find: async () => ({}),
  may: signedIn,
  run: async (ctx) => {
    const code = newCode(ctx);
    const expires = new Date(ctx.now.getTime() + codeLasts);
    await store.putCode(ctx.db, { hash: hashOfCode(ctx, code), person: ctx.actor.person!, now: ctx.now, expires });
    await ctx.act({ verb: 'assistance.make-code' });
    return { code, expires };
  },
});

/** From the next request on this browser acts for the person, in what may be done at a counter. */
export const open = verb({
  name: 'assistance.open',
  form: openForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => (territoryOf(ctx).byId.has(input.place) ? { place: input.place } : undefined),
  may: mayAssist,
  run: async (ctx, input, { place }): Promise<{ id: string; until: Date } | Refusal> => {
    const operator = ctx.actor.person!;
    const session = await ownSession(ctx, input.session);
    if (!session) return refuse('assistance.no-session', 422);
    const person = input.code === undefined ? null : await ownerOf(ctx, input.code, operator);
    if (isRefusal(person)) return person;
    const email = person || !input.email ? null : addressOf(input.email);
    if (email === undefined) return refuse('assistance.not-an-address', 422, {}, 'email');
    if (person === null && input.document === 'none' && email)
      return refuse('assistance.unknown-with-email', 422, {}, 'document');
    const { reason, document } = input;
    const until = new Date(ctx.now.getTime() + helpLasts);
    const name = person ? '' : (input.name ?? '');
    const id = ctx.id();
    const opened = await store.insertSession(ctx.db, {
      ...{ id, operator, place, session, person, name, email, reason, document, until },
      now: ctx.now,
    });
    if (!opened) return refuse('assistance.open-already', 409);
    await noteNotice(ctx, { procedure: 'assistance.counter', place, person });
    await ctx.act({
      verb: 'assistance.open',
      place,
      public: { account: person !== null, document },
      private: { assistance: id, who: person, reason },
    });
    return { id, until };
  },
});

/** Whose code it is. Wrong ones are few for each operator, whatever the browser. */
async function ownerOf(ctx: Ctx, code: string, operator: string): Promise<string | Refusal> {
  if (!within('assistance.code by', operator, { times: 10, seconds: 600 }, ctx.now.getTime()))
    return refuse('kernel.too-often', 429, { minutes: 10 });
  const person = await store.takeCode(ctx.db, hashOfCode(ctx, code), ctx.now);
  if (!person || !(await findPerson(ctx.db, person))) return refuse('assistance.code-gone', 422, {}, 'code');
  return person === operator ? refuse('assistance.oneself', 422, {}, 'code') : person;
}

/** By the button: the browser is the operator's again, and the person has a receipt. */
export const close = verb({
  name: 'assistance.close',
  form: closeForm,
  atCounter: 'operator',
  find: async (ctx) => (ctx.actor.assisted ? store.findSession(ctx.db, ctx.actor.assisted.id) : undefined),
  may: mayCloseAssistance,
  run: async (ctx, input, session) => {
    if (!(await store.releaseSession(ctx.db, session.id, ctx.now))) return refuse('kernel.absent', 404);
    const batch = session.ended ? undefined : await settled(ctx, session, input.difference, ctx.actor.assisted?.over);
    if (isRefusal(batch)) return batch;
    if (!session.ended) await sendReceipt(ctx, session);
    await ctx.act({ verb: 'assistance.close', place: session.place, public: batch });
    return { id: session.id };
  },
});

/** By itself, after half an hour, or the working day of a batch: nothing more can be done, and the receipt goes out. */
export const end = verb({
  name: 'assistance.end',
  form: endForm,
  find: async () => ({}),
  may: mayEndAssistance,
  run: async (ctx, input) => {
    const session = await store.findSession(ctx.db, input.id);
    if (!session || session.until > ctx.now || !(await store.endSession(ctx.db, session.id, session.until)))
      return refuse('kernel.absent', 404);
    await sendReceipt(ctx, session);
    const batch = (await settled(ctx, session, undefined, true)) as { sheets: number; entered: number } | undefined;
    await ctx.act({ verb: 'assistance.end', place: session.place, public: batch, private: { assistance: session.id } });
    return {};
  },
});

/** Every few minutes. */
export async function endExpired(ctx: Ctx): Promise<void> {
  for (const id of await store.listExpired(ctx.db, ctx.now, 500)) await performVerb(ctx, end, { id });
}

async function sendReceipt(ctx: Ctx, session: store.SessionRow): Promise<void> {
  if (!session.email) return;
  const deeds = await store.listDeeds(ctx.db, session.id);
  await ctx.enqueue('mail.send', receiptMail(ctx, wordsFor(session.language), session.email, session, deeds));
}
