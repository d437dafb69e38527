import type { Ctx } from '../../kernel/context.ts';
import { type ActPlace, findActPlace } from '../../kernel/register/store-seal.ts';
import { isId } from '../discussion/comment.ts';
import { findEntry } from '../entries/store.ts';

/** Which thing the secret receipt of a room is of; nothing when it is none of its own. */
export type FindByReceipt = (ctx: Ctx, typed: string) => Promise<string | undefined>;

let rooms: readonly FindByReceipt[] = [];

/** Called once, when the house is built. */
export function declareReceipts(list: readonly FindByReceipt[]): void {
  rooms = list;
}

/** The act that a name is of: its own name (a UUID that only its receipt tells, where it is not public), or the code of a thing that the actor may
 *  see, whose first act it then is. */
export async function findNamed(ctx: Ctx, name: string): Promise<ActPlace | undefined> {
  const id: unknown = name;
  if (isId(id)) return findActPlace(ctx.db, { id });
  const thing = await findEntry(ctx.db, ctx.actor, name.toUpperCase());
  return thing && findActPlace(ctx.db, { entry: thing.id });
}

/** The same for whatever a person may hold: also the secret code of a receipt. It never stands in an address. */
export async function findHeld(ctx: Ctx, typed: string): Promise<ActPlace | undefined> {
  const named = await findNamed(ctx, typed);
  if (named) return named;
  for (const find of rooms) {
    const thing = await find(ctx, typed);
    if (thing) return findActPlace(ctx.db, { entry: thing });
  }
  return undefined;
}
