/** A PostgreSQL cluster of the test's own, which may be killed, filled up and started again. From the programs that Debian installs; where they are
 *  not there, a sentence says so. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../server.ts';

export interface Cluster {
  url: string;
  /** Of the data: for a disk of its own. */
  data: string;
  start(): void;
  /** The first process, as a power cut would; the others end by themselves. */
  kill(): Promise<void>;
  remove(): void;
}

const root = process.getuid?.() === 0;

/** `disk`: so many megabytes for the data, on a disk of its own; the journal stands elsewhere. */
export async function ownCluster(disk?: number): Promise<Cluster | string> {
  const versions = '/usr/lib/postgresql';
  const bin = existsSync(versions)
    ? readdirSync(versions)
        .map((version) => `${versions}/${version}/bin`)
        .find((folder) => existsSync(`${folder}/initdb`))
    : undefined;
  if (!bin) return 'NO POSTGRESQL PROGRAMS: a cluster of its own could not be made (Debian: postgresql-15)';
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-cluster-'));
  const data = path.join(folder, 'data');
  run('mkdir', data);
  if (disk !== undefined) {
    if (!root || spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}m`, 'tmpfs', data]).status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      return 'NO SMALL DISK: a tmpfs could not be mounted (root only)';
    }
  }
  if (root) run('chown', '-R', 'postgres:postgres', folder);
  const port = await freePort();
  asPostgres(
    `${bin}/initdb`,
    '-D',
    data,
    '-X',
    path.join(folder, 'wal'),
    '-U',
    'arengo',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  );
  const start = () =>
    asPostgres(
      `${bin}/pg_ctl`,
      '-D',
      data,
      '-w',
      '-l',
      path.join(folder, 'log'),
      '-o',
      `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=100`,
      'start',
    );
  start();
  return {
    url: `postgres://arengo@127.0.0.1:${port}/postgres`,
    data,
    start,
    kill: async () => {
      const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      // Its children notice that they are alone, and let go of the memory they share.
      for (let tries = 0; tries < 100 && alive(pid); tries++) await new Promise((done) => setTimeout(done, 50));
      await new Promise((done) => setTimeout(done, 1_000));
    },
    remove: () => {
      try {
        asPostgres(`${bin}/pg_ctl`, '-D', data, '-m', 'immediate', 'stop');
      } catch {
        // It had ended already.
      }
      if (disk !== undefined) run('umount', data);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function asPostgres(program: string, ...given: string[]): void {
  if (root) run('setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...given);
  else run(program, ...given);
}

function run(program: string, ...given: string[]): void {
  // What a server leaves open would be waited for: its words go nowhere.
  const { status, error } = spawnSync(program, given, { stdio: 'ignore', cwd: '/' });
  if (status !== 0) throw new Error(`${program} ${given.join(' ')} ended with ${status} ${error ?? ''}`);
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
