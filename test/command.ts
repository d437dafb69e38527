/** The real command line, as a child process: `const { exit, out, err, json } = await arengo(['setup', ...], store.env)`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyOf, quickFolder, type TestHouse, type World } from './house.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Ran {
  exit: number;
  out: string;
  err: string;
  /** Standard output as the one JSON document that `--json` promises. */
  json(): any;
}

/** Runs a command in English, with only these settings; `cwd` is another copy of the project. */
export function arengo(args: readonly string[], env: Record<string, string> = {}, cwd = root): Promise<Ran> {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const child = spawn(process.execPath, ['--import', './src/app/typescript.mjs', 'src/app/cli.ts', ...args], {
    cwd,
    env: { ...inherited, LANG: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => (out += piece));
  child.stderr.on('data', (piece) => (err += piece));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exit: code ?? -1, out, err, json: () => JSON.parse(out) }));
  });
}

/** The settings of a command that works beside this house. */
export function guestOf(house: TestHouse): Record<string, string> {
  return { ARENGO_DATA: house.folder, ...(house.config.databaseUrl ? { DATABASE_URL: house.config.databaseUrl } : {}) };
}

export interface TestStore {
  env: Record<string, string>;
  folder: string;
  drop(): Promise<void>;
}

/** A copy of a world that only commands use. */
export async function storeFor(world: World): Promise<TestStore> {
  const folder = mkdtempSync(path.join(quickFolder(), 'arengo-command-'));
  const place = await copyOf(world, folder);
  return {
    env: { ARENGO_DATA: folder, ...place.env },
    folder,
    drop: async () => {
      rmSync(folder, { recursive: true, force: true });
      await place.drop();
    },
  };
}
