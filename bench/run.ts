/** `npm run bench -- [--sizes 10k,100k,1M] [--engine postgresql|embedded|both] [--only NAME|trust|trust-PART] [--rounds N] [--seconds N] [--acts N] [--out FILE]`
 *  PostgreSQL is the server of ARENGO_BENCH_DATABASE, on this machine. docs/bench.md says how to read what it prints. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { House } from '../src/app/build.ts';
import { countStatements } from '../test/statements.ts';
import { type Clocks, fire, median, medianRound, type Round } from './fire.ts';
import { lighthouse } from './lighthouse.ts';
import { type Line, linesOf } from './lines.ts';
import { clusterClock, cpuOf, cpuOfMachine, memoryOf, type Running, startFloor, startServer } from './processes.ts';
import { starts } from './starts.ts';
import { trust } from './trust.ts';
import { firstVisit } from './visit.ts';
import { houseOf, type Size, sizes, type World, worldInFolder, worldOnPostgres } from './worlds.ts';

const { values: asked } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10k,100k' },
    engine: { type: 'string', default: 'both' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    acts: { type: 'string', default: '1000000' },
    out: { type: 'string' },
  },
});
const rounds = Number(asked.rounds);
const seconds = Number(asked.seconds);
const wanted = asked.sizes.split(',') as Size[];
if (wanted.some((size) => !Object.hasOwn(sizes, size))) throw new Error(`--sizes are among ${Object.keys(sizes).join(', ')}`);
const postgres = process.env.ARENGO_BENCH_DATABASE;
const printed: string[] = [];
let missed = 0;

say(`${new Date().toISOString().slice(0, 16)}Z, ${cpus().length} cores ${cpus()[0]?.model.trim()}, Node ${process.version}`);
if (asked.engine !== 'embedded' && !postgres)
  throw new Error('set ARENGO_BENCH_DATABASE to a PostgreSQL server on this machine on which databases may be made');
const part = asked.only?.match(/^trust(?:-(\w+))?$/);
if (!part) await speed();
if (postgres && (!asked.only || part))
  await trust(postgres, { part: part?.[1], acts: Number(asked.acts), seconds }, (one) => bar(one.what, one.bar, one.holds));
say(`${missed} missed`);
if (asked.out) writeFileSync(asked.out, `${printed.join('\n')}\n`);

async function speed(): Promise<void> {
  if (postgres && asked.engine !== 'embedded') {
    const lists = new Map<Size, number>();
    for (const size of wanted) {
      const results = await bench(`PostgreSQL, ${size} reports`, await worldOnPostgres(postgres, size), true);
      const list = results.get('list, other filters');
      if (list) lists.set(size, list.server + list.database);
    }
    const small = lists.get('10k');
    for (const [size, most] of [
      ['100k', 1.3],
      ['1M', 1.5],
    ] as const) {
      const large = lists.get(size);
      if (small && large)
        bar(`list at ${size} costs ${(large / small).toFixed(2)}x that at 10k`, `CPU <= ${most}x`, large <= most * small);
    }
  }
  if (asked.engine !== 'postgresql') await bench('Embedded engine, 10k reports', await worldInFolder('10k'), false);
  if (!asked.only) {
    for (const one of await starts(asked.engine === 'embedded' ? null : (postgres ?? null), wanted[0]!))
      bar(one.what, one.bar, one.holds);
  }
}

async function bench(title: string, world: World, barred: boolean): Promise<Map<string, Round>> {
  try {
    return await measure(title, world, barred);
  } finally {
    await world.drop();
  }
}

/** All the lines on one world, in rounds that alternate; the medians. */
async function measure(title: string, world: World, barred: boolean): Promise<Map<string, Round>> {
  const { DATABASE_URL: database } = world.env;
  // Preparation and counting go through a house of our own: on the embedded engine, where one process holds the folder, before the server starts.
  const origin = 'http://bench.invalid';
  const house = await houseOf({ ...world.env, ARENGO_ORIGIN: origin });
  const all = await linesOf(house, origin, rounds);
  const floors = new Set(
    all.filter((line) => named(line)).flatMap((line) => [line.floor, ...(line.bars ?? []).map((one) => one.what.split('x ')[1])]),
  );
  const lines = all.filter((line) => (named(line) || floors.has(line.name)) && (line.at === 'server' || database));
  const seen = new Map<string, { statements: number; bytes: number }>();
  for (const line of lines) if (line.at === 'server') seen.set(line.name, await once(house, line));
  await house.close();

  const server = await startServer({ ...world.env, ARENGO_ORIGIN: origin });
  const floor = database ? await startFloor(database) : null;
  const cluster = database ? await clusterClock(database) : () => 0;
  const measured = new Map<string, Round[]>();
  let idle = 0;
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const line of lines) {
        const target: Running = line.at === 'server' ? server : floor!;
        const clocks: Clocks = { server: () => cpuOf(target.pid), database: cluster, machine: cpuOfMachine };
        const dose = {
          ...(line.amount ? { amount: line.amount } : { seconds: round === 0 ? 1 : seconds }),
          connections: line.connections,
        };
        const result = await fire(target.url, line.method ?? 'GET', line.gun, dose, clocks, line.amount ? 1_500 : 0);
        // The first round only warms up.
        if (round > 0) measured.set(line.name, [...(measured.get(line.name) ?? []), result]);
      }
    }
    if (database && !asked.only && barred) {
      for (const one of [...(await firstVisit(server.url)), ...(await lighthouse(server.url))]) bar(one.what, one.bar, one.holds);
    }
    idle = memoryOf(server.pid);
  } finally {
    await server.stop();
    await floor?.stop();
  }
  const results = new Map([...measured].map(([name, list]) => [name, medianRound(list)]));
  table(title, lines, results, seen, barred);
  say(
    `server process after the load ${idle.toFixed(0)} MB; foreign CPU, median ${median([...results.values()].map((one) => one.foreign)).toFixed(2)} cores`,
  );
  return results;
}

