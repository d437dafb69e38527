import assert from 'node:assert/strict';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { arengo, guestOf, storeFor, type TestStore } from '../../../test/command.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { readConfig } from '../../kernel/config.ts';
import { hasActs } from '../../kernel/database/store-transfer.ts';
import { readTar } from '../../protocols/tar/tar.ts';
import { checkLog } from '../../protocols/tlog/checking.ts';
import { buildHouse } from '../build.ts';

const files = mkdtempSync(path.join(tmpdir(), 'arengo-files-'));
const backup = path.join(files, 'a.tar');
const stores: TestStore[] = [];
let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(async () => {
  await house.close();
  for (const store of stores) await store.drop();
  rmSync(files, { recursive: true, force: true });
});

async function freshStore(): Promise<TestStore> {
  const store = await storeFor('empty');
  stores.push(store);
  return store;
}

async function partsOf(file: string): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  for await (const { name, bytes } of readTar(createReadStream(file)))
    if (name !== 'manifest.json') parts.set(name, bytes.toString());
  return parts;
}

/** The log of a store that was restored, sealed on, and checked against what the first one had signed. */
async function sealedIn(store: TestStore) {
  const { rows } = await house.database.pool.query(
    'select size::int as size, note from kernel.checkpoints order by size desc limit 1',
  );
  const opened = await buildHouse(readConfig({ ARENGO_LOG: 'silent', ...store.env }), { what: 'command', work: false });
  try {
    await opened.sealer.seal();
    const read = async (path: string) => {
      const answer = await opened.server.app.inject(`/registro/log/${path}`);
      return answer.statusCode === 200 ? answer.rawPayload : undefined;
    };
    return { size: rows[0].size as number, goesOn: await checkLog(read, { earlier: rows[0].note }) };
  } finally {
    await opened.close();
  }
}

/** Values that no run of the demo has by itself. */
async function strangeValues(): Promise<void> {
  await house.database.pool.query(
    `update entries.entries set title = E'Tab\\t, "virgolette", \\\\barra e a capo\\nfine 🏛' where code = (select min(code) from entries.entries where kind = 'report')`,
  );
}

test('a backup beside a running server, restored elsewhere, is the same to the last value; the register goes on from there', async () => {
  await strangeValues();
  await house.sealer.seal();
  const picture = path.join(house.folder, 'files', 'ab', 'cd', `abcd${'0'.repeat(60)}.webp`);
  mkdirSync(path.dirname(picture), { recursive: true });
  writeFileSync(picture, Buffer.from([1, 2, 3, 0, 255]));
  const saved = await arengo(['backup', backup, '--json'], guestOf(house));
  assert.equal(saved.exit, 0, saved.err);
  const kept = readdirSync(path.join(house.folder, 'files'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  assert.equal(saved.json().files, kept.length);
  assert.equal(statSync(backup).mode & 0o777, 0o600, 'it holds personal data');
  const over = await arengo(['backup', backup, '--json'], guestOf(house));
  assert.equal(over.exit, 5, 'never over another one');

  const store = await freshStore();
  const restored = await arengo(['restore', backup, '--json'], store.env);
  assert.equal(restored.exit, 0, restored.err);
  assert.deepEqual(
    [restored.json().rows, restored.json().tables, restored.json().files],
    [saved.json().rows, saved.json().tables, kept.length],
  );
  assert.deepEqual(readFileSync(picture), readFileSync(path.join(store.folder, path.relative(house.folder, picture))));
  const copy = path.join(files, 'b.tar');
  const second = await arengo(['backup', copy, '--json'], store.env);
  assert.equal(second.exit, 0, second.err);
  const [before, after] = [await partsOf(backup), await partsOf(copy)];
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [name, text] of before) assert.equal(after.get(name), text, name);

  const invited = await arengo(
    ['person', 'invite', '--email', 'dopo@example.org', '--name', 'Dopo la copia', '--json'],
    store.env,
  );
  assert.equal(invited.exit, 0, invited.err);
  const full = await arengo(['restore', backup, '--json'], store.env);
  assert.equal(full.json().error.code, 'commands.not-empty-replace');
  const { size, goesOn } = await sealedIn(store);
  assert.ok(goesOn.result === 'proven' && goesOn.earlier === size && goesOn.size > size, JSON.stringify(goesOn));
  const third = path.join(files, 'c.tar');
  await arengo(['backup', third], store.env);
  const numbers = (parts: Map<string, string>) =>
    [...parts]
      .filter(([name]) => name.startsWith('tables/kernel.acts/'))
      .flatMap(([, text]) =>
        text
          .trim()
          .split('\n')
          .map((line) => Number(JSON.parse(line)[0])),
      );
  assert.ok(Math.max(...numbers(await partsOf(third))) > Math.max(...numbers(before)), 'a new act comes after every old one');

  const replaced = await arengo(['restore', backup, '--replace', '--dry-run', '--json'], store.env);
  assert.deepEqual([replaced.exit, replaced.json().rows], [0, saved.json().rows]);
});

test('a backup that was cut short, changed or is none at all is refused and touches nothing; so is a store that a server uses', {
  skip: onlyDeep,
}, async () => {
  const cut = path.join(files, 'cut.tar');
  copyFileSync(backup, cut);
  truncateSync(cut, statSync(cut).size - 3_000);
  const changed = path.join(files, 'changed.tar');
  const bytes = readFileSync(backup);
  bytes[bytes.indexOf('people.people') + 2_000]! ^= 1;
  writeFileSync(changed, bytes);
  const none = path.join(files, 'none.tar');
  writeFileSync(none, 'hello '.repeat(500));
  const store = { ARENGO_DATA: path.join(files, 'never-made') };
  for (const [file, code] of [
    [cut, 'commands.not-a-backup'],
    [changed, 'commands.damaged'],
    [none, 'commands.not-a-backup'],
    [path.join(files, 'absent.tar'), 'commands.file'],
  ] as const) {
    const ran = await arengo(['restore', file, '--json'], store);
    assert.deepEqual([ran.exit, ran.json().error.code], [5, code], file);
  }
  assert.equal(existsSync(store.ARENGO_DATA), false);
  const served = await arengo(['restore', backup, '--replace', '--json'], guestOf(house));
  assert.equal(served.json().error.code, 'commands.served');
  assert.ok(await hasActs(house.database.db));
  const nothing = await arengo(['backup', path.join(files, 'd.tar'), '--json'], store);
  assert.equal(nothing.json().error.code, 'commands.nothing-there');
});

test('a site moves to PostgreSQL as it is, once, and not from under a server', async (t) => {
  if (!process.env.ARENGO_TEST_DATABASE) return t.skip('needs a PostgreSQL server (ARENGO_TEST_DATABASE)');
  const [source, target] = [await freshStore(), await freshStore()];
  assert.equal((await arengo(['restore', backup], source.env)).exit, 0);
  const to = target.env['DATABASE_URL']!;
  const served = await arengo(['move', '--to', to, '--json'], guestOf(house));
  assert.equal(served.json().error.code, 'commands.served');
  const moved = await arengo(['move', '--to', to, '--json'], source.env);
  assert.equal(moved.exit, 0, moved.err);
  const copy = path.join(files, 'moved.tar');
  assert.equal((await arengo(['backup', copy], target.env)).exit, 0);
  const [before, after] = [await partsOf(backup), await partsOf(copy)];
  for (const [name, text] of before) if (name.startsWith('tables/')) assert.equal(after.get(name), text, name);
  const again = await arengo(['move', '--to', to, '--json'], source.env);
  assert.equal(again.json().error.code, 'commands.not-empty');
});
