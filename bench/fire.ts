/** One round of requests against one server, and what it cost. */
import autocannon, { type RawRequest } from 'autocannon';

export interface Shot {
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Gives the next request: rounds never start again from the first. */
export type Gun = () => Shot;

export interface Round {
  perSecond: number;
  p95: number;
  /** Milliseconds of CPU for one request: server and database. */
  server: number;
  database: number;
  /** Cores that others took meanwhile. */
  foreign: number;
}

export interface Clocks {
  server(): number;
  database(): number | Promise<number>;
  machine(): number;
}

/** Fires for so many seconds, or so many requests. `after` milliseconds of what the requests left behind (subscribers, jobs) are counted too. */
export async function fire(
  url: string,
  method: 'GET' | 'POST',
  gun: Gun,
  dose: { seconds?: number; amount?: number; connections?: number },
  clocks: Clocks,
  after = 0,
): Promise<Round> {
  const times: number[] = [];
  let last = 0;
  const faults = new Map<number, number>();
  const before = {
    server: clocks.server(),
    database: await clocks.database(),
    machine: clocks.machine(),
    own: process.cpuUsage(),
  };
  const begun = performance.now();
  const instance = autocannon({
    url,
    connections: dose.connections ?? 10,
    ...(dose.amount ? { amount: dose.amount } : { duration: dose.seconds }),
    requests: [{ method, setupRequest: (request: RawRequest) => load(request, gun()) }],
  });
  instance.on('response', (_client, status, _bytes, milliseconds) => {
    times.push(milliseconds);
    last = performance.now();
    if (status >= 400) faults.set(status, (faults.get(status) ?? 0) + 1);
  });
  const result = await instance;
  // autocannon looks at its clock once a second: the last answer says when the round was over.
  const seconds = (last - begun) / 1000;
  if (faults.size > 0 || result.errors > 0) throw new Error(`${url}: ${result.errors} errors, ${JSON.stringify([...faults])}`);
  if (after > 0) await new Promise((done) => setTimeout(done, after));
  const own = process.cpuUsage(before.own);
  const server = clocks.server() - before.server;
  const database = (await clocks.database()) - before.database;
  const whole = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
    server: server / times.length,
    database: database / times.length,
    foreign: Math.max(0, clocks.machine() - before.machine - server - database - (own.user + own.system) / 1000) / 1000 / whole,
  };
}

function load(request: RawRequest, shot: Shot): RawRequest {
  request.path = shot.path;
  request.headers = { ...shot.headers };
  request.body = shot.body;
  return request;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function medianRound(rounds: readonly Round[]): Round {
  const of = (name: keyof Round) => median(rounds.map((round) => round[name]));
  return { perSecond: of('perSecond'), p95: of('p95'), server: of('server'), database: of('database'), foreign: of('foreign') };
}
