/** The bars of trust: sessions, passwords, starts of sign-ins, the seal of the register, proofs and the verifier (`--only trust`). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { actorOf } from '../src/commons/people/people.ts';
import { cookieName } from '../src/commons/people/sessions.ts';
import { findHead } from '../src/kernel/register/store-seal.ts';
import { openSession } from '../test/house.ts';
import { countStatements } from '../test/statements.ts';
import { percentile } from './crowd.ts';
import { atTheDoor, givePasswords } from './entering.ts';
import { type Clocks, fire, type Gun, median, type Round } from './fire.ts';
import { apiGun, draftGun, freshGun } from './guns.ts';
import { clusterClock, connectionsClock, cpuOf, cpuOfMachine, type Running, startServer } from './processes.ts';
import { registerOf, thingsOf, writeActs } from './register.ts';
import { houseOf, type World, worldOnPostgres } from './worlds.ts';

export interface Bar {
  what: string;
  bar: string;
  holds: boolean;
}

const origin = 'http://bench.invalid';
const rounds = 7;

type Part = (world: World, tell: (bar: Bar) => void, seconds: number) => Promise<void>;

/** `acts`: how many the register holds when its proofs are asked for and it is verified as a whole. One part alone, or all. */
export async function trust(
  postgres: string,
  asked: { part?: string; acts: number; seconds: number },
  tell: (bar: Bar) => void,
): Promise<void> {
  const inTown: Record<string, Part> = { sessions, sealing, door };
  const inRegister: Record<string, Part> = { acts: thousandASecond, proofs, verification };
  for (const [parts, more] of [
    [inTown, undefined],
    [inRegister, registerOf(asked.acts)],
  ] as const) {
    const wanted = Object.keys(parts).filter((name) => !asked.part || name === asked.part);
    if (wanted.length === 0) continue;
    const world = await worldOnPostgres(postgres, '10k', more);
    try {
      for (const name of wanted) await parts[name]!(world, tell, asked.seconds);
    } finally {
      await world.drop();
    }
  }
}

/** What a session costs a page: the lookup alone, and pages signed in and not, in turns. */
async function sessions(world: World, tell: (bar: Bar) => void, seconds: number): Promise<void> {
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  const { rows } = await house.database.pool.query(
    'select id from people.people p where erased is null and not exists (select from people.roles r where r.person = p.id) limit 1',
  );
  const cookie = await openSession(house, rows[0].id);
  const counter = countStatements(house.database.pool);
  const paths = ['/comuni/arenaria', '/mappa', '/segnalazioni'];
  const statements = async (path: string, headers: Record<string, string>) => {
    await house.server.app.inject({ url: `${path}?a`, headers });
    counter.take();
    await house.server.app.inject({ url: `${path}?b`, headers });
    return counter.take().length;
  };
  const more: number[] = [];
  for (const path of paths) more.push((await statements(path, { cookie })) - (await statements(path, {})));
  const asked = { cookies: { [cookieName]: cookie.slice(cookie.indexOf('=') + 1) }, headers: {} };
  const times: number[] = [];
  for (let i = 0; i < 3_000; i++) {
    const begun = performance.now();
    const actor = await actorOf(house.ctx(), asked);
    if (i >= 1_000) times.push(performance.now() - begun);
    if (actor.kind !== 'person') throw new Error('the session was not found');
  }
  await house.close();
  tell({
    what: `session lookup: p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms; ${paths.map((path, i) => `${path} +${more[i]} statement`).join(', ')}`,
    bar: '<= 1 statement, p95 <= 1 ms',
    holds: more.every((one) => one <= 1) && percentile(times, 0.95) <= 1,
  });
  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  try {
    const clocks = await clocksOf(server, world);
    const guns: Gun[] = [freshGun('/comuni/arenaria'), freshGun('/comuni/arenaria', { cookie })];
    const seen: { p95: number; cpu: number }[][] = [[], []];
    for (let round = 0; round <= rounds; round++)
      for (const [i, gun] of guns.entries()) {
        const result = await fire(server.url, 'GET', gun, { seconds, connections: 1 }, clocks);
        if (round > 0) seen[i]!.push({ p95: result.p95, cpu: result.server + result.database });
      }
    const [out, own] = seen.map((list) => ({
      p95: median(list.map((one) => one.p95)),
      cpu: median(list.map((one) => one.cpu)),
    }));
    tell({
      what: `a municipality's page, signed out and in, one at a time: p95 ${out!.p95.toFixed(1)} and ${own!.p95.toFixed(1)} ms, CPU ${out!.cpu.toFixed(2)} and ${own!.cpu.toFixed(2)} ms`,
      bar: 'CPU <= 1 ms more',
      holds: own!.cpu - out!.cpu <= 1,
    });
  } finally {
    await server.stop();
  }
}

