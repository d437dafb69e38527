import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

/** Path of a file of real data kept outside the project, or nothing after the test was marked as skipped, with the file's name in the
 *  reason. `ARENGO_SAMPLE_DATA` is the folder (../shared/data without it); the word `required` means that folder, and that a missing
 *  file fails. */
export function sampleData(t: TestContext, name: string): string | undefined {
  const wish = process.env['ARENGO_SAMPLE_DATA'];
  const beside = resolve(import.meta.dirname, '../../shared/data');
  const path = join(wish && wish !== 'required' ? wish : beside, name);
  if (existsSync(path)) return path;
  assert.notEqual(wish, 'required', `sample data is required and missing: ${name}`);
  t.skip(`sample data missing: ${name}`);
  return undefined;
}
