import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array } from '../../kernel/database/store.ts';
import { published } from './visibility.ts';

/** Of these things, those whose acts the log of the register shows: what is public, and what moderation took from sight after its acts had stood
 *  in the log (that it was hidden, and why, is to be seen). What nobody knows, and what never was public, is not among them. */
export async function openAmong(db: Db, things: readonly string[]): Promise<ReadonlySet<string>> {
  if (things.length === 0) return new Set();
  const rows = await all(
    db,
    sql<{ id: string }>`
    select e.id from entries.entries e where e.id = any (${array(things, 'uuid')}) and (${published()} or (e.visibility = 'hidden' and exists (
      select 1 from kernel.acts a join kernel.leaves l on l.act = a.seq where a.entry = e.id and l.open)))`,
  );
  return new Set(rows.map((row) => row.id));
}