/** The same verb while the register is sealed and while another holds the seal: the CPU of server and database, with what follows from the acts. */
async function sealing(world: World, tell: (bar: Bar) => void): Promise<void> {
  const many = 400;
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  await house.sealer.seal();
  const guns: [string, Gun][] = [
    ['a report by the form', await draftGun(house, many * 2 * (rounds + 1), origin)],
    ['a report by the API', await apiGun(house)],
  ];
  await house.close();
  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  const holder = new pg.Client({ connectionString: world.env.DATABASE_URL });
  await holder.connect();
  try {
    const clocks = { ...(await clocksOf(server, world)), database: await connectionsClock(world.env.DATABASE_URL) };
    for (const [name, gun] of guns) {
      const cost: Record<'on' | 'off', number[]> = { on: [], off: [] };
      for (let round = 0; round <= rounds; round++) {
        // Who comes first changes: what grows meanwhile weighs on both alike.
        for (const state of round % 2 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
          if (state === 'off') await holder.query("select pg_advisory_lock(hashtext('arengo.seal'))");
          const { server: own, database } = await fire(server.url, 'POST', gun, { amount: many }, clocks, 4_000);
          if (state === 'off') await holder.query('select pg_advisory_unlock_all()');
          if (round > 0) cost[state].push(own + database);
          await untilSealed(holder);
        }
      }
      const more = median(cost.on.map((on, i) => on / cost.off[i]! - 1));
      tell({
        what: `${name}, sealed and not, ${rounds} rounds in turns: ${median(cost.on).toFixed(2)} and ${median(cost.off).toFixed(2)} ms of CPU, median of the ratios ${(more * 100).toFixed(1)} % (${cost.on.map((on, i) => ((on / cost.off[i]! - 1) * 100).toFixed(0)).join(', ')})`,
        bar: '<= 5 % more',
        holds: more <= 0.05,
      });
    }
  } finally {
    await holder.end();
    await server.stop();
  }
}

async function untilSealed(client: pg.Client): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { rows } = await client.query(
      'select coalesce((select max(seq) from kernel.acts), 0) - coalesce((select l.act from kernel.leaves l order by leaf_index desc limit 1), 0) as behind',
    );
    if (Number(rows[0].behind) === 0) return performance.now() - begun;
    await new Promise((go) => setTimeout(go, 100));
  }
}

