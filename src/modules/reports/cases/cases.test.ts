import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { listLinks } from '../../../commons/links/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { anonymous, system } from '../../../kernel/actor.ts';
import { all, first } from '../../../kernel/database/store.ts';
import { resolve, takeCharge } from '../desk/actions.ts';
import { changeCategory } from '../desk/actions-office.ts';
import { passToOffice } from '../desk/actions-passing.ts';
import { answerCase, answerMember, gatherIntoCase, openCase, releaseFromCase } from './actions.ts';
import { answerMembers, resumeAnswers } from './answering.ts';
import { clusterMetres, clusters } from './case.ts';
import { nearPairs, progressOf, waitingSteps } from './store.ts';

let clock = Date.parse('2026-11-02T08:00:00Z');
let house: TestHouse;
let a: Place;
let b: Place;
let officer: TestPerson;
let colleague: TestPerson;
let officerOfB: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
  colleague = await house.person('Bruno Serra', [{ role: 'officer', place: a.id, whole: false }]);
  officerOfB = await house.person('Ada Melis', [{ role: 'officer', place: b.id, whole: false }]);
});
after(() => house.close());

test('a case file is a thing of the catalogue, with its reports, seen by everybody but for what is not public', async () => {
  const [one, two] = [await house.report({ title: 'Lampione spento 1' }), await house.report({ title: 'Lampione spento 2' })];
  const secret = await house.report({ title: 'CANARINO', visibility: 'private' });
  const file = await opened(one.code, 'Lampioni spenti in via dei Cordai');
  for (const { code } of [two, secret]) await house.done(gatherIntoCase, { code, case: file.code }, officer);
  const page = (await house.get(`/fascicoli/${file.code}`)).body;
  assert.match(page, /Lampioni spenti in via dei Cordai/);
  assert.match(page, /Lampione spento 2/);
  assert.doesNotMatch(page, /CANARINO|Togli dal fascicolo|Rispondi a tutte/);
  assert.match((await house.get(`/fascicoli/${file.code}`, await house.sessionOf(officer))).body, /CANARINO/);
  assert.match((await house.get(`/segnalazioni/${two.code}`)).body, new RegExp(`Raccolta in un fascicolo[\\s\\S]*${file.code}`));
  const links = await listLinks(house.ctx().db, anonymous, two.id, 50);
  assert.deepEqual(
    links.map((link) => [link.relation, link.outward, link.code]),
    [['about', false, file.code]],
  );
  assert.ok((await house.get('/api/v1/entries?kind=case')).body.includes(file.code));
  assert.doesNotMatch((await house.get('/api/v1/entries?kind=case')).body, /CANARINO/);
});

test('a case file stands where its first public report does, and nowhere when none is public any more', async () => {
  const at = (lon: number) => ({ type: 'Point' as const, coordinates: [lon, Math.round(a.outline!.lat * 1e6) / 1e6] });
  const lon = Math.round(a.outline!.lon * 1e6) / 1e6;
  const first = await house.report({ geometry: at(lon), placeLabel: 'via Prima' });
  const second = await house.report({ geometry: at(lon + 0.001), placeLabel: 'via Seconda' });
  const { code } = await opened(first.code);
  await house.done(gatherIntoCase, { code: second.code, case: code }, officer);
  const told = async () => {
    await house.settle();
    const { geometry, place_label } = (await findEntry(house.ctx().db, anonymous, code))!;
    return [geometry?.coordinates, place_label];
  };
  assert.deepEqual(await told(), [at(lon).coordinates, 'via Prima']);
  await house.done(changeCategory, { code: first.code, category: 'safety' }, officer);
  assert.deepEqual(await told(), [at(lon + 0.001).coordinates, 'via Seconda']);
  await house.done(changeCategory, { code: second.code, category: 'safety' }, officer);
  assert.deepEqual(await told(), [undefined, '']);
});

