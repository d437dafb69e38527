import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { json, ownPath, redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, form, page, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { territoryOf } from '../territory/territory.ts';
import { setPassword } from './actions.ts';
import { endSession, leaveEverywhere } from './actions-entering.ts';
import {
  addPasskey,
  confirmCodes,
  endSessionsOfOther,
  enterWithPasskey,
  proveSecond,
  removeCodes,
  removePasskey,
  renewRecoveryCodes,
  resetSecond,
  startCodes,
} from './actions-second.ts';
import { appSecretOf } from './codes.ts';
import { entering, leaving, secretOf, textOf } from './entering.ts';
import { isFresh } from './fresh.ts';
import { type AccessShown, accessPage } from './pages-access.tsx';
import { signInPage } from './pages-entering.tsx';
import { codesPage, recoveryPage, resetPage, secondPage } from './pages-second.tsx';
import { entryOptions, newKeyOptions } from './passkeys.ts';
import { mayLookAfterPeople, mayResetSecond } from './permissions.ts';
import { hashOf, sessionCookie } from './sessions.ts';
import { findPerson, hasPassword, listRolesOf } from './store.ts';
import { countRecoveryCodes, findCodeApp, listPasskeys } from './store-second.ts';
import { listSessionsOf } from './store-sessions.ts';

export const secondRoutes: readonly Route[] = [
  feed('/entra/passkey/domanda', anyone, 'What a device is asked to sign to enter (WebAuthn)', async (ctx) =>
    json(await entryOptions(ctx), 200, 'private'),
  ),
  form('/entra/passkey', enterWithPasskey, {
    ...entering(),
    again: async (ctx, request, _form, refusal) =>
      ctx.actor.awaits === 'second-proof'
        ? secondPage(ctx, { next: nextOf(request), refusal: refusal ?? refuse('people.wrong-passkey', 422) })
        : signInPage(ctx, { next: nextOf(request), refusal: refusal ?? refuse('people.wrong-passkey', 422) }),
  }),
  page('/entra/secondo', anyone, 'The second proof of who is entering, or the first time it is made', async (ctx, request) => {
    const next = ownPath(textOf(request.query['next']));
    return ctx.actor.awaits ? secondPage(ctx, { next }) : redirect(ctx.actor.kind === 'person' ? next : '/entra');
  }),
  form('/entra/secondo', proveSecond, {
    ...entering(),
    again: async (ctx, _request, proving, refusal) => (refusal?.status === 401 ? refusal : secondPage(ctx, { proving, refusal })),
  }),

  page('/profilo/accesso', signedIn, 'How one enters, and where one has', access),
  form('/profilo/password', setPassword, {
    input: asking,
    then: () => '/profilo/accesso?fatto=password',
    again: (ctx, request, password, refusal) => access(ctx, request, { password, refusal }),
  }),
  form('/profilo/sessioni', leaveEverywhere, {
    input: asking,
    then: () => leaving('/'),
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),
  form('/profilo/sessioni/fine', endSession, {
    input: asking,
    then: () => '/profilo/accesso?fatto=sessione',
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),
  feed('/profilo/passkey/domanda', signedIn, 'What a device is asked when it makes a passkey (WebAuthn)', async (ctx) => {
    const person = (await findPerson(ctx.db, ctx.actor.person!))!;
    return json(await newKeyOptions(ctx, person, await listPasskeys(ctx.db, person.id)), 200, 'private');
  }),
  form('/profilo/passkey', addPasskey, {
    input: entering().input,
    then: (ctx, done) =>
      redirect(done.next ?? '/profilo/accesso?fatto=passkey', [sessionCookie(done.session, done.expires, ctx.now)]),
    again: (ctx, request, adding, refusal) =>
      ctx.actor.awaits
        ? Promise.resolve(secondPage(ctx, { next: nextOf(request), refusal: refusal ?? refuse('people.wrong-passkey', 422) }))
        : access(ctx, request, { adding, refusal }),
  }),
  form('/profilo/passkey/togli', removePasskey, {
    input: asking,
    then: () => '/profilo/accesso?fatto=tolta',
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),

  page('/profilo/codici', signedIn, 'The secret for the app of codes, until it is confirmed', codes),
  form('/profilo/codici', startCodes, {
    input: asking,
    then: (_ctx, done) => `/profilo/codici?next=${encodeURIComponent(done.next)}`,
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),
  form('/profilo/codici/conferma', confirmCodes, {
    input: entering().input,
    then: (ctx, done) => ({
      ...recoveryPage(ctx, { codes: done.recovery, next: done.next }),
      cookies: [sessionCookie(done.session, done.expires, ctx.now)],
    }),
    again: (ctx, request, confirming, refusal) => codes(ctx, request, { confirming, refusal }),
  }),
  form('/profilo/codici/carta', renewRecoveryCodes, {
    input: asking,
    then: (ctx, done) => recoveryPage(ctx, { codes: done.recovery }),
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),
  form('/profilo/codici/togli', removeCodes, {
    input: asking,
    then: () => '/profilo/accesso?fatto=tolti',
    again: (ctx, request, _form, refusal) => access(ctx, request, { refusal }),
  }),

  page('/persone/:id/secondo', mayLookAfterPeople, 'Taking away every second proof of somebody who has lost them', reset),
  form('/persone/:id/secondo', resetSecond, {
    input: (_ctx, request) => ({ person: request.params['id'] }),
    then: () => '/persone?fatto=secondo',
    again: (ctx, request, _form, refusal) => reset(ctx, request, refusal),
  }),
  form('/persone/:id/sessioni', endSessionsOfOther, {
    input: (_ctx, request) => ({ person: request.params['id'] }),
    then: () => '/persone?fatto=sessioni',
    again: (ctx, request, _form, refusal) => reset(ctx, request, refusal),
  }),
];

/** What was typed, and the session that asks. */
function asking(_ctx: Ctx, request: Incoming) {
  return { ...request.body, session: secretOf(request) };
}

async function access(ctx: Ctx, request: Incoming, shown: Partial<AccessShown> = {}): Promise<Answer | Refusal> {
  const id = ctx.actor.person;
  const person = id ? await findPerson(ctx.db, id) : undefined;
  if (!person) return refuse('kernel.sign-in', 401);
  const secret = secretOf(request);
  const app = await findCodeApp(ctx.db, person.id);
  return accessPage(ctx, {
    password: blank(setPassword.name, setPassword.form),
    adding: blank(addPasskey.name, addPasskey.form),
    ...shown,
    fresh: await isFresh(ctx, secret, person.id),
    email: person.email,
    hasPassword: await hasPassword(ctx.db, person.id),
    passkeys: await listPasskeys(ctx.db, person.id),
    codesSince: app?.confirmed ?? null,
    recoveryLeft: app?.confirmed ? await countRecoveryCodes(ctx.db, person.id) : 0,
    sessions: await listSessionsOf(ctx.db, person.id, ctx.now),
    current: secret ? hashOf(secret) : null,
    done: textOf(request.query['fatto']),
  });
}

async function codes(ctx: Ctx, request: Incoming, shown: Partial<Parameters<typeof codesPage>[1]> = {}) {
  const person = ctx.actor.person ? await findPerson(ctx.db, ctx.actor.person) : undefined;
  if (!person) return refuse('kernel.sign-in', 401);
  const app = await findCodeApp(ctx.db, person.id);
  if (!app || app.confirmed) return shown.refusal ?? redirect('/profilo/accesso');
  const next = textOf(request.query['next']) ?? nextOf(request);
  return codesPage(ctx, {
    confirming: blank(confirmCodes.name, confirmCodes.form, { next }),
    ...shown,
    app: appSecretOf(ctx.config, app.secret, person, territoryOf(ctx).metropolis?.name ?? 'Arengo'),
  });
}

/** Whom one may not reset is like whom there is not. */
async function reset(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer | Refusal> {
  const id = request.params['id']!;
  const roles = /^[0-9a-f-]{36}$/.test(id) ? await listRolesOf(ctx.db, id, ctx.now) : [];
  const person = roles.length > 0 ? await findPerson(ctx.db, id) : undefined;
  if (!person || mayResetSecond.check(ctx.actor, { person, roles })) return refuse('kernel.absent', 404);
  return resetPage(ctx, { person, refusal });
}

function nextOf(request: Incoming): string | undefined {
  return textOf(request.body['next']);
}
