import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../kernel/config.ts';
import type { Part } from '../../kernel/database/transfer.ts';
import type { House } from '../build.ts';
import type { Call } from './command.ts';

/** Is there a store to work on? A PostgreSQL one says so itself, when it is opened. */
export function isThere(config: Config): boolean {
  return config.databaseUrl !== null || existsSync(path.join(config.dataFolder, 'database'));
}

/** Tells how far a transfer is: every ten thousand rows of a table. */
export function tellingTables(call: Pick<Call, 'tell' | 'words'>): (part: Part) => void {
  let table = '';
  let rows = 0;
  let told = 0;
  return (part) => {
    if (part.table !== table) [table, rows, told] = [part.table, 0, 0];
    rows += part.lines.length;
    if (rows - told < 10_000) return;
    told = rows;
    call.tell(call.words.t('commands.transfer.table', { table, rows }));
  };
}

/** A store of its own, empty and gone afterwards: for rehearsals, and for what is said of the tables. */
export async function onEmptyStore<T>(call: Call, run: (house: House) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'arengo-rehearsal-'));
  try {
    const house = await call.open({ ...call.config, databaseUrl: null, dataFolder: folder });
    const done = await run(house);
    await house.close();
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
