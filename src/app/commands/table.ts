import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { isRefusal, type Refusal } from '../../kernel/refusal.ts';
import { type ImportCounts, type ImportSteps, importTable, type TableMap, type TableRow } from '../../kernel/tables/import.ts';
import { csvRow } from '../../protocols/csv/csv.ts';
import type { Call } from './command.ts';
import { beginningOf, delimiterOf } from './input.ts';

/** Options of every command that imports a table. */
export const tableOptions = [
  { name: 'map', value: 'MAP.json', required: true },
  { name: 'rejects', value: 'FILE' },
];

/** Reads `FILE.csv` of the command row by row; what is not taken goes to the file of the rejects, in words. */
export async function landTable<R extends TableRow>(
  call: Call,
  map: TableMap,
  columns: readonly string[],
  steps: Pick<ImportSteps<R>, 'reader' | 'land'>,
): Promise<(ImportCounts & { rejects: string | null }) | Refusal> {
  const { t } = call.words;
  const file = call.needed('FILE.csv');
  const beginning = await beginningOf(file);
  if (isRefusal(beginning)) return beginning;
  const rejects = rejectsFile(call.value('rejects') ?? `${path.basename(file, '.csv')}.rejects.csv`);
  const counts = await importTable(
    createReadStream(file),
    { ...map, delimiter: map.delimiter ?? delimiterOf(beginning) },
    columns,
    {
      ...steps,
      reject: (header, line, cells, why) =>
        rejects.add(
          header,
          [...cells, ...Array(Math.max(0, header.length - cells.length)).fill('')],
          line,
          t(why.reason, why.params),
        ),
      progress: (read) => call.tell(t('commands.import.progress', { n: read })),
    },
  );
  const written = await rejects.close();
  return isRefusal(counts) ? counts : { ...counts, rejects: written };
}

/** What became of the rows, in words. */
export function landedLines({ words: { t } }: Call, { rejects, ...counts }: ImportCounts & { rejects: string | null }): string[] {
  return [t('commands.import.done', { ...counts }), ...(rejects ? [t('commands.import.rejects', { file: rejects })] : [])];
}

/** The rows that were not taken, as they came, with their line and the reason; made only when there is one. */
function rejectsFile(file: string) {
  let stream: WriteStream | undefined;
  return {
    async add(header: readonly string[], cells: readonly string[], line: number, reason: string): Promise<void> {
      if (!stream) {
        stream = createWriteStream(file);
        stream.write(csvRow([...header, 'line', 'reason']));
      }
      if (!stream.write(csvRow([...cells, line, reason]))) await once(stream, 'drain');
    },
    async close(): Promise<string | null> {
      if (!stream) return null;
      stream.end();
      await finished(stream);
      return file;
    },
  };
}
