import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { array, run } from '../../kernel/database/store.ts';

export async function emptyDescriptions(db: Db, reports: readonly string[]): Promise<void> {
  await run(db, sql`update reports.reports set description = '' where id = any (${array(reports, 'uuid')})`);
}

/** Contacts of reports without an account that were closed long ago, as each municipality says. */
export async function forgetContacts(db: Db, before: readonly { place: string; closed: Date }[], most: number): Promise<number> {
  return run(
    db,
    sql`update reports.reports set contact_name = null, contact_email = null, confirmation = null where id in (
      select r.id from reports.reports r join entries.entries e on e.id = r.id
        join jsonb_to_recordset(${JSON.stringify(before)}::jsonb) as here (place uuid, closed timestamptz) on e.place = here.place and e.closed < here.closed
      where r.contact_email is not null or r.contact_name is not null limit ${most})`,
  );
}
