import { open, readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { knownProperties } from '../../protocols/boundaries/properties.ts';
import type { House } from '../build.ts';

/** The text of a file, without the mark that some programs write at its beginning. */
export async function textOf(file: string): Promise<string | Refusal> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    return unreadable(file, error);
  }
}

export function unreadable(file: string, error: unknown): Refusal {
  return refuse('commands.file', 422, { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
}

/** The first bytes of a table, enough to see what parts its columns. */
export async function beginningOf(file: string): Promise<string | Refusal> {
  try {
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(20_000), 0, 20_000, 0);
    await handle.close();
    return buffer.subarray(0, bytesRead).toString('latin1');
  } catch (error) {
    return unreadable(file, error);
  }
}

/** ISTAT code -> inhabitants, from a table with a header; its columns have the names that boundary files use. */
export async function populationsOf(file: string): Promise<Record<string, number> | Refusal> {
  const text = await textOf(file);
  if (isRefusal(text)) return text;
  let rows: Record<string, string>[];
  try {
    rows = parse(text, {
      columns: true,
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch (error) {
    return refuse('commands.table', 422, { file, reason: (error as Error).message });
  }
  const found: Record<string, number> = {};
  for (const row of rows) {
    const { istatCode, population } = knownProperties(row);
    if (istatCode && population !== null) found[istatCode] = population;
  }
  return Object.keys(found).length > 0 ? found : refuse('commands.no-populations', 422, { file });
}

/** What parts the columns of a table: the sign that its first line has most of. */
export function delimiterOf(text: string): string {
  const header = text.slice(0, 20_000).split(/\r?\n/, 1)[0]!;
  const [best] = [',', ';', '\t', '|'].map((sign) => ({ sign, n: header.split(sign).length })).sort((a, b) => b.n - a.n);
  return best!.sign;
}

/** A place by what people type: `metropolis`, the name in its address, or the ISTAT code. */
export function placeNamed(house: House, text: string): Place | Refusal {
  const { metropolis, bySlug, byIstat } = territoryOf(house.ctx());
  const place = text === 'metropolis' ? metropolis : (bySlug.get(text) ?? byIstat.get(text));
  return place ?? refuse('commands.no-place', 422, { text });
}
