/** Node 24 takes the types out of TypeScript by itself; what it cannot read is JSX. `node --import ./src/app/jsx.ts FILE` turns each
 *  `.tsx` into JavaScript when it is imported, and keeps the result in build/ for as long as file and esbuild stay as they are.
 *  docs/decisions/0012-typescript-by-node.md says why. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Esbuild from 'esbuild';

const build = fileURLToPath(new URL('../../build/', import.meta.url));
const kept = `${build}jsx/`;
const require = createRequire(import.meta.url);
const { version } = require('esbuild/package.json') as { version: string };

mkdirSync(kept, { recursive: true });
enableCompileCache(`${build}compiled`);
registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    return { format: 'module', source: javascriptOf(fileURLToPath(url)), shortCircuit: true };
  },
});

function javascriptOf(file: string): string {
  const source = readFileSync(file, 'utf8');
  const result = `${kept}${createHash('sha256').update(`${version}\n${file}\n${source}`).digest('hex')}.js`;
  try {
    return readFileSync(result, 'utf8');
  } catch {
    // Loaded only now: most starts find every file kept.
    const { transformSync } = require('esbuild') as typeof Esbuild;
    const { code } = transformSync(source, {
      loader: 'tsx',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      target: 'node24',
      sourcefile: file,
      sourcemap: 'inline',
    });
    // Under a name of its own first: other processes may be making the same file.
    const making = `${result}.${process.pid}`;
    writeFileSync(making, code);
    renameSync(making, result);
    return code;
  }
}
