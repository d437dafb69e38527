import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Logger } from 'pino';
import { mark, sprite } from './glyphs.ts';

/** One file as it is sent: compressed once, at build, as hard as can be; fonts are compressed already. */
export interface AssetFile {
  bytes: Buffer;
  brotli: Buffer | null;
  gzip: Buffer | null;
  type: string;
}

/** What pages are made of besides HTML. Every address names its content, so it may be kept for ever. */
export interface Assets {
  /** `style.css`, `sprite.svg`, or `<island>.js` (and `.css`) -> `/assets/<name>-<hash>.<ext>`. An unknown name throws. */
  url(name: string): string;
  /** By the last part of its address. */
  file(name: string): AssetFile | undefined;
}

export interface Built {
  /** Name for people -> name of the file. */
  names: Record<string, string>;
  files: { name: string; bytes: Buffer }[];
  /** Paths from the root of the project whose change makes this stale. */
  inputs: string[];
}

interface Manifest {
  key: string;
  inputs: string[];
  names: Record<string, string>;
  files: string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'build', 'assets');

/** Builds what is stale into `build/assets/`, and holds all of it in memory. */
export async function buildAssets(log: Pick<Logger, 'info'>): Promise<Assets> {
  const islands = await findIslands(join(root, 'src'));
  const found = await readManifest();
  const fresh = found !== undefined && found.key === (await keyOf(found.inputs, islands));
  const manifest = fresh ? found : await build(islands, log);
  return hold(manifest);
}

async function build(islands: string[], log: Pick<Logger, 'info'>): Promise<Manifest> {
  const started = performance.now();
  // Sass and esbuild weigh on a start that does not need them.
  const [{ buildStyle }, { bundleIslands }] = await Promise.all([import('./style.ts'), import('./islands.ts')]);
  const drawings = [sprite, mark].map(({ name, svg }) => ({ name, bytes: Buffer.from(svg) }));
  const built: Built[] = [
    {
      names: { 'sprite.svg': sprite.name, 'icon.svg': mark.name },
      files: drawings,
      inputs: ['src/kernel/pages/glyphs.ts', 'src/kernel/pages/assets.ts'],
    },
    await buildStyle(root),
    await bundleIslands(root, islands),
  ];
  await mkdir(folder, { recursive: true });
  const files = built.flatMap((part) => part.files);
  for (const { name, bytes } of files) {
    await put(name, bytes);
    if (!isCompressed(name)) {
      await put(`${name}.br`, await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      await put(`${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }
  }
  const inputs = [...new Set(built.flatMap((part) => part.inputs))].sort();
  const manifest: Manifest = {
    key: await keyOf(inputs, islands),
    inputs,
    names: Object.assign({}, ...built.map((part) => part.names)),
    files: files.map((file) => file.name),
  };
  await put('manifest.json', Buffer.from(JSON.stringify(manifest, null, 1)));
  await removeOthers(manifest);
  log.info({ files: files.length, ms: Math.round(performance.now() - started) }, 'assets built');
  return manifest;
}

async function hold(manifest: Manifest): Promise<Assets> {
  const held = new Map<string, AssetFile>();
  await Promise.all(
    manifest.files.map(async (name) => {
      const compressed = isCompressed(name);
      const [bytes, brotli, zipped] = await Promise.all([
        readFile(join(folder, name)),
        compressed ? null : readFile(join(folder, `${name}.br`)),
        compressed ? null : readFile(join(folder, `${name}.gz`)),
      ]);
      held.set(name, { bytes, brotli, gzip: zipped, type: typeOf(name) });
    }),
  );
  return {
    url(name) {
      const file = manifest.names[name];
      if (!file) throw new Error(`No asset ${name}; there are ${Object.keys(manifest.names).join(', ')}`);
      return `/assets/${file}`;
    },
    file: (name) => held.get(name),
  };
}

/** Names what the assets are made of: the same key, the same assets. Packages count by their version. */
async function keyOf(inputs: string[], islands: string[]): Promise<string> {
  const hash = createHash('sha256').update(islands.join('\n'));
  const contents = await Promise.all(inputs.map((path) => readFile(join(root, path)).catch(() => Buffer.from('gone'))));
  for (const [i, content] of contents.entries()) hash.update(`\n${inputs[i]}\n`).update(content);
  return hash.digest('hex');
}

async function readManifest(): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

async function findIslands(where: string): Promise<string[]> {
  const entries = await readdir(where, { recursive: true });
  return entries
    .filter((path) => /\.island\.tsx?$/.test(path))
    .map((path) => relative(root, join(where, path)))
    .sort();
}

/** Written aside and then named: a process that starts at the same time never reads half a file. */
async function put(name: string, bytes: Buffer): Promise<void> {
  const aside = join(folder, `.${process.pid}-${name}`);
  await writeFile(aside, bytes);
  await rename(aside, join(folder, name));
}

async function removeOthers(manifest: Manifest): Promise<void> {
  const kept = new Set(['manifest.json', ...manifest.files.flatMap((name) => [name, `${name}.br`, `${name}.gz`])]);
  for (const name of await readdir(folder)) {
    if (!kept.has(name) && !name.startsWith('.')) await rm(join(folder, name), { force: true });
  }
}

function isCompressed(name: string): boolean {
  return name.endsWith('.woff2');
}

function typeOf(name: string): string {
  const ending = basename(name).split('.').pop()!;
  const types: Record<string, string> = {
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml',
    woff2: 'font/woff2',
  };
  return types[ending] ?? 'application/octet-stream';
}
