import type { Ctx } from '../../kernel/context.ts';
import { hashOf } from '../people/sessions.ts';
import { findSession } from '../people/store-sessions.ts';

/** The session of the actor's own browser, by its secret: what acts for somebody is bound to it. */
export async function ownSession(ctx: Ctx, secret: string | undefined): Promise<Buffer | undefined> {
  const id = secret ? hashOf(secret) : undefined;
  const own = id && (await findSession(ctx.db, id, ctx.now));
  return own && own.person === ctx.actor.person ? id : undefined;
}
