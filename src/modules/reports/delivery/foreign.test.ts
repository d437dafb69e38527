/** Endpoints of others: one that speaks XML alone and gives tokens, says what is wrong, falls silent, or answers with a page. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { nextTry } from '../../../kernel/tries.ts';
import { insertBody } from '../bodies/store.ts';
import { passOutside } from '../desk/actions-passing.ts';
import { sendReport } from '../intake/actions.ts';
import { type DeliveryState, deliveryStates, mayBecome, nextLook } from './delivery.ts';
import { followBodies } from './following.ts';
import { deliverDue } from './machine.ts';
import { passingsOf } from './store.ts';

const minute = 60_000;
let clock = Date.parse('2026-11-20T09:00:00Z');
let house: TestHouse;
let officer: TestPerson;

/** What was asked, as `METHOD path`, and the answer to the next questions. */
let asked: { line: string; form: URLSearchParams }[] = [];
let answers: (line: string) => [status: number, text: string] | 'silence' = () => [404, ''];
const server = http.createServer((request, reply) => {
  let text = '';
  request.on('data', (piece) => {
    text += piece;
  });
  request.on('end', () => {
    const line = `${request.method} ${request.url!.split('?')[0]}`;
    asked.push({ line, form: new URLSearchParams(text || request.url!.split('?')[1]) });
    const answer = answers(line);
    if (answer === 'silence') request.socket.destroy();
    else reply.writeHead(answer[0], { 'content-type': 'text/xml' }).end(answer[1]);
  });
});

before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const env = { ARENGO_OUTBOUND_ALLOW: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  house = await openHouse({ now: () => new Date(clock++), env });
  const [place] = territoryOf(house.ctx()).municipalities;
  officer = await house.person('Rosa Officer', [{ role: 'officer', place: place!.id, whole: false }]);
});
after(async () => {
  await house.close();
  server.close().closeAllConnections();
});

const said = (inside: string) => `<?xml version="1.0"?><service_requests><request>${inside}</request></service_requests>`;

test('one that speaks XML alone and gives a token first is asked until the number is there, then how far it is', async () => {
  const body = await keepBody({ jurisdiction: 'acque.example', api_key: 'k', services: { water: '17' } });
  answers = (line) => (line.startsWith('POST') ? [200, said('<service_request_id/><token>T 9</token>')] : [404, '<html>']);
  const code = await passed('Perdita a gettone', body);
  const post = asked.find(({ line }) => line === 'POST /a/requests.xml')!;
  assert.deepEqual(
    ['api_key', 'jurisdiction_id', 'service_code', 'lat', 'long'].map((name) => post.form.has(name)),
    [true, true, true, true, true],
  );
  assert.equal(post.form.get('service_code'), '17');
  assert.deepEqual(
    [...post.form.keys()].filter((name) => /name|mail|phone|account|device/.test(name)),
    [],
  );
  assert.equal((await delivery(code)).state, 'sent');
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /L’hanno ricevuta: aspettiamo il loro riferimento/);
  answers = (line) => (line === 'GET /a/tokens/T%209.xml' ? [200, said('<token>T 9</token>')] : [404, '']);
  clock += 11 * minute;
  await follow();
  assert.equal((await delivery(code)).state, 'sent', 'still without a number');
  answers = (line) =>
    line === 'GET /a/tokens/T%209.xml'
      ? [200, said('<service_request_id>A/7</service_request_id><token>T 9</token>')]
      : [404, ''];
  clock += 11 * minute;
  await follow();
  assert.deepEqual([(await delivery(code)).state, (await delivery(code)).remote], ['acknowledged', 'A/7']);
  answers = (line) =>
    line === 'GET /a/requests/A%2F7.xml'
      ? [200, said('<service_request_id>A/7</service_request_id><status>open</status><status_notes>In officina</status_notes>')]
      : [404, ''];
  clock += 11 * minute;
  await follow();
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /Acque dice[\s\S]*In officina/);
});

