import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { endExpired } from './actions.ts';
import { openBatch } from './actions-batches.ts';

let later = 0;
let house: TestHouse;
let place: Place;
let operator: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(Date.now() + later) });
  place = territoryOf(house.ctx()).municipalities[0]!;
  operator = await house.person('Dora Salvi', [{ role: 'counter-operator', place: place.id, whole: false }]);
});
after(() => house.close());

const scanOf = () => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200)]);
const batch = (more: Record<string, unknown> = {}) => ({
  place: place.id,
  about: 'Segnalazioni raccolte al mercato',
  protocol: '2026/1207',
  sheets: 2,
  scan: scanOf(),
  ...more,
});

async function desk(who = operator) {
  const cookie = await house.sessionOf(who);
  return { cookie, session: cookie.split('=')[1]! };
}

async function sheet(cookie: string, title: string): Promise<string> {
  const sent = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.send',
    payload: { category: 'roads', title, municipality: place.slug, placeLabel: 'Via Roma 3' },
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(sent.statusCode, 200, sent.body);
  return sent.json().code;
}

const acts = async (verb: string) =>
  (await house.database.pool.query(`select public from kernel.acts where verb = $1 order by seq desc limit 1`, [verb])).rows[0]
    ?.public;

test('sheets are entered one by one, said to be from paper, counted against what was declared', async () => {
  const { cookie } = await desk();
  const asked = { ...batch() };
  const { headers, payload } = await formOf(asked);
  const begun = await house.server.app.inject({
    method: 'POST',
    url: '/sportello/carta',
    payload,
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
  });
  assert.equal(begun.statusCode, 303, begun.body);
  const scan = createHash('sha256')
    .update(asked.scan as Buffer)
    .digest('hex');
  assert.deepEqual(await acts('assistance.open-batch'), { sheets: 2, scan });
  assert.match((await house.get('/segnalazioni', cookie)).body, /Stai inserendo moduli di carta/);
  assert.match((await house.get('/sportello', cookie)).body, /0 di 2 fogli inseriti/);

  const code = await sheet(cookie, 'Una buca davanti alla posta');
  const sent = await acts('reports.send');
  assert.deepEqual([sent.assisted, sent.paper], [place.id, true]);
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /Trascritta da un modulo di carta/);
  const { rows } = await house.database.pool.query(
    'select r.channel, e.author from reports.reports r join entries.entries e on e.id = r.id where e.code = $1',
    [code],
  );
  assert.deepEqual(rows, [{ channel: 'paper', author: null }]);

  const early = await house.post('/sportello/fine', {}, cookie);
  assert.equal(early.statusCode, 422);
  assert.match(early.body, /Hai inserito una segnalazione; fogli dichiarati: 2\. Per chiudere scrivi perché/);
  assert.match((await house.get('/', cookie)).body, /Stai inserendo moduli di carta/, 'it is still open');
  const end = await house.post('/sportello/fine', { difference: 'Un foglio non si legge.' }, cookie);
  assert.equal(end.statusCode, 303, end.body);
  const { sheets, entered } = await acts('assistance.close');
  assert.deepEqual([sheets, entered], [2, 1]);
  const receipt = await house.get(end.headers.location as string, cookie);
  for (const word of [code, scan, 'Un foglio non si legge.', '2026/1207', '1 di 2 fogli inseriti'])
    assert.ok(receipt.body.includes(word), word);
  assert.match((await house.get('/sportello/carta', cookie)).body, /1 di 2 fogli inseriti/);
});

test('the record of a batch is for the operators of that counter alone, also later', async () => {
  const { cookie, session } = await desk();
  const { id } = await house.done(openBatch, batch({ session }), operator);
  await house.post('/sportello/fine', { difference: 'Annullato subito.' }, cookie);
  later += 3 * 86_400_000;
  const colleague = await house.person('Altra Operatrice', [{ role: 'counter-operator', place: place.id, whole: false }]);
  const elsewhere = territoryOf(house.ctx()).municipalities[1]!;
  const foreigner = await house.person('Operatore altrove', [{ role: 'counter-operator', place: elsewhere.id, whole: false }]);
  const seen = async (who: TestPerson) => (await house.get(`/sportello/ricevuta/${id}`, (await desk(who)).cookie)).statusCode;
  assert.deepEqual([await seen(colleague), await seen(foreigner)], [200, 404]);
  assert.doesNotMatch((await house.get('/sportello/carta', (await desk(foreigner)).cookie)).body, /2026\/1207/);
});

test('a scan is entered once for each counter, whoever tries at once; what is no scan is refused with words', async () => {
  const scan = scanOf();
  const desks = await Promise.all(Array.from({ length: 5 }, () => desk()));
  const outcomes = await Promise.all(desks.map(({ session }) => house.perform(openBatch, batch({ scan, session }), operator)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  const { rows } = await house.database.pool.query(
    `select count(*)::int as n from assistance.sessions s where s.document = 'paper' and not exists (select from assistance.batches b where b.id = s.id)`,
  );
  assert.deepEqual(rows, [{ n: 0 }], 'of those refused nothing is left');
  const { cookie } = await desk();
  const wrong = await formOf(batch({ scan: Buffer.from('MZ programma'), about: 'Fogli del <mercato>' }));
  const page = await house.server.app.inject({
    method: 'POST',
    url: '/sportello/carta',
    payload: wrong.payload,
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...wrong.headers },
  });
  assert.equal(page.statusCode, 422);
  assert.match(page.body, /non è una scansione: serve un PDF/);
  assert.match(page.body, /Fogli del &lt;mercato/, 'what was typed is kept');
  for (const sheets of [0, 201, 'tre']) {
    const outcome = await house.perform(openBatch, batch({ sheets }), operator);
    assert.ok('invalid' in outcome && outcome.invalid.errors[0]?.field === 'sheets', String(sheets));
  }
});

test('what is not closed in eight hours is closed by itself, with what was entered', async () => {
  const { cookie, session } = await desk();
  await house.done(openBatch, batch({ session, sheets: 3 }), operator);
  await sheet(cookie, 'Un lampione spento da ieri');
  // The operator is at work: a session without any request would end before.
  for (let half = 0; half < 17; half++) {
    later += 30 * 60_000;
    await house.get('/sportello', cookie);
  }
  assert.match((await house.get('/', cookie)).body, /Il tempo per questo lotto è finito/);
  await endExpired(house.ctx());
  const { sheets, entered } = await acts('assistance.end');
  assert.deepEqual([sheets, entered], [3, 1]);
  assert.equal((await house.post('/sportello/fine', {}, cookie)).statusCode, 303);
});

/** The form as a browser sends it, with its file. */
async function formOf({ scan, ...fields }: Record<string, unknown>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  form.set('scan', new Blob([new Uint8Array(scan as Buffer)], { type: 'application/pdf' }), 'fogli.pdf');
  const sent = new Response(form);
  return { payload: Buffer.from(await sent.arrayBuffer()), headers: { 'content-type': sent.headers.get('content-type')! } };
}
