import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Extension } from '@electric-sql/pglite';
import { postgis as whole } from '@electric-sql/pglite-postgis';
import { readTar, tarEnd, tarEntry } from '../../protocols/tar/tar.ts';

const packed = new URL('./postgis.tar.gz', import.meta.resolve('@electric-sql/pglite-postgis'));
const kept = fileURLToPath(new URL('../../../build', import.meta.url));

/** The library, its functions, and what it knows of the shape of the Earth. */
const used =
  /^(lib\/postgresql\/postgis-3\.so|share\/proj\/.+|share\/postgresql\/extension\/postgis(--\d[\d.]*)?\.(control|sql))$/;

/** PostGIS without rasters and topology: no store has them, and the engine would compile thirty megabytes of them at each start. */
export const postgis: Extension = {
  ...whole,
  setup: async (pg, options) => ({ ...(await whole.setup(pg, options)), bundlePath: pathToFileURL(await ensureBundle()) }),
};

/** The package's archive with only what is used, hardly compressed so that it opens fast. Made once for each version of the package. */
async function ensureBundle(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', packed), 'utf8'));
  const bundle = path.join(kept, `postgis-${version}.tar.gz`);
  if (existsSync(bundle)) return bundle;
  const entries: Buffer[] = [];
  for await (const { name, bytes } of readTar(Readable.from([await promisify(gunzip)(await readFile(packed))])))
    if (used.test(name)) entries.push(tarEntry(name, bytes, 0));
  await mkdir(kept, { recursive: true });
  const making = `${bundle}.${process.pid}`;
  await writeFile(making, await promisify(gzip)(Buffer.concat([...entries, tarEnd]), { level: 1 }));
  await rename(making, bundle);
  return bundle;
}