test('what they refuse is told with their own words; what makes no sense is asked again, looking first whether it is there', async () => {
  const body = await keepBody({});
  const errors = '<errors><error><code>400</code><description>service_code 99 was not found</description></error></errors>';
  answers = (line) => (line.startsWith('POST') ? [400, errors] : [404, '']);
  const refused = await passed('Perdita rifiutata', body);
  const { state, last_error, last_words } = await delivery(refused);
  assert.deepEqual([state, last_error, last_words], ['failed', 'refused', 'service_code 99 was not found']);

  answers = (line) => (line.startsWith('POST') ? [200, '<!DOCTYPE html><html><body>Grazie!</body></html>'] : [404, '']);
  const unclear = await passed('Perdita in pagina', body);
  assert.deepEqual([(await delivery(unclear)).state, (await delivery(unclear)).last_error], ['queued', 'unclear']);
  asked = [];
  answers = (line) =>
    line === 'GET /b/requests.xml'
      ? [
          200,
          `<service_requests><request><service_request_id>1</service_request_id><status>open</status><description>${unclear}/11</description></request>
           <request><service_request_id>2</service_request_id><status>open</status><description>Perdita ${unclear}/1, la sua pagina</description></request></service_requests>`,
        ]
      : [500, ''];
  clock += 2 * minute;
  await due();
  assert.deepEqual([(await delivery(unclear)).state, (await delivery(unclear)).remote], ['acknowledged', '2']);
  assert.ok(!asked.some(({ line }) => line.startsWith('POST')), 'it was there: nothing is sent again');

  // Surely not arrived: there is nothing to look for.
  answers = (line) => (line.startsWith('POST') ? [429, ''] : [404, '']);
  const busy = await passed('Perdita in coda', body);
  asked = [];
  clock += 2 * minute;
  await due();
  assert.deepEqual(
    asked.map(({ line }) => line),
    ['POST /b/requests.xml'],
  );
  assert.equal((await delivery(busy)).tries, 2);
});

test('an endpoint that falls silent is left in peace until the next run, and one that answers is not asked too much at once', async () => {
  const body = await keepBody({});
  answers = (line) => (line.startsWith('POST') ? [200, said(`<service_request_id>N${clock}</service_request_id>`)] : [404, '']);
  for (let i = 0; i < 33; i++) await passed(`Perdita numero ${i}`, body);
  clock += 30 * minute;
  asked = [];
  answers = () => 'silence';
  await follow();
  assert.equal(asked.filter(({ line }) => line.includes('/c/')).length, 2);
  asked = [];
  answers = (line) => [200, said(`<service_request_id>${line.slice(16, -4)}</service_request_id><status>open</status>`)];
  await follow();
  assert.equal(asked.filter(({ line }) => line.includes('/c/')).length, 30);
  await follow();
  assert.equal(asked.filter(({ line }) => line.includes('/c/')).length, 33, 'the rest at the next run, and nobody twice');
});

test('the table: who moves what, and no way back but by the office', () => {
  const states = Object.keys(deliveryStates) as DeliveryState[];
  const moves = (who: 'house' | 'office') =>
    states.flatMap((from) => states.filter((to) => mayBecome(from, to, who)).map((to) => `${from} ${to}`));
  assert.deepEqual(moves('house'), ['queued sent', 'queued acknowledged', 'queued failed', 'sent acknowledged']);
  assert.deepEqual(moves('office'), ['queued acknowledged', 'sent acknowledged', 'failed queued', 'failed acknowledged']);
});

test('tries are rarer and rarer and have an end; looks too, between ten minutes and a day', () => {
  const now = new Date(clock);
  const pauses = Array.from({ length: 9 }, (_, i) => nextTry(i + 1, now)).map((at) => at && (at.getTime() - clock) / minute);
  assert.deepEqual(pauses, [1, 5, 15, 60, 240, 720, 1440, undefined, undefined]);
  const look = (quiet: number) => (nextLook(new Date(clock - quiet * minute), now).getTime() - clock) / minute;
  assert.deepEqual([look(0), look(60), look(400), look(5000), look(500_000)], [10, 15, 100, 1250, 1440]);
});

let bodies = 0;
async function keepBody(more: Record<string, unknown>): Promise<string> {
  const ctx = house.ctx();
  const [place] = territoryOf(ctx).municipalities;
  const id = ctx.id();
  const letter = 'abc'[bodies++];
  const { port } = server.address() as AddressInfo;
  const plain = { id, place: place!.id, code: `acque-${letter}`, name: 'Acque', contact: '800 123', method: 'open311' as const };
  const reached = {
    email: null,
    endpoint: `http://127.0.0.1:${port}/${letter}`,
    jurisdiction: null,
    api_key: null,
    services: {},
  };
  await insertBody(ctx.db, { ...plain, ...reached, ...more });
  return id;
}

async function passed(title: string, register: string): Promise<string> {
  const [place] = territoryOf(house.ctx()).municipalities;
  clock += minute;
  const { lat, lon } = place!.outline!;
  const { code } = await house.done(sendReport, { category: 'water', title, lat, lon, placeLabel: 'Via Roma' });
  await house.done(passOutside, { code, register }, officer);
  await house.jobs.drain();
  house.server.cache.forget();
  return code;
}

async function delivery(code: string) {
  const { id } = (await findEntry(house.ctx().db, system, code))!;
  return [...(await passingsOf(house.ctx().db, id)).deliveries.values()].at(-1)!;
}

const due = async () => {
  await deliverDue(house.ctx());
  await house.jobs.drain();
};
const follow = async () => {
  await followBodies(house.ctx());
  house.server.cache.forget();
};
