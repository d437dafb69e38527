/** Counts the statements that a pool sends: every one, those that open and close transactions too. */
import type pg from 'pg';

export interface Counter {
  /** Statements since the last time it was asked; their texts. */
  take(): string[];
}

const counters = new WeakMap<pg.Pool, Counter>();

export function countStatements(pool: pg.Pool): Counter {
  const known = counters.get(pool);
  if (known) return known;
  let sent: string[] = [];
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<pg.PoolClient>;
  const watched = new WeakSet<pg.PoolClient>();
  pool.connect = (async (callback?: unknown) => {
    // `pool.query` connects by callback: it serves preparations, not pages.
    if (callback) return connect(callback);
    const client = await connect();
    if (!watched.has(client)) {
      watched.add(client);
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = ((...args: unknown[]) => {
        const asked = args[0] as string | { text: string };
        sent.push(typeof asked === 'string' ? asked : asked.text);
        return query(...args);
      }) as typeof client.query;
    }
    return client;
  }) as typeof pool.connect;
  const counter: Counter = {
    take: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
  counters.set(pool, counter);
  return counter;
}
