import type { Ctx } from '../../kernel/context.ts';
import { describeTables } from '../../kernel/database/store-describe.ts';
import { personalRooms, personalTables } from '../../kernel/personal/declared.ts';
import type { Personal } from '../../kernel/personal/personal.ts';
import { eraseFrom } from '../../kernel/personal/store.ts';
import { lockPerson } from '../people/store-erasing.ts';
import { insertErasure } from './store.ts';

/** Forgets a person in every room, in the transaction of the verb that calls it: the rooms from the last to the first, since each stands on those
 *  before it; then what their tables declare. The row of the person stays, so that what was signed still counts, and with it the id in a list
 *  that is gone through again after an older backup. False when there is nobody (left) to forget. */
export async function forgetPerson(ctx: Ctx, person: string, words: boolean, at: Date): Promise<boolean> {
  const found = await lockPerson(ctx.db, person);
  if (!found) return false;
  const whose = { person, addresses: found.addresses };
  for (const { personal } of personalRooms().toReversed()) await personal.erase?.(ctx, whose, words);
  const tables = personalTables();
  await eraseFrom(ctx.db, tables, await describeTables(ctx.db, schemasOf(tables)), whose);
  await insertErasure(ctx.db, { person, words, at });
  await ctx.enqueue('privacy.list-erasure', { person, words, at: at.toISOString() });
  return true;
}

export function schemasOf(tables: Personal['tables']): string[] {
  return [...new Set(Object.keys(tables).map((table) => table.split('.')[0]!))];
}
