import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import type { Actor } from '../../kernel/actor.ts';
import { comment, withdraw } from '../discussion/actions.ts';
import { insertEntry, setVisibility } from '../entries/store.ts';
import { findDemoPerson } from '../people/seed.ts';
import { territoryOf } from '../territory/territory.ts';
import { listOrganisations, type OrganisationRow } from './store.ts';
import { listDelegates } from './store-delegates.ts';

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

test('a delegate invites another on the page, who says yes and leaves again; nobody else sees who they are', async () => {
  const url = `/organizzazioni/${organisation.id}/delegati`;
  const cookie = await house.enter('pietro-vallesi');
  assert.match((await get(url, cookie)).body, /Pietro Vallesi/);
  assert.equal((await get(url)).statusCode, 303, 'signed out: to the door');
  assert.equal((await get(url, await house.enter('amina-cherradi'))).statusCode, 403);
  assert.equal((await get(url, await house.enter('tommaso-grandari'))).statusCode, 403);
  const wrong = await post(url, { email: 'non-un-indirizzo', powers: 'speak' }, cookie);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /value="non-un-indirizzo"/);
  const invited = { email: 'amina.cherradi@example.org', powers: 'speak' };
  assert.equal((await post(url, invited, await house.enter('amina-cherradi'))).statusCode, 403);
  assert.equal((await post(url, invited, cookie)).statusCode, 303);
  assert.match((await get(url, cookie)).body, /Ritira l’invito a amina.cherradi@example.org/);
  const job = await house.database.pool.query(
    `select data::text as data from jobs.job where name = 'mail.send' and data::text like '%organizzazioni/inviti/%'`,
  );
  const link = /\/organizzazioni\/inviti\/[\w-]+/.exec(job.rows[0].data)![0];
  const amina = await house.enter('amina-cherradi');
  assert.match((await get(link, amina)).body, /Agire per Associazione Riva Pulita/);
  assert.equal((await post(link, {}, amina)).headers.location, `/organizzazioni/${organisation.id}?fatto=delega`);
  assert.equal((await get(link, amina)).statusCode, 410, 'it opens once');
  const own = (await get(url, amina)).body;
  assert.match(own, /Lascia la delega/);
  assert.doesNotMatch(own, /Pietro Vallesi/, 'who only speaks sees their own delegation');
  const [named] = (await listDelegates(house.database.db, organisation.id, house.ctx().now)).filter(
    (one) => one.name === 'Amina Cherradi',
  );
  assert.equal((await post(`${url}/${named!.id}/fine`, {}, amina)).statusCode, 303);
  assert.equal((await get(url, amina)).statusCode, 403);
});

test('without script: asked for with what was typed kept, papers added, checked at the desk, said on behalf', async () => {
  const rosa = await house.enter('nicola-bravetti');
  const fields = {
    ...{ name: 'Remiera del Molo', kind: 'association', place: organisation.place, fiscalCode: '12345678901' },
    ...{ description: 'Insegniamo a remare ai ragazzi.', title: 'Presidente' },
  };
  const wrong = await post('/organizzazioni/registra', fields, rosa);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /Remiera del Molo/);
  assert.match(wrong.body, /Controlla il codice/);
  const made = await post('/organizzazioni/registra', { ...fields, fiscalCode: '12345678903' }, rosa);
  assert.equal(made.statusCode, 303, made.body);
  const page = made.headers.location as string;
  const id = page.split('/')[2]!;
  assert.match((await get(page, rosa)).body, /Aggiungi adesso i documenti/);
  const none = await post(`/organizzazioni/${id}/documenti`, { kind: 'statute' }, rosa);
  assert.equal(none.statusCode, 422);
  assert.match(none.body, /Scegli il file/);
  const sent = await house.server.app.inject({
    method: 'POST',
    url: `/organizzazioni/${id}/documenti`,
    payload: parts('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'),
    headers: { 'content-type': 'multipart/form-data; boundary=xx', 'sec-fetch-site': 'same-origin', cookie: rosa },
  });
  assert.equal(sent.statusCode, 303, sent.body);
  const officer = await house.enter('giulia-morabito');
  assert.match((await get('/banco/organizzazioni', officer)).body, /Remiera del Molo[\s\S]*un documento/);
  assert.match((await get(`/organizzazioni/${id}/verifica`, officer)).body, /statuto.pdf/);
  assert.equal((await post(`/organizzazioni/${id}/rifiuta`, { reason: 'No' }, officer)).statusCode, 422);
  assert.equal(
    (await post(`/organizzazioni/${id}/verifica`, {}, officer)).headers.location,
    '/banco/organizzazioni?fatto=verificata',
  );
  assert.match((await get('/segnalazioni/nuova', rosa)).body, /Remiera del Molo/);
  const draft = await post('/segnalazioni/nuova', { who: 'person', onBehalf: id }, rosa);
  assert.equal(draft.statusCode, 303);
  const report = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.send',
    payload: {
      ...{ category: 'roads', title: 'Il pontile ha due assi rotte', placeLabel: 'Molo', onBehalf: id },
      municipality: territoryOf(house.ctx()).byId.get(organisation.place)!.slug,
    },
    headers: { 'sec-fetch-site': 'same-origin', cookie: rosa },
  });
  assert.equal(report.statusCode, 200, report.body);
  const { code } = report.json();
  await house.settle();
  assert.match((await get(`/segnalazioni/${code}`)).body, /Nicola B\. per conto di Remiera del Molo/);
  assert.match((await get('/segnalazioni')).body, /Per conto di Remiera del Molo/);
  assert.equal((await get(`/api/v1/entries/${code}`)).json().organisation, 'Remiera del Molo');
  assert.match((await get('/segnalazioni.atom')).body, /<author><name>Remiera del Molo<\/name><\/author>/);
  const foreign = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.send',
    payload: { category: 'roads', title: 'Un’altra buca qui', placeLabel: 'Molo', onBehalf: id, municipality: 'arenaria' },
    headers: { 'sec-fetch-site': 'same-origin', cookie: await house.enter('marta-dossena') },
  });
  assert.equal(foreign.statusCode, 403);
});

function parts(pdf: string): string {
  return [
    '--xx\r\ncontent-disposition: form-data; name="kind"\r\n\r\nstatute',
    `--xx\r\ncontent-disposition: form-data; name="file"; filename="statuto.pdf"\r\ncontent-type: application/pdf\r\n\r\n${pdf}`,
    '--xx--\r\n',
  ].join('\r\n');
}

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
  assert.equal(twice.statusCode, 422);
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
    organisations: [{ id: organisation.id, name: organisation.name, powers: ['represent', 'speak'] }],
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
