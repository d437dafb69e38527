import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findHolder, type LockHolder, releaseLock, takeLock, updateLock } from './lock.ts';

/** The folder is in use by another server. */
export class FolderInUse extends Error {
  readonly holder: LockHolder;
  constructor(folder: string, holder: LockHolder) {
    super(
      holder.what === 'server'
        ? `The folder ${folder} is in use by the Arengo server with process number ${holder.pid}${holder.port ? ` (port ${holder.port})` : ''}. Stop it first, or choose another folder with ARENGO_DATA.`
        : `The folder ${folder} is in use by an Arengo command with process number ${holder.pid}. Wait until it has finished.`,
    );
    this.holder = holder;
  }
}

export interface Embedded {
  /** Folder of the socket, as `pg` wants its host. */
  host: string;
  /** False when the database belongs to a running server and we are guests. */
  own: boolean;
  /** Called when the database process ends without being asked to. */
  onLost(tell: () => void): void;
  close(): Promise<void>;
}

/** Starts the embedded database of a folder. A command finds a running server through the lock file and becomes its guest. */
export async function startEmbedded(folder: string, what: 'server' | 'command', port: number | null): Promise<Embedded> {
  if (what === 'command') {
    const holder = await findHolder(folder);
    if (holder?.databasePid) return { host: path.dirname(holder.socket), own: false, onLost: () => {}, close: async () => {} };
  }
  mkdirSync(folder, { recursive: true });
  const socketFolder = socketFolderFor(folder);
  const socket = path.join(socketFolder, '.s.PGSQL.5432');
  const mine: LockHolder = { pid: process.pid, databasePid: null, socket, what, port };
  const holder = await takeLock(folder, mine);
  if (holder) throw new FolderInUse(folder, holder);

  const start = async (): Promise<ChildProcess> => {
    rmSync(socket, { force: true });
    const started = await startProcess(path.join(folder, 'database'), socket);
    updateLock(folder, { ...mine, databasePid: started.pid ?? null });
    return started;
  };
  let child: ChildProcess;
  try {
    child = await start();
  } catch (error) {
    releaseLock(folder);
    throw error;
  }
  let closing = false;
  let lost: () => void = () => {};
  let restarts = 0;
  // Killed from outside (out of memory, an operator's mistake) the database comes back by itself: what was acknowledged is on disk.
  const watch = () =>
    child.once('exit', async () => {
      if (closing) return;
      if (++restarts > 5) return lost();
      setTimeout(() => restarts--, 60_000).unref();
      try {
        child = await start();
        if (closing) child.kill('SIGKILL');
        else watch();
      } catch {
        lost();
      }
    });
  watch();
  return {
    host: socketFolder,
    own: true,
    onLost: (tell) => {
      lost = tell;
    },
    close: async () => {
      closing = true;
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        if (child.connected) child.send('end');
        const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await gone;
        clearTimeout(force);
      }
      releaseLock(folder);
      if (socketFolder !== folder) rmSync(socketFolder, { recursive: true, force: true });
    },
  };
}

/** The path of a unix socket may have 107 bytes at most (unix(7)): a deep folder gets its socket in the temporary folder. */
function socketFolderFor(folder: string): string {
  return Buffer.byteLength(folder) <= 85 ? folder : mkdtempSync(path.join(tmpdir(), 'arengo-'));
}

function startProcess(folder: string, socket: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./embedded-process.ts', import.meta.url)), [folder, socket], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (piece: Buffer) => {
    complaint = (complaint + piece.toString()).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      child.removeAllListeners('exit');
      resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`The embedded database did not start (exit code ${code}): ${complaint}`)));
  });
}