function named(line: Line): boolean {
  return !asked.only || line.name.includes(asked.only);
}

/** Statements and bytes of one request, inside this process: nothing else speaks through its pool. */
async function once(house: House, line: Line): Promise<{ statements: number; bytes: number }> {
  const counter = countStatements(house.database.pool);
  let last = { statements: 0, bytes: 0 };
  for (let i = 0; i < 2; i++) {
    const { path, headers, body } = line.gun();
    counter.take();
    const answer = await house.server.app.inject({ method: line.method ?? 'GET', url: path, headers, payload: body });
    if (answer.statusCode >= 400) throw new Error(`${line.name}: ${answer.statusCode} ${path} ${answer.body.slice(0, 300)}`);
    last = { statements: counter.take().length, bytes: answer.rawPayload.length };
  }
  return last;
}

function table(
  title: string,
  lines: Line[],
  results: Map<string, Round>,
  seen: Map<string, { statements: number; bytes: number }>,
  barred: boolean,
): void {
  say(`\n## ${title}\n`);
  say('| line | req/s | p95 ms | CPU ms (server + database) | x floor | SQL | bytes | bars |');
  say('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  const of = (name: string): Round => results.get(name) ?? { perSecond: 0, p95: 0, server: 0, database: 0, foreign: 0 };
  for (const line of lines) {
    const own = of(line.name);
    const sum = own.server + own.database;
    const base = line.floor ? of(line.floor) : undefined;
    const by = base && base.server + base.database > 0 ? (sum / (base.server + base.database)).toFixed(1) : '';
    const bars = barred ? (line.bars ?? []).map((one) => verdict(one.what, one.holds(own, of))) : [];
    const counted = seen.get(line.name);
    say(
      `| ${line.name} | ${own.perSecond.toFixed(0)} | ${own.p95.toFixed(1)} | ${sum.toFixed(2)} (${own.server.toFixed(2)} + ${own.database.toFixed(2)}) | ${by} | ${counted?.statements ?? ''} | ${counted?.bytes ?? ''} | ${bars.join('; ')} |`,
    );
  }
  say('');
}

function bar(what: string, wished: string, holds: boolean): void {
  say(`${what}: ${verdict(wished, holds)}`);
}

function verdict(wished: string, holds: boolean): string {
  if (!holds) missed++;
  return `${holds ? 'OK' : '**MISSED**'} ${wished}`;
}

function say(line: string): void {
  printed.push(line);
  console.log(line);
}
