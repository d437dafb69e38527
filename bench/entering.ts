/** What a crowd at the door costs: passwords and the event loop, starts of sign-ins, and everybody else meanwhile. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { House } from '../src/app/build.ts';
import { trialPath } from '../src/commons/identity/trial.ts';
import { linePath } from '../src/commons/people/line.ts';
import { hashPassword } from '../src/commons/people/passwords.ts';
import { type Answered, crowd, fromElsewhere, percentile, send } from './crowd.ts';
import type { Shot } from './fire.ts';
import { cpuOfMachine, type Running, startServer } from './processes.ts';
import type { Bar } from './trust.ts';
import type { World } from './worlds.ts';

const password = 'cavallo batteria graffetta';

/** People with a password, all the same. */
export async function givePasswords(house: House): Promise<string[]> {
  const hash = await hashPassword(password, Buffer.alloc(16, 7));
  const { rows } = await house.database.pool.query(
    `insert into people.credentials (person, kind, secret, changed)
     select p.id, 'password', $1, now() from people.people p
     where p.email is not null and p.erased is null and not exists (select from people.roles r where r.person = p.id)
     on conflict do nothing returning (select p.email from people.people p where p.id = person) as email`,
    [hash],
  );
  return rows.map((row) => row.email);
}

/** Everything about the door, on one server. */
export async function atTheDoor(
  world: World,
  origin: string,
  emails: readonly string[],
  seconds: number,
  tell: (bar: Bar) => void,
): Promise<void> {
  const file = path.join(tmpdir(), `arengo-lag-${process.pid}.json`);
  const env = { ...world.env, ARENGO_ORIGIN: origin, ARENGO_DEMO: '1', ARENGO_TRUSTED_PROXIES: '1', BENCH_LAG: file };
  const server = await startServer(env, ['--import', './bench/lag.ts']);
  const form = (i: number, body: Record<string, string>): Omit<Shot, 'path'> => ({
    headers: { ...fromElsewhere(i), origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(body).toString(),
  });
  // Every start is somebody else's, from somewhere else.
  let n = 0;
  const byPassword = (): Shot => ({
    path: '/entra/password',
    ...form(++n, { email: emails[n % emails.length]!, password, next: '/' }),
  });
  const byLink = (): Shot => ({ path: '/entra', ...form(++n, { email: `cittadino-${n}@example.org`, next: '/' }) });
  const provider = encodeURIComponent(`${origin}${trialPath}`);
  const bySpid = (): Shot => ({ path: `/entra/spid?idp=${provider}&next=/`, headers: fromElsewhere(++n) });
  try {
    await crowd(server.url, 20, 3, byPassword);
    await lagOf(server, file);
    await crowd(server.url, 20, seconds, () => ({ path: `/entra?n=${++n}`, headers: fromElsewhere(n) }));
    const idle = await lagOf(server, file);
    const busy = cpuOfMachine();
    const signedIn = await crowd(server.url, 20, seconds * 2, byPassword);
    const lag = await lagOf(server, file);
    const cores = (cpuOfMachine() - busy) / 1000 / (seconds * 2);
    tell({
      what: `20 sign-ins/s with a password: ${told(signedIn)}; event loop late p50 ${ms(lag.p50)}, p99 ${ms(lag.p99)}, max ${ms(lag.max)} (20 pages/s instead: p99 ${ms(idle.p99)}, max ${ms(idle.max)}); machine ${cores.toFixed(1)} cores busy`,
      bar: 'event loop p99 < 20 ms, nobody turned away',
      holds: lag.p99 < 20 && signedIn.every(taken),
    });
    for (const [name, start] of [
      ['by link', byLink],
      ['by SPID', bySpid],
      ['by password', byPassword],
    ] as const) {
      const visitor = setInterval(() => void send(server.url, undefined, page()).then((answer) => others.push(answer)), 100);
      const others: Answered[] = [];
      const page = (): Shot => ({ path: `/segnalazioni?n=${++n}`, headers: fromElsewhere(n) });
      const waits: number[] = [];
      const last = performance.now() + seconds * 1000;
      const answers = await crowd(server.url, 360, seconds, start, async (answer, agent) => {
        if (queued(answer)) waits.push(await waitInLine(server.url, answer, agent));
      });
      clearInterval(visitor);
      const after = Math.max(0, performance.now() - last) / 1000;
      const late = await lagOf(server, file);
      tell({
        what: `360 starts/s ${name} for ${seconds} s: ${told(answers)}, who asked for their place as its page says and came through after p95 ${(percentile(waits, 0.95) / 1000).toFixed(1)} s; all served ${after.toFixed(1)} s after the last start; event loop late p99 ${ms(late.p99)}; pages of others meanwhile p95 ${ms(percentile(times(others), 0.95))}, ${others.filter((one) => one.status !== 200).length} refused`,
        bar: 'accepted or queued with a visible place',
        holds: answers.every(taken),
      });
    }
  } finally {
    await server.stop();
    rmSync(file, { force: true });
  }
}

/** As a browser does: led to the page of its place at once, and again when that page says so, until what was asked for comes; how long that took. */
async function waitInLine(url: string, answer: Answered, agent: Agent): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { status, refresh } = await send(url, agent, { path: linePath, headers: { cookie: answer.cookie } });
    if (status !== 200 && status !== 0) return status === 303 ? performance.now() - begun : Number.POSITIVE_INFINITY;
    await new Promise((go) => setTimeout(go, (refresh || 3) * 1000));
  }
}

function queued(answer: Answered): boolean {
  return answer.status === 303 && answer.location === linePath;
}

function taken(answer: Answered): boolean {
  return answer.status === 303;
}

function told(answers: readonly Answered[]): string {
  const faults = new Map<number, number>();
  for (const { status } of answers.filter((one) => !taken(one))) faults.set(status, (faults.get(status) ?? 0) + 1);
  const through = answers.filter((one) => taken(one) && !queued(one));
  const refused = [...faults].map(([status, many]) => `${many} answered ${status}`);
  return [
    `${through.length} done (p95 ${ms(percentile(times(through), 0.95))})`,
    `${answers.filter(queued).length} queued`,
    ...refused,
  ].join(', ');
}

function times(answers: readonly Answered[]): number[] {
  return answers.map((answer) => answer.milliseconds);
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

interface Lag {
  p50: number;
  p99: number;
  max: number;
}

async function lagOf(server: Running, file: string): Promise<Lag> {
  rmSync(file, { force: true });
  process.kill(server.pid, 'SIGUSR2');
  while (!existsSync(file)) await new Promise((go) => setTimeout(go, 20));
  return JSON.parse(readFileSync(file, 'utf8'));
}
