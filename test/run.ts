/** `npm test`: every *.test.ts(x) of src and test, one file more at a time than there are cores, and a closing line `N passed, N failed, N skipped`.
 *  `--deep` adds the long races and faults (ARENGO_DEEP=1). Names given are substrings of the files to run. */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
if (words.includes('--deep')) process.env.ARENGO_DEEP = '1';
const wanted = words.filter((word) => !word.startsWith('--'));
const files = ['src', 'test']
  .flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => /\.test\.tsx?$/.test(file) && (wanted.length === 0 || wanted.some((word) => file.includes(word))))
  .sort();

let passed = 0;
let failed = 0;
const skipped: string[] = [];
const slow: { name: string; seconds: number }[] = [];
const began = performance.now();
const stream = run({
  files: files.map((file) => root + file),
  concurrency: availableParallelism() + 1,
  timeout: 600_000,
  execArgv: ['--import', './src/app/typescript.mjs'],
  cwd: root,
});
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite' || isFile(event)) return;
  if (event.skip !== undefined || event.todo !== undefined)
    skipped.push(`${event.name}${typeof event.skip === 'string' ? `: ${event.skip}` : ''}`);
  else passed++;
  if (event.details.duration_ms > 5_000) slow.push({ name: event.name, seconds: event.details.duration_ms / 1000 });
});
stream.on('test:fail', (event) => {
  if (event.details.type === 'suite') return;
  if (isFile(event) && (event.details.error as { failureType?: string }).failureType === 'subtestsFailed') return;
  failed++;
});
stream.compose(spec).pipe(process.stdout);
stream.on('end', () => {
  setTimeout(() => {
    console.log(
      `\nengine: ${process.env.ARENGO_TEST_DATABASE ? 'PostgreSQL' : 'embedded'}, ${files.length} files, ${Math.round((performance.now() - began) / 1000)} s`,
    );
    for (const one of slow.sort((a, b) => b.seconds - a.seconds).slice(0, 8))
      console.log(`slow: ${one.seconds.toFixed(0)} s ${one.name}`);
    for (const name of skipped) console.log(`SKIPPED: ${name}`);
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  }, 200);
});

/** The runner reports each file as a test of its own; it is not counted. */
function isFile(event: { name: string; nesting: number; file?: string }): boolean {
  return event.nesting === 0 && /\.test\.tsx?$/.test(event.name);
}
