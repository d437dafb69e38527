/** The log of the whole demo: nothing personal in any entry; the program that verifies it, as its users start it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { entryOf } from '../../kernel/register/entry.ts';
import { actsBetween } from '../../kernel/register/store-seal.ts';

let house: TestHouse;
let address: string;
const folder = mkdtempSync(path.join(tmpdir(), 'arengo-verify-'));
before(async () => {
  house = await openHouse({ world: 'demo' });
  await house.sealer.seal();
  address = await house.listen();
});
after(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;

function verify(...args: string[]): Promise<{ exit: number; out: string }> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return new Promise((done) => {
    execFile(process.execPath, ['src/protocols/tlog/verify.ts', ...args], { cwd: root }, (error, out) =>
      done({ exit: error ? Number(error.code) : 0, out: out.trim() }),
    );
  });
}

test('no name, address or text of anybody stands in any entry, in any form', async () => {
  const [{ n }] = await rows('select count(*)::int as n from kernel.leaves');
  const whole = (await actsBetween(house.database.db, 0, n)).map((act) => entryOf(act).toString());
  assert.ok(whole.length > 3_000);
  const said = await rows(`
    select name as words from people.people union select email from people.people where email is not null
    union select name from organisations.organisations union select id::text from people.people
    union (select title from entries.entries limit 200) union (select place_label from entries.entries limit 200)
    union (select text from entries.notes limit 200) union (select text from discussion.comments limit 200)`);
  const log = whole.join('\n').toLowerCase();
  const found = said
    .map(({ words }) =>
      String(words ?? '')
        .trim()
        .toLowerCase(),
    )
    .filter((words) => words.length > 4 && log.includes(words));
  assert.deepEqual(found, []);
  const names = new Set(whole.flatMap((entry) => Object.keys(JSON.parse(entry))));
  const known = [
    'assurance',
    'code',
    'commitment',
    'facts',
    'id',
    'mark',
    'place',
    'sealed',
    'seq',
    'thing',
    'time',
    'verb',
    'withheld',
  ];
  assert.deepEqual(
    [...names].filter((name) => !known.includes(name)),
    [],
  );
  const longest = Math.max(
    ...whole.flatMap((entry) => Object.values(JSON.parse(entry).facts ?? {}).map((fact) => String(fact).length)),
  );
  assert.ok(longest <= 64, 'a fact is a code, a date or a number');
});

test('no mark is that of two things', async () => {
  const twice = await rows(
    'select mark from kernel.acts where entry is not null and mark is not null group by mark having count(distinct entry) > 1',
  );
  assert.deepEqual(twice, []);
});

test('the program says proven, false or unreadable, in words and for programs', async () => {
  const key = (await house.get('/registro/log/key')).body.trim();
  const good = await verify(address, '--key', key, '--json');
  assert.equal(good.exit, 0, good.out);
  const { checkpoint, result, size } = JSON.parse(good.out);
  assert.equal(result, 'proven');
  const earlier = path.join(folder, 'checkpoint');
  writeFileSync(earlier, checkpoint);
  assert.match(
    (await verify(`${address}/registro/log`, '--earlier', earlier)).out,
    new RegExp(`^PROVEN: ${size} entries[\\s\\S]*earlier checkpoint`),
  );
  const receipt = path.join(folder, 'receipt.json');
  writeFileSync(receipt, (await house.get('/registro/ricevuta/17')).body);
  assert.equal((await verify(receipt, '--key', key)).exit, 0);
  writeFileSync(receipt, (await house.get('/registro/ricevuta/17')).body.replace('"leafIndex":17', '"leafIndex":18'));
  assert.equal((await verify(receipt, '--key', key)).exit, 1);
  await rows(
    `alter table kernel.acts disable trigger user; update kernel.acts set at = at - interval '2 days' where seq = (select act from kernel.leaves where leaf_index = 1234)`,
  );
  const bad = await verify(address, '--json');
  assert.equal(bad.exit, 1);
  assert.equal(JSON.parse(bad.out).leafIndex, 1234);
  assert.match((await verify(address)).out, /^FALSE: entry 1234: /);
  assert.equal((await verify('http://127.0.0.1:9')).exit, 2);
  assert.equal((await verify(address, '--key', 'x')).exit, 2);
  assert.equal((await verify()).exit, 2);
});
