import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ctx } from '../../kernel/context.ts';

/** Copies of own data wait here for their owners. Only the server reads the folder, and no backup carries it. */
function folderOf(ctx: Pick<Ctx, 'config'>): string {
  return path.join(ctx.config.dataFolder, 'exports');
}

export async function writeParcel(ctx: Ctx, id: string, bytes: Buffer): Promise<void> {
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 });
  const file = path.join(folderOf(ctx), `${id}.zip`);
  await writeFile(`${file}.unfinished`, bytes, { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
}

/** Nothing when it is gone already. */
export async function readParcel(ctx: Ctx, id: string): Promise<Buffer | undefined> {
  return readFile(path.join(folderOf(ctx), `${id}.zip`)).catch(() => undefined);
}

export async function removeParcel(ctx: Ctx, id: string): Promise<void> {
  for (const ending of ['zip', 'zip.unfinished']) await rm(path.join(folderOf(ctx), `${id}.${ending}`), { force: true });
}

/** Ids of all that are there. */
export async function listParcels(ctx: Ctx): Promise<string[]> {
  const names = await readdir(folderOf(ctx)).catch(() => []);
  return [...new Set(names.flatMap((name) => /^([0-9a-f-]{36})\.zip(\.unfinished)?$/.exec(name)?.[1] ?? []))];
}
