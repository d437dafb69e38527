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
/** Milliseconds before the first new try, twice as many before each further one, at most the last. */
const shortest = 5_000;
const longest = 5 * 60_000;
/** Milliseconds in which acts gather before they are read. */
const gathering = 200;

/** Runs the subscribers of the house, each in its own transaction with its cursor, in the order of the register. One that fails reads its acts one by
 *  one up to that which it cannot read, tries that again later and later, and never holds the others up; no act is left out. */
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
  /** Of those that failed: how many acts go by one by one, how often the first of them failed, and when it is tried again. */
  const failing = new Map<string, { acts: number; tries: number; until: number }>();
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
      const fault = failing.get(subscriber.name);
      if (fault && fault.until > performance.now()) continue;
      try {
        const read = await house.within((ctx) => step(ctx, subscriber, upTo, fault ? 1 : batch));
        const left = fault ? fault.acts - read : 0;
        if (left > 0 && read > 0) failing.set(subscriber.name, { acts: left, tries: 0, until: 0 });
        else failing.delete(subscriber.name);
        if (read === batch || (fault && read > 0)) more = true;
      } catch (error) {
        if (stopped) return false;
        if (!fault && !isDatabaseAway(error)) {
          failing.set(subscriber.name, { acts: batch, tries: 0, until: 0 });
          more = true;
          continue;
        }
        const tries = fault?.tries ?? 0;
        const until = performance.now() + Math.min(shortest * 2 ** tries, longest);
        failing.set(subscriber.name, { acts: fault?.acts ?? batch, tries: tries + 1, until });
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
      for (const fault of failing.values()) fault.until = 0;
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

async function step(ctx: Ctx, subscriber: Subscriber, upTo: string, most: number): Promise<number> {
  const cursor = await lockCursor(ctx.db, subscriber.name);
  if (cursor === undefined) return 0;
  const acts = await actsAfter(ctx.db, cursor, upTo, most);
  if (acts.length === 0) return 0;
  const wanted = subscriber.verbs ? acts.filter((act) => subscriber.verbs!.includes(act.verb)) : acts;
  if (wanted.length > 0) await subscriber.run(ctx, wanted);
  await moveCursor(ctx.db, subscriber.name, acts.at(-1)!);
  return acts.length;
}
