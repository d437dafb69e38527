/** Answers to the questions of a kind, and what is for the office alone: the office reads them, and nobody else, anywhere. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { samplePaths } from '../../../../test/samples.ts';
import { countStatements } from '../../../../test/statements.ts';
import { rooms } from '../../../app/modules.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { sendReport } from '../intake/actions.ts';

const pole = 'ZQ7741';
const secretTitle = 'Un pericolo detto piano';
let house: TestHouse;
let officer: string;
let author: TestPerson;
let open: string;
let secret: string;

before(async () => {
  house = await openHouse();
  const [place] = territoryOf(house.ctx()).municipalities;
  const { lat, lon } = place!.outline!;
  officer = await house.sessionOf(await house.person('Lucia Atzori', [{ role: 'officer', place: place!.id, whole: false }]));
  author = await house.person('Marta Deledda');
  const told = { lat, lon };
  open = (await house.done(sendReport, { ...told, title: 'Lampione spento', category: 'lighting', answers: { pole } }, author))
    .code;
  const answers = { 'danger-now': 'no' };
  secret = (await house.done(sendReport, { ...told, title: secretTitle, category: 'safety', answers }, author)).code;
  await house.settle();
});
after(() => house.close());

test('the office reads the answers in the panel, on the sheet and on the spot', async () => {
  for (const url of [`/banco?apri=${open}`, `/banco/${open}/stampa`, '/banco/sopralluogo']) {
    const { body } = await house.get(url, officer);
    assert.match(body, /Che numero c’è scritto sul palo\?/, url);
    assert.ok(body.includes(pole), url);
  }
});

test('what the office alone reads is marked wherever the office meets it', async () => {
  for (const url of ['/banco', `/banco?apri=${secret}`, `/banco/${secret}/stampa`, '/banco/sopralluogo'])
    assert.match((await house.get(url, officer)).body, /La vede solo l’ufficio/, url);
  assert.doesNotMatch((await house.get(`/banco/${open}/stampa`, officer)).body, /La vede solo l’ufficio/);
});

test('as many questions to the database for many reports as for one', async () => {
  const counter = countStatements(house.database.pool);
  for (const url of [`/banco?apri=${open}`, `/banco/${open}/stampa`, '/banco/sopralluogo']) {
    counter.take();
    await house.get(url, officer);
    const sent = counter.take().filter((text) => text.includes('reports.answers'));
    assert.equal(sent.length, 1, url);
  }
});

test('no public representation holds an answer or what the office alone reads', async () => {
  const routes = rooms.flatMap((room) => room.routes ?? []).filter((route) => route.method === 'GET');
  const paths = [...(await samplePaths(house, routes)).values()].filter((path) => path !== '');
  const own = [open, secret].flatMap((code) => [
    `/segnalazioni/${code}`,
    `/api/v1/entries/${code}`,
    `/api/v1/reports/${code}`,
    `/open311/v2/requests/${code}.json`,
    `/open311/v2/requests/${code}.xml`,
    `/segui?cosa=${code}`,
    `/cerca?q=${code}`,
  ]);
  assert.ok(paths.length > 50);
  for (const url of [...paths, ...own]) {
    const { body } = await house.get(url);
    assert.ok(!body.includes(pole) && !body.includes(secretTitle), url);
  }
  for (const path of ['/cerca', '/segnalazioni', '/segnalazioni.csv', '/segnalazioni.geojson', '/mappa', '/api/v1/reports']) {
    const found = async (word: string) => (await house.get(`${path}?q=${word}`)).body.replaceAll(word, '');
    assert.equal(await found(pole), await found('QZ1477'), `${path} finds nothing by it`);
    assert.ok(!(await found('piano')).includes('Un pericolo detto'), path);
  }
  const { rows } = await house.database.pool.query(
    `select 1 from kernel.acts a where a.public::text like $1 union all select 1 from kernel.acts a join entries.entries e on e.id = a.entry
      where e.code = $2 and a.public::text like '%danger%'`,
    [`%${pole}%`, secret],
  );
  assert.deepEqual(rows, []);
});
