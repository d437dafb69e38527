import { createHmac } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ctx } from '../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { decrypt, encrypt, keyFor } from '../../kernel/secrets.ts';
import { type ImportCounts, importTable, type Rejected, rejected, type TableRow } from '../../kernel/tables/import.ts';
import { fiscalCodeOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import { fiscalHash } from '../identity/identity.ts';
import type { About, Told } from './registry.ts';
import type { Belonging } from './rule.ts';
import { insertReject, isReading, landListed, noteProgress, statedByLists } from './store-lists.ts';

/** More rows than this are no list of one municipality. */
export const mostRows = 1_000_000;
/** So many lines are kept of those that were not taken. */
export const mostRejects = 1_000;

const codeColumn = 'codice_fiscale';
const groupColumn = 'gruppo';

/** As lists write them. */
const belongingNamed: Record<string, Belonging> = {
  '': 'resident',
  residente: 'resident',
  studente: 'student',
  lavoratore: 'worker',
  proprietario: 'owner',
};

/** What the municipalities' own lists say. Nobody can be looked up who is not certified. */
export async function byLists(ctx: Ctx, { hash, places, day }: About): Promise<Told> {
  if (!hash) return { statements: [], bornBy: [] };
  const stated = await statedByLists(ctx.db, hash, places, day);
  return { statements: stated.map((one) => ({ ...one, source: 'list', until: null })), bornBy: [] };
}

/** Keyed, since the hash of a short file of fiscal codes could be guessed. */
export function printOf(ctx: Pick<Ctx, 'config'>, bytes: Buffer): Buffer {
  return createHmac('sha256', keyFor(ctx.config, 'registry.print')).update(bytes).digest();
}

interface ListedRow extends TableRow {
  hash: string;
  belongs: Belonging;
}

/** Reads a list as it arrives and lands it, hashed row by row, a thousand at a time: fiscal codes stand nowhere but in the memory of the moment. A
 *  second time over the same list changes nothing. Without a list it only counts. Refused where it is no such list, or most of it is wrong. */
export async function landList(
  ctx: Ctx,
  list: string | null,
  chunks: AsyncIterable<Uint8Array>,
  tell: (read: number) => void = () => {},
): Promise<ImportCounts | Refusal> {
  const key = keyFor(ctx.config, 'identity.fiscal');
  let met = 0;
  let rejects = 0;
  const { delimiter, whole } = await begun(chunks);
  const counts = await importTable<ListedRow>(whole, { delimiter }, [codeColumn], {
    reader: (header) => {
      const read = rowReader(key, header);
      return (line, cells) => {
        met++;
        return read(line, cells);
      };
    },
    land: async (rows) => {
      if (met > mostRows) return refuse('registry.too-long', 422, { max: mostRows });
      if (list === null) return { landed: rows.length, unchanged: 0, updated: 0, rejected: [] };
      if (!(await isReading(ctx.db, list))) return refuse('registry.not-reading', 409);
      const landed = await landListed(ctx.db, list, rows);
      await noteProgress(ctx.db, list, met, ctx.now);
      return { landed, unchanged: rows.length - landed, updated: 0, rejected: [] };
    },
    reject: async (_header, line, _cells, { reason }) => {
      if (list !== null && rejects++ < mostRejects)
        await insertReject(ctx.db, list, line, reason.slice(reason.lastIndexOf('.') + 1));
    },
    progress: tell,
  });
  if (isRefusal(counts)) return counts;
  if (met > mostRows) return refuse('registry.too-long', 422, { max: mostRows });
  if (counts.read === counts.rejected) return refuse('registry.no-good-row', 422, { n: counts.rejected });
  return counts.rejected * 2 > counts.read
    ? refuse('registry.mostly-wrong', 422, { n: counts.rejected, read: counts.read })
    : counts;
}

function rowReader(key: Buffer, header: readonly string[]): (line: number, cells: readonly string[]) => ListedRow | Rejected {
  const at = header.indexOf(codeColumn);
  const groupAt = header.indexOf(groupColumn);
  return (line, cells) => {
    const code = fiscalCodeOf(cells[at]!);
    if (!code) return rejected('registry.reject.fiscal-code');
    const belongs = belongingNamed[(cells[groupAt] ?? '').trim().toLowerCase()];
    if (!belongs) return rejected('registry.reject.group');
    const hash = fiscalHash(key, code).toString('hex');
    return { line, sourceId: `${hash} ${belongs}`, hash, belongs };
  };
}

/** What parts the columns stands in the first line; the rest comes behind it. */
async function begun(chunks: AsyncIterable<Uint8Array>): Promise<{ delimiter: string; whole: AsyncIterable<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]();
  const first = await rest.next();
  const [line = ''] = Buffer.from(first.done ? '' : first.value)
    .toString('latin1')
    .split('\n', 1);
  async function* whole() {
    for (let one = first; !one.done; one = await rest.next()) yield one.value;
  }
  return { delimiter: line.includes(';') ? ';' : line.includes('\t') ? '\t' : ',', whole: whole() };
}

/** A list that was sent waits here, sealed, to be read, and then goes. Only the server reads the folder, and no backup carries it. */
function fileOf(ctx: Pick<Ctx, 'config'>, list: string): string {
  return path.join(ctx.config.dataFolder, 'lists', list);
}

export async function keepSent(ctx: Ctx, list: string, bytes: Buffer): Promise<void> {
  const file = fileOf(ctx, list);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const sealed = encrypt(keyFor(ctx.config, 'registry.sent'), bytes.toString('latin1'), list);
  await writeFile(`${file}.unfinished`, sealed, { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
}

/** Nothing when it is gone already. */
export async function readSent(ctx: Ctx, list: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const sealed = await readFile(fileOf(ctx, list)).catch(() => undefined);
  if (!sealed) return undefined;
  return inPieces(Buffer.from(decrypt(keyFor(ctx.config, 'registry.sent'), sealed, list), 'latin1'));
}

export async function removeSent(ctx: Ctx, list: string): Promise<void> {
  for (const ending of ['', '.unfinished']) await rm(fileOf(ctx, list) + ending, { force: true });
}

/** Ids of all that wait. */
export async function listSent(ctx: Ctx): Promise<string[]> {
  const names = await readdir(path.dirname(fileOf(ctx, '-'))).catch(() => []);
  return [...new Set(names.flatMap((name) => /^([0-9a-f-]{36})(\.unfinished)?$/.exec(name)?.[1] ?? []))];
}

/** Bytes as they would arrive. */
export async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const size = 1 << 16;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
