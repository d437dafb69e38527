/** The copy that a person takes away: whole as the map says it, of nobody else, through one link of one session. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Lived, live, type Planted, plant } from '../../../test/own-data.ts';
import { mailbox } from '../../kernel/mail/mailbox.ts';

let house: TestHouse;
let lived: Lived;
let planted: Planted[];
let clock = Date.parse('2026-11-20T08:00:00Z');
const minute = 60_000;
const own = '/profilo/dati';

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  lived = await live(house);
  planted = await plant(house, lived);
});
after(() => house.close());

/** Read with the list at the end of the archive, as programs do. */
function unzip(bytes: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const size = bytes.readUInt16LE(at + 28);
    const start = bytes.readUInt32LE(at + 42);
    const from = start + 30 + bytes.readUInt16LE(start + 26);
    const body = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
    found.set(bytes.toString('utf8', at + 46, at + 46 + size), bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body);
    at += 46 + size;
  }
  return found;
}

const exports = () => (existsSync(path.join(house.folder, 'exports')) ? readdirSync(path.join(house.folder, 'exports')) : []);
const sweep = async () => {
  await house.jobs.enqueue(house.database.db, 'privacy.sweep', {});
  await house.settle();
};
async function opened(cookie = lived.cookie): Promise<string> {
  const answer = await house.post(`${own}/apri`, {}, cookie);
  assert.equal(answer.statusCode, 303, answer.body);
  return String(answer.headers.location);
}

test('the page says how far the copy is; a mail tells that it is ready, and opens nothing by itself', async () => {
  const waiting = await house.get(own, lived.cookie);
  assert.match(waiting.body, /La stiamo preparando/);
  assert.match(waiting.body, /href="\/profilo\/dati"[^>]*>Guarda se è pronta/);
  assert.equal((await house.post(`${own}/apri`, {}, lived.cookie)).statusCode, 409, 'not ready');
  await house.settle();
  assert.match((await house.get(own, lived.cookie)).body, /La copia è pronta/);
  const mail = (await mailbox(path.join(house.folder, 'mails'))).find(
    ({ subject }) => subject === 'La copia dei tuoi dati è pronta',
  )!;
  assert.equal(mail.to, lived.person.email);
  assert.deepEqual(
    [...mail.text.matchAll(/https?:\S+/g)].map(([url]) => new URL(url).pathname),
    [own],
  );
  assert.equal((await house.post(own, {}, lived.cookie)).statusCode, 303, 'asked for twice is asked for once');
  assert.equal(exports().length, 1);
});

test('the link is long, of one session, one time, fifteen minutes; for everybody else it is not there', async () => {
  const link = await opened();
  assert.match(link, /^\/profilo\/dati\/copia\/[\w-]{43}$/, '256 bits');
  const elsewhere = await house.sessionOf(lived.person);
  for (const cookie of [await house.sessionOf(lived.other), elsewhere]) {
    assert.equal((await house.get(link, cookie)).statusCode, 404);
    assert.equal((await house.post(link, {}, cookie)).statusCode, 404);
  }
  assert.match(String((await house.get(link)).headers.location), /^\/entra/);
  assert.equal((await house.get(link, lived.cookie)).statusCode, 200, 'looking uses nothing up');
  const moved = await opened(elsewhere);
  assert.equal((await house.get(link, lived.cookie)).statusCode, 404, 'one link at a time');
  clock += 14 * minute;
  assert.equal((await house.get(moved, elsewhere)).statusCode, 200);
  clock += minute;
  assert.equal((await house.get(moved, elsewhere)).statusCode, 404, 'the time began when it was first offered');
  assert.equal((await house.post(`${own}/apri`, {}, elsewhere)).statusCode, 409);
  await sweep();
  assert.deepEqual(exports(), [], 'destroyed');
  assert.match((await house.get(own, lived.cookie)).body, /Prepara la copia/);
});

test('in the copy stands every column that the map says is in it, in both of its forms, with the own files, and nothing of others', async () => {
  assert.equal((await house.post(own, {}, lived.cookie)).statusCode, 303);
  await house.settle();
  const link = await opened();
  const [answer, second] = await Promise.all([house.post(link, {}, lived.cookie), house.post(link, {}, lived.cookie)]);
  assert.deepEqual([answer.statusCode, second.statusCode].sort(), [200, 404], 'of two at once, one');
  const taken = answer.statusCode === 200 ? answer : second;
  assert.equal(taken.headers['content-type'], 'application/zip');
  assert.match(String(taken.headers['content-disposition']), /^attachment; filename="arengo-i-tuoi-dati-2026-11-20\.zip"$/);
  assert.match(String(taken.headers['cache-control']), /no-store/);
  assert.deepEqual(exports(), [], 'destroyed once it was taken');

  const files = unzip(taken.rawPayload);
  const json = files.get('i-tuoi-dati.json')!.toString();
  const html = files.get('i-tuoi-dati.html')!.toString();
  assert.ok(planted.length >= 22, `${planted.length} columns`);
  for (const { table, column, says, canary } of planted) {
    const there = says.copy === true;
    assert.equal(json.includes(canary), there, `${table}.${column} in the data`);
    assert.equal(html.includes(canary), there, `${table}.${column} on the page`);
  }
  const tables = Object.keys(JSON.parse(json).tables);
  for (const table of [
    'people.sessions',
    'people.credentials',
    'reports.supports',
    'discussion.thanks',
    'kernel.acts',
    'privacy.acceptances',
  ])
    assert.ok(tables.includes(table), table);
  assert.equal([...files.keys()].filter((name) => name.startsWith('file/')).length, 2, 'the own photos');
  for (const secret of lived.others) assert.ok(!`${json}${html}`.includes(secret), `${secret} is somebody else's`);
  assert.doesNotMatch(html, /<script|src=|http-equiv/);
});
