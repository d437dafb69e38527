/** Whoever was erased after a backup is there again when it is restored, until the erasures are gone through again. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { arengo, guestOf, storeFor, type TestStore } from '../../../test/command.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { everything, live } from '../../../test/own-data.ts';
import { addErasure, readErasures } from '../../commons/privacy/erasure-list.ts';
import { readConfig } from '../../kernel/config.ts';
import { checkLog } from '../../protocols/tlog/checking.ts';
import { buildHouse } from '../build.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'arengo-erase-'));
let house: TestHouse;
let store: TestStore;
before(async () => {
  house = await openHouse();
  store = await storeFor('empty');
});
after(async () => {
  await house.close();
  await store.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('restored from an older backup, erased again from the list that outlived it: nothing of the person is there, and the register proves', {
  skip: onlyDeep,
}, async () => {
  const lived = await live(house);
  await house.settle();
  await house.sealer.seal();
  const backup = path.join(folder, 'before.tar');
  assert.equal((await arengo(['backup', backup], guestOf(house))).exit, 0);
  const erased = await house.post(
    '/profilo/dati/cancella/conferma',
    { sure: 'CANCELLA', words: 'true' },
    await house.sessionOf(lived.person),
  );
  assert.equal(erased.statusCode, 303, erased.body);
  await house.settle();
  const list = path.join(house.folder, 'erasures.jsonl');
  const [line, ...more] = readFileSync(list, 'utf8').trim().split('\n');
  assert.deepEqual([JSON.parse(line!).person, JSON.parse(line!).words, more], [lived.person.person, true, []]);

  copyFileSync(list, path.join(store.folder, 'erasures.jsonl'));
  const restored = await arengo(['restore', backup, '--json'], store.env);
  assert.deepEqual([restored.exit, restored.json().erasures], [0, 1], restored.err);
  const canaries = ['Zelinda', 'Canarini', lived.person.email, 'Seconda versione', 'Buca davanti casa', 'Un dettaglio in più'];
  const replayed = await arengo(['erase', '--replay', path.join(store.folder, 'erasures.jsonl'), '--json'], store.env);
  assert.deepEqual([replayed.exit, replayed.exit === 0 && replayed.json().done], [0, 1], replayed.err);

  const again = await buildHouse(readConfig({ ARENGO_LOG: 'silent', ...store.env }), { what: 'command', work: false });
  try {
    const lines = (await everything(again)).map((one) => one.toLowerCase());
    const left = canaries.flatMap((one) =>
      lines.filter((row) => row.includes(one.toLowerCase())).map((row) => `${one} in ${row.slice(0, 60)}`),
    );
    assert.deepEqual(left, []);
    await again.sealer.seal();
    const verdict = await checkLog(async (one) => {
      const answer = await again.server.app.inject(`/registro/log/${one}`);
      return answer.statusCode === 200 ? answer.rawPayload : undefined;
    }, {});
    assert.equal(verdict.result, 'proven', JSON.stringify(verdict));
  } finally {
    await again.close();
  }
});

test('what is no list of erasures is not taken for one; a line is added once', async () => {
  const file = path.join(folder, 'list.jsonl');
  const one = { person: '01a229ee-e01c-70ba-a715-a84d7b5caa01', words: false, at: new Date('2026-11-20T08:00:00Z') };
  await addErasure(file, one);
  await addErasure(file, one);
  assert.deepEqual(await readErasures(file), [one]);
  writeFileSync(file, '{"person":"everybody"}\n');
  await assert.rejects(readErasures(file), SyntaxError);
});
