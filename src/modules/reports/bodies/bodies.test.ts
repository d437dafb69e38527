import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { passOutside } from '../desk/actions-passing.ts';
import { keepBody, retireBody } from './actions.ts';
import { findBodyById } from './store.ts';

let house: TestHouse;
let metropolis: Place;
let a: Place;
let b: Place;
let officer: TestPerson;
const cookies = { officer: '', adminOfA: '', adminOfB: '', whole: '' };

before(async () => {
  house = await openHouse();
  const territory = territoryOf(house.ctx());
  metropolis = territory.metropolis!;
  [a, b] = territory.municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
  cookies.officer = await house.sessionOf(officer);
  const administrator = async (role: string, place: Place, whole: boolean) =>
    house.sessionOf(await house.person(`${role} ${place.slug}`, [{ role, place: place.id, whole }]));
  cookies.adminOfA = await administrator('municipal-administrator', a, false);
  cookies.adminOfB = await administrator('municipal-administrator', b, false);
  cookies.whole = await administrator('metropolitan-administrator', metropolis, true);
});
after(() => house.close());

const typed = { name: 'Acque di Prova', code: 'acque', contact: '800 000 111', method: 'hand' };

test('without script: an administrator adds a body, changes it, takes it out of use and back; each is an act', async () => {
  assert.match((await house.get('/banco/enti', cookies.adminOfA)).body, /Non c’è ancora nessun ente/);
  assert.match((await house.get('/banco', cookies.adminOfA)).body, /href="\/banco\/enti"/);
  assert.doesNotMatch((await house.get('/banco', cookies.officer)).body, /href="\/banco\/enti"/);
  const form = (await house.get('/banco/enti/nuovo', cookies.adminOfA)).body;
  assert.doesNotMatch(form, /name="place"/, 'whoever administers one municipality is not asked which');
  const added = await house.post('/banco/enti/nuovo', typed, cookies.adminOfA);
  assert.equal(added.statusCode, 303, added.body);
  const address = String(added.headers.location).split('?')[0]!;
  const id = address.split('/').at(-1)!;
  assert.equal((await findBodyById(house.ctx().db, id))!.place, a.id);
  assert.match((await house.get(String(added.headers.location), cookies.adminOfA)).body, /Salvato/);
  assert.match((await house.get('/banco/enti', cookies.adminOfA)).body, /Acque di Prova[\s\S]*Ci pensa l’ufficio/);

  const mailed = { name: 'Acque Nuove', contact: '800 000 222', method: 'email', email: ' Guasti@ACQUE.example ' };
  assert.equal((await house.post(address, mailed, cookies.adminOfA)).statusCode, 303);
  const now = (await findBodyById(house.ctx().db, id))!;
  assert.deepEqual([now.name, now.code, now.email], ['Acque Nuove', 'acque', 'guasti@acque.example']);

  assert.equal((await house.post(`${address}/ritira`, {}, cookies.adminOfA)).statusCode, 303);
  assert.equal((await house.post(`${address}/ritira`, {}, cookies.adminOfA)).statusCode, 303, 'twice is once');
  assert.match((await house.get(address, cookies.adminOfA)).body, /Non più in uso dal[\s\S]*torna in uso/);
  assert.equal((await house.post(address, mailed, cookies.adminOfA)).statusCode, 303);
  assert.equal((await findBodyById(house.ctx().db, id))!.retired, null);
  const { rows } = await house.database.pool.query(
    `select verb, public->>'body' as body from kernel.acts where verb in ('reports.keep-body', 'reports.retire-body') order by seq`,
  );
  assert.deepEqual(
    rows.map(({ verb, body }) => `${verb} ${body}`),
    ['reports.keep-body acque', 'reports.keep-body acque', 'reports.retire-body acque', 'reports.keep-body acque'],
  );
});

