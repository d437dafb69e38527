/** Processes of the bench: servers started as children, and the CPU time that they and the database take (Linux: proc(5)). */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort } from '../test/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Of /proc/PID/stat: 100 a second on every Linux of today. */
const tick = 10;

export interface Running {
  url: string;
  pid: number;
  /** From the start of the process until it said that it is open, in milliseconds. */
  startedIn: number;
  stop(): Promise<void>;
}

/** The server with the flags and settings of `npm start`, on a free port. */
export function startServer(env: Record<string, string>, nodeOptions: string[] = []): Promise<Running> {
  return start(
    'src/app/server.ts',
    'Arengo is open',
    { MALLOC_ARENA_MAX: '1', NODE_DISABLE_COMPILE_CACHE: '1', ARENGO_LOG: 'warn', ARENGO_DEMO: '0', ...env },
    ['--max-semi-space-size=4', ...nodeOptions],
  );
}

/** The floor: bare handlers on the same database. */
export function startFloor(databaseUrl: string): Promise<Running> {
  return start('bench/floor.ts', 'floor is open', { DATABASE_URL: databaseUrl });
}

async function start(file: string, word: string, env: Record<string, string>, nodeOptions: string[] = []): Promise<Running> {
  const port = await freePort();
  const begun = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions, '--import', './src/app/typescript.mjs', file], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const hear = (piece: Buffer) => {
      said += piece.toString();
      if (said.includes(word)) resolve();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    void ended.then(() => reject(new Error(`${file} did not start: ${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    startedIn: performance.now() - begun,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Milliseconds of CPU that a process and its children have taken, with those children that have ended. */
export function cpuOf(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuOfOne(one), 0);
}

/** Milliseconds of CPU of a PostgreSQL cluster on this machine: all its processes but those that serve other databases. */
export async function clusterClock(databaseUrl: string): Promise<() => Promise<number>> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => {});
  const { rows } = await pool.query('select pg_backend_pid() as pid');
  const postmaster = Number(stat(rows[0].pid)![1]);
  return async () => {
    const others = await pool.query(
      'select pid from pg_stat_activity where datname <> current_database() or pid = pg_backend_pid()',
    );
    const not = new Set(others.rows.map((row) => row.pid as number));
    return [postmaster, ...childrenOf(postmaster)].filter((pid) => !not.has(pid)).reduce((sum, one) => sum + cpuOfOne(one), 0);
  };
}

/** Milliseconds of CPU of the connections to one database alone: what the cluster does in common (log, checkpoints) may be for others. */
export async function connectionsClock(databaseUrl: string): Promise<() => Promise<number>> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => {});
  const known = new Map<number, number>();
  let total = 0;
  return async () => {
    const { rows } = await pool.query(
      "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    for (const { pid } of rows as { pid: number }[]) {
      const cpu = cpuOfOne(pid);
      total += Math.max(0, cpu - (known.get(pid) ?? 0));
      known.set(pid, cpu);
    }
    return total;
  };
}

/** Milliseconds of CPU that the whole machine was busy. */
export function cpuOfMachine(): number {
  const [user, nice, system, , , irq, soft] = /^cpu +(.*)/.exec(readFileSync('/proc/stat', 'utf8'))![1]!.split(' ').map(Number);
  return (user! + nice! + system! + irq! + soft!) * tick;
}

/** Resident memory in MB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

export function childrenOf(pid: number): number[] {
  const own = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) && Number(stat(Number(name))?.[1]) === pid ? [Number(name)] : [],
  );
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}

function cpuOfOne(pid: number): number {
  const fields = stat(pid);
  // utime, stime and those of children that were waited for: fields 14 to 17, counted from the third.
  return fields ? fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * tick : 0;
}

/** Fields of /proc/PID/stat after the name, from the state (field 3) on; nothing when the process has ended. */
function stat(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}
