import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: thanks that both gave are given once, and nobody thanks themselves. */
export async function moveComments(db: Db, from: string, into: string): Promise<void> {
  // A key names a sending of one account; where both used the same, that of the first is no longer needed.
  await run(
    db,
    sql`update discussion.comments f set key = null from discussion.comments i where f.author = ${from} and i.author = ${into} and f.key = i.key`,
  );
  await run(db, sql`update discussion.comments set author = ${into} where author = ${from}`);
  await run(
    db,
    sql`delete from discussion.thanks f using discussion.thanks i where f.person = ${from} and i.person = ${into} and f.comment = i.comment`,
  );
  await run(db, sql`update discussion.thanks set person = ${into} where person = ${from}`);
  await run(
    db,
    sql`delete from discussion.thanks t using discussion.comments c where t.person = ${into} and c.id = t.comment and c.author = ${into}`,
  );
}
