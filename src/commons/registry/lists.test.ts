import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { retain } from '../privacy/actions-erasing.ts';
import { sendList } from './actions-lists.ts';
import { landList } from './lists.ts';
import { readList, sweepLists } from './reading.ts';
import { newCode, openRegistry, type RegistryHouse } from './registry.testing.ts';
import { eligible } from './registry.ts';
import { findList, listRejects } from './store-lists.ts';

let house: RegistryHouse;
before(async () => {
  house = await openRegistry();
});
after(() => house.close());

const answer = async (person: { person: string }, place: string, on: string | null = null) => {
  const { answer: said, reasons } = await eligible(
    house.ctx(),
    person.person,
    { places: [place], from: 16, on, groups: [] },
    house.now(),
  );
  return `${said} ${reasons[0]}`;
};
const found = async (id: string) => (await findList(house.ctx().db, id))!;
const acts = async (verb: string) => (await house.rows('select 1 from kernel.acts where verb = $1', verb)).length;
const csv = (...lines: string[]) => ['codice_fiscale', ...lines, ''].join('\n');
const waiting = () => readdirSync(path.join(house.folder, 'lists'));

test('a list is read row by row; what is wrong is set apart with its line and reason, and no code is kept anywhere', async () => {
  const [resident, student] = [await house.citizen(), await house.citizen()];
  const wrong = 'RSSMRA80A01H501X';
  const lines = [
    `${resident.code};`,
    `${student.code.toLowerCase()};Studente`,
    `${wrong};`,
    `${newCode()};zio`,
    `${newCode()};residente;x`,
    `TINIT-${newCode()};`,
  ];
  const id = await house.list(house.a.id, '2026-10-01', lines, { header: '\ufeffcodice_fiscale;gruppo' });
  const { state, read, taken, rejected } = await found(id);
  assert.deepEqual([state, read, taken, rejected], ['in-force', 6, 3, 3]);
  assert.deepEqual(await listRejects(house.ctx().db, id, 10), [
    { line: 4, reason: 'fiscal-code' },
    { line: 5, reason: 'group' },
    { line: 6, reason: 'columns' },
  ]);
  assert.equal(await answer(resident, house.a.id), 'yes resident');
  assert.equal(await answer(student, house.a.id), 'no not-listed');
  const asStudent = { places: [house.a.id], from: 16, on: null, groups: ['student' as const] };
  assert.equal((await eligible(house.ctx(), student.person, asStudent, house.now())).answer, 'yes');
  assert.deepEqual(waiting(), [], 'the file is gone');
  for (const table of ['registry.lists', 'registry.listed', 'registry.rejects', 'kernel.acts', 'kernel.act_secrets', 'jobs.job'])
    for (const code of [resident.code, wrong])
      assert.equal(
        (await house.rows(`select 1 from ${table} t where row_to_json(t)::text ilike $1`, `%${code}%`)).length,
        0,
        `${table}: ${code}`,
      );
});

test('the same file twice is the same list, also at once; another waits while one is read', async () => {
  const file = csv(newCode());
  const input = { place: house.b.id, validOn: '2026-10-01', file };
  const [one, two] = await Promise.all([house.done(sendList, input), house.done(sendList, input)]);
  assert.equal(one.id, two.id);
  assert.equal(await house.refusal(sendList, { ...input, file: csv(newCode()) }), 'registry.being-read 409');
  await house.settle();
  const before = await acts('registry.finish-list');
  assert.equal((await house.done(sendList, input)).id, one.id);
  await house.settle();
  assert.equal(await acts('registry.finish-list'), before);

  const race = await Promise.all(
    ['x', 'y', 'z'].map(() => house.perform(sendList, { ...input, validOn: '2026-10-02', file: csv(newCode()) })),
  );
  assert.equal(race.filter((outcome) => 'done' in outcome).length, 1);
  await house.settle();
  assert.equal((await house.rows(`select 1 from registry.lists where place = $1 and state = 'in-force'`, house.b.id)).length, 1);
});

