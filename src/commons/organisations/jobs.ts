import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import { announceEnd } from './actions-delegates.ts';
import { listEnding } from './store-delegates.ts';

const fortnight = 14 * 86_400_000;
const atATime = 500;

/** Every morning, of the delegations that end within two weeks, each once. */
export async function announceEnds(ctx: Ctx): Promise<void> {
  const ids = await listEnding(ctx.db, ctx.now, new Date(ctx.now.getTime() + fortnight), atATime);
  for (const id of ids) await performVerb(ctx, announceEnd, { id });
}