test('what is wrong is said at its field, in both languages, and what was typed stays', async () => {
  const send = async (more: Record<string, string>, lang = 'it') =>
    house.post('/banco/enti/nuovo', { ...typed, code: 'errori', ...more }, `${cookies.adminOfA}; arengo_lang=${lang}`);
  for (const [more, italian, english] of [
    [{ name: '' }, /Scrivi il nome dell’ente/, /Write the name of the body/],
    [{ code: 'Acqua Mia' }, /comincia con una lettera/, /begin with a letter/],
    [{ code: 'acque' }, /C’è già un ente con il codice acque/, /There is a body with the code acque already/],
    [{ method: 'piccione' }, /scegli una delle/, /choose one of/],
    [{ method: 'email' }, /Scrivi l’e-mail a cui arrivano/, /Write the e-mail address/],
    [{ method: 'email', email: 'a..b@ente.it' }, /Controlla l’indirizzo/, /Check the address/],
    [{ method: 'email', email: 'a@ente' }, /«a@ente» non è un indirizzo/, /“a@ente” is not an e-mail/],
    [{ method: 'open311' }, /Scrivi l’indirizzo del servizio/, /Write the address of the Open311/],
    [{ method: 'open311', endpoint: 'ftp://ente.it' }, /comincia con https/, /begins with https/],
    [{ method: 'open311', endpoint: 'https://nome:segreto@ente.it' }, /senza nome utente/, /without user name/],
    [{ method: 'open311', endpoint: 'https://ente.it', services: 'water' }, /«water» non si capisce/, /cannot be understood/],
    [
      { method: 'open311', endpoint: 'https://ente.it', services: 'draghi = 3' },
      /tipo di problema «draghi»/,
      /kind of problem “draghi”/,
    ],
    [{ method: 'open311', endpoint: 'https://ente.it', services: 'water = 1\nwater = 2' }, /c’è due volte/, /is there twice/],
    [{ method: 'open311', endpoint: 'https://ente.it', key: 'due parole' }, /senza spazi/, /without spaces/],
  ] as const) {
    for (const [lang, sentence] of [
      ['it', italian],
      ['en', english],
    ] as const) {
      const page = await send(more as Record<string, string>, lang);
      assert.equal(page.statusCode, 422, JSON.stringify(more));
      assert.match(page.body, sentence, JSON.stringify(more));
      assert.match(page.body, /value="800 000 111"/);
      if ('endpoint' in more) assert.ok(page.body.includes(`value="${more.endpoint}"`));
      assert.doesNotMatch(page.body, /due parole/);
    }
  }
});

