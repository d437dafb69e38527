/** Faults at each step of a verb: the connection to the database breaks before its n-th statement, or after it and before the answer is heard.
 *  To the database that is a server killed there and then; to the caller, a request without an answer. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Actor } from '../../src/kernel/actor.ts';
import type { Verb } from '../../src/kernel/verbs/verb.ts';
import type { TestHouse } from '../house.ts';

export interface Step {
  verb: Verb<any, any, any>;
  /** A fresh thing to act on, and who acts on it. */
  prepare(n: number): Promise<{ input: Record<string, unknown>; actor: Actor }>;
}

type When = 'before' | 'after';

/** Breaks the connection at the n-th statement that the pool sends from now on; how many there were, when it is taken off. */
function breaker(pool: pg.Pool) {
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<pg.PoolClient>;
  const watched = new WeakSet<pg.PoolClient>();
  let armed: { at: number; when: When; sent: number } | null = null;
  pool.connect = (async (callback?: unknown) => {
    if (callback) return connect(callback);
    const client = await connect();
    if (watched.has(client)) return client;
    watched.add(client);
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
    const cut = () => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    client.query = (async (...given: unknown[]) => {
      const now = armed && armed.sent++ === armed.at ? armed.when : undefined;
      if (now === 'before') cut();
      const answer = query(...given);
      if (now !== 'after') return answer;
      await answer;
      cut();
      throw Object.assign(new Error('Connection terminated'), { code: '08006' });
    }) as typeof client.query;
    return client;
  }) as typeof pool.connect;
  return {
    arm: (at: number, when: When) => {
      armed = { at, when, sent: 0 };
    },
    disarm: () => {
      const sent = armed?.sent ?? 0;
      armed = null;
      return sent;
    },
  };
}

/** Every row of ours, table by table: how many there are, and a fingerprint of what they say. */
export async function stateOf(house: TestHouse): Promise<Map<string, { rows: number; print: string }>> {
  const { rows: tables } = await house.database.pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'topology', 'tiger') and n.nspname not like 'pg_%'
       and (n.nspname <> 'jobs' or c.relname = 'job' or c.relname like 'j_%') order by 1`,
  );
  const { rows } = await house.database.pool.query<{ name: string; rows: number; print: string }>(
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, count(*)::int as rows, coalesce(sum(hashtext(t::text)), 0)::text as print from ${name} t`,
      )
      .join(' union all '),
  );
  return new Map(rows.map((row) => [row.name, row]));
}

function grown(before: Map<string, { rows: number }>, after: Map<string, { rows: number }>): Record<string, number> {
  return Object.fromEntries(
    [...after].map(([name, { rows }]) => [name, rows - (before.get(name)?.rows ?? 0)] as const).filter(([, more]) => more !== 0),
  );
}

/** Goes through every step of a verb. After each fault nothing was done or all of it; asked again, it is done once; what was acknowledged is there.
 *  The number of steps. */
export async function everyStep(house: TestHouse, { verb, prepare }: Step): Promise<number> {
  const { arm, disarm } = breaker(house.database.pool);
  const whole = await prepare(0);
  const start = await stateOf(house);
  arm(-1, 'before');
  const clean = await house.perform(verb, whole.input, whole.actor);
  const steps = disarm();
  assert.ok('done' in clean, `${verb.name}: ${JSON.stringify(clean)}`);
  const once = grown(start, await stateOf(house));
  for (let at = 0; at < steps; at++) {
    for (const when of ['before', 'after'] as const) {
      const { input, actor } = await prepare(at * 2 + (when === 'after' ? 2 : 1));
      const before = await stateOf(house);
      arm(at, when);
      const acknowledged = await house.perform(verb, input, actor).then(
        (outcome) => 'done' in outcome,
        () => false,
      );
      const sent = disarm();
      // The pool hears of a broken connection a moment later.
      await wait(20);
      if (sent <= at) continue;
      const place = `${verb.name}, ${when} statement ${at + 1} of ${steps}`;
      const after = await stateOf(house);
      const changed = [...after].filter(([name, { print }]) => before.get(name)?.print !== print).map(([name]) => name);
      const done = changed.length > 0;
      if (done) assert.deepEqual(grown(before, after), once, `${place}: a half was done`);
      if (acknowledged) assert.ok(done, `${place}: it was acknowledged and is not there`);
      const again = await house.perform(verb, input, actor);
      if (!done) assert.ok('done' in again, `${place}: it cannot be done any more: ${JSON.stringify(again)}`);
      assert.deepEqual(grown(before, await stateOf(house)), once, `${place}: asked again, it is not there once`);
    }
  }
  return steps;
}
