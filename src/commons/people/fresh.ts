import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { hashOf } from './sessions.ts';
import { findPerson, type PersonRow } from './store.ts';
import { findSignedIn } from './store-erasing.ts';

/** So long after somebody has shown who they are, nobody else is thought to sit there. */
const freshFor = 15 * 60_000;

/** Did the session of this person begin a little while ago? It counts from the last proof: whoever owes a second one gets a new session with it, and is
 *  nobody before. */
export async function isFresh(ctx: Ctx, session: string | undefined, person: string): Promise<boolean> {
  const since = session ? await findSignedIn(ctx.db, hashOf(session), person) : undefined;
  return since !== undefined && ctx.now.getTime() - since.getTime() <= freshFor;
}

export async function whoAsks(ctx: Ctx): Promise<PersonRow | Refusal> {
  const person = ctx.actor.person ? await findPerson(ctx.db, ctx.actor.person) : undefined;
  return person ?? refuse('kernel.sign-in', 401);
}

export type Fresh = PersonRow & { fresh: boolean };

export async function whoAsksAfresh(ctx: Ctx, { session }: { session?: string }): Promise<Fresh | Refusal> {
  const person = await whoAsks(ctx);
  return 'status' in person ? person : { ...person, fresh: await isFresh(ctx, session, person.id) };
}

/** Ways to enter and sessions: an open session on somebody's table is not enough (OWASP ASVS 5.0, 6.2.3, 7.5.1 and 7.5.2). */
export const mayChangeAccess = rule<Fresh>(
  'may-change-access',
  'the person, having signed in within 15 minutes',
  (actor, { fresh }) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    return fresh ? undefined : refuse('people.not-fresh', 403);
  },
);
