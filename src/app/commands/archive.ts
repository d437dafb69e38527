import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Contents, Part } from '../../kernel/database/transfer.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { NotAnArchive, readTar, tarEnd, tarEntry } from '../../protocols/tar/tar.ts';
import { unreadable } from './input.ts';

/** What stands last in a backup and says what the rest must be. */
export interface Manifest extends Contents {
  format: 'arengo-backup';
  version: 1;
  made: string;
  engine: string;
  columns: Record<string, string[]>;
  files: number;
  parts: { name: string; sha256: string }[];
}

const partSize = 4 << 20;

/** Writes a backup: tables in parts of a few megabytes, then the uploaded files, then the manifest. Until it is whole it has another name;
 *  only its owner may read it. */
export async function writeArchive(file: string, now: Date) {
  const unfinished = `${file}.unfinished`;
  const handle = await open(unfinished, 'w', 0o600);
  const parts: Manifest['parts'] = [];
  const columns: Manifest['columns'] = {};
  let gathered: { table: string; lines: string[]; size: number; n: number } = { table: '', lines: [], size: 0, n: 0 };
  let bytesWritten = 0;

  const put = async (bytes: Buffer) => {
    bytesWritten += bytes.length;
    await handle.writeFile(bytes);
  };
  const add = async (name: string, bytes: Buffer) => {
    parts.push({ name, sha256: shaOf(bytes) });
    await put(tarEntry(name, bytes, now.getTime() / 1000));
  };
  const flush = async () => {
    if (gathered.lines.length === 0) return;
    await add(
      `tables/${gathered.table}/${String(gathered.n).padStart(6, '0')}.jsonl`,
      Buffer.from(`${gathered.lines.join('\n')}\n`),
    );
    gathered = { ...gathered, lines: [], size: 0, n: gathered.n + 1 };
  };
  return {
    take: async (part: Part) => {
      if (part.table !== gathered.table) {
        await flush();
        gathered = { table: part.table, lines: [], size: 0, n: 1 };
        columns[part.table] = part.columns;
      }
      gathered.lines.push(...part.lines);
      gathered.size += part.lines.reduce((sum, line) => sum + line.length, 0);
      if (gathered.size >= partSize) await flush();
    },
    finish: async (contents: Contents, engine: string, folder: string): Promise<{ files: number; bytes: number }> => {
      await flush();
      const names = await uploadedIn(folder);
      for (const name of names) await add(`files/${name}`, await readFile(path.join(folder, name)));
      const manifest: Manifest = {
        format: 'arengo-backup',
        version: 1,
        made: now.toISOString(),
        engine,
        files: names.length,
        ...contents,
        columns,
        parts,
      };
      await put(tarEntry('manifest.json', Buffer.from(JSON.stringify(manifest)), now.getTime() / 1000));
      await put(tarEnd);
      await handle.sync();
      await handle.close();
      await rename(unfinished, file);
      return { files: names.length, bytes: bytesWritten };
    },
    abandon: async () => {
      await handle.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}

/** Reads a backup through once: its manifest, if every part is what the manifest says. */
export async function verifyArchive(file: string): Promise<Manifest | Refusal> {
  const found = new Map<string, string>();
  let manifest: Manifest | undefined;
  try {
    for await (const { name, bytes } of readTar(createReadStream(file))) {
      if (name === 'manifest.json') manifest = JSON.parse(bytes.toString());
      else found.set(name, shaOf(bytes));
    }
  } catch (error) {
    if (error instanceof NotAnArchive || error instanceof SyntaxError)
      return refuse('commands.not-a-backup', 422, { file, reason: error.message });
    return unreadable(file, error);
  }
  if (manifest?.format !== 'arengo-backup' || manifest.version !== 1)
    return refuse('commands.not-a-backup', 422, { file, reason: 'manifest.json' });
  const wrong = manifest.parts.find(({ name, sha256 }) => found.get(name) !== sha256);
  if (wrong) return refuse('commands.damaged', 422, { part: wrong.name });
  return found.size === manifest.parts.length
    ? manifest
    : refuse('commands.damaged', 422, { part: `${found.size} / ${manifest.parts.length}` });
}

/** The rows of a verified backup, part by part. */
export async function* partsOf(file: string, manifest: Manifest): AsyncGenerator<Part> {
  for await (const { name, bytes } of readTar(createReadStream(file))) {
    const table = /^tables\/([a-z_.]+)\/\d+\.jsonl$/.exec(name)?.[1];
    if (!table) continue;
    const lines = bytes.toString().trimEnd().split('\n');
    for (let from = 0; from < lines.length; from += 500)
      yield { table, columns: manifest.columns[table]!, lines: lines.slice(from, from + 500) };
  }
}

/** Puts the uploaded files of a verified backup back; one that is there has the same content, since names tell contents. */
export async function unpackFiles(file: string, folder: string): Promise<void> {
  for await (const { name, bytes } of readTar(createReadStream(file))) {
    const inside = name.startsWith('files/') ? name.slice('files/'.length) : '';
    if (!uploaded.test(inside)) continue;
    const target = path.join(folder, inside);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/** Where kernel/files keeps what people uploaded. */
const uploaded = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}(\.small)?\.[a-z]{3,4}$/;

async function uploadedIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => uploaded.test(name))
    .sort();
}

/** Refuses a file that is already there: a backup is never written over another. */
export async function freeName(file: string): Promise<Refusal | undefined> {
  const there = await stat(file).catch(() => undefined);
  return there ? refuse('commands.file', 409, { file, reason: 'EEXIST' }) : undefined;
}

function shaOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
