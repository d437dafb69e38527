import type { Ctx } from '../../kernel/context.ts';
import { ownPath } from '../../kernel/http/answers.ts';
import { anyone, signedIn } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { openSession } from './actions-entering.ts';
import { newAppSecret, newRecoveryCodes, plainCode, stepOfCode } from './codes.ts';
import {
  addPasskeyForm,
  confirmCodesForm,
  endSessionsOfForm,
  enterWithPasskeyForm,
  proveSecondForm,
  removeCodesForm,
  removePasskeyForm,
  renewRecoveryCodesForm,
  resetSecondForm,
  startCodesForm,
} from './forms-second.ts';
import { mayChangeAccess, whoAsks, whoAsksAfresh } from './fresh.ts';
import { type Change, changeMail } from './mails.tsx';
import { challengeEnds, type KeyMade, keyNamed, readEntry, readNewKey } from './passkeys.ts';
import { mayResetSecond } from './permissions.ts';
import { hashOf, isAlive } from './sessions.ts';
import { findPerson, listRolesOf, type PersonRow } from './store.ts';
import * as store from './store-second.ts';
import { endSessionsOf, findSession } from './store-sessions.ts';

const quarter = 15 * 60;
const day = 24 * 60 * 60;

/** A passkey says who it is of, and is both proofs at once. What is unknown, signed wrongly, late or brought twice is answered alike. */
export const enterWithPasskey = verb({
  name: 'people.enter-with-passkey',
  form: enterWithPasskeyForm,
  limit: { times: 30, seconds: quarter },
  before: async (ctx, input) => {
    const id = keyNamed(input.answer);
    const key = id && (await store.findPasskey(ctx.db, id));
    const known = key && { id: key.id, publicKey: key.public_key, counter: Number(key.counter), transports: key.transports };
    const entry = known && (await readEntry(ctx, input.answer, known));
    return entry ? { ...entry, key } : refuse('people.wrong-passkey', 422);
  },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input, _subject, { key, counter, challenge }) => {
    const first = await store.useChallenge(ctx.db, challenge, challengeEnds(ctx.now));
    if (!first || !(await store.usePasskey(ctx.db, key.id, counter, ctx.now))) return refuse('people.wrong-passkey', 422);
    const entered = await openSession(ctx, { id: key.person, language: key.language }, input, true);
    await ctx.act({ verb: 'people.enter-with-passkey', private: { who: key.person } });
    return { ...entered, next: ownPath(input.next), fresh: false };
  },
});

/** Whoever may ask this has given every proof they owe, or has none to give yet: then this is the first. */
export const addPasskey = verb({
  name: 'people.add-passkey',
  form: addPasskeyForm,
  limit: { times: 20, seconds: quarter },
  before: async (ctx, input) => {
    if (ctx.actor.person === null) return refuse('kernel.sign-in', 401);
    return (await readNewKey(ctx, input.answer, ctx.actor.person)) ?? refuse('people.wrong-passkey', 422);
  },
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, input, person: PersonRow, made: KeyMade) => {
    const first = await store.useChallenge(ctx.db, made.challenge, challengeEnds(ctx.now));
    const { challenge: _, ...key } = made;
    const added = first && (await store.insertPasskey(ctx.db, { ...key, person: person.id, name: input.name, now: ctx.now }));
    if (!added) return refuse('people.wrong-passkey', 422);
    return proven(ctx, person, input, 'people.add-passkey', 'passkey-added');
  },
});

export const removePasskey = verb({
  name: 'people.remove-passkey',
  form: removePasskeyForm,
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, input, person: PersonRow) => {
    await store.lockPerson(ctx.db, person.id);
    if (!(await store.removePasskey(ctx.db, person.id, Buffer.from(input.id, 'base64url')))) return refuse('kernel.absent', 404);
    return without(ctx, person, 'people.remove-passkey', 'passkey-removed');
  },
});

/** A secret for the app, which opens nothing until a code of it is brought. */
export const startCodes = verb({
  name: 'people.start-codes',
  form: startCodesForm,
  limit: { times: 20, seconds: quarter },
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, input, person: PersonRow) => {
    const started = await store.startCodeApp(ctx.db, person.id, newAppSecret(ctx, person.id), ctx.now);
    if (!started) return refuse('people.codes-there', 409);
    await ctx.act({ verb: 'people.start-codes' });
    return { next: ownPath(input.next) };
  },
});

/** The first code shows that the app has the secret. The codes on paper are told once, here. */
export const confirmCodes = verb({
  name: 'people.confirm-codes',
  form: confirmCodesForm,
  limit: { times: 20, seconds: quarter },
  find: whoAsks,
  may: signedIn,
  run: async (ctx, input, person: PersonRow) => {
    const app = await store.findCodeApp(ctx.db, person.id);
    if (!app || app.confirmed) return refuse('people.codes-not-begun', 409);
    const step = stepOfCode(ctx.config, app.secret, person.id, plainCode(input.code), ctx.now);
    if (step === undefined) return refuse('people.wrong-code', 422, {}, 'code');
    if (!(await store.confirmCodeApp(ctx.db, person.id, step, ctx.now))) return refuse('people.codes-not-begun', 409);
    const recovery = await freshRecoveryCodes(ctx, person);
    return { ...(await proven(ctx, person, input, 'people.confirm-codes', 'codes-added')), recovery };
  },
});

export const removeCodes = verb({
  name: 'people.remove-codes',
  form: removeCodesForm,
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, _input, person: PersonRow) => {
    await store.lockPerson(ctx.db, person.id);
    if (!(await store.removeCodeApp(ctx.db, person.id))) return refuse('kernel.absent', 404);
    return without(ctx, person, 'people.remove-codes', 'codes-removed');
  },
});

