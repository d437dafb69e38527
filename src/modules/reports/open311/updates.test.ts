/** servicerequestupdates, mySociety's extension of Open311, as FixMyStreet speaks it: what happened since, and what another system adds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import { Compile } from 'typebox/compile';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { createKey } from '../../../commons/people/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { updatesSchema } from '../../../protocols/open311/schemas.ts';
import { insertBody } from '../bodies/store.ts';
import { updateReport } from '../delivery/actions-update.ts';
import { resolve, takeCharge } from '../desk/actions.ts';
import { note } from '../desk/actions-office.ts';
import { passOutside } from '../desk/actions-passing.ts';
import { sendReport } from '../intake/actions.ts';

const path = '/open311/v2/servicerequestupdates';
let clock = Date.parse('2026-11-20T09:00:00Z');
let house: TestHouse;
let officer: TestPerson;
let key: string;
let other: string;
before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  const [here, there] = territoryOf(house.ctx()).municipalities;
  officer = await house.person('Rosa Officer', [{ role: 'officer', place: here!.id, whole: false }]);
  const verbs = ['reports.update-report'];
  ({ key } = await house.done(createKey, { name: 'Acque', place: here!.id, verbs }));
  ({ key: other } = await house.done(createKey, { name: 'Altri', place: there!.id, verbs }));
});
after(() => house.close());

test('what happened to public reports is told the oldest first, in both formats, with words that everybody reads and nobody’s name', async () => {
  const code = await sent('Buca da seguire');
  const hidden = await sent('Buca riservata', 'private');
  for (const one of [code, hidden]) {
    await house.done(takeCharge, { code: one, answer: 'Andiamo a vedere.' }, officer);
    await house.done(note, { code: one, text: 'CANARINO interno' }, officer);
    await house.done(resolve, { code: one, answer: 'Chiusa con asfalto <caldo> & breccia.' }, officer);
  }
  const { json, text } = await get('json');
  assert.deepEqual([...Compile(updatesSchema).Errors(json)], []);
  const mine = json.filter((one: any) => one.service_request_id === code);
  assert.deepEqual(
    mine.map((one: any) => [one.status, one.external_status_code, one.description]),
    [
      ['open', 'taken-in-charge', 'Andiamo a vedere.'],
      ['closed', 'resolved', 'Chiusa con asfalto <caldo> & breccia.'],
    ],
  );
  assert.ok(!/CANARINO|Rosa|Officer/.test(text) && !text.includes(hidden));
  const xml = new XMLParser({ parseTagValue: false }).parse((await house.get(`${path}.xml`)).body);
  assert.deepEqual(
    [xml.service_request_updates.request_update].flat().map((one: any) => one.update_id),
    json.map((one: any) => one.update_id),
  );
  const end = mine[0].updated_datetime;
  const only = await get(
    'json',
    `?start_date=${encodeURIComponent(mine[0].updated_datetime)}&end_date=${encodeURIComponent(end)}`,
  );
  assert.deepEqual(
    only.json.map((one: any) => one.update_id),
    [mine[0].update_id],
    'both ends are in',
  );
  assert.equal((await get('json', '?page_size=1&page=2')).json[0].update_id, json[1].update_id);
  assert.equal((await house.get(`${path}.json?start_date=ieri`)).statusCode, 400);
  assert.equal((await house.get(`${path}.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z`)).statusCode, 400);
  assert.equal((await house.get(`${path}.json?jurisdiction_id=000000`)).statusCode, 404);
  const elsewhere = territoryOf(house.ctx()).municipalities[1]!.istat;
  assert.deepEqual((await get('json', `?jurisdiction_id=${elsewhere}`)).json, []);
});

test('another system adds words with a key of that verb, in its place, once for each of its names of them', async () => {
  const code = await sent('Buca degli altri');
  const words = {
    api_key: key,
    service_request_id: code,
    update_id: 'A-1',
    description: 'La squadra parte lunedì.',
    first_name: 'Mario',
    email: 'mario@acque.example',
  };
  const both = await Promise.all([post(words), post(words)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(both[0]!.json[0].update_id, both[1]!.json[0].update_id);
  const page = (await house.get(`/segnalazioni/${code}`)).body;
  assert.equal(page.split('La squadra parte lunedì.').length - 1, 1);
  assert.ok(!page.includes('Mario'));
  const { rows } = await house.database.pool.query(
    "select count(*)::int as n from kernel.acts where code = $1 and verb = 'reports.update-report'",
    [code],
  );
  assert.equal(rows[0].n, 1);
  const told = (await get('json')).json.find((one: any) => one.update_id === both[0]!.json[0].update_id);
  assert.equal(told.description, 'La squadra parte lunedì.');

  assert.equal((await post({ ...words, api_key: other, update_id: 'A-2' })).status, 403, 'of another place');
  assert.equal((await post({ ...words, api_key: 'no' })).status, 403);
  const sender = await house.done(createKey, {
    name: 'App',
    place: territoryOf(house.ctx()).metropolis!.id,
    verbs: ['reports.send'],
  });
  assert.equal((await post({ ...words, api_key: sender.key })).status, 403, 'of another verb');
  assert.equal((await post({ ...words, service_request_id: 'SEG-1999-000001', update_id: 'A-3' })).status, 404);
  const typed = { code, update: 'A-9', answer: 'Scritta a mano.' };
  assert.equal(await house.refusal(updateReport, typed, officer), 'reports.open311-key 403', 'people have their desk');
  const wrong = await post({ api_key: key, status: 'forse' });
  assert.equal(wrong.status, 400);
  assert.deepEqual(
    wrong.json.map((one: any) => one.description.split(/[ :]/)[0] + one.description.split(/[ :]/)[1]),
    ['Mancaservice_request_id', 'Mancaupdate_id', 'Mancadescription', 'status'],
  );
  assert.equal((await post({ ...words, update_id: 'A-4', description: 'x'.repeat(5000) })).status, 400);
  const xml = await house.server.app.inject({
    method: 'POST',
    url: `${path}.xml`,
    payload: new URLSearchParams({ ...words, update_id: 'A-5', status: 'IN_PROGRESS' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.match(xml.body, /<service_request_updates><request_update><update_id>[0-9a-f-]{36}<\/update_id>/);
});

test('what a body says by itself counts like what we heard by asking: closed by them, and the office confirms', async () => {
  const code = await sent('Perdita che è loro');
  const ctx = house.ctx();
  const place = territoryOf(ctx).municipalities[0]!;
  const body = {
    id: ctx.id(),
    place: place.id,
    code: 'acque',
    name: 'Acque',
    contact: '800 1',
    method: 'email' as const,
    email: 'a@acque.example',
  };
  await insertBody(ctx.db, { ...body, endpoint: null, jurisdiction: null, services: {}, api_key: null });
  await house.done(passOutside, { code, register: body.id }, officer);
  assert.equal(
    (await post({ api_key: key, service_request_id: code, update_id: 'B-1', description: 'Riparata.', status: 'FIXED' })).status,
    200,
  );
  assert.equal((await house.get(`/segnalazioni/${code}`)).body.match(/Acque dice: chiusa/g)?.length, 1);
  const cookie = await house.sessionOf(officer);
  assert.match(
    (await house.get('/banco/consegne', cookie)).body,
    /Chiuse da loro[\s\S]*Acque dice di averla chiusa: «Riparata\.»/,
  );
  const { rows } = await house.database.pool.query('select state from entries.entries where code = $1', [code]);
  assert.equal(rows[0].state, 'not-ours');
});

async function sent(title: string, visibility = 'public'): Promise<string> {
  const [place] = territoryOf(house.ctx()).municipalities;
  clock += 60_000;
  const { code } = await house.done(sendReport, { category: 'roads', title, municipality: place!.slug, placeLabel: 'Via Roma' });
  await house.database.pool.query('update entries.entries set visibility = $2 where code = $1', [code, visibility]);
  return code;
}

async function get(format: string, query = '') {
  house.server.cache.forget();
  const answer = await house.get(`${path}.${format}${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return { json: answer.json(), text: answer.body };
}

async function post(form: Record<string, string>) {
  const answer = await house.server.app.inject({
    method: 'POST',
    url: `${path}.json`,
    payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return { status: answer.statusCode, json: answer.json() };
}
