import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { rollUpTallies, tallies } from '../../commons/entries/store-figures.ts';
import { listLinks } from '../../commons/links/store.ts';
import { listFollowersOf } from '../../commons/notices/store.ts';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import { type Actor, anonymous, system } from '../../kernel/actor.ts';
import { first } from '../../kernel/database/store.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { addWords, archive, askBack, contest, sayResolved, supportReport } from './actions.ts';
import { archiveOld } from './archive.ts';
import { close, plan, resolve, startWork, takeCharge } from './desk/actions.ts';
import { markDuplicate, reopen } from './desk/actions-duplicate.ts';
import { addReference, passOutside, passToOffice } from './desk/actions-passing.ts';
import { sendReport } from './intake/actions.ts';
import { type Mover, mayMove, type State, states } from './report.ts';
import { generator } from './seed.ts';
import { countSupports } from './store.ts';
import { duplicateOf } from './store-moves.ts';

const day = 86_400_000;
let house: TestHouse;
let clock = Date.parse('2026-11-02T08:00:00Z');
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

test('of random moves by random hands none leaves the table, and the acts say what the catalogue holds', async () => {
  const random = generator(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const reports = [await send(), await send(), await send(), await send()];
  const seen = new Set<string>();
  const moves: [Verb, Mover, (i: number) => Record<string, unknown>][] = [
    [takeCharge, 'office', () => ({})],
    [plan, 'office', () => ({ promised: dayIn(40), answer: 'In primavera.' })],
    [startWork, 'office', () => ({})],
    [resolve, 'office', () => ({ answer: 'È fatto.' })],
    [close, 'office', () => ({ reason: 'not-found', answer: 'Non c’era.' })],
    [reopen, 'office', () => ({ answer: 'Ci siamo sbagliati.' })],
    [passToOffice, 'office', () => ({ municipality: pick([a, b]).slug, answer: 'Tocca a loro.' })],
    [passOutside, 'office', () => ({ body: 'AQP', contact: '800 123' })],
    [markDuplicate, 'office', (i) => ({ of: pick(reports.filter((_, j) => j !== i)).code })],
    [sayResolved, 'reporter', (i) => ({ receipt: reports[i]!.receipt })],
    [contest, 'reporter', () => ({ receipt: pick(reports).receipt, answer: 'C’è ancora.' })],
    [askBack, 'reporter', (i) => ({ receipt: reports[i]!.receipt, answer: 'Non viene nessuno.' })],
    [archive, 'system', () => ({})],
  ];
  for (let step = 0; step < 300; step++) {
    clock += 3_600_000;
    const i = Math.floor(random() * reports.length);
    const [verb, who, input] = pick(moves);
    // Nothing comes back from the archive.
    if (verb === archive && random() < 0.9) continue;
    const actor: Actor = pick([officer, officerOfB, who === 'system' ? system : anonymous]);
    const was = await entryOf(reports[i]!.code);
    const outcome = await house.perform(verb, { code: reports[i]!.code, ...input(i) }, actor);
    const is = await entryOf(reports[i]!.code);
    if (!('done' in outcome)) {
      assert.deepEqual(is, was, `${verb.name} refused changes nothing`);
      continue;
    }
    assert.ok(mayMove(was.state, is.state as State, who), `${was.state} to ${is.state} by ${verb.name}`);
    assert.equal(is.closed === null, states[is.state as State].open);
    if (who === 'office') assert.equal(actor.roles[0]!.place, was.place, 'only by the office whose it was');
    const act = await lastMove(is.id);
    assert.deepEqual([act.verb, act.public['from'], act.public['state']], [verb.name, was.state, is.state]);
    seen.add(`${verb.name} ${is.state}`);
  }
  assert.ok(seen.size >= 9, [...seen].join());
});

test('of two officers who close at once in different ways one does, and the other is told where it stands', async () => {
  const { code } = await send();
  const outcomes = await Promise.all([
    house.perform(resolve, { code, answer: 'È fatto.' }, officer),
    house.perform(close, { code, reason: 'not-found', answer: 'Non c’era.' }, colleague),
    house.perform(passToOffice, { code, municipality: b.slug, answer: 'Tocca a loro.' }, officer),
  ]);
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
});

test('a closing is contested once, also by many presses at once; the promise starts again', async () => {
  const { code, receipt } = await send();
  await house.done(takeCharge, { code, promised: dayIn(3) }, officer);
  await house.done(resolve, { code, answer: 'È fatto.' }, officer);
  const input = { code, receipt, answer: 'La buca c’è ancora.' };
  assert.match(
    JSON.stringify(await house.perform(contest, { ...input, receipt: 'AAAA-BBBB-CCCC-DDDD' }, anonymous)),
    /receipt-wrong/,
  );
  assert.match(
    JSON.stringify(await house.perform(contest, { ...input, receipt: (await send()).receipt }, anonymous)),
    /receipt-wrong/,
  );
  assert.match(JSON.stringify(await house.perform(contest, { ...input, receipt: undefined }, officer)), /receipt-missing/);
  clock += 10 * day;
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => house.perform(contest, input, anonymous)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  const open = await entryOf(code);
  assert.deepEqual([open.state, open.closed], ['sent', null]);
  assert.ok(open.due!.getTime() > clock, 'a new date');
  await house.settle();
  const told = await first(
    house.ctx().db,
    sql<{ n: number }>`select count(*)::int as n from notices.notices n join kernel.acts x on x.id = n.act
      where n.person = ${officer.person} and x.verb = 'reports.contest' and n.entry = ${open.id}`,
  );
  assert.equal(told!.n, 1, 'the officer in charge is told');
  await house.done(resolve, { code, answer: 'Ora sì.' }, officer);
  assert.equal(await house.refusal(contest, input, anonymous), 'reports.contested-already 409');
});

test('after thirty days a closing stands; who sent it by account needs no receipt, and is not named by a receipt', async () => {
  const late = await send();
  await house.done(resolve, { code: late.code, answer: 'È fatto.' }, officer);
  clock += 31 * day;
  const input = { code: late.code, receipt: late.receipt, answer: 'Non è vero.' };
  assert.equal(await house.refusal(contest, input, anonymous), 'reports.contest-late 409');
  const person = await house.person('Marta Deledda');
  const own = await send(person);
  await house.done(sayResolved, { code: own.code }, person);
  assert.equal((await entryOf(own.code)).state, 'resolved');
  await house.done(addWords, { ...input, answer: 'Grazie comunque.' }, person);
  const act = await lastMove((await entryOf(late.code)).id, 'reports.add-words');
  assert.equal(act.mark, null, 'a report without a name stays without one');
});

test('another municipality may do nothing; after passing on it may, and the first no more', async () => {
  const { code } = await send();
  await house.done(takeCharge, { code }, officer);
  for (const [verb, input] of [
    [passToOffice, { municipality: b.slug, answer: 'Tocca a loro.' }],
    [passOutside, { body: 'AQP', contact: '800 123' }],
    [markDuplicate, { of: (await send()).code }],
    [reopen, { answer: 'Riapriamo.' }],
    [addReference, { reference: '1' }],
  ] as [Verb, Record<string, unknown>][])
    assert.equal(await house.refusal(verb, { code, ...input }, officerOfB), 'reports.not-your-office 403');
  await house.done(passToOffice, { code, municipality: b.slug, answer: 'La strada è oltre il confine.' }, officer);
  const moved = await entryOf(code);
  assert.deepEqual([moved.place, moved.state], [b.id, 'sent']);
  assert.equal(await house.refusal(takeCharge, { code }, officer), 'reports.not-your-office 403');
  const desk = await house.get(`/banco?apri=${code}`, await house.sessionOf(officerOfB));
  assert.equal(desk.statusCode, 200);
  assert.equal((await house.get(`/banco?apri=${code}`, await house.sessionOf(officer))).statusCode, 403);
  await house.done(takeCharge, { code }, officerOfB);
  const page = (await house.get(`/segnalazioni/${code}`)).body;
  assert.match(page, new RegExp(`Passata (a|ad) Comune di ${b.name} il`));
  assert.match(page, /La strada è oltre il confine/);
});

test('passed to a body outside it is no dead end: reference, answer, outcome', async () => {
  const { code } = await send();
  const cookie = await house.sessionOf(officer);
  const done = await house.post(`/banco/${code}/passa-fuori`, { body: 'AQP', contact: 'segnala@aqp.example' }, cookie);
  assert.equal(done.statusCode, 303, done.body);
  const desk = (await house.get(`/banco?apri=${code}`, cookie)).body;
  for (const there of ['riferimento', 'risolvi', 'chiudi', 'riapri', 'rispondi'])
    assert.ok(desk.includes(`/${code}/${there}"`), there);
  for (const not of ['prendi-in-carico', 'inizia-i-lavori', 'programma', 'doppia', 'passa-fuori'])
    assert.ok(!desk.includes(`/${code}/${not}"`), not);
  assert.equal((await house.post(`/banco/${code}/riferimento`, { reference: '4411/26' }, cookie)).statusCode, 303);
  const page = (await house.get(`/segnalazioni/${code}`)).body;
  assert.match(page, /Passata ad AQP il [^<]*, loro riferimento 4411\/26\./);
  assert.match(page, /segnala@aqp\.example/);
  await house.done(resolve, { code, answer: 'AQP ha riparato il tubo.' }, officer);
  assert.equal(await house.refusal(addReference, { code, reference: '2' }, officer), 'reports.not-passed 409');
});

test('what is with a body outside was not closed: its reporter has it back after a fortnight, each time, and says at once that it is resolved', async () => {
  const { code, receipt } = await send();
  await house.done(passOutside, { code, body: 'AQP', contact: '800 123' }, officer);
  const [input, page] = [{ code, receipt, answer: 'Perde ancora.' }, async () => (await house.get(`/segnalazioni/${code}`)).body];
  assert.match(await page(), /Ora è con AQP\. Se il [^<]* il problema c’è ancora/);
  assert.doesNotMatch(await page(), /Non è risolta: riapri|contestare la chiusura|\/riprendi"/);
  assert.equal(await house.refusal(contest, input, anonymous), 'reports.not-closed 409');
  assert.equal(await house.refusal(askBack, input, anonymous), 'reports.ask-back-early 409');
  for (const _ of [1, 2]) {
    clock += 14 * day;
    assert.match(await page(), /\/riprendi"/);
    assert.equal((await house.post(`/segnalazioni/${code}/riprendi`, { receipt, answer: 'Perde ancora.' })).statusCode, 303);
    assert.equal((await entryOf(code)).state, 'sent');
    assert.match(await page(), /C’è ancora: torna all’ufficio[\s\S]*Perde ancora/);
    assert.equal(await house.refusal(askBack, input, anonymous), 'reports.not-passed 409');
    await house.done(passOutside, { code, body: 'AQP', contact: '800 123' }, officer);
    assert.equal(await house.refusal(askBack, input, anonymous), 'reports.ask-back-early 409');
  }
  await house.done(sayResolved, { code, receipt }, anonymous);
  assert.equal((await entryOf(code)).state, 'resolved');
  await house.done(contest, input, anonymous);
  assert.equal((await entryOf(code)).state, 'sent', 'asking back has not used up the one contest');
});

test('a duplicate brings its supports and followers, is linked both ways, and can be set apart while the other is open', async () => {
  const [author, both, one] = [await house.person('Ugo Mura'), await house.person('Ivo Pala'), await house.person('Eva Lai')];
  const [twin, other] = [await send(author), await send()];
  for (const [report, person] of [
    [twin, both],
    [other, both],
    [twin, one],
  ] as const)
    await house.done(supportReport, { code: report.code }, person);
  const { db } = house.ctx();
  const [idOfTwin, idOfOther] = [(await entryOf(twin.code)).id, (await entryOf(other.code)).id];
  const supports = async () => (await countSupports(db, [idOfOther]))[0]!.n;
  assert.match(JSON.stringify(await house.perform(markDuplicate, { code: twin.code, of: twin.code }, officer)), /itself/);
  assert.match(
    JSON.stringify(await house.perform(markDuplicate, { code: twin.code, of: 'SEG-1999-000001' }, officer)),
    /no-other/,
  );
  await house.done(markDuplicate, { code: twin.code, of: other.code.toLowerCase(), answer: 'È la stessa buca.' }, officer);
  assert.equal(await supports(), 3, 'each person once, and the author of the twin');
  assert.deepEqual(
    new Set((await listFollowersOf(db, idOfOther)).map(({ person }) => person)),
    new Set([author.person, both.person, one.person]),
    'whoever has the problem hears how it ends',
  );
  assert.deepEqual(
    (await listLinks(db, anonymous, idOfTwin, 9)).map((l) => [l.outward, l.code]),
    [[true, other.code]],
  );
  assert.deepEqual(
    (await listLinks(db, anonymous, idOfOther, 9)).map((l) => [l.outward, l.code]),
    [[false, twin.code]],
  );
  assert.match((await house.get(`/segnalazioni/${other.code}`)).body, new RegExp(`stesso problema[\\s\\S]*${twin.code}`));
  assert.match(
    JSON.stringify(await house.perform(markDuplicate, { code: other.code, of: twin.code }, officer)),
    /other-closed/,
    'no circle',
  );
  await house.done(reopen, { code: twin.code, answer: 'Sono due buche.' }, officer);
  assert.equal(await supports(), 1);
  assert.deepEqual([await duplicateOf(db, idOfTwin), await listLinks(db, anonymous, idOfTwin, 9)], [null, []]);
  await house.done(markDuplicate, { code: twin.code, of: other.code }, officer);
  await house.done(resolve, { code: other.code, answer: 'È fatto.' }, officer);
  assert.equal(await house.refusal(reopen, { code: twin.code, answer: 'Sono due buche.' }, officer), 'reports.other-closed 409');
});

test('of two reports marked as duplicates of each other at once, one is', async () => {
  const [one, two] = [await send(), await send()];
  const outcomes = await Promise.all([
    house.perform(markDuplicate, { code: one.code, of: two.code }, officer),
    house.perform(markDuplicate, { code: two.code, of: one.code }, colleague),
  ]);
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
});

test('to take in charge opens nothing again, and to reopen needs a closing', async () => {
  const { code } = await send();
  assert.equal(await house.refusal(reopen, { code, answer: 'Riapriamo.' }, officer), 'reports.wrong-state 409');
  await house.done(close, { code, reason: 'not-found', answer: 'Non c’era.' }, officer);
  assert.equal(await house.refusal(takeCharge, { code }, officer), 'reports.wrong-state 409');
  await house.done(reopen, { code, answer: 'L’abbiamo trovata.' }, officer);
  assert.equal((await entryOf(code)).state, 'taken-in-charge');
});

test('what was closed long ago leaves the list, not its address, with its day of closing', async () => {
  const { code } = await send();
  await house.done(resolve, { code, answer: 'È fatto.' }, officer);
  const { closed } = await entryOf(code);
  clock += 364 * day;
  await archiveOld(house.ctx(system));
  assert.equal((await entryOf(code)).state, 'resolved');
  clock += 2 * day;
  await archiveOld(house.ctx(system));
  assert.deepEqual(await entryOf(code).then((entry) => [entry.state, entry.closed]), ['archived', closed]);
  assert.ok(!(await house.get('/segnalazioni')).body.includes(code));
  assert.ok((await house.get('/segnalazioni?stato=archived')).body.includes(code));
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /Archiviata/);
  await rollUpTallies(house.ctx().db);
  const counted = (await tallies(house.ctx().db, { kind: 'report', place: a.id })).filter(({ state }) => state === 'archived');
  assert.deepEqual(
    new Set(counted.map(({ outcome }) => outcome)),
    new Set(['duplicate', 'resolved']),
    'totals of outcomes know what each came to',
  );
  clock -= 366 * day;
});

test('without script the reporter contests on the page, and gets back what was typed', async () => {
  const { code, receipt } = await send();
  await house.done(resolve, { code, answer: 'È fatto.' }, officer);
  const wrong = await house.post(`/segnalazioni/${code}/contesta`, { receipt: 'sbagliata', answer: 'La buca è rimasta.' });
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /Questa ricevuta non è di questa segnalazione/);
  assert.match(wrong.body, /La buca è rimasta/);
  const done = await house.post(`/segnalazioni/${code}/contesta`, {
    receipt: receipt.toLowerCase(),
    answer: 'La buca è rimasta.',
  });
  assert.equal(done.statusCode, 303);
  assert.match((await house.get(`/segnalazioni/${code}`)).body, /Contestata: riaperta[\s\S]*La buca è rimasta/);
});

let sent = 0;
async function send(actor: Actor = anonymous): Promise<{ code: string; receipt: string }> {
  // Nobody sends so many so quickly.
  clock += 60_000;
  return house.done(
    sendReport,
    { category: 'roads', title: `Buca numero ${++sent} in strada`, municipality: a.slug, placeLabel: 'Via Roma' },
    actor,
  );
}

const dayIn = (days: number) => new Date(clock + days * day).toISOString().slice(0, 10);

async function entryOf(code: string) {
  const row = await first(
    house.ctx().db,
    sql<{ id: string; state: string; place: string; due: Date | null; closed: Date | null }>`
    select id, state, place, due, closed from entries.entries where code = ${code}`,
  );
  return row!;
}

async function lastMove(entry: string, verb?: string) {
  const row = await first(
    house.ctx().db,
    sql<{ verb: string; public: Record<string, unknown>; mark: string | null }>`
    select verb, public, mark from kernel.acts where entry = ${entry} and ${verb ? sql`verb = ${verb}` : sql`public ? 'from'`} order by seq desc limit 1`,
  );
  return row!;
}