test('a report is in one case file at most, also when two officers gather it at once', async () => {
  const [one, two, wanted] = [await house.report(), await house.report(), await house.report()];
  const [first, second] = [await opened(one.code), await opened(two.code)];
  const outcomes = await Promise.all([
    house.perform(gatherIntoCase, { code: wanted.code, case: first.code }, officer),
    house.perform(gatherIntoCase, { code: wanted.code, case: second.code }, colleague),
    house.perform(openCase, { code: wanted.code, title: 'Un terzo fascicolo' }, officer),
  ]);
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  assert.equal(
    (await row(sql<{ n: number }>`select count(*)::int as n from reports.case_members where report = ${wanted.id}`)).n,
    1,
  );
  const alone = await house.report();
  await house.done(gatherIntoCase, { code: alone.code, case: first.code }, officer);
  assert.equal(
    await house.refusal(openCase, { code: alone.code, title: 'Un altro ancora' }, officer),
    'reports.in-case-already 409',
  );
  const orphans = await row(
    sql<{
      n: number;
    }>`select count(*)::int as n from entries.entries e where e.kind = 'case' and not exists (select from reports.case_members m where m.case_file = e.id)`,
  );
  assert.equal(orphans.n, 0, 'a refused opening leaves no empty case file');
});

test('only who works on the report and on the case file gathers; who releases gets it out of links and thread too', async () => {
  const one = await house.report();
  const file = await opened(one.code);
  const foreign = await house.report({ place: b.id });
  assert.equal(
    await house.refusal(gatherIntoCase, { code: foreign.code, case: file.code }, officer),
    'reports.not-your-office 403',
  );
  assert.equal(
    await house.refusal(gatherIntoCase, { code: foreign.code, case: file.code }, officerOfB),
    'reports.not-your-office 403',
  );
  assert.equal(await house.refusal(releaseFromCase, { code: one.code }, officerOfB), 'reports.not-your-office 403');
  assert.equal(
    await house.refusal(answerCase, { code: file.code, answer: 'Non sono io.' }, officerOfB),
    'reports.not-your-office 403',
  );
  assert.equal(await house.refusal(openCase, { code: foreign.code, title: 'Non è mia' }, officer), 'reports.not-your-office 403');
  await house.done(releaseFromCase, { code: one.code }, officer);
  assert.deepEqual(await listLinks(house.ctx().db, anonymous, one.id, 50), []);
  assert.equal(await house.refusal(releaseFromCase, { code: one.code }, officer), 'reports.in-no-case 409');
  assert.equal(await house.refusal(answerCase, { code: file.code, answer: 'A nessuno.' }, officer), 'reports.case-empty 409');
});

