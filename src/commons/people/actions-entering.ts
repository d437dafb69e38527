import type { Actor } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { ownPath } from '../../kernel/http/answers.ts';
import { anyone } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Lang } from '../../kernel/text/text.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { noteNotice } from '../privacy/notice.ts';
import { territoryOf } from '../territory/territory.ts';
import { addressOf } from './address.ts';
import {
  askLinkForm,
  enterAsDemoForm,
  enterWithLinkForm,
  enterWithPasswordForm,
  leaveEverywhereForm,
  leaveForm,
} from './forms.ts';
import { endSessionForm } from './forms-second.ts';
import { mayChangeAccess, whoAsksAfresh } from './fresh.ts';
import { linkMail } from './mails.tsx';
import { verifyPassword } from './passwords.ts';
import { awaited, newLink } from './people.ts';
import { expiryOf, hashOf } from './sessions.ts';
import { ensureProvenPerson, findCredential, findPerson, type PersonRow } from './store.ts';
import { findStanding } from './store-second.ts';
import { endSession as deleteSession, endOldest, endSessionOf, endSessionsOf, insertSession, useLink } from './store-sessions.ts';

const quarter = 15 * 60;
/** Of one person: a new one beyond that ends the one that was unused the longest. */
export const mostSessions = 20;

/** What a sign-in gives back. The secret goes into the cookie of a browser; a program may send it as one. */
export interface Entered {
  session: string;
  expires: Date;
  language: Lang;
  next: string;
  /** Was the account made at this moment? */
  fresh: boolean;
  /** What is still owed before the session counts for all it could. */
  awaits: Actor['awaits'];
}

/** Says the same, in the same time, whether the address is known or not: nobody looks it up here. The account is made when the link is used. */
export const askLink = verb({
  name: 'people.ask-link',
  form: askLinkForm,
  limit: { times: 5, seconds: quarter },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input) => {
    const email = addressOf(input.email);
    if (!email) return refuse('people.not-an-address', 422);
    // Nobody's mailbox is filled from here; the links that were sent still work.
    if (within('people.ask-link to', email, { times: 5, seconds: quarter }, ctx.now.getTime())) {
      const link = await newLink(ctx, { email, typed: input.email, purpose: 'sign-in', next: input.next ?? '/' });
      await ctx.enqueue('mail.send', linkMail(ctx, input.email, link));
    }
    await ctx.act({ verb: 'people.ask-link' });
    return {};
  },
});

/** Uses a link up. It is bound to its address, and that address is proven now. */
export const enterWithLink = verb({
  name: 'people.enter-with-link',
  form: enterWithLinkForm,
  limit: { times: 30, seconds: quarter },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input) => {
    const link = await useLink(ctx.db, hashOf(input.token), ctx.now);
    if (!link) return refuse('people.link-gone', 410);
    const person = await ensureProvenPerson(ctx.db, {
      id: ctx.id(),
      name: ctx.words.t('people.newcomer'),
      email: link.email,
      emailTyped: link.email_typed,
      language: ctx.words.lang,
      now: ctx.now,
    });
    const whole = territoryOf(ctx).metropolis;
    if (person.fresh && whole) await noteNotice(ctx, { procedure: 'people.account', place: whole.id, person: person.id });
    const entered = await openSession(ctx, person, input, false);
    await ctx.act({ verb: 'people.enter-with-link', public: { purpose: link.purpose }, private: { who: person.id } });
    return { ...entered, next: link.next, fresh: person.fresh };
  },
});

/** An address nobody has, one without a password and a wrong password are answered alike, after the same work. Limits are for each account
 *  from each source, for each account and for each source; they end by themselves, and the e-mail link stays open meanwhile. */
export const enterWithPassword = verb({
  name: 'people.enter-with-password',
  form: enterWithPasswordForm,
  limit: { times: 30, seconds: quarter },
  // Hashing takes a while: no transaction is held meanwhile.
  before: async (ctx, input) => {
    const email = addressOf(input.email) ?? '';
    const at = ctx.now.getTime();
    const fromHere = within('people.password from', `${email} ${ctx.source}`, { times: 10, seconds: quarter }, at);
    const fromAnywhere = within('people.password of', email, { times: 100, seconds: quarter }, at);
    if (!fromHere || !fromAnywhere) return refuse('people.too-many-passwords', 429, { minutes: quarter / 60 });
    const credential = await findCredential(ctx.db, email);
    const verified = await verifyPassword(input.password, credential?.secret ?? undefined);
    if (verified === 'busy') return refuse('people.busy', 503);
    return credential && verified === 'right' ? credential : refuse('people.wrong-password', 422);
  },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input, _subject, credential: { person: string; language: Lang }) => {
    const entered = await openSession(ctx, { id: credential.person, language: credential.language }, input, false);
    await ctx.act({ verb: 'people.enter-with-password', private: { who: credential.person } });
    return { ...entered, next: ownPath(input.next), fresh: false };
  },
});

/** Anyone may be any of the demo people; outside demo mode this does not exist. The button stands in for the second proof. */
export const enterAsDemo = verb({
  name: 'people.enter-as-demo',
  form: enterAsDemoForm,
  find: async (ctx, input) => {
    const person = ctx.config.demo ? await findPerson(ctx.db, input.person) : undefined;
    return person?.demo ? person : undefined;
  },
  may: anyone,
  run: async (ctx, input, person: PersonRow) => {
    const entered = await openSession(ctx, person, input, true);
    await ctx.act({ verb: 'people.enter-as-demo', private: { who: person.id } });
    return { ...entered, next: ownPath(input.next), fresh: false };
  },
});

/** Ends the session of this browser. Whoever has none has already left. */
export const leave = verb({
  name: 'people.leave',
  form: leaveForm,
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input) => {
    const ended = input.session ? await deleteSession(ctx.db, hashOf(input.session)) : 0;
    if (ended === 0) return new Repeated({});
    await ctx.act({ verb: 'people.leave' });
    return {};
  },
});

export const leaveEverywhere = verb({
  name: 'people.leave-everywhere',
  form: leaveEverywhereForm,
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx) => {
    const sessions = await endSessionsOf(ctx.db, ctx.actor.person!, null);
    await ctx.act({ verb: 'people.leave-everywhere' });
    return { sessions };
  },
});

/** Ends one session, on a device that was lost or lent. */
export const endSession = verb({
  name: 'people.end-session',
  form: endSessionForm,
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, input) => {
    const ended = await endSessionOf(ctx.db, ctx.actor.person!, Buffer.from(input.id, 'hex'));
    if (ended === 0) return new Repeated({});
    await ctx.act({ verb: 'people.end-session' });
    return {};
  },
});

/** A new secret at each sign-in, so that one planted before is worth nothing (session fixation); the session it replaces ends.
 *  `second`: the way in was itself a second proof, or is taken for one. To be called within a verb. */
export async function openSession(
  ctx: Ctx,
  person: { id: string; language: Lang },
  input: { session?: string; agent?: string },
  second: boolean,
): Promise<Omit<Entered, 'next' | 'fresh'>> {
  if (input.session) await deleteSession(ctx.db, hashOf(input.session));
  const secret = ctx.secret(32);
  const standing = await findStanding(ctx.db, person.id, ctx.now);
  const expires = expiryOf(ctx.now, standing.roles);
  await insertSession(ctx.db, {
    id: hashOf(secret),
    person: person.id,
    now: ctx.now,
    expires,
    agent: input.agent ?? '',
    second,
  });
  await endOldest(ctx.db, person.id, mostSessions);
  return { session: secret, expires, language: person.language, awaits: second ? undefined : awaited(standing) };
}
