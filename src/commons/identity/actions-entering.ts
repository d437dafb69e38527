import type { Ctx } from '../../kernel/context.ts';
import { anyone } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { type Entered, openSession } from '../people/actions-entering.ts';
import { hashOf } from '../people/sessions.ts';
import { insertCertified, raiseAssurance } from '../people/store-certified.ts';
import { enterForm } from './forms.ts';
import { moveEverything } from './merging.ts';
import {
  claimFiscal,
  findByFiscal,
  findReturn,
  insertMerge,
  insertProof,
  isUncertified,
  lockPerson,
  noteBorn,
  type ReturnRow,
  useReturn,
} from './store.ts';

interface Returning {
  code: string;
  browser: string;
}

/** Whose answer waits for this browser; without the cookie that its question left, nobody's (login CSRF). */
export function findReturning(ctx: Ctx, { code, browser }: Returning): Promise<ReturnRow | undefined> {
  return findReturn(ctx.db, hashOf(code), hashOf(browser), ctx.now);
}

/** Signs in who was certified: by the fiscal code their account; else the account from which they asked; else a new one. */
export const enterCertified = verb({
  name: 'identity.enter',
  form: enterForm,
  limit: { times: 60, seconds: 15 * 60 },
  find: async (ctx, input) => (await findReturning(ctx, input)) ?? refuse('identity.gone', 410),
  may: anyone,
  run: async (ctx, input, back: ReturnRow): Promise<Entered | Refusal> => {
    if (!(await useReturn(ctx.db, back.id))) return refuse('identity.gone', 410);
    if (back.person) await lockPerson(ctx.db, back.person);
    const person = (await findByFiscal(ctx.db, back.fiscal)) ?? (await newlyCertified(ctx, back));
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

/** The account from which somebody asked who already has a certified one: shall the two be one? */
export async function accountsInQuestion(ctx: Ctx, back: ReturnRow): Promise<{ from: string; into: string } | undefined> {
  const into = await findByFiscal(ctx.db, back.fiscal);
  const from = into && (await uncertified(ctx, back.person));
  return into && from && from !== into ? { from, into } : undefined;
}

/** Nobody when the account is certified as somebody: whoever asked then is another person at the same browser. */
async function uncertified(ctx: Ctx, person: string | null): Promise<string | undefined> {
  return person && (await isUncertified(ctx.db, person)) ? person : undefined;
}

/** The account from which they asked, else a new one. Of two first sign-ins at once one makes it, and the other finds it. */
async function newlyCertified(ctx: Ctx, back: ReturnRow): Promise<string> {
  const own = await uncertified(ctx, back.person);
  const person = own ?? ctx.id();
  if (!(await claimFiscal(ctx.db, back.fiscal, person, ctx.now))) return (await findByFiscal(ctx.db, back.fiscal))!;
  const { name, reached } = back;
  if (!own) await insertCertified(ctx.db, { id: person, name, language: ctx.words.lang, assurance: reached, now: ctx.now });
  return person;
}

/** Who was certified at the second level or above has given two proofs already. */
async function open(ctx: Ctx, id: string, back: ReturnRow, input: { session?: string; agent?: string }): Promise<Entered> {
  const person = await raiseAssurance(ctx.db, id, back.reached);
  if (!person) throw new Error('a certified person without an account');
  const proof = { source: back.source, issuer: back.provider, level: back.reached, proven: ctx.now };
  await insertProof(ctx.db, { ...proof, id: ctx.id(), person: id });
  if (back.born) await noteBorn(ctx.db, id, back.born);
  return { ...(await openSession(ctx, person, input, true)), next: back.next, fresh: false };
}