test('one answer reaches every member once, killed in the middle and carried on by two at once; who cannot follow is named', async () => {
  const members: { id: string; code: string }[] = [];
  for (let i = 0; i < 12; i++) members.push(await house.report({ title: `Caditoia ${i}` }));
  const file = await opened(members[0]!.code);
  for (const { code } of members.slice(1)) await house.done(gatherIntoCase, { code, case: file.code }, officer);
  for (const { code } of members.slice(0, 10)) await house.done(takeCharge, { code }, officer);
  // The eleventh was never taken in charge, the last has gone to another municipality.
  await house.done(passToOffice, { code: members[11]!.code, municipality: b.slug, answer: 'Tocca a loro.' }, officer);
  const promised = dayIn(30);
  const input = { code: file.code, answer: 'Puliamo tutte le caditoie del quartiere.', move: 'plan', promised };
  await house.done(answerCase, input, officer);
  assert.equal(await house.refusal(answerCase, input, officer), 'reports.case-busy 409');
  const { answer } = (await progressOf(house.ctx().db, file.id))!;
  // A worker that died after three.
  const three = (await waitingSteps(house.ctx().db, answer, 50)).filter(({ code }) =>
    members.slice(2, 5).some((one) => one.code === code),
  );
  for (const { code } of three) await house.done(answerMember, { answer, code }, officer);
  await Promise.all([answerMembers(house.ctx(system), { answer }), answerMembers(house.ctx(system), { answer })]);
  await answerMembers(house.ctx(system), { answer });
  const progress = (await progressOf(house.ctx().db, file.id))!;
  assert.deepEqual([progress.done, progress.waiting], [10, 0]);
  assert.deepEqual(progress.left.map(({ code }) => code).sort(), [members[10]!.code, members[11]!.code].sort());
  for (const { id } of members.slice(0, 10)) {
    const acts = await all(
      house.ctx().db,
      sql<{
        public: any;
        person: string;
      }>`select a.public, s.person from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.entry = ${id} and a.verb = 'reports.plan'`,
    );
    assert.equal(acts.length, 1, 'once');
    assert.equal(acts[0]!.public.case, file.code);
    assert.equal(acts[0]!.person, officer.person, 'signed by the officer who answered');
  }
  const states = await all(
    house.ctx().db,
    sql<{
      state: string;
    }>`select distinct state from entries.entries where id = any (${members.slice(0, 10).map(({ id }) => id)}::uuid[])`,
  );
  assert.deepEqual(states, [{ state: 'planned' }]);
  const page = (await house.get(`/fascicoli/${file.code}`, await house.sessionOf(officer))).body;
  assert.match(page, /La risposta è arrivata a 10 segnalazioni/);
  assert.match(page, /Caditoia 10[\s\S]*da lì non può diventare/);
  assert.match((await house.get(`/segnalazioni/${members[3]!.code}`)).body, /Puliamo tutte le caditoie/);
  assert.doesNotMatch(
    (await house.get(`/fascicoli/${file.code}`)).body,
    /La risposta è arrivata/,
    'how far it came is the office’s',
  );
  clock += 60_000;
  await house.done(answerCase, { code: file.code, answer: 'Fatto, tutte pulite.', move: 'resolve' }, officer);
  await house.settle();
  assert.equal((await progressOf(house.ctx().db, file.id))!.done, 11, 'the one never taken in charge can be resolved too');
  assert.equal(await house.refusal(answerCase, { code: file.code, answer: 'Di nuovo.' }, officer), 'reports.case-closed 409');
});

test('what a dead process left on its way is taken up; an officer who has left the office answers nothing more', async () => {
  const [one, two] = [await house.report(), await house.report()];
  const file = await opened(one.code);
  await house.done(gatherIntoCase, { code: two.code, case: file.code }, officer);
  await house.done(answerCase, { code: file.code, answer: 'Ci pensiamo noi.' }, officer);
  const { answer } = (await progressOf(house.ctx().db, file.id))!;
  await house.done(answerMember, { answer, code: one.code }, officer);
  assert.equal(await house.refusal(answerMember, { answer, code: two.code }, colleague), 'reports.not-your-office 403');
  await resumeAnswers(house.ctx(system));
  assert.equal((await progressOf(house.ctx().db, file.id))!.waiting, 1, 'whoever carries it out may still be at work');
  await sql`update people.roles set until = ${new Date(clock + 1000)} where person = ${officer.person}`.execute(house.ctx().db);
  clock += 300_000;
  await resumeAnswers(house.ctx(system));
  const progress = (await progressOf(house.ctx().db, file.id))!;
  assert.deepEqual([progress.done, progress.waiting, progress.left[0]!.why.key], [1, 0, 'reports.refusal.not-your-office']);
  await sql`update people.roles set until = null where person = ${officer.person}`.execute(house.ctx().db);
});

test('the form of the answer: a move wants its day or its reason, and what was typed comes back', async () => {
  const file = await opened((await house.report()).code);
  const cookie = await house.sessionOf(officer);
  const path = `/fascicoli/${file.code}/rispondi`;
  const noDay = await house.post(path, { answer: 'Le mettiamo in programma.', move: 'plan' }, cookie);
  assert.equal(noDay.statusCode, 422);
  assert.match(noDay.body, /Scrivi entro quando/);
  assert.match(noDay.body, /Le mettiamo in programma/);
  assert.match((await house.post(path, { answer: 'Le chiudiamo.', move: 'close' }, cookie)).body, /Scegli il motivo/);
  const done = await house.post(path, { answer: 'Le chiudiamo tutte.', move: 'close', reason: 'no-funds' }, cookie);
  assert.equal(done.headers.location, `/fascicoli/${file.code}#ufficio`);
  await house.settle();
  assert.match((await house.get(`/fascicoli/${file.code}`)).body, /Chiuso con motivo[\s\S]*non ci sono i fondi/);
});

