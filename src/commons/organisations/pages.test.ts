import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import type { Actor } from '../../kernel/actor.ts';
import { comment, withdraw } from '../discussion/actions.ts';
import { insertEntry, setVisibility } from '../entries/store.ts';
import { findDemoPerson } from '../people/seed.ts';
import { territoryOf } from '../territory/territory.ts';
import { listDelegates, listOrganisations, type OrganisationRow } from './store.ts';

let house: TestHouse;
let organisation: OrganisationRow;

before(async () => {
  house = await openHouse({ world: 'demo' });
  const all = await listOrganisations(house.database.db, { place: null, after: null, most: 50 });
  organisation = all.find((one) => one.name === 'Associazione Riva Pulita')!;
});
after(() => house.close());

test('everybody finds the organisations, of one municipality too, on the page and through the API', async () => {
  const page = await get('/organizzazioni');
  assert.match(page.body, /Associazione Riva Pulita/);
  const place = territoryOf(house.ctx()).byId.get(organisation.place)!;
  const there = (await get(`/api/v1/organisations?municipality=${place.istat}`)).json();
  assert.ok(there.items.every((one: any) => one.municipality.istatCode === place.istat));
  assert.ok(there.items.some((one: any) => one.url.endsWith(`/organizzazioni/${organisation.id}`)));
  const first = (await get('/api/v1/organisations?limit=1')).json();
  const second = (await get(`/api/v1/organisations?limit=1&cursor=${first.next}`)).json();
  assert.deepEqual([first.items.length, second.items.length], [1, 1]);
  assert.notEqual(first.items[0].id, second.items[0].id);
  assert.equal((await get('/api/v1/organisations?cursor=non-un-cursore')).statusCode, 422);
  assert.equal((await get('/organizzazioni?da=non-un-cursore')).statusCode, 200);
  assert.equal((await get('/organizzazioni/non-un-id')).statusCode, 404);
  assert.equal((await get(`/organizzazioni/${house.ctx().id()}`)).statusCode, 404);
});

test('its page shows what it said and published where everybody sees it, and stops when that is hidden or withdrawn', async () => {
  const delegate = await actor('pietro-vallesi');
  const thing = async (title: string) => {
    const ctx = house.ctx();
    const { code } = await insertEntry(ctx.db, {
      id: ctx.id(),
      kind: 'report',
      prefix: 'SEG',
      place: organisation.place,
      author: delegate.person,
      onBehalf: organisation.id,
      title,
      visibility: 'public',
      state: 'sent',
      assurance: 'email',
      now: ctx.now,
    });
    return code;
  };
  const [code] = [await thing('La nostra pulizia della riva')];
  const say = async (text: string) => {
    const outcome = await house.perform(comment, { code, text, onBehalf: organisation.id }, delegate);
    assert.ok('done' in outcome, JSON.stringify(outcome));
    return outcome.done.id;
  };
  const said = await say('Domenica puliamo la riva.');
  await say('Portate i guanti.');
  const url = `/organizzazioni/${organisation.id}`;
  const page = (await get(url)).body;
  for (const words of [/La nostra pulizia della riva/, /Domenica puliamo la riva/, /Portate i guanti/]) assert.match(page, words);
  assert.doesNotMatch(page, /Pietro Vallesi|delegati/, 'who acts for it is not for everybody');
  await house.perform(withdraw, { id: said }, delegate);
  const later = (await get(url)).body;
  assert.doesNotMatch(later, /Domenica/);
  assert.match(later, /Portate i guanti/);
  const row = await house.database.pool.query('select id from entries.entries where code = $1', [code]);
  await setVisibility(house.database.db, row.rows[0].id, 'hidden', house.ctx().now);
  house.server.cache.forget();
  const hidden = (await get(url, await house.enter('elena-sarpieri'))).body;
  assert.doesNotMatch(hidden, /La nostra pulizia|guanti/);
});

test('a delegate names another and takes the delegation away, on the page; nobody else sees who they are', async () => {
  const url = `/organizzazioni/${organisation.id}/delegati`;
  const cookie = await house.enter('pietro-vallesi');
  assert.match((await get(url, cookie)).body, /Pietro Vallesi/);
  assert.equal((await get(url)).statusCode, 303, 'signed out: to the door');
  assert.equal((await get(url, await house.enter('amina-cherradi'))).statusCode, 403);
  assert.equal((await get(url, await house.enter('tommaso-grandari'))).statusCode, 403);
  const nobody = await post(url, { email: 'nessuno@example.org' }, cookie);
  assert.equal(nobody.statusCode, 422);
  assert.match(nobody.body, /value="nessuno@example.org"/);
  assert.equal((await post(url, { email: 'amina.cherradi@example.org' }, await house.enter('amina-cherradi'))).statusCode, 403);
  assert.equal((await post(url, { email: 'amina.cherradi@example.org' }, cookie)).statusCode, 303);
  const amina = await house.enter('amina-cherradi');
  assert.match((await get(url, amina)).body, /Lascia la delega/);
  const [named] = (await listDelegates(house.database.db, organisation.id, house.ctx().now)).filter(
    (one) => one.name === 'Amina Cherradi',
  );
  const end = await post(`${url}/${named!.id}/fine`, {}, amina);
  assert.equal(end.headers.location, `/organizzazioni/${organisation.id}`);
  assert.equal((await get(url, amina)).statusCode, 403);
});

test('an administrator enters an organisation at home; what was typed is kept when something is wrong; a citizen is told who does', async () => {
  const cookie = await house.enter('bruno-castagnari');
  const bad = await post('/organizzazioni/nuova', { name: 'Circolo della Vela', place: organisation.place }, cookie);
  assert.equal(bad.statusCode, 422);
  assert.match(bad.body, /Circolo della Vela/);
  assert.match(bad.body, /Scegli che cos’è/);
  const fields = {
    name: 'Circolo della Vela',
    kind: 'association',
    place: organisation.place,
    email: 'amina.cherradi@example.org',
  };
  const made = await post('/organizzazioni/nuova', fields, cookie);
  assert.equal(made.statusCode, 303);
  assert.match((await get(made.headers.location as string)).body, /Circolo della Vela/);
  const twice = await post('/organizzazioni/nuova', fields, cookie);
  assert.equal(twice.statusCode, 409);
  const citizen = await house.enter('marta-dossena');
  assert.equal((await get('/organizzazioni/nuova', citizen)).statusCode, 403);
  assert.match((await get('/organizzazioni', citizen)).body, /Come si iscrive/);
});

async function actor(key: string): Promise<Actor> {
  const { id, name } = (await findDemoPerson(house.database.db, key))!;
  return {
    kind: 'person',
    person: id,
    name,
    assurance: 'email',
    roles: [],
    organisations: [{ id: organisation.id, name: organisation.name }],
  };
}

function get(url: string, cookie?: string) {
  return house.server.app.inject({ url, headers: cookie ? { cookie } : {} });
}

function post(url: string, payload: Record<string, string>, cookie: string) {
  return house.server.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(payload).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', cookie },
  });
}
