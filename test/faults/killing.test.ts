/** kill -9 of the server at every step of every verb (trust case 75), seen from outside: a real process, and whoever asked asks again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { onlyDeep } from '../deep.ts';
import { openHouse, type TestHouse, testServer } from '../house.ts';
import { prepareServer, type ServerProcess } from '../server.ts';
import { type Asked, countOf, type Fact, factsOf, recount } from './facts.ts';
import { type Gate, gateTo, type When } from './killing.ts';
import { provenLog } from './writing.ts';

const skip = testServer ? onlyDeep : 'PostgreSQL only';
/** Nobody asks for it. */
const onlyTheHouse = 'registry.take-answer';
/** So many verbs in hand at once: a server has ten connections, and some are for its own work. */
const inHand = 6;
/** No verb has more statements. */
const most = 60;

interface Hand {
  fact: Fact;
  asked: Asked;
  cookie: string | undefined;
}

test('a server killed at any step of any verb: acknowledged is there, once, and the rest can be asked again', {
  skip,
  timeout: 900_000,
}, async (t) => {
  const upstream = new URL(testServer!);
  const gate = await gateTo(upstream.hostname, Number(upstream.port));
  const server = await prepareServer('territory');
  const direct = server.env['DATABASE_URL']!;
  server.env['DATABASE_URL'] = direct.replace(upstream.host, `127.0.0.1:${gate.port}`);
  // On the same database, past the gate: prepares what is acted on, and counts.
  const house = await openHouse({ world: 'empty', env: { DATABASE_URL: direct, ARENGO_DATA: server.folder } });
  const { round, tally } = killings(house, server, gate);
  try {
    await server.start();
    let going = (await factsOf(house)).filter(({ name }) => name !== onlyTheHouse);
    const many = going.length;
    for (let at = 1; going.length > 0; at++) {
      assert.ok(at < most, 'a verb without an end');
      const further: Fact[] = [];
      for (let from = 0; from < going.length; from += inHand) {
        const some = going.slice(from, from + inHand);
        await round(some, at, 'after');
        // Those that were answered have no such step.
        further.push(...(await round(some, at, 'before')));
      }
      going = further;
    }
    await caughtUp(house);
    await recount(house.database.pool);
    await provenLog(server.url);
    t.diagnostic(`${many} verbs, ${tally.kills} kills, ${tally.steps} steps of a verb`);
  } finally {
    await house.close();
    await server.remove();
    gate.close();
  }
});

/** Rounds of these verbs at once, each with a kill and a new start. */
function killings(house: TestHouse, server: ServerProcess, gate: Gate) {
  const { pool } = house.database;
  const tally = { kills: 0, steps: 0 };
  let number = 0;
  let sealed: string | undefined;

  /** Those which the kill met. */
  async function round(facts: readonly Fact[], at: number, when: When): Promise<Fact[]> {
    number++;
    const hands: Hand[] = [];
    for (const fact of facts) {
      const asked = await fact.prepare(number);
      hands.push({ fact, asked, cookie: asked.actor.person ? await house.sessionOf(asked.actor) : undefined });
    }
    const { rows } = await pool.query('select coalesce(max(seq), 0)::text as seq from kernel.acts');
    gate.arm(at, when);
    const answers = hands.map((hand) => ask(server.url, hand));
    const held = await gate.quiet();
    server.kill('SIGKILL');
    await server.ended();
    gate.open();
    const statuses = await Promise.all(answers);
    const met = facts.filter((_, i) => statuses[i] === null);
    const where = `${when} statement ${at}`;
    assert.ok(held >= met.length, `${where}: of ${met.map(({ name }) => name)} some never came there`);
    tally.kills++;
    tally.steps += met.length;
    await connectionsGone(house);

    const acted = await actsSince(house, rows[0].seq);
    const made = new Map<string, number>();
    for (const [i, { fact, asked }] of hands.entries()) {
      const there = await countOf(pool, asked);
      assert.ok(there <= 1, `${fact.name}, ${where}: it is there twice`);
      if (statuses[i] !== null)
        assert.deepEqual([statuses[i], there], [200, 1], `${fact.name}, ${where}: acknowledged, not there`);
      made.set(fact.verb.name, (made.get(fact.verb.name) ?? 0) + there);
    }
    for (const [verb, n] of made) assert.equal(acted.get(verb) ?? 0, n, `${verb}, ${where}: done by halves`);

    await server.start();
    sealed = await provenLog(server.url, sealed);
    for (const hand of hands) {
      const there = await countOf(pool, hand.asked);
      const again = await ask(server.url, hand);
      if (there === 0) assert.equal(again, 200, `${hand.fact.name}, ${where}: it cannot be done any more`);
      assert.equal(await countOf(pool, hand.asked), 1, `${hand.fact.name}, ${where}: asked again, it is not there once`);
    }
    return met;
  }
  return { round, tally };
}

/** The status; null when the server died before it said one. */
function ask(url: string, { fact, asked, cookie }: Hand): Promise<number | null> {
  return fetch(`${url}/api/v1/verbs/${fact.verb.name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(asked.input),
    signal: AbortSignal.timeout(30_000),
  }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => null,
  );
}

/** PostgreSQL has noticed that the other side is gone, and taken back what was not committed. */
async function connectionsGone(house: TestHouse): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await house.database.pool.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like '%transaction%'`,
    );
    if (rows[0].n === 0) return;
    await wait(25);
  }
  assert.fail('a transaction of the killed server goes on');
}

async function actsSince(house: TestHouse, seq: string): Promise<Map<string, number>> {
  const { rows } = await house.database.pool.query(
    'select verb, count(*)::int as n from kernel.acts where seq > $1::bigint group by verb',
    [seq],
  );
  return new Map(rows.map(({ verb, n }) => [verb, n]));
}

/** The subscribers have read every act, and every act is sealed. */
async function caughtUp(house: TestHouse): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { rows } = await house.database.pool.query(
      `select (select min(seq) from kernel.cursors) as read, (select max(seq) from kernel.acts) as written,
         (select count(*)::int from kernel.leaves) as sealed, (select count(*)::int from kernel.acts) as acts`,
    );
    if (rows[0].read === rows[0].written && rows[0].sealed === rows[0].acts) return;
    await wait(200);
  }
  assert.fail('the register is not read or not sealed');
}
