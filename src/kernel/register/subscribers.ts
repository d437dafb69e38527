import type { Ctx } from '../context.ts';
import { isDatabaseAway } from '../database/database.ts';
import { shortError } from '../faults.ts';
import type { Subscriber } from '../room.ts';
import { openHorizon } from './horizon.ts';
import { actsAfter, createCursors, lockCursor, moveCursor, noteFailure } from './store.ts';

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

/** Runs the subscribers of the house, each in its own transaction with its cursor, in the order of the register. One that fails is tried again later
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
  let upTo = '0';
  const horizon = openHorizon(db);

  async function readOnce(): Promise<boolean> {
    let more = false;
    try {
      upTo = await horizon();
    } catch (error) {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'the register cannot be read');
      return false;
    }
    for (const subscriber of list) {
      if (stopped) return false;
      if ((waiting.get(subscriber.name) ?? 0) > house.ctx().now.getTime()) continue;
      try {
        const read = await house.within((ctx) => step(ctx, subscriber, upTo));
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

async function step(ctx: Ctx, subscriber: Subscriber, upTo: string): Promise<number> {
  const cursor = await lockCursor(ctx.db, subscriber.name);
  if (cursor === undefined) return 0;
  const acts = await actsAfter(ctx.db, cursor, upTo, batch);
  if (acts.length === 0) return 0;
  const wanted = subscriber.verbs ? acts.filter((act) => subscriber.verbs!.includes(act.verb)) : acts;
  if (wanted.length > 0) await subscriber.run(ctx, wanted);
  await moveCursor(ctx.db, subscriber.name, acts.at(-1)!);
  return acts.length;
}
