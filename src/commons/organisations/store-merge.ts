import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { run } from '../../kernel/database/store.ts';

/** Two accounts were of one person: who spoke for an organisation in both at once speaks for it once, and the double ends. */
export async function moveDelegates(db: Db, from: string, into: string, now: Date): Promise<void> {
  const same = sql`f.person = ${from} and i.person = ${into} and f.organisation = i.organisation
    and tstzrange(f.since, f.until) && tstzrange(i.since, i.until)`;
  await run(
    db,
    sql`update organisations.delegates f set until = greatest(f.since, ${now}) from organisations.delegates i
    where ${same} and (f.until is null or f.until > ${now})`,
  );
  await run(
    db,
    sql`update organisations.delegates f set person = ${into} where f.person = ${from} and not exists (
      select from organisations.delegates i where i.person = ${into} and i.organisation = f.organisation
        and tstzrange(f.since, f.until) && tstzrange(i.since, i.until))`,
  );
}
