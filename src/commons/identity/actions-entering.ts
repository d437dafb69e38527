import type { Ctx } from '../../kernel/context.ts';
import { anyone, signedIn } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { type Entered, openSession } from '../people/actions-entering.ts';
import { hashOf } from '../people/sessions.ts';
import { insertCertified, raiseAssurance } from '../people/store-certified.ts';
import { noteNotice } from '../privacy/notice.ts';
import { territoryOf } from '../territory/territory.ts';
import { disconnectForm, enterForm } from './forms.ts';
import { moveEverything } from './merging.ts';
import {
  claimFiscal,
  findByFiscal,
  findReturn,
  insertMerge,
  insertProof,
  isUncertified,
  lockPerson,
  type ReturnRow,
  useReturn,
} from './store.ts';
import { claimSubject, dropSubjects, findBySubject } from './store-subjects.ts';

interface Returning {
  code: string;
  browser: string;
}

/** Whose answer waits for this browser; without the cookie that its question left, nobody's (login CSRF). */
export function findReturning(ctx: Ctx, { code, browser }: Returning): Promise<ReturnRow | undefined> {
  return findReturn(ctx.db, hashOf(code), hashOf(browser), ctx.now);
}

/** Signs in who came back. Certified: by the fiscal code their account; else the one from which they asked, or which their account at the provider
 *  opens; else a new one. With an account at a provider alone: the one that it opens, else a new one; no other is ever opened by it here. */
export const enterCertified = verb({
  name: 'identity.enter',
  form: enterForm,
  limit: { times: 60, seconds: 15 * 60 },
  find: async (ctx, input) => (await findReturning(ctx, input)) ?? refuse('identity.gone', 410),
  may: anyone,
  run: async (ctx, input, back: ReturnRow): Promise<Entered | Refusal> => {
    if (!(await useReturn(ctx.db, back.id))) return refuse('identity.gone', 410);
    if (back.person) await lockPerson(ctx.db, back.person);
    const person = back.fiscal ? await certifiedPerson(ctx, back, back.fiscal) : await connectedPerson(ctx, back);
    if (isRefusal(person)) return person;
    const entered = await open(ctx, person, back, input);
    await ctx.act({ verb: 'identity.enter', public: { source: back.source, level: back.reached }, private: { who: person } });
    return entered;
  },
});

/** Two accounts are of one person, who says so: the one from which they asked becomes part of the certified one. */
export const mergeAccounts = verb({
  name: 'identity.merge',
  form: enterForm,
  find: async (ctx, input) => (await findReturning(ctx, input)) ?? refuse('identity.gone', 410),
  may: anyone,
  run: async (ctx, input, back: ReturnRow): Promise<Entered | Refusal> => {
    if (back.person) await lockPerson(ctx.db, back.person);
    const two = await accountsInQuestion(ctx, back);
    if (!two || !(await useReturn(ctx.db, back.id))) return refuse('identity.gone', 410);
    await moveEverything(ctx, two.from, two.into);
    await insertMerge(ctx.db, two.from, two.into, ctx.now);
    const entered = await open(ctx, two.into, back, input);
    await ctx.act({ verb: 'identity.merge', private: two });
    return entered;
  },
});

/** An account at a provider opens from now on the account whose session is open, because its owner says so: never by an address that both have, and
 *  never by coming back alone, which a page of somebody else could bring about with an account of its own. */
export const joinAccount = verb({
  name: 'identity.join',
  form: enterForm,
  find: async (ctx, input) => ({ back: await findReturning(ctx, input) }),
  may: signedIn,
  run: async (ctx, _input, { back }: { back: ReturnRow | undefined }): Promise<{ next: string } | Refusal> => {
    if (!back?.subject || back.fiscal || !(await useReturn(ctx.db, back.id))) return refuse('identity.gone', 410);
    const subject = { hash: back.subject, issuer: back.provider, person: ctx.actor.person!, now: ctx.now };
    if (!(await claimSubject(ctx.db, subject))) return refuse('identity.gone', 410);
    await ctx.act({ verb: 'identity.join' });
    return { next: back.next };
  },
});

