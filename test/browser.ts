import { mkdir, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sparticuz, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** What a machine without screen needs, and WebGL for the map. Nothing that weakens the policy under test. */
const flags = [
  '--no-sandbox',
  '--no-zygote',
  '--font-render-hinting=none',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** A Chromium: the one of `path` (tests hand over CHROMIUM_PATH), otherwise the one that comes with the npm package. Where none can be
 *  started, the test is skipped aloud, by the reason, and there is no browser. */
export async function openBrowser(
  t: Pick<TestContext, 'skip' | 'diagnostic'>,
  path = process.env['CHROMIUM_PATH'],
  more: readonly string[] = [],
): Promise<Browser | undefined> {
  try {
    const executablePath = path ?? (await alone(() => sparticuz.executablePath()));
    const args = [...flags, ...more];
    return await chromium.launch({ executablePath, args }).catch(() => launchBare(executablePath, args));
  } catch (failure) {
    const reason = `NO BROWSER: pages were not tried. Set CHROMIUM_PATH to a Chromium. ${String(failure).slice(0, 300)}`;
    t.diagnostic(reason);
    t.skip(reason);
    return undefined;
  }
}

/** On a bare system libnss3 is missing: the package carries it, for whoever asks. */
async function launchBare(executablePath: string, args: string[]): Promise<Browser> {
  const bin = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')));
  const libraries = await alone(() => inflate(join(bin, 'al2023.tar.br')));
  return chromium.launch({
    executablePath,
    args,
    env: { ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib') } as Record<string, string>,
  });
}

/** Test files run side by side, and the package unpacks itself without asking whether another is doing the same. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), 'arengo-browser.lock');
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const age =
        Date.now() -
        (await stat(lock).then(
          (found) => found.mtimeMs,
          () => Date.now(),
        ));
      if (age > 60_000) await rmdir(lock).catch(() => {});
      await setTimeout(100);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(lock).catch(() => {});
  }
}
