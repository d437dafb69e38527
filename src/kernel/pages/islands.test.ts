import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleIslands } from './islands.ts';

let root = '';

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'arengo-islands-'));
  await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(root, 'node_modules'));
  await writeFile(
    join(root, 'count.island.tsx'),
    `import { render } from 'preact'; import './count.css'; render(<b>1</b>, document.body);`,
  );
  await writeFile(join(root, 'count.css'), '.count { color: red }');
  await writeFile(join(root, 'other.island.ts'), `import { h, render } from 'preact'; render(h('i', null), document.body);`);
});
after(() => rm(root, { recursive: true }));

test('each island is a module whose name tells its content, and shares what others use too', async () => {
  const built = await bundleIslands(root, ['count.island.tsx', 'other.island.ts']);
  assert.deepEqual(Object.keys(built.names).sort(), ['count.css', 'count.js', 'other.js']);
  assert.match(built.names['count.js']!, /^count-[A-Z0-9]+\.js$/);
  const code = (name: string) => built.files.find((file) => file.name === name)!.bytes.toString();
  const chunk = built.files.find((file) => file.name.startsWith('chunk-'))!;
  for (const name of ['count.js', 'other.js'])
    assert.ok(code(built.names[name]!).includes(chunk.name), 'preact is in a chunk of both');
  assert.ok(built.inputs.includes('count.css'));
  assert.ok(built.inputs.includes('node_modules/preact/package.json'), 'a package counts by its version');
  assert.ok(!built.inputs.some((path) => path.includes('preact/dist')));
});

test('two islands of one name are a mistake', async () => {
  await assert.rejects(bundleIslands(root, ['a/map.island.ts', 'b/map.island.tsx']), /map/);
});