/** Ten new codes on paper; those of before open nothing any more. */
export const renewRecoveryCodes = verb({
  name: 'people.renew-recovery-codes',
  form: renewRecoveryCodesForm,
  limit: { times: 10, seconds: 60 * 60 },
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, _input, person: PersonRow) => {
    if (!(await store.findCodeApp(ctx.db, person.id))?.confirmed) return refuse('people.codes-not-begun', 409);
    const recovery = await freshRecoveryCodes(ctx, person);
    await tell(ctx, person, 'recovery-renewed');
    await ctx.act({ verb: 'people.renew-recovery-codes' });
    return { recovery };
  },
});

/** The second proof of a session that was begun: a code of the app, or one on paper. Each opens once; the session then gets a new secret. */
export const proveSecond = verb({
  name: 'people.prove-second',
  form: proveSecondForm,
  limit: { times: 30, seconds: quarter },
  find: async (ctx, input) => {
    const session = input.session ? await findSession(ctx.db, hashOf(input.session), ctx.now) : undefined;
    const alive = session && isAlive(session, session.roles.length > 0, ctx.now);
    return (alive && (await findPerson(ctx.db, session.person))) || refuse('kernel.sign-in', 401);
  },
  may: anyone,
  run: async (ctx, input, person: PersonRow) => {
    const at = ctx.now.getTime();
    const soon = within('people.second soon', person.id, { times: 10, seconds: quarter }, at);
    const later = within('people.second later', person.id, { times: 60, seconds: day }, at);
    if (!soon || !later) return refuse('people.too-many-codes', 429, { minutes: soon ? day / 60 : quarter / 60 });
    const code = plainCode(input.code);
    const app = await store.findCodeApp(ctx.db, person.id);
    const step = app?.confirmed ? stepOfCode(ctx.config, app.secret, person.id, code, ctx.now) : undefined;
    const byApp = step !== undefined && (await store.useStep(ctx.db, person.id, step));
    const left = byApp ? undefined : await store.useRecoveryCode(ctx.db, person.id, hashOf(code), ctx.now);
    if (!byApp && left === undefined) return refuse('people.wrong-code', 422, {}, 'code');
    if (left !== undefined) await tell(ctx, person, 'recovery-used', { n: left });
    const entered = await openSession(ctx, person, input, true);
    await ctx.act({ verb: 'people.prove-second', private: { who: person.id, by: byApp ? 'app' : 'paper' } });
    return { ...entered, next: ownPath(input.next), fresh: false };
  },
});

/** Whoever holds a role today, with all of them. */
async function findRoleHolder(ctx: Ctx, input: { person: string }) {
  const roles = await listRolesOf(ctx.db, input.person, ctx.now);
  const person = roles.length > 0 ? await findPerson(ctx.db, input.person) : undefined;
  return person && { person, roles };
}

/** For who has lost every second proof: an administrator who may give each role that the person holds takes them away; the person enters with the
 *  mailbox and makes new ones. Sessions end, and the person is told. */
export const resetSecond = verb({
  name: 'people.reset-second',
  form: resetSecondForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: findRoleHolder,
  may: mayResetSecond,
  run: async (ctx, _input, { person, roles }) => {
    await store.removeSecond(ctx.db, person.id);
    await endSessionsOf(ctx.db, person.id, null);
    await tell(ctx, person, 'second-reset');
    await ctx.act({ verb: 'people.reset-second', place: roles[0]!.place, private: { who: person.id } });
    return {};
  },
});

/** For a device that was lost or left open: whoever may take the proofs of somebody away may end their sessions. The person is told. */
export const endSessionsOfOther = verb({
  name: 'people.end-sessions-of',
  form: endSessionsOfForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: findRoleHolder,
  may: mayResetSecond,
  run: async (ctx, _input, { person, roles }) => {
    const sessions = await endSessionsOf(ctx.db, person.id, null);
    await tell(ctx, person, 'sessions-ended');
    await ctx.act({ verb: 'people.end-sessions-of', place: roles[0]!.place, private: { who: person.id } });
    return { sessions };
  },
});

/** A new proof counts for the session that brought it, which gets a new secret (ASVS 5.0, 7.2.4); other sessions go on. */
async function proven(
  ctx: Ctx,
  person: PersonRow,
  input: { session?: string; agent?: string; next?: string },
  verbName: string,
  change: Change,
) {
  const entered = await openSession(ctx, person, input, true);
  await tell(ctx, person, change);
  await ctx.act({ verb: verbName });
  return { ...entered, next: input.next ? ownPath(input.next) : undefined };
}

/** Who holds a role keeps at least one second proof. The person's row is locked: of two removals at once the second sees the first. */
async function without(ctx: Ctx, person: PersonRow, verbName: string, change: Change) {
  const left = await store.findStanding(ctx.db, person.id, ctx.now);
  if (left.roles && !left.passkeys && !left.codes) return refuse('people.last-proof', 409);
  await tell(ctx, person, change);
  await ctx.act({ verb: verbName });
  return {};
}

async function freshRecoveryCodes(ctx: Ctx, person: PersonRow): Promise<string[]> {
  const codes = newRecoveryCodes(ctx);
  await store.setRecoveryCodes(
    ctx.db,
    person.id,
    codes.map((code) => hashOf(plainCode(code))),
  );
  return codes;
}

async function tell(ctx: Ctx, person: PersonRow, change: Change, params = {}): Promise<void> {
  if (person.email) await ctx.enqueue('mail.send', changeMail(ctx, wordsFor(person.language), person.email, change, params));
}
