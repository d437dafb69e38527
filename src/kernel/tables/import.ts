import type { Validator } from 'typebox/compile';
import { readCsv } from '../../protocols/csv/read.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** How a table is written; what its columns mean is the room's. */
export interface TableMap {
  encoding?: string;
  delimiter?: string;
}

/** Why a row cannot be taken: the key of the sentence, and what it names. */
export interface Rejected {
  reason: string;
  params: Record<string, string | number>;
}

/** A row as the room reads it; `sourceId` is its name in the other system. */
export interface TableRow {
  line: number;
  sourceId: string;
}

export interface LandedBatch {
  landed: number;
  unchanged: number;
  updated: number;
  rejected: (Rejected & { line: number })[];
}

export interface ImportSteps<R extends TableRow> {
  /** Of these columns: the reader of the rows. */
  reader(header: readonly string[]): (line: number, cells: readonly string[]) => R | Rejected;
  /** Lands a part of the rows. */
  land(rows: R[]): Promise<LandedBatch | Refusal>;
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
export async function importTable<R extends TableRow>(
  chunks: AsyncIterable<Uint8Array>,
  { encoding = 'utf-8', delimiter = ',' }: TableMap,
  columns: readonly string[],
  steps: ImportSteps<R>,
): Promise<ImportCounts | Refusal> {
  const counts: ImportCounts = { read: 0, landed: 0, unchanged: 0, updated: 0, rejected: 0 };
  const decode = decoder(encoding);
  let header: string[] | undefined;
  let reader: ReturnType<typeof steps.reader> | undefined;
  let batch: { row: R; cells: string[] }[] = [];
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
      const missing = columns.filter((column) => !header!.includes(column));
      if (missing.length > 0)
        return refuse('kernel.import-columns', 422, { missing: missing.join(', '), there: header.join(', ').slice(0, 300) });
      reader = steps.reader(header);
      continue;
    }
    counts.read++;
    const row = record.broken
      ? rejected('kernel.import.quotes')
      : !whole
        ? rejected('kernel.import.encoding', { encoding })
        : cells.length !== header.length
          ? rejected('kernel.import.columns', { n: cells.length, expected: header.length })
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
  if (!header) return refuse('kernel.import-empty', 422);
  return (await flush()) ?? counts;
}

export function rejected(reason: string, params: Rejected['params'] = {}): Rejected {
  const short = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 60) : value]),
  );
  return { reason, params: short };
}

/** A mapping as its schema wants it, out of the text of a file, or what is wrong with it. */
export function readMapping<M>(compiled: Validator, text: string): M | Refusal {
  let map: unknown;
  try {
    map = JSON.parse(text);
  } catch (error) {
    return wrongMapping((error as Error).message);
  }
  const [fault] = compiled.Errors(map);
  if (!fault) return map as M;
  const { additionalProperties } = fault.params as { additionalProperties?: string[] };
  return wrongMapping(
    `${fault.instancePath || '/'} ${fault.message}${additionalProperties ? `: ${additionalProperties.join(', ')}` : ''}`,
  );
}

export function wrongMapping(text: string): Refusal {
  return refuse('kernel.import-map', 422, { fault: text });
}

/** The columns that these templates name: `{COLUMN}`. */
export function columnsIn(...templates: (string | undefined)[]): string[] {
  return templates.flatMap((template) => [...(template ?? '').matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!));
}

/** A template with the cells in the places of their columns. */
export function filled(template: string | undefined, cell: (name: string) => string): string {
  return (template ?? '')
    .replace(/\{([^{}]+)\}/g, (_, name: string) => cell(name))
    .normalize('NFC')
    .trim();
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
