import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: who connected things. */
export async function moveLinks(db: Db, from: string, into: string): Promise<void> {
  await run(db, sql`update links.links set made_by = ${into} where made_by = ${from}`);
}