test('of two administrators who choose the same code at once, one is told', async () => {
  const input = { ...typed, place: b.slug, code: 'gara' };
  const outcomes = await Promise.all([1, 2, 3].map((n) => house.perform(keepBody, { ...input, name: `Ente ${n}` }, system)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  assert.equal(outcomes.filter((outcome) => 'invalid' in outcome).length, 2);
});

test('nobody but its administrators sees or changes a body; that of the metropolis is read by all of them', async () => {
  const own = await house.done(keepBody, { ...typed, place: a.slug, code: 'di-a' }, system);
  const whole = await house.done(keepBody, { ...typed, place: metropolis.slug, code: 'di-tutti', name: 'Ente di Tutti' }, system);
  const change = { ...typed, name: 'Preso' };
  for (const [who, id, read, written] of [
    ['', own.id, 401, 401],
    ['officer', own.id, 403, 403],
    ['adminOfB', own.id, 404, 404],
    ['adminOfB', whole.id, 200, 403],
    ['whole', own.id, 200, 303],
    ['whole', whole.id, 200, 303],
  ] as const) {
    const cookie = who ? cookies[who] : undefined;
    const ask = { get: await house.get(`/banco/enti/${id}`, cookie), list: await house.get('/banco/enti', cookie) };
    const reads = ask.get.statusCode;
    assert.ok(read === 401 ? [303, 401].includes(reads) : reads === read, `${who} reads ${reads}`);
    const sent = await house.post(`/banco/enti/${id}`, { ...change, place: b.slug, code: 'di-a' }, cookie);
    const posted = /entra/.test(String(sent.headers.location)) ? 401 : sent.statusCode;
    assert.equal(posted, written, `${who} writes`);
    if (who === 'adminOfB') {
      assert.doesNotMatch(ask.list.body, new RegExp(own.id));
      assert.match(ask.list.body, /Ente di Tutti/);
      assert.notEqual((await house.post(`/banco/enti/${id}/ritira`, {}, cookie)).statusCode, 303);
    }
  }
  const readOnly = (await house.get(`/banco/enti/${whole.id}`, cookies.adminOfB)).body;
  assert.match(readOnly, /È un ente della città metropolitana/);
  assert.doesNotMatch(readOnly, /<textarea|name="contact"/);
  const adminOfB = await house.person('Ada', [{ role: 'municipal-administrator', place: b.id, whole: false }]);
  assert.equal(await house.refusal(keepBody, { ...change, place: a.slug, code: 'nuovo' }, adminOfB), 'reports.not-your-body 403');
  assert.equal(
    await house.refusal(keepBody, { ...change, id: own.id, place: b.slug, code: 'di-a' }, adminOfB),
    'reports.not-your-body 403',
    'the place that is said opens nothing',
  );
  assert.equal(await house.refusal(retireBody, { id: own.id }, adminOfB), 'reports.not-your-body 403');
  assert.match(
    JSON.stringify(await house.perform(keepBody, { ...change, id: own.id, place: a.slug, code: 'altro' }, system)),
    /body-stays/,
  );
});

test('a key is written and never comes back; it goes when the endpoint does', async () => {
  const secret = 'CHIAVE-canarino-42';
  const there = { ...typed, method: 'open311', endpoint: 'https://open311.ente.example/v2', services: 'water = 17' };
  const { id } = await house.done(keepBody, { ...there, place: a.slug, code: 'chiave', key: secret }, system);
  const keyOf = async () =>
    (await house.database.pool.query('select api_key from reports.bodies where id = $1', [id])).rows[0].api_key;
  assert.equal(await keyOf(), secret);
  await house.done(
    changeSetting,
    { place: a.slug, name: 'reports.category-rules', value: [{ category: 'water', handler: 'chiave' }] },
    system,
  );
  const address = `/banco/enti/${id}`;
  const seen = [
    await house.get(address, cookies.adminOfA),
    await house.get('/banco/enti', cookies.adminOfA),
    await house.post(address, { ...there, name: '', key: secret }, cookies.adminOfA),
    await house.post(address, { ...there, key: '' }, cookies.adminOfA),
  ];
  for (const answer of seen) assert.doesNotMatch(answer.body, new RegExp(secret));
  assert.match(seen[0]!.body, /Una chiave c’è già[\s\S]*water = 17/);
  assert.equal(await keyOf(), secret, 'nothing typed leaves it there');
  const { rows } = await house.database.pool.query(
    `select count(*)::int as n from kernel.acts a left join kernel.act_secrets s on s.act = a.id where a.public::text || coalesce(s.private::text, '') like $1`,
    [`%${secret}%`],
  );
  assert.equal(rows[0].n, 0, 'the register knows nothing of it');
  await house.done(keepBody, { ...there, id, place: a.slug, code: 'chiave', endpoint: 'https://altro.example/v2' }, system);
  assert.equal(await keyOf(), null, 'the key of one is never sent to another');
});

test('the desk passes to a body of the register, or to one by name; neither is told clearly', async () => {
  const own = await house.done(keepBody, { ...typed, place: a.slug, code: 'banco', name: 'Ente del Banco' }, system);
  const foreign = await house.done(keepBody, { ...typed, place: b.slug, code: 'di-b', name: 'Ente di B' }, system);
  const gone = await house.done(keepBody, { ...typed, place: a.slug, code: 'ritirato', name: 'Ente Ritirato' }, system);
  await house.done(retireBody, { id: gone.id }, system);
  const one = await house.report({ place: a.id });
  const desk = (await house.get(`/banco?apri=${one.code}`, cookies.officer)).body;
  assert.match(desk, /name="register"[\s\S]*Ente del Banco/);
  assert.doesNotMatch(desk, /Ente di B|Ente Ritirato/);
  const pass = (payload: Record<string, string>, lang = 'it') =>
    house.post(`/banco/${one.code}/passa-fuori`, payload, `${cookies.officer}; arengo_lang=${lang}`);
  for (const [payload, italian, english] of [
    [{}, /Di’ a chi la passi/, /Say to whom you pass it/],
    [{ body: 'Regione' }, /Scrivi anche come si raggiunge Regione/, /Write also how Regione is reached/],
    [{ register: own.id, body: 'Regione', contact: '800 1' }, /lascia solo quello/, /leave only the one/],
    [{ register: foreign.id }, /non è più nell’elenco/, /no longer in the list/],
    [{ register: gone.id }, /non è più nell’elenco/, /no longer in the list/],
  ] as const) {
    const typedBefore = { ...payload, reference: 'rif-77' } as Record<string, string>;
    const page = await pass(typedBefore);
    assert.equal(page.statusCode, 422);
    assert.match(page.body, italian);
    assert.match(page.body, /value="rif-77"/);
    assert.match((await pass(typedBefore, 'en')).body, english);
  }
  assert.equal((await pass({ register: own.id, reference: 'rif-77' })).statusCode, 303);
  const page = (await house.get(`/segnalazioni/${one.code}`)).body;
  assert.match(page, /Passata ad? Ente del Banco[^<]*loro riferimento rif-77/);
  assert.match(page, /Se ne occupa[\s\S]*Ente del Banco[\s\S]*800 000 111/);
  const other = await house.report({ place: b.id });
  await house.done(retireBody, { id: foreign.id }, system);
  const byName = { code: other.code, body: 'Strade di altri', contact: '800 1' };
  const officerOfB = await house.person('Ada Melis', [{ role: 'officer', place: b.id, whole: false }]);
  await house.done(passOutside, byName, officerOfB);
  assert.match((await house.get(`/segnalazioni/${other.code}`)).body, /Passata a Strade di altri/);
});

test('where there is no register the desk asks for name and contact alone', async () => {
  const c = territoryOf(house.ctx()).municipalities[2]!;
  for (const { id } of (await house.database.pool.query('select id from reports.bodies where place = $1', [metropolis.id])).rows)
    await house.done(retireBody, { id }, system);
  const { code } = await house.report({ place: c.id });
  const clerk = await house.sessionOf(await house.person('Ivo Piras', [{ role: 'officer', place: c.id, whole: false }]));
  const desk = (await house.get(`/banco?apri=${code}`, clerk)).body;
  assert.doesNotMatch(desk, /name="register"/);
  assert.match(desk, /name="body"[^>]*required/);
});

test('before sending and after, people are told who answers; without script', async () => {
  await house.done(keepBody, { ...typed, place: a.slug, code: 'riepilogo', name: 'Acque del Riepilogo' }, system);
  await house.done(
    changeSetting,
    { place: a.slug, name: 'reports.category-rules', value: [{ category: 'water', handler: 'riepilogo' }] },
    system,
  );
  const flow = '/segnalazioni/nuova';
  const begun = await house.post(flow, { who: 'anonymous' });
  const cookie = [begun.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ');
  const { lat, lon } = a.outline!;
  const what = {
    category: 'water',
    title: 'Perde un tubo in strada',
    lat: String(lat),
    lon: String(lon),
    placeLabel: 'via Roma',
    act: 'next',
  };
  await house.post(`${flow}/dati`, what, cookie);
  const summary = (await house.get(`${flow}/riepilogo`, cookie)).body;
  assert.match(summary, /Ne risponde Acque del Riepilogo \(acqua e fogne\): la passiamo noi, e ti diciamo il loro riferimento/);
  assert.equal((await house.post(`${flow}/riepilogo`, {}, cookie)).statusCode, 303);
  const receipt = (await house.get(`${flow}/ricevuta`, cookie)).body;
  assert.match(receipt, /Ne risponde: Acque del Riepilogo/);
  assert.match(receipt, /L’abbiamo passata ad Acque del Riepilogo[\s\S]*800 000 111/);
  const again = await house.post(flow, { who: 'anonymous' });
  const other = [again.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ');
  const same = await house.post(`${flow}/dati`, { ...what, title: 'C’è acqua in strada' }, other);
  assert.equal(same.headers.location, `${flow}/uguali`, 'what they have already is not told them twice');
  const shown = (await house.get(`${flow}/uguali`, other)).body;
  assert.match(shown, /Passata ad altri[\s\S]*Perde un tubo in strada/);
  const code = /SEG-\d+-\d+/.exec(shown)![0];
  assert.equal(
    (await house.post(`${flow}/uguali/${code}`, {}, `${other}; ${cookies.officer}`)).headers.location,
    `/segnalazioni/${code}`,
  );
  const { items } = JSON.parse((await house.get('/api/v1/reports?limit=5')).body);
  assert.ok(items.some((one: { state: string }) => one.state === 'not-ours'));
});

test('in production a key goes only where nobody on the way reads it', async () => {
  const open = await openHouse({ env: { ARENGO_ORIGIN: 'https://arengo.example', ARENGO_DEMO: '0' } });
  try {
    const { slug } = territoryOf(open.ctx()).municipalities[0]!;
    const there = { ...typed, place: slug, method: 'open311', endpoint: 'http://open311.ente.example/v2' };
    assert.match(await open.refusal(keepBody, { ...there, key: 'CHIAVE-canarino-42' }, system), /body-key-clear/);
    await open.done(keepBody, there, system);
    await open.done(
      keepBody,
      { ...there, code: 'sicuro', key: 'CHIAVE-canarino-42', endpoint: 'https://open311.ente.example/v2' },
      system,
    );
  } finally {
    await open.close();
  }
});
