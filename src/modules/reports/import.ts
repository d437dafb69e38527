import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { readCsv } from '../../protocols/csv/read.ts';
import type { ImportedBatch } from './actions-import.ts';
import { columnsOf, type ImportMap } from './import-map.ts';
import { type ImportedRow, type Rejected, rejected, rowReader } from './import-row.ts';

export interface ImportSteps {
  /** Lands a part of the rows. */
  land(rows: ImportedRow[]): Promise<ImportedBatch | Refusal>;
  /** A row that was not taken; `cells` as they were, as far as they could be read. */
  reject(header: readonly string[], line: number, cells: readonly string[], why: Rejected): Promise<void>;
  progress(read: number): void;
}

export interface ImportCounts {
  read: number;
  landed: number;
  unchanged: number;
  updated: number;
  rejected: number;
}

const batchSize = 1_000;

/** Reads a table as it arrives and lands it a thousand rows at a time: what landed stays, should the rest fail. */
export async function importTable(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string,
  map: ImportMap,
  now: Date,
  steps: ImportSteps,
): Promise<ImportCounts | Refusal> {
  const counts: ImportCounts = { read: 0, landed: 0, unchanged: 0, updated: 0, rejected: 0 };
  const decode = decoder(map.encoding ?? 'utf-8');
  let header: string[] | undefined;
  let reader: ReturnType<typeof rowReader> | undefined;
  let batch: { row: ImportedRow; cells: string[] }[] = [];
  let inBatch = new Set<string>();

  const reject = async (line: number, cells: readonly string[], why: Rejected) => {
    counts.rejected++;
    await steps.reject(header!, line, cells, why);
  };
  const flush = async (): Promise<Refusal | undefined> => {
    if (batch.length === 0) return undefined;
    const landed = await steps.land(batch.map(({ row }) => row));
    if (isRefusal(landed)) return landed;
    counts.landed += landed.landed;
    counts.unchanged += landed.unchanged;
    counts.updated += landed.updated;
    const cellsOf = new Map(batch.map(({ row, cells }) => [row.line, cells]));
    for (const why of landed.rejected) await reject(why.line, cellsOf.get(why.line)!, why);
    batch = [];
    inBatch = new Set();
    return undefined;
  };

  for await (const record of readCsv(chunks, delimiter)) {
    const { cells, whole } = decode(record.cells);
    if (!header || !reader) {
      header = cells.map((cell) => cell.trim());
      const missing = columnsOf(map).filter((column) => !header!.includes(column));
      if (missing.length > 0)
        return refuse('reports.import-columns', 422, { missing: missing.join(', '), there: header.join(', ').slice(0, 300) });
      reader = rowReader(map, header, now);
      continue;
    }
    counts.read++;
    const row = record.broken
      ? rejected('quotes')
      : !whole
        ? rejected('encoding', { encoding: map.encoding ?? 'utf-8' })
        : cells.length !== header.length
          ? rejected('columns', { n: cells.length, expected: header.length })
          : reader(record.line, cells);
    if ('reason' in row) await reject(record.line, cells, row);
    else {
      // The same thing twice in a file: the later row follows the earlier one.
      if (inBatch.has(row.sourceId)) {
        const no = await flush();
        if (no) return no;
      }
      inBatch.add(row.sourceId);
      batch.push({ row, cells });
    }
    if (batch.length >= batchSize) {
      const no = await flush();
      if (no) return no;
    }
    if (counts.read % batchSize === 0) steps.progress(counts.read);
  }
  if (!header) return refuse('reports.import-empty', 422);
  return (await flush()) ?? counts;
}

/** Text of bytes, strictly: what is no text in this encoding is said, not replaced in silence. */
function decoder(encoding: string): (cells: readonly Uint8Array[]) => { cells: string[]; whole: boolean } {
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(encoding);
  return (cells) => {
    try {
      return { cells: cells.map((cell) => strict.decode(cell)), whole: true };
    } catch {
      return { cells: cells.map((cell) => lenient.decode(cell)), whole: false };
    }
  };
}
