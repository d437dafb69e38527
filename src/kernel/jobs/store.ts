import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, array, first, run } from '../database/store.ts';

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

export interface FailedJobs {
  name: string;
  n: number;
  first: Date;
  last: Date;
  /** What went wrong with the last of them. */
  error: string | null;
}

/** Jobs that no try will be made of any more, by what they do; the latest first. */
export async function listFailedJobs(db: Db): Promise<FailedJobs[]> {
  return all(
    db,
    sql<FailedJobs>`
    select name, count(*) as n, min(completed_on) as first, max(completed_on) as last,
      (array_agg(output->>'message' order by completed_on desc))[1] as error
    from jobs.job where state = 'failed' group by name order by max(completed_on) desc`,
  );
}

/** Puts the failed ones of this name back in the queue, for one more try each; how many. */
export async function requeueFailed(db: Db, name: string): Promise<number> {
  return run(
    db,
    sql`update jobs.job set state = 'retry', retry_limit = retry_limit + 1, completed_on = null where name = ${name} and state = 'failed'`,
  );
}

/** Work that names any of these. */
export async function forgetJobsAbout(db: Db, names: readonly string[]): Promise<number> {
  return run(
    db,
    sql`delete from jobs.job j where exists (
      select from unnest(${array(names, 'text')}) as named (it) where position(lower(named.it) in lower(j.data::text || coalesce(j.output::text, '') || coalesce(j.source_output::text, ''))) > 0)`,
  );
}

export async function forgetOldJobs(db: Db, done: Date, failed: Date, most: number): Promise<number> {
  return run(
    db,
    sql`delete from jobs.job where (name, id) in (
      select name, id from jobs.job where (state in ('completed', 'cancelled') and completed_on < ${done})
        or (state = 'failed' and completed_on < ${failed}) limit ${most})`,
  );
}
