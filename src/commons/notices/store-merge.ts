import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: a wish that both have is had once, with the louder rhythm; what was told to both was told once. */
export async function moveFollows(db: Db, from: string, into: string): Promise<void> {
  const same = sql`f.person = ${from} and i.person = ${into} and (f.entry, f.kind, f.topic, f.place, f.metres) is not distinct from
    (i.entry, i.kind, i.topic, i.place, i.metres) and f.point is not distinct from i.point`;
  const loudness = sql`array['none', 'page', 'weekly', 'daily', 'at-once']`;
  await run(
    db,
    sql`update notices.follows i set how = f.how from notices.follows f
    where ${same} and array_position(${loudness}, f.how) > array_position(${loudness}, i.how)`,
  );
  await run(
    db,
    sql`delete from notices.notices f using notices.notices i where f.person = ${from} and i.person = ${into} and f.act = i.act`,
  );
  await run(
    db,
    sql`update notices.notices n set follow = i.id from notices.follows f, notices.follows i where ${same} and n.follow = f.id`,
  );
  await run(db, sql`delete from notices.follows f using notices.follows i where ${same}`);
  await run(db, sql`update notices.follows set person = ${into} where person = ${from}`);
  await run(db, sql`update notices.notices set person = ${into} where person = ${from}`);
}
