import { sql } from 'kysely';
import type { Db } from '../../../kernel/context.ts';
import { all, array } from '../../../kernel/database/store.ts';

/** Two imports of one source wait for each other. */
export async function lockSource(db: Db, source: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reports.import ${source}`}, 0))`.execute(db);
}

export interface KnownReport {
  id: string;
  code: string;
  place: string;
  state: string;
  source_id: string;
  source_said: string | null;
}

/** Those of these rows of a source that were imported before. */
export async function listImported(db: Db, source: string, sourceIds: readonly string[]): Promise<KnownReport[]> {
  return all(
    db,
    sql<KnownReport>`
    select r.id, e.code, e.place, e.state, r.source_id, r.source_said from reports.reports r join entries.entries e on e.id = r.id
    where r.source = ${source} and r.source_id = any (${array(sourceIds, 'text')})`,
  );
}

/** What the source says now of reports that it said something else of. */
export async function updateImported(
  db: Db,
  reports: readonly { id: string; state: string; closed: string | null; due: string | null; said: string }[],
  now: Date,
): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) as g (id uuid, state text, closed timestamptz, due timestamptz, said text)`;
  await sql`update entries.entries e set state = g.state, closed = g.closed, due = g.due, updated = ${now} from ${given} where e.id = g.id`.execute(
    db,
  );
  await sql`update reports.reports r set source_said = g.said from ${given} where r.id = g.id`.execute(db);
}
