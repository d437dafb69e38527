import { CompiledQuery } from 'kysely';
import { type JobResult, PgBoss } from 'pg-boss';
import type { Ctx, Db } from '../context.ts';
import { isDatabaseAway } from '../database/database.ts';
import { shortError } from '../faults.ts';
import type { Job } from '../room.ts';

export interface Jobs {
  /** Adds a job in the transaction of `db`; of a list, one for each, in one statement. */
  enqueue(db: Db, name: string, data: object): Promise<void>;
  /** Runs at once whatever is queued, for tests and seeds. */
  drain(): Promise<void>;
  health(): Promise<
    {
      name: string;
      schedule: string | null;
      queued: number;
      active: number;
      failed: number;
      lastError: string | null;
      lastDone: Date | null;
    }[]
  >;
  stop(): Promise<void>;
}

/** Jobs and schedules on pg-boss, in the same database: a job is queued in the transaction of the verb that wants it, so neither is ever without the other.
 *  `work` false (command line, tests): jobs wait, or run through `drain`. Schedules are in Europe/Rome. */
export async function startJobs(
  list: readonly Job[],
  house: { ctx(): Ctx; within<T>(run: (ctx: Ctx) => Promise<T>): Promise<T> },
  work: boolean,
): Promise<Jobs> {
  const { db, log } = house.ctx();
  const boss = new PgBoss({
    db: { executeSql: (text, values) => execute(db, text, values ?? []) },
    schema: 'jobs',
    schedule: work,
    supervise: work,
  });
  const notes = new Map<string, { lastError: string | null; lastDone: Date | null }>();
  boss.on('error', (error) => {
    if (!isDatabaseAway(error)) log.error({ err: error }, 'job queue');
  });
  await boss.start();

  /** What went wrong, in one line, if something did. */
  async function perform(job: Job, { id, data }: { id: string; data: unknown }): Promise<{ message: string } | undefined> {
    try {
      await (job.atomic ? house.within((ctx) => job.run(ctx, data, id)) : job.run(house.ctx(), data, id));
      notes.set(job.name, { lastError: null, lastDone: house.ctx().now });
      return undefined;
    } catch (error) {
      const message = shortError(error);
      notes.set(job.name, { lastError: message, lastDone: notes.get(job.name)?.lastDone ?? null });
      log.error({ job: job.name, err: error }, 'job failed');
      return { message };
    }
  }

  const there = new Set((await boss.getQueues()).map((queue) => queue.name));
  for (const job of list) {
    if (!there.has(job.name)) {
      await boss.createQueue(job.name, { retryLimit: 8, retryBackoff: true, retryDelay: 5 });
      // pg-boss looks a new queue up at its first use, on another connection: inside a transaction of the embedded engine that would wait for ever.
      await boss.findJobs(job.name, { id: '00000000-0000-0000-0000-000000000000' });
    }
    if (!work) continue;
    if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: 'Europe/Rome' });
    const options = {
      batchSize: 20,
      pollingIntervalSeconds: job.schedule ? 15 : 2,
      burstWhenBatchFull: true,
      perJobResults: true,
    } as const;
    await boss.work(job.name, options, async (jobs) => {
      const results: JobResult[] = [];
      for (const one of jobs) {
        const fault = await perform(job, one);
        results.push({ id: one.id, status: fault ? 'failed' : 'completed', output: fault });
      }
      return results;
    });
  }

  return {
    enqueue: async (on, name, data) => {
      const options = { db: { executeSql: (text: string, values?: unknown[]) => execute(on, text, values ?? []) } };
      if (Array.isArray(data))
        await boss.insert(
          name,
          data.map((one) => ({ data: one })),
          options,
        );
      else await boss.send(name, data, options);
    },
    drain: async () => {
      for (let found = true; found; ) {
        found = false;
        for (const job of list) {
          const jobs = await boss.fetch(job.name, { batchSize: 100 });
          for (const one of jobs ?? []) {
            found = true;
            const fault = await perform(job, one);
            await (fault ? boss.fail(job.name, one.id, fault) : boss.complete(job.name, one.id));
          }
        }
      }
    },
    health: async () => {
      const queues = await boss.getQueues();
      return list.map((job) => {
        const queue = queues.find((one) => one.name === job.name);
        const note = notes.get(job.name);
        return {
          name: job.name,
          schedule: job.schedule ?? null,
          queued: Number(queue?.queuedCount ?? 0),
          active: Number(queue?.activeCount ?? 0),
          failed: queue?.failedCount ?? 0,
          lastError: note?.lastError ?? null,
          lastDone: note?.lastDone ?? null,
        };
      });
    },
    stop: async () => {
      await boss
        .stop({ graceful: work, timeout: 20_000 })
        .catch((error) => log.warn({ err: error }, 'job queue did not stop in time'));
    },
  };
}

async function execute(db: Db, text: string, values: unknown[]): Promise<{ rows: any[] }> {
  const result = await db.executeQuery(CompiledQuery.raw(text, values));
  return { rows: result.rows as any[] };
}
