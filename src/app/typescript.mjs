// Lets Node read our TypeScript: `node --import ./src/app/typescript.mjs FILE`. Types are taken out by Node itself, which keeps every line in its
// place; JSX is turned into calls by esbuild. The result is kept in build/ for as long as file and tools stay as they are, so that a server that
// finds it there never loads those tools. Not TypeScript itself, because it is read first. Why: docs/decisions/0012-typescript-by-node.md
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../../build/', import.meta.url));
const kept = `${build}javascript/`;
const require = createRequire(import.meta.url);
const tools = [process.version, require('esbuild/package.json').version, process.sourceMapsEnabled].join(' ');

mkdirSync(kept, { recursive: true });
enableCompileCache(`${build}compiled`);
registerHooks({
  load(url, context, next) {
    if (!/\.tsx?$/.test(url) || url.includes('/node_modules/')) return next(url, context);
    return { format: 'module', source: javascriptOf(fileURLToPath(url)), shortCircuit: true };
  },
});

function javascriptOf(file) {
  const source = readFileSync(file, 'utf8');
  const result = `${kept}${createHash('sha256').update([tools, file, source].join('\n')).digest('hex')}.js`;
  try {
    return readFileSync(result, 'utf8');
  } catch {
    const code = file.endsWith('x') ? withoutJsx(file, source) : stripTypeScriptTypes(source, { sourceUrl: file });
    // Under a name of its own first: other processes may be making the same file.
    const making = `${result}.${process.pid}`;
    writeFileSync(making, code);
    renameSync(making, result);
    return code;
  }
}

function withoutJsx(file, source) {
  const { transformSync } = require('esbuild');
  return transformSync(source, {
    loader: 'tsx',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    target: 'node24',
    sourcefile: file,
    sourcemap: process.sourceMapsEnabled ? 'inline' : false,
  }).code;
}