/** A thousand acts a second are written, and the server seals them. */
async function thousandASecond(world: World, tell: (bar: Bar) => void, seconds: number): Promise<void> {
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  const things = await thingsOf(house);
  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  const client = new pg.Client({ connectionString: world.env.DATABASE_URL });
  await client.connect();
  try {
    const before = cpuOf(server.pid);
    const begun = performance.now();
    let written = 0;
    for (; written < seconds * 5_000; written += 100) {
      const early = begun + written - performance.now();
      if (early > 0) await new Promise((go) => setTimeout(go, early));
      await writeActs(house, things, 100, written);
    }
    const rate = written / ((performance.now() - begun) / 1000);
    const behind = await untilSealed(client);
    tell({
      what: `${written} acts written at ${rate.toFixed(0)}/s: the last is sealed ${(behind / 1000).toFixed(1)} s later; ${((cpuOf(server.pid) - before) / written).toFixed(3)} ms of CPU of the server an act, subscribers and all`,
      bar: '>= 990/s, sealed within 6 s',
      holds: rate >= 990 && behind <= 6_000,
    });
    await writeActs(house, things, 20_000, 0);
    const since = performance.now();
    await untilSealed(client);
    const perSecond = 20_000 / ((performance.now() - since) / 1000);
    tell({
      what: `20,000 acts at once: sealed at ${perSecond.toFixed(0)}/s, waiting for the round too`,
      bar: '>= 1,000/s',
      holds: perSecond >= 1_000,
    });
  } finally {
    await client.end();
    await server.stop();
    await house.close();
  }
}

/** Any leaf, one request at a time. */
async function proofs(world: World, tell: (bar: Bar) => void): Promise<void> {
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  const { size } = (await findHead(house.database.db))!;
  await house.close();
  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  try {
    const clocks = await clocksOf(server, world);
    for (const [path, name] of [
      ['/registro/ricevuta', 'proof of inclusion'],
      ['/registro/atto', 'the page of an act with its proof'],
    ]) {
      const gun: Gun = () => ({ path: `${path}/${Math.floor(Math.random() * size)}` });
      const seen: Round[] = [];
      for (let round = 0; round <= 3; round++) {
        const result = await fire(server.url, 'GET', gun, { amount: 1_000, connections: 1 }, clocks);
        if (round > 0) seen.push(result);
      }
      const p95 = median(seen.map((one) => one.p95));
      const cpu = (which: 'server' | 'database') => median(seen.map((one) => one[which])).toFixed(2);
      tell({
        what: `${name}, of ${size} acts: p95 ${p95.toFixed(1)} ms; CPU ${cpu('server')} + ${cpu('database')} ms`,
        bar: '< 5 ms',
        holds: p95 < 5,
      });
    }
  } finally {
    await server.stop();
  }
}

/** The program of anybody, over HTTP, on the whole register. */
async function verification(world: World, tell: (bar: Bar) => void): Promise<void> {
  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  try {
    // The log stands at another address than where it was made: its head gets the new name in the first round.
    await new Promise((go) => setTimeout(go, 5_000));
    const clocks = await clocksOf(server, world);
    const before = { server: clocks.server(), database: await clocks.database(), machine: clocks.machine() };
    const begun = performance.now();
    const program = fileURLToPath(new URL('../src/protocols/tlog/verify.ts', import.meta.url));
    const child = spawn(process.execPath, [program, server.url, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      said += piece;
    });
    await new Promise<void>((resolve) => child.once('close', () => resolve()));
    const seconds = (performance.now() - begun) / 1000;
    const verdict = JSON.parse(said);
    const cpu = {
      server: (clocks.server() - before.server) / 1000,
      database: ((await clocks.database()) - before.database) / 1000,
      machine: (clocks.machine() - before.machine) / 1000,
    };
    tell({
      what: `${verdict.size} acts verified as a whole: ${verdict.result} in ${seconds.toFixed(1)} s; CPU of server ${cpu.server.toFixed(1)} s, database ${cpu.database.toFixed(1)} s, whole machine ${cpu.machine.toFixed(1)} s`,
      bar: '< 60 s',
      holds: verdict.result === 'proven' && seconds < 60,
    });
  } finally {
    await server.stop();
  }
}

async function door(world: World, tell: (bar: Bar) => void, seconds: number): Promise<void> {
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  const emails = await givePasswords(house);
  await house.close();
  await atTheDoor(world, origin, emails, seconds * 2, tell);
}

async function clocksOf(server: Running, world: World): Promise<Clocks> {
  return { server: () => cpuOf(server.pid), database: await clusterClock(world.env.DATABASE_URL), machine: cpuOfMachine };
}
