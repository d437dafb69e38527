import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openHouse, quickFolder, type TestHouse } from '../../../test/house.ts';
import { migrate, UnfitDatabase } from './migrate.ts';

let house: TestHouse;
let folder: string;
before(async () => {
  house = await openHouse({ world: 'empty' });
  folder = mkdtempSync(path.join(quickFolder(), 'arengo-migrations-'));
});
after(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The rooms that the store has, and one more whose migrations we write. */
async function rooms(files: Record<string, string>) {
  mkdirSync(path.join(folder, 'migrations'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, 'migrations', name), text);
  const { rooms: list } = await import('../../app/modules.ts');
  const kernel = { name: 'kernel', home: new URL('../room.ts', import.meta.url).href };
  return [kernel, ...list, { name: 'sample', home: pathToFileURL(path.join(folder, 'module.ts')).href }];
}

const there = async (table: string) =>
  (await house.database.pool.query('select to_regclass($1) as there', [table])).rows[0].there !== null;

test('new files are applied once, in order; a second start applies nothing', async () => {
  const list = await rooms({
    '0001-first.sql': 'create schema sample; create table sample.a (n int);',
    '0002-second.sql': 'alter table sample.a add column m int;',
  });
  assert.equal(await migrate(house.database.db, list), 2);
  assert.equal(await migrate(house.database.db, list), 0);
  assert.ok(await there('sample.a'));
});

test('a file that fails leaves nothing of itself or of those before it', async () => {
  const list = await rooms({
    '0003-good.sql': 'create table sample.b (n int);',
    '0004-bad.sql': 'create table sample.c (n int); select nothing_like_this();',
  });
  await assert.rejects(migrate(house.database.db, list));
  assert.ok(!(await there('sample.b')));
  assert.ok(!(await there('sample.c')));
  rmSync(path.join(folder, 'migrations', '0003-good.sql'));
  rmSync(path.join(folder, 'migrations', '0004-bad.sql'));
});

test('a changed file and a database newer than the code are refused with a sentence, and nothing is touched', async () => {
  const changed = await rooms({
    '0001-first.sql': 'create schema sample; create table sample.a (n bigint);',
    '0005-next.sql': 'create table sample.d (n int);',
  });
  await assert.rejects(
    migrate(house.database.db, changed),
    (error) => error instanceof UnfitDatabase && /sample\/0001-first was changed/.test(error.message),
  );
  const older = changed.filter((room) => room.name !== 'sample');
  await assert.rejects(
    migrate(house.database.db, older),
    (error) => error instanceof UnfitDatabase && /newer than this code/.test(error.message),
  );
  assert.ok(!(await there('sample.d')));
});
