/** What changes in the register of bodies, or is pressed twice, while something is on its way. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { keepBody, retireBody } from '../bodies/actions.ts';
import { passOutside } from '../desk/actions-passing.ts';
import { retryDelivery } from './actions.ts';
import { followBodies } from './following.ts';
import { passingsOf } from './store.ts';

let house: TestHouse;
let place: Place;
let officer: TestPerson;
let colleague: TestPerson;
let clock = Date.parse('2026-11-20T09:00:00Z');
let status = 200;
const asked: string[] = [];
const server = http.createServer((request, reply) => {
  asked.push(`${request.method} ${request.headers.host} ${request.url}`);
  reply.writeHead(status).end('[{"service_request_id":"7"}]');
});

before(async () => {
  await new Promise<void>((listening) => server.listen(0, listening));
  const env = { ARENGO_OUTBOUND_ALLOW: `127.0.0.1:${port()},localhost:${port()}` };
  house = await openHouse({ now: () => new Date(clock++), env });
  [place] = territoryOf(house.ctx()).municipalities as [Place];
  officer = await house.person('Rosa Officer', [{ role: 'officer', place: place.id, whole: false }]);
  colleague = await house.person('Bruno Serra', [{ role: 'officer', place: place.id, whole: false }]);
});
after(async () => {
  await house.close();
  server.close().closeAllConnections();
});

test('of two officers who pass the same report on at once, one does, and it is delivered once', async () => {
  const body = await keep('gara');
  const { code } = await house.report();
  const outcomes = await Promise.all(
    [officer, colleague, officer].map((actor) => house.perform(passOutside, { code, register: body }, actor)),
  );
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  await house.jobs.drain();
  assert.equal(asked.filter((line) => line.startsWith('POST') && line.includes('/gara/')).length, 1);
  assert.equal((await deliveries(code)).length, 1);
});

test('a body that goes out of use while something waits for it gets nothing more, and the office is told what to do', async () => {
  const body = await keep('ritirato');
  const { code } = await house.report();
  await house.done(passOutside, { code, register: body }, officer);
  await house.done(retireBody, { id: body }, system);
  await house.jobs.drain();
  const [{ state, last_error } = { state: '', last_error: '' }] = await deliveries(code);
  assert.deepEqual([state, last_error], ['failed', 'retired']);
  assert.ok(!asked.some((line) => line.startsWith('POST') && line.includes('/ritirato/')));
  const list = (await house.get('/banco/consegne', await house.sessionOf(officer))).body;
  assert.match(list, /Non consegnate[\s\S]*L’ente non è più in uso\. Riapri/);
});

test('«try again» pressed twice is once', async () => {
  const body = await keep('due-volte');
  const { code } = await house.report();
  status = 403;
  await house.done(passOutside, { code, register: body }, officer);
  await house.jobs.drain();
  assert.equal((await deliveries(code))[0]?.state, 'failed');
  status = 200;
  await Promise.all([officer, colleague].map((actor) => house.done(retryDelivery, { code }, actor)));
  await house.jobs.drain();
  const { rows } = await house.database.pool.query(
    "select count(*)::int as n from kernel.acts where code = $1 and verb = 'reports.retry-delivery'",
    [code],
  );
  assert.equal(rows[0].n, 1);
  assert.equal((await deliveries(code))[0]?.state, 'acknowledged');
});

test('their numbers are asked for where they were given: another server is not asked, another path of the same is', async () => {
  const body = await keep('trasloca');
  const { code } = await house.report();
  await house.done(passOutside, { code, register: body }, officer);
  await house.jobs.drain();
  assert.equal((await deliveries(code))[0]?.remote, '7');
  const looks = () => asked.filter((line) => line.includes('/requests/7')).map((line) => line.split(' ')[2]);
  await keep('trasloca', `http://127.0.0.1:${port()}/nuovo`, body);
  clock += 20 * 60_000;
  asked.length = 0;
  await followBodies(house.ctx());
  assert.ok(looks().includes('/nuovo/requests/7.xml'), asked.join());
  await keep('trasloca', `http://localhost:${port()}/altrove`, body);
  clock += 24 * 3_600_000;
  asked.length = 0;
  await followBodies(house.ctx());
  assert.ok(!looks().includes('/altrove/requests/7.xml'), asked.join());
});

const port = () => (server.address() as AddressInfo).port;

async function keep(code: string, endpoint = `http://127.0.0.1:${port()}/${code}`, id?: string): Promise<string> {
  const plain = { name: `Ente ${code}`, contact: '800 123 456', method: 'open311' };
  const kept = await house.done(keepBody, { place: place.slug, code, endpoint, ...plain, ...(id && { id }) }, system);
  return kept.id;
}

async function deliveries(code: string) {
  const { id } = (await findEntry(house.ctx().db, system, code))!;
  return [...(await passingsOf(house.ctx().db, id)).deliveries.values()];
}
