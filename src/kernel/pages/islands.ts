import { basename, extname } from 'node:path';
import { build, type Metafile } from 'esbuild';
import type { Built } from './assets.ts';

/** Each `<name>.island.tsx` becomes the module `<name>.js`; what several need is in chunks that they share. */
export async function bundleIslands(root: string, islands: string[]): Promise<Built> {
  const names = islands.map(islandName);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`Two islands are called ${twice}`);
  if (islands.length === 0) return { names: {}, files: [], inputs: [] };

  const result = await build({
    absWorkingDir: root,
    entryPoints: islands.map((path) => ({ in: path, out: islandName(path) })),
    outdir: 'build/assets',
    publicPath: '/assets',
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // `import 'package/worker.mjs'` is written for what it does, whatever the package's "sideEffects" say (maplibre-gl's worker).
    ignoreAnnotations: true,
    loader: { '.svg': 'dataurl', '.png': 'dataurl' },
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return {
    names: namesOf(result.metafile),
    files: result.outputFiles.map((file) => ({ name: basename(file.path), bytes: Buffer.from(file.contents) })),
    inputs: ['src/kernel/pages/islands.ts', ...Object.keys(result.metafile.inputs).map(inputOf)],
  };
}

function namesOf(metafile: Metafile): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue;
    const name = islandName(output.entryPoint);
    names[`${name}.js`] = basename(path);
    if (output.cssBundle) names[`${name}.css`] = basename(output.cssBundle);
  }
  return names;
}

function islandName(path: string): string {
  return basename(path, extname(path)).replace(/\.island$/, '');
}

/** A file of a package changes only with its version. */
function inputOf(path: string): string {
  const inPackage = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  return inPackage ? `node_modules/${inPackage[1]}/package.json` : path;
}