/** The account at a provider opens nothing here any more; the last way in stays. */
export const disconnect = verb({
  name: 'identity.disconnect',
  form: disconnectForm,
  find: async () => ({}),
  may: signedIn,
  run: async (ctx, input) => {
    if (!(await dropSubjects(ctx.db, ctx.actor.person!, input.issuer))) return refuse('identity.only-way', 409);
    await ctx.act({ verb: 'identity.disconnect' });
    return {};
  },
});

/** The account from which somebody asked who already has a certified one: shall the two be one? */
export async function accountsInQuestion(ctx: Ctx, back: ReturnRow): Promise<{ from: string; into: string } | undefined> {
  const into = back.fiscal ? await findByFiscal(ctx.db, back.fiscal) : undefined;
  const from = into && (await askingAccount(ctx, back));
  return into && from && from !== into ? { from, into } : undefined;
}

/** The account whose session is open, when somebody comes back from a provider whose account there opens none yet. */
export async function accountToJoin({ actor, db }: Ctx, { fiscal, subject }: ReturnRow): Promise<string | undefined> {
  if (fiscal || !subject || actor.kind !== 'person' || (await findBySubject(db, subject))) return undefined;
  return actor.person ?? undefined;
}

/** The account from whose session they asked, else the one that their account at the provider opens; while nobody is certified in it. */
async function askingAccount(ctx: Ctx, { person, subject }: ReturnRow): Promise<string | undefined> {
  return uncertified(ctx, person ?? (subject && (await findBySubject(ctx.db, subject))));
}

/** Nobody when the account is certified as somebody: whoever asked then is another person at the same browser. */
async function uncertified(ctx: Ctx, person: string | null | undefined): Promise<string | undefined> {
  return person && (await isUncertified(ctx.db, person)) ? person : undefined;
}

/** Of two first sign-ins at once one makes the account, and the other finds it. */
async function certifiedPerson(ctx: Ctx, back: ReturnRow, fiscal: Buffer): Promise<string | Refusal> {
  const person = (await findByFiscal(ctx.db, fiscal)) ?? (await newlyCertified(ctx, back, fiscal));
  if (back.subject) await claimSubject(ctx.db, { hash: back.subject, issuer: back.provider, person, now: ctx.now });
  return person;
}

async function newlyCertified(ctx: Ctx, back: ReturnRow, fiscal: Buffer): Promise<string> {
  const own = await askingAccount(ctx, back);
  const person = own ?? ctx.id();
  if (!(await claimFiscal(ctx.db, fiscal, person, ctx.now))) return (await findByFiscal(ctx.db, fiscal))!;
  if (!own) await makeAccount(ctx, person, back);
  return person;
}

async function connectedPerson(ctx: Ctx, back: ReturnRow): Promise<string | Refusal> {
  const known = await findBySubject(ctx.db, back.subject!);
  if (known) return known;
  const person = ctx.id();
  const claimed = await claimSubject(ctx.db, { hash: back.subject!, issuer: back.provider, person, now: ctx.now });
  if (!claimed) return (await findBySubject(ctx.db, back.subject!))!;
  return (await makeAccount(ctx, person, back)) ? person : refuse('identity.address-taken', 409);
}

/** False when the address is somebody's already. */
async function makeAccount(ctx: Ctx, id: string, { name, email, reached }: ReturnRow): Promise<boolean> {
  const person = { id, name: name || ctx.words.t('people.newcomer'), email, language: ctx.words.lang, assurance: reached };
  if (!(await insertCertified(ctx.db, { ...person, now: ctx.now }))) return false;
  const whole = territoryOf(ctx).metropolis;
  if (whole) await noteNotice(ctx, { procedure: 'people.account', place: whole.id, person: id });
  return true;
}

/** Who was certified at the second level or above has given two proofs already; an account elsewhere is one. */
async function open(ctx: Ctx, id: string, back: ReturnRow, input: { session?: string; agent?: string }): Promise<Entered> {
  const person = await raiseAssurance(ctx.db, id, back.reached);
  if (!person) throw new Error('a person who came back without an account');
  const { source, provider: issuer, reached: level } = back;
  if (level === 'low' || level === 'substantial' || level === 'high')
    await insertProof(ctx.db, { source, issuer, level, proven: ctx.now, id: ctx.id(), person: id });
  const second = level === 'substantial' || level === 'high';
  return { ...(await openSession(ctx, person, input, second)), next: back.next, fresh: false };
}
