/** Other programs are told what everybody may see: signed, in order, each act once, and again while they are away. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { publish, withdraw } from '../../modules/board/actions.ts';
import { hide } from '../moderation/actions.ts';
import { territoryOf } from '../territory/territory.ts';
import { addWebhook, removeWebhook, resumeWebhook, rotateWebhook, sendAgain, tryWebhook } from './actions.ts';
import { jobs } from './sending.ts';
import { listDeliveries, listWebhooks } from './store.ts';
import { openReceiver, type Receiver, rightOnes } from './webhooks.testing.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
let clock = Date.parse('2026-11-20T09:00:00Z');
const now = () => new Date(clock++);
let house: TestHouse;
let receiver: Receiver;
let officer: TestPerson;
let moderator: TestPerson;
let administrator: TestPerson;
let place: { id: string; slug: string };
let other: { id: string; slug: string };

before(async () => {
  receiver = await openReceiver();
  house = await openHouse({ now, env: { ARENGO_OUTBOUND_ALLOW: `${receiver.host},nowhere.invalid:81` } });
  const { municipalities } = territoryOf(house.ctx());
  place = municipalities[0]!;
  other = municipalities[1]!;
  const everywhere = { place: territoryOf(house.ctx()).metropolis!.id, whole: true };
  officer = await house.person('Rosa Ufficio', [{ role: 'officer', ...everywhere }]);
  moderator = await house.person('Mino Modera', [{ role: 'moderator', ...everywhere }]);
  administrator = await house.person('Ada Amministra', [{ role: 'municipal-administrator', place: place.id, whole: false }]);
});
after(async () => {
  await house.close();
  receiver.close();
});
beforeEach(async () => {
  for (const { id } of await listWebhooks(house.ctx().db, 'all')) await house.done(removeWebhook, { id });
  receiver.how = 204;
  await house.settle();
  receiver.got.length = 0;
});

test('a program that is added gets a test, and then what happens in its place as the API shows it, signed with its secret', async () => {
  const { id, secret } = await added();
  await house.settle();
  const [first] = receiver.got;
  assert.deepEqual([first!.type, first!.data], ['webhooks.try', { act: null, entry: null }]);
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const code = await news('Chiude il ponte');
  await news('Altrove', other);
  await house.settle();
  assert.equal(receiver.got.length, 2, 'of its place alone');
  const got = receiver.got[1]!;
  assert.equal(got.type, 'board.publish');
  const shown = (await house.get(`/api/v1/entries/${code}`)).json();
  assert.deepEqual(got.data.entry, shown);
  assert.match(got.id, /^msg_[0-9a-f-]{36}$/);
  assert.ok(Math.abs(got.timestamp * 1000 - clock) < 5_000);
  for (const one of receiver.got) assert.equal(rightOnes(one, secret).length, 1);
  assert.equal(rightOnes(got, secret.replace(/.{8}=$/, 'AAAAAAA=')).length, 0);
  const { rows } = await house.database.pool.query('select secret from webhooks.webhooks where id = $1', [id]);
  assert.ok(!rows[0].secret.toString('latin1').includes(secret.slice(6, 20)), 'kept under the key of the house');
});

test('of what it asked for only; the metropolis hears every municipality', async () => {
  await added({ verbs: ['board.withdraw'] });
  await added({ place: territoryOf(house.ctx()).metropolis!.id, kinds: ['report'], verbs: ['board.publish', 'reports.send'] });
  await house.settle();
  receiver.got.length = 0;
  const code = await news('Mercato');
  const far = await news('Mercato lontano', other);
  for (const one of [code, far]) await house.done(withdraw, { code: one, reason: 'Non si fa più.' }, officer);
  await house.settle();
  assert.deepEqual(types(), ['board.withdraw'], 'no news for who asked for reports, no other place');
  await added({ place: territoryOf(house.ctx()).metropolis!.id });
  await house.settle();
  receiver.got.length = 0;
  await news('Fiera', other);
  await house.settle();
  assert.deepEqual(types(), ['board.publish']);
});

test('while it is away everything waits, in order and over a restart, and arrives once under the same id', async () => {
  const { id } = await added();
  await house.settle();
  receiver.got.length = 0;
  receiver.how = 503;
  const titles = ['Prima', 'Seconda', 'Terza'];
  for (const title of titles) await news(title);
  await house.settle();
  assert.deepEqual(named(), ['Prima'], 'those behind wait');
  clock += 61_000;
  await due();
  assert.deepEqual(named(), ['Prima', 'Prima']);
  receiver.how = 'cut';
  clock += 5 * minute;
  await due();
  assert.equal((await latest(id)).at(-1)!.error, null, 'the test had arrived');
  house = await house.restart();
  receiver.how = 204;
  await due();
  assert.equal(receiver.got.length, 2, 'not before its time');
  clock += 15 * minute;
  await Promise.all([due(), due()]);
  assert.deepEqual(named(), ['Prima', 'Prima', ...titles]);
  assert.equal(new Set(receiver.got.map((got) => got.id)).size, 3);
  assert.deepEqual(new Set((await latest(id)).map((one) => one.state)), new Set(['delivered']));
});

test('several servers at once send each once', async () => {
  const { id } = await added();
  await house.settle();
  receiver.got.length = 0;
  for (let i = 0; i < 5; i++) await news(`Notizia ${i}`);
  await house.subscribers.drain();
  await Promise.all(Array.from({ length: 6 }, () => jobs[0]!.run(house.ctx(), { webhook: id }, 'trial')));
  assert.deepEqual(named(), ['Notizia 0', 'Notizia 1', 'Notizia 2', 'Notizia 3', 'Notizia 4']);
});

test('a process that dies while it sends leaves it to the next', async () => {
  const { id } = await added();
  await house.settle();
  await news('Lasciata');
  await house.subscribers.drain();
  await house.database.pool.query('update webhooks.webhooks set leased = $1::timestamptz where id = $2', [
    new Date(clock + minute),
    id,
  ]);
  receiver.got.length = 0;
  await due();
  assert.deepEqual(named(), []);
  clock += 2 * minute;
  await due();
  assert.deepEqual(named(), ['Lasciata']);
});

test('what it does not accept steps aside, is tried again by itself, and given up after eight times', async () => {
  const { id } = await added();
  await house.settle();
  receiver.got.length = 0;
  receiver.how = (got) => (got.text.includes('Sgradita') ? 400 : 204);
  await news('Sgradita');
  await news('Gradita');
  await house.settle();
  assert.deepEqual(named(), ['Sgradita', 'Gradita']);
  for (let i = 0; i < 7; i++) {
    clock += day + minute;
    await news('Ancora una');
    await due();
  }
  const [given] = (await latest(id)).filter((one) => one.state === 'failed');
  assert.deepEqual([given!.tries, given!.status, given!.error], [8, 400, 'refused']);
  receiver.how = 204;
  await house.done(sendAgain, { id, delivery: given!.id }, administrator);
  await house.settle();
  assert.equal(new Set(receiver.got.filter((got) => got.text.includes('Sgradita')).map((got) => got.id)).size, 1);
  assert.equal((await latest(id)).find((one) => one.id === given!.id)!.state, 'delivered');
  assert.match(await house.refusal(sendAgain, { id, delivery: house.ctx().id() }, administrator), /webhooks.not-again 409/);
});

test('redirects, huge answers, silence and addresses inside are failures that say what is wrong', async () => {
  const { id } = await added();
  await house.settle();
  for (const [how, error] of [
    ['moved', 'redirected'],
    ['big', 'big'],
    ['silent', 'slow'],
  ] as const) {
    receiver.how = how;
    await house.done(tryWebhook, { id }, administrator);
    await house.settle();
    const [last] = await latest(id);
    assert.deepEqual([last!.state, last!.error], ['failed', error]);
  }
  await house.database.pool.query("update webhooks.webhooks set url = 'https://169.254.169.254/meta' where id = $1", [id]);
  await house.done(tryWebhook, { id }, administrator);
  await house.settle();
  assert.equal((await latest(id))[0]!.error, 'address', 'what the name has become is looked at when sending');
  const page = (await house.get(`/webhook/${id}`, await house.sessionOf(administrator))).body;
  assert.match(page, /rete interna[\s\S]*5 secondi[\s\S]*troppo lunga[\s\S]*definitivo/);
});

test('nothing of what is private or hidden is ever sent, nor of what was hidden meanwhile', async () => {
  const { id } = await added({ kinds: ['news', 'report'], verbs: ['board.publish', 'reports.send', 'board.withdraw'] });
  await house.settle();
  receiver.got.length = 0;
  receiver.how = 503;
  const code = await news('Segretissima');
  const shut = await news('Riservata');
  await house.database.pool.query("update entries.entries set visibility = 'private' where code = $1", [shut]);
  await house.settle();
  await house.done(hide, { code, reason: 'off-topic', words: 'Non va bene in questo posto.' }, moderator);
  receiver.how = 204;
  const before = receiver.got.length;
  clock += 2 * minute;
  await due();
  assert.equal(receiver.got.length, before);
  const states = (await latest(id)).map((one) => [one.verb, one.state]);
  assert.deepEqual(states, [
    ['board.publish', 'withheld'],
    [null, 'delivered'],
  ]);
  assert.ok(!receiver.got.slice(before).some((got) => /Segretissima|Riservata/.test(got.text)));
  const page = (await house.get(`/webhook/${id}`, await house.sessionOf(administrator))).body;
  assert.ok(!page.includes(code), 'nor is it named on the page');
});

test('after three days it is turned off, the administrators are told, and a button turns it on again', async () => {
  const { id } = await added();
  await house.settle();
  receiver.got.length = 0;
  receiver.how = 503;
  await news('In attesa');
  await house.settle();
  for (let i = 0; i < 10; i++) {
    clock += 12 * 60 * minute;
    await due();
  }
  const [webhook] = await listWebhooks(house.ctx().db, [place.id]);
  assert.equal(webhook!.why, 'failing');
  const letters = mails().filter((letter) => letter.includes(`/webhook/${id}`));
  assert.equal(letters.length, 1);
  assert.ok(letters[0]!.includes(administrator.email));
  assert.match(await house.refusal(tryWebhook, { id }, administrator), /webhooks.stopped 409/);
  await news('Persa');
  await house.settle();
  const cookie = await house.sessionOf(administrator);
  assert.match((await house.get(`/webhook/${id}`, cookie)).body, /L’abbiamo spento: per tre giorni/);
  receiver.how = 204;
  receiver.got.length = 0;
  assert.equal((await house.post(`/webhook/${id}/riaccendi`, {}, cookie)).headers['location'], `/webhook/${id}?fatto=riaccendi`);
  await house.settle();
  assert.deepEqual(named(), ['In attesa']);
  assert.deepEqual(await house.done(resumeWebhook, { id }, administrator), { on: true });
  receiver.how = 410;
  await news('Basta');
  await house.settle();
  assert.equal((await listWebhooks(house.ctx().db, [place.id]))[0]!.why, 'gone', 'who says 410 is left alone at once');
});

test('a new secret: for a day both sign, then the new one alone', async () => {
  const { id, secret } = await added();
  const { secret: fresh } = await house.done(rotateWebhook, { id }, administrator);
  await house.settle();
  const last = () => receiver.got.at(-1)!;
  assert.equal(last().signatures.length, 2);
  assert.deepEqual([rightOnes(last(), secret).length, rightOnes(last(), fresh).length], [1, 1]);
  clock += day + minute;
  await house.done(tryWebhook, { id }, administrator);
  await house.settle();
  assert.deepEqual([rightOnes(last(), secret).length, rightOnes(last(), fresh).length, last().signatures.length], [0, 1, 1]);
});

test('addresses without https, inside, or of nobody are refused, and a place has twenty at most, also of those added at once', async () => {
  const fault = async (url: string) => JSON.stringify(await house.perform(addWebhook, input({ url }), administrator));
  assert.match(await fault('http://example.org/x'), /webhooks.refusal.not-https/);
  for (const url of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://example.org:8443/',
    'https://a:b@example.org/',
  ])
    assert.match(await fault(url), /webhooks.refusal.inside/, url);
  assert.match(await fault('http://nowhere.invalid:81/'), /webhooks.refusal.no-host/);
  const many = await Promise.all(Array.from({ length: 24 }, () => house.perform(addWebhook, input())));
  let there = many.filter((one) => 'done' in one).length;
  while (there < 20) {
    const one = await house.perform(addWebhook, input());
    assert.ok('done' in one);
    there++;
  }
  assert.equal(await house.refusal(addWebhook, input()), 'webhooks.too-many 409');
  assert.equal((await listWebhooks(house.ctx().db, [place.id])).length, 20);
});

test('a page for administrators, without script: what was typed comes back, and others find nothing', async () => {
  const cookie = await house.sessionOf(administrator);
  assert.match((await house.get('/webhook', cookie)).body, /Nessun programma viene avvisato/);
  const back = await house.post(
    '/webhook/nuovo',
    { url: 'http://example.org/tipico', place: place.id, kinds: 'news', verbs: 'board.publish' },
    cookie,
  );
  assert.equal(back.statusCode, 422);
  assert.match(back.body, /value="http:\/\/example.org\/tipico"[\s\S]*value="board.publish" checked/);
  const made = await house.post(
    '/webhook/nuovo',
    { url: receiver.url, place: place.id, kinds: 'news', verbs: 'board.publish' },
    cookie,
  );
  assert.equal(made.statusCode, 200);
  assert.match(made.body, /whsec_/);
  assert.match(String(made.headers['cache-control']), /no-store/);
  const [webhook] = await listWebhooks(house.ctx().db, [place.id]);
  const at = `/webhook/${webhook!.id}`;
  assert.doesNotMatch((await house.get(at, cookie)).body, /whsec_/);
  const stranger = await house.person('Altro Comune', [{ role: 'municipal-administrator', place: other.id, whole: false }]);
  const strange = await house.sessionOf(stranger);
  assert.equal((await house.get(at, strange)).statusCode, 404);
  assert.equal((await house.post(`${at}/togli`, {}, strange)).statusCode, 404);
  assert.equal((await house.get('/webhook', await house.sessionOf(officer))).statusCode, 403);
  assert.equal((await house.post(`${at}/togli`, {}, cookie)).headers['location'], '/webhook?fatto=tolto');
});

const input = (more: object = {}) => ({
  place: place.id,
  url: receiver.url,
  kinds: ['news'],
  verbs: ['board.publish', 'board.withdraw'],
  ...more,
});

const added = (more: object = {}) => house.done(addWebhook, input(more));

async function news(title: string, where = place): Promise<string> {
  const { code } = await house.done(
    publish,
    { place: where.slug, title: title.padEnd(5, '.'), body: 'Che cosa succede.' },
    officer,
  );
  return code;
}

function mails(): string[] {
  const folder = `${house.folder}/mails`;
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.eml'))
        .map((file) => readFileSync(`${folder}/${file}`, 'utf8').replace(/=\r?\n/g, ''))
    : [];
}

const types = () => receiver.got.map((got) => got.type);
const named = () => receiver.got.map((got) => got.data.entry?.title);
const latest = (id: string) => listDeliveries(house.ctx().db, id, 50);

async function due(): Promise<void> {
  await house.subscribers.drain();
  await jobs[1]!.run(house.ctx(), {}, 'trial');
  await house.jobs.drain();
}
