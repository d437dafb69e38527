import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: a subject that both flagged is flagged once. */
export async function moveFlags(db: Db, from: string, into: string): Promise<void> {
  await run(
    db,
    sql`delete from moderation.flags f using moderation.flags i where f.person = ${from} and i.person = ${into} and f.subject = i.subject`,
  );
  await run(db, sql`update moderation.flags set person = ${into} where person = ${from}`);
}