test('from the desk: several into a new case file, those that cannot are named; into one that is open', async () => {
  const [one, two, taken, later] = [await house.report(), await house.report(), await house.report(), await house.report()];
  await opened(taken.code);
  const cookie = await house.sessionOf(officer);
  const answered = await house.post(
    '/banco/insieme',
    { act: 'open-case', confirmed: 'yes', pick: [taken.code, one.code, two.code], title: 'Tre buche vicine' },
    cookie,
  );
  assert.match(answered.body, /Fatto per 2 segnalazioni/);
  assert.match(answered.body, /È già in un fascicolo/);
  const file = await row(
    sql<{ code: string }>`select code from entries.entries where kind = 'case' and title = 'Tre buche vicine'`,
  );
  const asked = await house.post('/banco/insieme', { act: 'gather-into-case', pick: [later.code] }, cookie);
  assert.match(asked.body, new RegExp(`value="${file.code}"`));
  const joined = await house.post(
    '/banco/insieme',
    { act: 'gather-into-case', confirmed: 'yes', pick: [later.code], case: file.code },
    cookie,
  );
  assert.equal(joined.statusCode, 303);
  assert.match((await house.get(`/fascicoli/${file.code}`)).body, /3 segnalazioni/);
});

test('groups: everybody within 150 metres of everybody, of one kind, open, in no case file, at least three', async () => {
  assert.deepEqual(
    clusters([
      { a: '1', b: '2' },
      { a: '2', b: '3' },
    ]),
    [],
    'a chain is no group',
  );
  assert.deepEqual(
    clusters([
      { a: '1', b: '2' },
      { a: '2', b: '3' },
      { a: '1', b: '3' },
      { a: '3', b: '4' },
    ]).map((one) => one.sort()),
    [['1', '2', '3']],
  );
  const at = (metres: number, topic = 'lighting') =>
    house.report({ topic, geometry: { type: 'Point', coordinates: [14.6, 39.3 + metres / 111_000] } });
  const near = [await at(0), await at(60), await at(120)];
  const chained = await at(220);
  const otherKind = await at(30, 'green');
  const settled = await at(40);
  await house.done(resolve, { code: settled.code, answer: 'È fatto.' }, officer);
  const { pairs } = await nearPairs(house.ctx().db, [a.id], clusterMetres);
  const [group] = clusters(pairs).map((one) => one.sort());
  assert.deepEqual(group, near.map(({ code }) => code).sort());
  assert.ok(![chained, otherKind, settled].some(({ code }) => group!.includes(code)));
  const page = (await house.get('/banco/gruppi', await house.sessionOf(officer))).body;
  assert.match(page, /3 segnalazioni: Illuminazione/);
  assert.equal((await house.get('/banco/gruppi', await house.sessionOf(officerOfB))).body.includes(near[0]!.code), false);
  await opened(near[0]!.code);
  assert.deepEqual(clusters((await nearPairs(house.ctx().db, [a.id], clusterMetres)).pairs), []);
});

async function opened(code: string, title = 'Un problema solo'): Promise<{ id: string; code: string }> {
  const file = await house.done(openCase, { code, title }, officer);
  return row(sql<{ id: string; code: string }>`select id, code from entries.entries where code = ${file.code}`);
}

async function row<R>(query: ReturnType<typeof sql<R>>): Promise<R> {
  return (await first(house.ctx().db, query))!;
}

function dayIn(days: number): string {
  return new Date(clock + days * 86_400_000).toISOString().slice(0, 10);
}
