import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { hashOf } from '../people/sessions.ts';
import { assertionHash } from './identity.ts';
import { dropRequest, keepAnswer, type RequestRow } from './store.ts';
import { recognise, type VerifiedPerson } from './verified.ts';

const minute = 60_000;
/** A browser comes back at once, or stops at a question. */
const returnLasts = 10 * minute;
/** Whoever must first prove an older account by a link in the mailbox has as long as that link. */
const accountLasts = 30 * minute;

/** What is told when the provider answered, and it was not a yes that we can take. */
export type No = { no: string };
export type Received = { code: string } | No;

/** Uses a question up with what its provider said: a person, or a reason why not. To be called within a verb. */
export async function settle(ctx: Ctx, request: RequestRow, said: VerifiedPerson | string): Promise<Received | Refusal> {
  const who = typeof said === 'string' ? said : recognise(said, keyFor(ctx.config, 'identity.fiscal'), ctx.now);
  if (typeof who === 'string' || typeof said === 'string') {
    const no = String(who);
    return (await dropRequest(ctx.db, request.id, no, ctx.now)) ? { no } : refuse('identity.unbelieved', 403);
  }
  const code = ctx.secret(32);
  const kept = await keepAnswer(
    ctx.db,
    request.id,
    { ...who, code: hashOf(code), assertion: assertionHash(said.issuer, said.answerId) },
    ctx.now,
    new Date(ctx.now.getTime() + (who.fiscal ? returnLasts : accountLasts)),
  );
  return kept ? { code } : refuse('identity.unbelieved', 403);
}
