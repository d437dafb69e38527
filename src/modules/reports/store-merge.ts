import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: what the first did here is the second's. The reports that both support, which from now on have one support
 *  of them, since a person counts once. */
export async function moveReports(db: Db, from: string, into: string): Promise<{ id: string; code: string; place: string }[]> {
  const double = await all(
    db,
    sql<{ id: string; code: string; place: string }>`
    delete from reports.supports f using reports.supports i, entries.entries e
    where f.person = ${from} and i.person = ${into} and f.report = i.report and e.id = f.report returning e.id, e.code, e.place`,
  );
  await run(db, sql`update reports.supports set person = ${into} where person = ${from}`);
  await run(db, sql`update reports.reports set assignee = ${into} where assignee = ${from}`);
  await run(db, sql`update reports.internal_notes set person = ${into} where person = ${from}`);
  await run(db, sql`update reports.inspections set person = ${into} where person = ${from}`);
  await run(db, sql`update reports.case_answers set person = ${into} where person = ${from}`);
  return double;
}
