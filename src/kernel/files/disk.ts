import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file so that it is either absent or whole, whenever the process or the machine dies: written under another name, flushed
 *  to the disk, renamed, and the renaming flushed too. What is there already is left alone, since names tell contents. */
export async function writeWhole(folder: string, path: string, bytes: Buffer): Promise<void> {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(folder, UNFINISHED, randomBytes(12).toString('hex'));
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (fault) {
    await rm(unfinished, { force: true });
    throw fault;
  }
  for (const parent of [dirname(path), dirname(dirname(path)), folder]) await flushFolder(parent);
}

/** Creates the folder and throws away what earlier processes left half written. An hour: another server may be writing right now. */
export async function sweepUnfinished(folder: string): Promise<void> {
  const waiting = join(folder, UNFINISHED);
  await mkdir(waiting, { recursive: true });
  for (const name of await readdir(waiting)) {
    const found = await stat(join(waiting, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(join(waiting, name), { force: true });
  }
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const UNFINISHED = 'unfinished';

/** Windows cannot open a folder; there the renaming itself has to do. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
