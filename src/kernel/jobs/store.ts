import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, first } from '../database/store.ts';

/** Jobs that failed for good, by queue; none where the queue was never made. */
export async function failedJobs(db: Db): Promise<{ name: string; n: number }[]> {
  const there = await first(db, sql<{ there: string | null }>`select to_regclass('jobs.job')::text as there`);
  return there?.there
    ? all(
        db,
        sql<{
          name: string;
          n: number;
        }>`select name, count(*) as n from jobs.job where state = 'failed' group by name order by name`,
      )
    : [];
}
