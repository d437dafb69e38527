import type { Ctx } from '../context.ts';
import { isDatabaseAway } from '../database/database.ts';
import { shortError } from '../faults.ts';
import type { Subscriber } from '../room.ts';
import { actsAfter, createCursors, hasUnreadable, lockCursor, moveCursor, noteFailure } from './store.ts';

export interface Subscribers {
  /** New acts may be there. */
  wake(): void;
  /** Reads until nothing is left, for tests and seeds. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const batch = 200;
/** Milliseconds in which acts gather before they are read. */
const gathering = 200;

/** Runs the subscribers of the house, each in its own transaction with its cursor, in commit order. One that fails is tried again later
 *  and never holds the others up. `ctxOf` gives a context of the system on a transaction. */
export async function startSubscribers(
  list: readonly Subscriber[],
  house: { ctx(): Ctx; within<T>(run: (ctx: Ctx) => Promise<T>): Promise<T> },
  every: number | null,
): Promise<Subscribers> {
  const { db, log } = house.ctx();
  await createCursors(
    db,
    list.map((subscriber) => subscriber.name),
  );
  let stopped = false;
  let again = false;
  let running: Promise<void> | null = null;
  const waiting = new Map<string, number>();

  async function readOnce(): Promise<boolean> {
    let more = false;
    for (const subscriber of list) {
      if (stopped) return false;
      if ((waiting.get(subscriber.name) ?? 0) > house.ctx().now.getTime()) continue;
      try {
        const read = await house.within((ctx) => step(ctx, subscriber));
        waiting.delete(subscriber.name);
        if (read === batch) more = true;
      } catch (error) {
        if (stopped) return false;
        waiting.set(subscriber.name, house.ctx().now.getTime() + 5_000);
        if (isDatabaseAway(error)) continue;
        log.error({ subscriber: subscriber.name, err: error }, 'subscriber failed');
        await noteFailure(db, subscriber.name, shortError(error)).catch(() => {});
      }
    }
    return more;
  }

  function read(): Promise<void> {
    again = true;
    running ??= (async () => {
      while (again && !stopped) {
        again = false;
        if (await readOnce()) again = true;
      }
      running = null;
    })();
    return running;
  }

  let soon: NodeJS.Timeout | null = null;
  const timer = every ? setInterval(() => void read(), every) : null;
  timer?.unref();
  return {
    wake: () => {
      // Many acts in a moment are read together: what follows from them may come a moment later.
      if (every && !stopped)
        soon ??= setTimeout(() => {
          soon = null;
          void read();
        }, gathering);
    },
    drain: async () => {
      waiting.clear();
      // Another transaction of the server may hold what was just committed out of sight for a moment.
      for (let tries = 0; tries < 100 && (await hasUnreadable(db)); tries++) await new Promise((done) => setTimeout(done, 30));
      await running;
      await read();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearInterval(timer);
      if (soon) clearTimeout(soon);
      await running;
    },
  };
}

async function step(ctx: Ctx, subscriber: Subscriber): Promise<number> {
  const cursor = await lockCursor(ctx.db, subscriber.name);
  if (!cursor) return 0;
  const acts = await actsAfter(ctx.db, cursor, batch);
  if (acts.length === 0) return 0;
  const wanted = subscriber.verbs ? acts.filter((act) => subscriber.verbs!.includes(act.verb)) : acts;
  if (wanted.length > 0) await subscriber.run(ctx, wanted);
  await moveCursor(ctx.db, subscriber.name, acts.at(-1)!);
  return acts.length;
}
