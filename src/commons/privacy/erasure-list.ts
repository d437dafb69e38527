import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../kernel/config.ts';
import type { ErasureRow } from './store.ts';

/** Beside the database, so that it outlives a restore: a line for each erasure. It names nobody: the id leads to an empty row. */
export function erasureFile(config: Pick<Config, 'dataFolder'>): string {
  return path.join(config.dataFolder, 'erasures.jsonl');
}

export async function readErasures(file: string): Promise<ErasureRow[]> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter(Boolean).map(readLine);
}

/** Once, however often the job is tried. */
export async function addErasure(file: string, erasure: ErasureRow): Promise<void> {
  const there = await readErasures(file);
  if (!there.some(({ person }) => person === erasure.person))
    await appendFile(file, `${writeErasure(erasure)}\n`, { mode: 0o600 });
}

export function writeErasure({ person, words, at }: ErasureRow): string {
  return JSON.stringify({ person, words, at: at.toISOString() });
}

function readLine(line: string): ErasureRow {
  const { person, words, at } = JSON.parse(line) as { person?: unknown; words?: unknown; at?: unknown };
  const instant = new Date(String(at));
  if (
    typeof person !== 'string' ||
    !/^[0-9a-f-]{36}$/.test(person) ||
    typeof words !== 'boolean' ||
    Number.isNaN(instant.getTime())
  )
    throw new SyntaxError('not a line of a list of erasures');
  return { person, words, at: instant };
}