test('the next list takes the place of the former in one step, which still answers for its days until it is forgotten', async () => {
  const person = await house.citizen();
  const former = await house.list(house.a.id, '2026-10-10', [person.code]);
  await house.list(house.a.id, '2026-11-10', [newCode()]);
  assert.equal((await found(former)).state, 'replaced');
  assert.equal(await answer(person, house.a.id), 'no not-listed');
  assert.equal(await answer(person, house.a.id, '2026-10-20'), 'yes resident');
  assert.match(await house.refusal(sendList, { place: house.a.id, validOn: '2026-11-01', file: csv(newCode()) }), /older-list/);
  assert.match(await house.refusal(sendList, { place: house.a.id, validOn: '2026-12-01', file: csv(newCode()) }), /day-to-come/);
  assert.match(await house.refusal(sendList, { place: house.a.id, validOn: '2026-11-31', file: csv(newCode()) }), /validOn/);
  house.pass(366 * 86_400);
  for (let more = true; more; ) more = (await house.done(retain, {})).more;
  house.pass(-366 * 86_400);
  assert.equal(await findList(house.ctx().db, former), undefined);
  assert.equal((await house.rows('select 1 from registry.listed where list = $1', former)).length, 0);
  assert.equal(await answer(person, house.a.id), 'no not-listed', 'the one in force stays');
});

test('a file that is no list leaves the former in force, and says why', async () => {
  const person = await house.citizen();
  const good = await house.list(house.a.id, '2026-11-20', [person.code]);
  const failed = async (file: string, validOn = '2026-11-21') => {
    const { id } = await house.done(sendList, { place: house.a.id, validOn, file });
    await house.settle();
    const { state, reason } = await found(id);
    return `${state} ${reason}`;
  };
  assert.equal(await failed(`nome\n${person.code}\n`), 'failed import-columns');
  assert.equal(await failed(csv('a', 'b', person.code)), 'failed mostly-wrong');
  assert.equal(await failed(csv('a')), 'failed no-good-row');
  assert.equal(await failed('codice_fiscale'), 'failed import-empty'.replace('import-empty', 'no-good-row'));
  assert.equal((await found(good)).state, 'in-force');
  assert.equal(await answer(person, house.a.id), 'yes resident');
});

test('a reading that breaks off is taken up again, and changes nothing the second time; one that nobody takes up is given up', async () => {
  const codes = Array.from({ length: 2_500 }, () => newCode());
  const file = csv(...codes);
  const { id } = await house.done(sendList, { place: house.a.id, validOn: '2026-11-22', file });
  async function* broken() {
    yield Buffer.from(file).subarray(0, 30_000);
    throw new Error('the server stopped');
  }
  await assert.rejects(landList(house.ctx(), id, broken()));
  assert.equal((await found(id)).state, 'reading');
  assert.ok((await found(id)).read >= 1_000, 'progress is shown');
  await Promise.all([readList(house.ctx(), id), readList(house.ctx(), id)]);
  assert.deepEqual([(await found(id)).state, (await found(id)).taken], ['in-force', 2_500]);

  const gone = await house.done(sendList, { place: house.a.id, validOn: '2026-11-23', file: csv(newCode()) });
  house.pass(7 * 3_600);
  await sweepLists(house.ctx());
  assert.deepEqual([(await found(gone.id)).state, (await found(gone.id)).reason], ['failed', 'broken-off']);
  assert.deepEqual(waiting(), []);
});

test('administrators send a list of their own municipality by the page, and see how far it is; others do not', async () => {
  const session = await house.sessionOf(house.administrator);
  const boundary = 'confine';
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const send = (place: string, file: string) =>
    house.server.app.inject({
      method: 'POST',
      url: '/residenza/elenchi',
      headers: { cookie: session, 'sec-fetch-site': 'same-origin', 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: `${part('place', place)}${part('validOn', '2026-11-25')}${part('file', file, '; filename="residenti.csv"\r\nContent-Type: text/csv')}--${boundary}--\r\n`,
    });
  const sent = await send(house.a.id, csv(newCode(), 'sbagliata', newCode()));
  assert.equal(sent.statusCode, 303, sent.body);
  assert.match((await house.get(sent.headers.location!, session)).body, /In coda/);
  await house.settle();
  const page = (await house.get(sent.headers.location!, session)).body;
  assert.match(page, /In vigore/);
  assert.match(page, /Non è un codice fiscale giusto/);
  assert.doesNotMatch(page, /sbagliata/);
  assert.match((await house.get('/residenza/elenchi', session)).body, /2 persone, 1 riga scartata/);
  assert.equal((await send(house.b.id, csv(newCode()))).statusCode, 403);
  assert.match((await send(house.a.id, '')).body, /Scegli il file/);
  const others = await house.sessionOf(house.officer);
  assert.equal((await house.get('/residenza/elenchi', others)).statusCode, 403);
  assert.equal((await house.get(sent.headers.location!, others)).statusCode, 403);
});
