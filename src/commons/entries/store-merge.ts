import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: what the first published is the second's. */
export async function moveAuthor(db: Db, from: string, into: string): Promise<void> {
  await run(db, sql`update entries.entries set author = ${into} where author = ${from}`);
}
