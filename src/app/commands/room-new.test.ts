import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { arengo } from '../../../test/command.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('a new room is one folder and one line; a name that is taken or odd is refused', async () => {
  const made = await arengo(['room', 'new', 'gardens', '--dry-run', '--json']);
  assert.equal(made.exit, 0, made.err);
  const { files, prefix } = made.json();
  assert.equal(prefix, 'GAR');
  assert.ok(files.length <= 16, 'a room has few files');
  assert.deepEqual(
    files.filter((file: string) => !file.startsWith('src/modules/gardens/')),
    ['src/app/modules.ts'],
  );
  for (const name of ['board', 'people', 'public', 'Gardens', 'a-b', 'class', 'new']) {
    const refused = await arengo(['room', 'new', name, '--dry-run', '--json']);
    assert.deepEqual([refused.exit, refused.json().error.code], [5, 'commands.room-name'], name);
  }
});

test('a new room lives: in a copy of the project its types and its lint hold and its own test passes', async (t) => {
  if (!process.env.ARENGO_DEEP) return t.skip('deep only (npm run test:deep)');
  const copy = mkdtempSync(path.join(tmpdir(), 'arengo-room-'));
  try {
    for (const part of ['src', 'test', 'tsconfig.json', 'package.json', 'biome.json', '.gitignore', 'docs'])
      cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const made = await arengo(['room', 'new', 'gardens', '--json'], {}, copy);
    assert.equal(made.exit, 0, made.err);
    const types = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
      cwd: copy,
      encoding: 'utf8',
    });
    assert.doesNotMatch(types.stdout, /gardens/);
    const lint = spawnSync(process.execPath, [path.join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', 'src'], {
      cwd: copy,
      encoding: 'utf8',
    });
    assert.equal(lint.status, 0, lint.stdout + lint.stderr);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const own = spawnSync(
      process.execPath,
      ['--import', './src/app/typescript.mjs', '--test', 'src/modules/gardens/gardens.test.ts'],
      {
        cwd: copy,
        encoding: 'utf8',
        env,
      },
    );
    assert.equal(own.status, 0, own.stdout);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
