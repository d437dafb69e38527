/** A real server process on a world of its own, for tests of faults: `start`, `kill`, `stop`, its addresses, and what it said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyOf, quickFolder, testServer, type World } from './house.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface ServerProcess {
  url: string;
  folder: string;
  env: Record<string, string>;
  said(): string;
  pid(): number;
  databasePid(): number | null;
  start(): Promise<void>;
  /** Waits for the end; the exit code. */
  ended(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  remove(): Promise<void>;
}

export async function prepareServer(world: World, env: Record<string, string> = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(quickFolder(), 'arengo-server-'));
  const place = await copyOf(world, folder);
  const port = await freePort();
  const all = { ARENGO_DATA: folder, PORT: String(port), ARENGO_DEMO: '0', ARENGO_LOG: 'warn', ...place.env, ...env };
  let child: ChildProcess | null = null;
  let said = '';
  const server: ServerProcess = {
    url: `http://127.0.0.1:${port}`,
    folder,
    env: all,
    said: () => said,
    pid: () => child!.pid!,
    databasePid: () =>
      testServer ? null : (JSON.parse(readFileSync(path.join(folder, 'lock.json'), 'utf8')).databasePid as number),
    start: async () => {
      said = '';
      child = launch(all);
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (said += piece.toString()));
      for (let tries = 0; !said.includes('Arengo is open'); tries++) {
        if (child.exitCode !== null || tries > 600) throw new Error(`the server did not start: ${said}`);
        await wait(50);
      }
    },
    ended: () =>
      new Promise((resolve) =>
        child!.exitCode !== null || child!.signalCode !== null
          ? resolve(child!.exitCode)
          : child!.once('exit', (code) => resolve(code)),
      ),
    kill: (signal) => void child?.kill(signal),
    remove: async () => {
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await server.ended();
      }
      rmSync(folder, { recursive: true, force: true });
      await place.drop();
    },
  };
  return server;
}

/** Starts a server that is expected to refuse; its exit code and words. */
export async function tryToStart(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = launch(env);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (said += piece.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, said };
}

function launch(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', './src/app/typescript.mjs', 'src/app/server.ts'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

export interface DatabaseProxy {
  port: number;
  cut(): void;
  mend(): void;
  /** What passes comes so many milliseconds later. */
  slow(milliseconds: number): void;
  /** Of a hundred pieces that pass, so many end their connection instead. */
  lossy(percent: number): void;
  close(): void;
}

/** A proxy in front of a database, which can be cut and mended, slowed down and made to lose connections. */
export async function proxyTo(host: string, port: number): Promise<DatabaseProxy> {
  let open = true;
  let delay = 0;
  let loss = 0;
  let passed = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    if (!open) return client.destroy();
    const upstream = net.connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      from.on('data', (piece) => {
        if (loss > 0 && ++passed % Math.round(100 / loss) === 0) return client.destroy();
        if (delay === 0) to.write(piece);
        else setTimeout(() => to.destroyed || to.write(piece), delay);
      });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    cut: () => {
      open = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      open = true;
      delay = 0;
      loss = 0;
    },
    slow: (milliseconds) => {
      delay = milliseconds;
    },
    lossy: (percent) => {
      loss = percent;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
