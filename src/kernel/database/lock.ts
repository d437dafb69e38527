import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** Who holds the folder of an embedded database. Two database processes on one folder destroy data (stack.md 1.2). */
export interface LockHolder {
  /** The process that started it: a server or a command. */
  pid: number;
  databasePid: number | null;
  socket: string;
  what: 'server' | 'command';
  /** Port of a server, for the sentence that names it. */
  port: number | null;
}

const lockFile = (folder: string) => path.join(folder, 'lock.json');

/** Takes the lock, or returns the living holder. A lock left behind by a killed process is recovered. */
export async function takeLock(folder: string, mine: LockHolder): Promise<LockHolder | null> {
  mkdirSync(folder, { recursive: true });
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lockFile(folder), JSON.stringify(mine), { flag: 'wx' });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readLock(folder);
    if (holder && (await isAlive(holder))) return holder;
    // After kill -9 of a server its database process needs a moment to see that it is alone.
    if (holder?.databasePid && runs(holder.databasePid) && attempt < 100 && (await accepts(holder.socket))) {
      await new Promise((done) => setTimeout(done, 100));
      continue;
    }
    if (attempt > 120) throw new Error(`The lock ${lockFile(folder)} cannot be taken.`);
    rmSync(lockFile(folder), { force: true });
  }
}

export function updateLock(folder: string, mine: LockHolder): void {
  writeFileSync(lockFile(folder), JSON.stringify(mine));
}

export function releaseLock(folder: string): void {
  rmSync(lockFile(folder), { force: true });
}

/** The living holder of the folder, if any: commands work over its socket. */
export async function findHolder(folder: string): Promise<LockHolder | null> {
  const holder = readLock(folder);
  return holder && (await isAlive(holder)) ? holder : null;
}

function readLock(folder: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(lockFile(folder), 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}

/** A process number alone proves nothing (it may have been given to another process): while starting we trust it, later the socket must answer. */
async function isAlive(holder: LockHolder): Promise<boolean> {
  if (!runs(holder.pid) || holder.pid === process.pid) return false;
  return holder.databasePid === null || accepts(holder.socket);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    const end = (answer: boolean) => {
      connection.destroy();
      resolve(answer);
    };
    connection.once('connect', () => end(true));
    connection.once('error', () => end(false));
  });
}
