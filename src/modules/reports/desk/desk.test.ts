import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { countStatements } from '../../../../test/statements.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { loadSettings } from '../../../commons/settings/settings.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { anonymous, system } from '../../../kernel/actor.ts';
import { all, first } from '../../../kernel/database/store.ts';
import { addWorkingDays } from '../../../protocols/working-days/working-days.ts';
import { sendReport } from '../intake/actions.ts';
import { plan, takeCharge } from './actions.ts';
import { assign, changeCategory, note } from './actions-office.ts';
import { passToOffice } from './actions-passing.ts';
import { listNear } from './store-office.ts';
import { refusedTemplates } from './template.ts';

const secret = 'CANARINO-NOTA: il marciapiede è del condominio';
let clock = Date.parse('2026-11-02T08:00:00Z');
let house: TestHouse;
let a: Place;
let b: Place;
let officer: TestPerson;
let colleague: TestPerson;
let officerOfB: TestPerson;
let administrator: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  const territory = territoryOf(house.ctx());
  [a, b] = territory.municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
  colleague = await house.person('Bruno Serra', [{ role: 'officer', place: a.id, whole: false }]);
  officerOfB = await house.person('Ada Melis', [{ role: 'officer', place: b.id, whole: false }]);
  administrator = await house.person('Elena Sarpieri', [
    { role: 'metropolitan-administrator', place: territory.metropolis!.id, whole: true },
  ]);
});
after(() => house.close());

test('an empty desk says so, and leads nowhere; with filters it leads out of them', async () => {
  const cookie = await house.sessionOf(officerOfB);
  const empty = async (path: string) => /<div class="ar-empty">[\s\S]*?<\/div>/.exec((await house.get(path, cookie)).body)![0];
  assert.doesNotMatch(await empty('/banco'), /filtri|href/);
  assert.match(await empty('/banco?coda=mine'), /href="\/banco"/);
  assert.match(await empty('/banco?coda=mine&tipo=roads'), /Con questi filtri[\s\S]*href="\/banco\?coda=mine"/);
});

test('a report is given to somebody who works for the office today, and to nobody else', async () => {
  const { code, id } = await send();
  await house.done(assign, { code, assignee: colleague.person }, officer);
  assert.equal((await reportOf(id)).assignee, colleague.person);
  const acts = await actsOf(id, 'reports.assign');
  assert.deepEqual([acts[0]!.public, acts[0]!.private['assignee']], [{}, colleague.person], 'a name only in the private part');
  await house.done(assign, { code, assignee: colleague.person }, officer);
  assert.equal((await actsOf(id, 'reports.assign')).length, 1, 'the same again is no act');
  for (const assignee of [officerOfB.person, (await house.person('Piera Cossu')).person]) {
    const outcome = await house.perform(assign, { code, assignee }, officer);
    assert.equal('invalid' in outcome && outcome.invalid.errors[0]!.key, 'reports.refusal.no-such-colleague');
  }
  assert.equal(await house.refusal(assign, { code }, officerOfB), 'reports.not-your-office 403');
  await sql`update people.roles set until = ${new Date(clock)} where person = ${colleague.person}`.execute(house.ctx().db);
  clock += 1000;
  const gone = await house.perform(assign, { code, assignee: officer.person }, officer);
  assert.ok('done' in gone);
  const left = await house.perform(assign, { code, assignee: colleague.person }, officer);
  assert.ok('invalid' in left, 'who has left the office is no colleague');
  await house.done(assign, { code }, officer);
  assert.equal((await reportOf(id)).assignee, null);
  await sql`update people.roles set until = null where person = ${colleague.person}`.execute(house.ctx().db);
});

test('another kind brings its own promise, counted from the sending; a day that a person named stays', async () => {
  const { code, id, published } = await send();
  clock += 3 * 86_400_000;
  await house.done(changeCategory, { code, category: 'waste', answer: 'Sono rifiuti, non la strada.' }, officer);
  const changed = await entryOf(id);
  assert.equal(changed.topic, 'waste');
  assert.equal(romeDay(changed.due!), addWorkingDays(romeDay(published), 5));
  await house.done(changeCategory, { code, category: 'signs' }, officer);
  assert.equal(romeDay((await entryOf(id)).due!), addWorkingDays(romeDay(published), 30), 'from the sending, not from today');
  await house.done(takeCharge, { code, promised: dayIn(9) }, officer);
  await house.done(changeCategory, { code, category: 'roads' }, officer);
  assert.equal(romeDay((await entryOf(id)).due!), dayIn(9));
  const page = (await house.get(`/segnalazioni/${code}`)).body;
  assert.match(page, /Da «Strade e marciapiedi» a «Rifiuti»/);
  assert.match(page, /Sono rifiuti, non la strada/);
  const outcome = await house.perform(changeCategory, { code, category: 'nessuno' }, officer);
  assert.equal('invalid' in outcome && outcome.invalid.errors[0]!.key, 'reports.refusal.no-category');
});

test('after a day was named and the report passed on, the promise is again that of the kind', async () => {
  const { code, id } = await send();
  await house.done(plan, { code: (await taken(code)).code, promised: dayIn(50), answer: 'In primavera.' }, officer);
  await house.done(passToOffice, { code, municipality: b.slug, answer: 'Tocca a loro.' }, officer);
  await house.done(changeCategory, { code, category: 'waste' }, officerOfB);
  assert.notEqual(romeDay((await entryOf(id)).due!), dayIn(50));
});

test('a note is the office’s alone: on no page, feed, export, API, in no public act and no notice', async () => {
  const cookie = await house.sessionOf(officer);
  const { code, id } = await send();
  const before = await entryOf(id);
  clock += 60_000;
  await house.done(note, { code, text: secret }, officer);
  await house.settle();
  assert.deepEqual(await entryOf(id), before, 'the report is as it was for everybody, its last change too');
  const own = await house.get(`/banco?apri=${code}`, cookie);
  assert.match(own.body, /CANARINO-NOTA/);
  assert.match(own.body, /Lucia Atzori/);
  const other = await house.sessionOf(officerOfB);
  for (const [url, session] of [
    [`/segnalazioni/${code}`, undefined],
    [`/segnalazioni/${code}`, cookie],
    [`/api/v1/reports/${code}`, cookie],
    ['/api/v1/reports', cookie],
    ['/segnalazioni.csv', cookie],
    ['/segnalazioni.atom', undefined],
    ['/segnalazioni.geojson', undefined],
    [`/open311/v2/requests/${code}.json?extensions=true`, undefined],
    ['/banco/coda.csv', cookie],
    [`/banco/${code}/stampa`, cookie],
    ['/cerca?q=canarino', undefined],
    [`/banco?apri=${code}`, other],
    ['/banco/coda.csv', other],
  ] as [string, string | undefined][]) {
    const answer = await house.get(url, session);
    assert.doesNotMatch(answer.body, /CANARINO-NOTA|è del condominio/, url);
  }
  const acts = await all(
    house.ctx().db,
    sql<{
      whole: string;
    }>`select a.public::text || s.private::text as whole from kernel.acts a left join kernel.act_secrets s on s.act = a.id where a.entry = ${id}`,
  );
  assert.ok(acts.length >= 2);
  for (const { whole } of acts) assert.doesNotMatch(whole, /CANARINO/, 'the act commits to the note without holding it');
  const told = await all(
    house.ctx().db,
    sql`select 1 from notices.notices n join kernel.acts x on x.id = n.act where x.verb = 'reports.note'`,
  );
  assert.equal(told.length, 0);
  // It goes to another office: the notes of the first do not go along.
  await house.done(passToOffice, { code, municipality: b.slug, answer: 'Tocca a loro.' }, officer);
  const next = await house.get(`/banco?apri=${code}`, other);
  assert.equal(next.statusCode, 200);
  assert.doesNotMatch(next.body, /CANARINO/);
  assert.match((await house.get(`/banco?apri=${code}`, await house.sessionOf(administrator))).body, /CANARINO/);
  assert.equal(await house.refusal(note, { code, text: 'Ancora io' }, officer), 'reports.not-your-office 403');
  assert.equal(await house.refusal(note, { code, text: 'Io pure' }, anonymous), 'kernel.sign-in 401');
});

test('ready texts: without script the button writes one in after what was typed, in the language of the report', async () => {
  const cookie = await house.sessionOf(officer);
  const { code, id } = await send();
  const page = (await house.get(`/banco?apri=${code}`, cookie)).body;
  assert.match(page, /Usa questo testo/);
  const used = await house.post(
    `/banco/${code}/testo`,
    { act: 'prendi-in-carico', testo: 'Presa in carico', answer: 'Buongiorno.', promised: dayIn(4), q: 'buca' },
    cookie,
  );
  assert.equal(used.statusCode, 200);
  assert.match(
    used.body,
    /Buongiorno\.\s+Abbiamo preso in carico la tua segnalazione SEG-2026-\d+\. Ti rispondiamo entro il \d+ novembre 2026/,
  );
  assert.match(used.body, new RegExp(`value="${dayIn(4)}"`), 'the day that was typed is still there');
  assert.equal((await entryOf(id)).state, 'sent', 'nothing was done');
  await sql`update entries.entries set language = 'en' where id = ${id}`.execute(house.ctx().db);
  const english = await house.post(`/banco/${code}/testo`, { act: 'prendi-in-carico', testo: 'Presa in carico' }, cookie);
  assert.match(english.body, /We have taken up your report/);
  const gone = await house.post(
    `/banco/${code}/testo`,
    { act: 'prendi-in-carico', testo: 'Mai visto', answer: 'Resta qui' },
    cookie,
  );
  assert.match(gone.body, /Questo testo non c’è più/);
  assert.match(gone.body, /Resta qui/);
});

test('ready texts are the place’s own or the metropolis’, and a placeholder that nobody fills is refused', async () => {
  const cookie = await house.sessionOf(officer);
  const { code } = await send();
  const text = { italian: 'Parola di metropoli: {title}.', english: 'Word of the metropolis: {title}.' };
  const { metropolis } = territoryOf(house.ctx());
  const value = [
    { name: 'Della metropoli', move: 'answer', category: 'roads', ...text },
    { name: 'Altro tipo', category: 'waste', ...text },
  ];
  await house.done(changeSetting, { place: metropolis!.slug, name: 'reports.templates', value }, system);
  await loadSettings(house.ctx().config, house.ctx().db, house.ctx().now);
  const page = (await house.get(`/banco?apri=${code}`, cookie)).body;
  assert.match(page, /Della metropoli/);
  assert.doesNotMatch(page, /Altro tipo/, 'for another kind');
  assert.equal(page.match(/>Della metropoli</g)!.length, 1, 'for one move alone');
  assert.equal(refusedTemplates([{ name: 'X', italian: 'Ciao {nome}', english: 'Hello' }])!.code, 'reports.template-placeholder');
  assert.equal(
    refusedTemplates([
      { name: 'X', ...text },
      { name: 'X', ...text },
    ])!.code,
    'reports.template-twice',
  );
});

test('several at once: first how many, then each by itself; who could not is named with the reason', async () => {
  const cookie = await house.sessionOf(officer);
  const [one, two, three] = [await send(), await send(), await send()];
  const foreign = await send(b);
  const picked = [one.code, two.code, three.code];
  const asked = await house.post('/banco/insieme', { act: 'close', pick: picked }, cookie);
  assert.match(asked.body, /Chiudi 3 segnalazioni con motivo/);
  for (const { id } of [one, two, three]) assert.equal((await entryOf(id)).state, 'sent', 'asking does nothing');
  const empty = await house.post('/banco/insieme', { act: 'close', pick: picked, confirmed: 'yes', reason: 'not-found' }, cookie);
  assert.equal(empty.statusCode, 422);
  assert.equal((await entryOf(one.id)).state, 'sent', 'without words nothing is closed');
  await house.done(passToOffice, { code: two.code, municipality: b.slug, answer: 'Tocca a loro.' }, officer);
  const closing = {
    act: 'close',
    pick: [...picked, foreign.code],
    confirmed: 'yes',
    reason: 'not-found',
    answer: 'Non c’era niente.',
  };
  const closed = await house.post('/banco/insieme', closing, cookie);
  assert.match(closed.body, /Fatto per 2 segnalazioni/);
  assert.match(closed.body, /2 segnalazioni sono rimaste/);
  assert.match(closed.body, new RegExp(`${two.code}[\\s\\S]*di un altro ufficio`));
  assert.deepEqual(
    [await entryOf(one.id), await entryOf(two.id), await entryOf(three.id), await entryOf(foreign.id)].map(({ state }) => state),
    ['closed-without-action', 'sent', 'closed-without-action', 'sent'],
  );
  const again = await house.post('/banco/insieme', { ...closing, pick: [one.code] }, cookie);
  assert.match(again.body, /da lì non può diventare/, 'done twice is told, and changes nothing');
  const many = Array.from({ length: 101 }, (_, i) => `SEG-2026-${String(i).padStart(6, '0')}`);
  assert.match((await house.post('/banco/insieme', { act: 'resolve', pick: many }, cookie)).body, /al massimo 100 per volta/);
  const well = await send();
  const done = await house.post('/banco/insieme', { act: 'take-charge', pick: [well.code], confirmed: 'yes' }, cookie);
  assert.equal(done.headers.location, '/banco?fatte=1');
  assert.match((await house.get('/banco?fatte=1', cookie)).body, /Fatto per una segnalazione/);
});

test('near ones: of the same kind first, with distance, and one press says that it is the same', async () => {
  const cookie = await house.sessionOf(officer);
  const here = { lat: 39.31, lon: 14.5 };
  const [mine, same, other, far] = [
    await send(a, here),
    await send(a, { lat: 39.311, lon: 14.5 }),
    await send(a, { lat: 39.3102, lon: 14.5 }),
    await send(a, { lat: 39.32, lon: 14.5 }),
  ];
  await sql`update entries.entries set topic = 'waste' where id = ${other.id}`.execute(house.ctx().db);
  const page = (await house.get(`/banco?apri=${mine.code}`, cookie)).body;
  const near = page.slice(page.indexOf('id="near"'));
  assert.match(near, /a 111 m/);
  assert.ok(near.indexOf(same.code) < near.indexOf(other.code), 'the same kind, though farther');
  assert.ok(!near.includes(far.code));
  const [nearest] = await listNear(house.ctx().db, officer, { id: mine.id, visibility: 'public' }, 250, 1);
  assert.equal(nearest!.code, same.code, 'also when there is room for one alone');
  const merged = await house.post(`/banco/${mine.code}/doppia`, { of: same.code, stato: 'sent' }, cookie);
  assert.equal(merged.headers.location, `/banco?stato=sent&apri=${mine.code}#open`, 'back to the same list');
  assert.equal((await entryOf(mine.id)).state, 'duplicate');
});

test('filters: late, state, kind, colleague, words, municipality; the metropolis sees its own and everybody’s', async () => {
  const cookie = await house.sessionOf(officer);
  const { metropolis } = territoryOf(house.ctx());
  const ours = await house.report({ place: metropolis!.id, title: 'Strada provinciale franata', due: new Date(clock + 1e9) });
  const late = await house.report({ place: a.id, title: 'Fogna vecchia', due: new Date(clock - 86_400_000), topic: 'water' });
  const given = await house.report({ place: b.id, title: 'Panchina nuova', due: new Date(clock + 1e9) });
  await house.done(assign, { code: given.code, assignee: officerOfB.person }, officerOfB);
  const all = await house.sessionOf(administrator);
  const codes = async (query: string, session = all) => {
    const { body } = await house.get(`/banco${query}`, session);
    return [ours, late, given].map(({ code }) => code).filter((code) => body.includes(`value="${code}"`));
  };
  assert.deepEqual(await codes('?q=franata'), [ours.code]);
  for (const said of [ours.code.toLowerCase(), ours.code.slice(-6)]) assert.deepEqual(await codes(`?q=${said}`), [ours.code]);
  assert.deepEqual(await codes('?stato=late'), [late.code]);
  assert.deepEqual(await codes('?tipo=water&q=fogna'), [late.code]);
  assert.deepEqual(await codes(`?chi=${officerOfB.person}`), [given.code]);
  assert.deepEqual(await codes(`?comune=${b.slug}&q=panchina`), [given.code]);
  assert.deepEqual(await codes(`?comune=${metropolis!.slug}`), [ours.code]);
  assert.deepEqual(await codes('?stato=sent&q=panchina'), [given.code]);
  assert.deepEqual(await codes('?q=franata', cookie), [], 'the officer of one municipality has no part in it');
  assert.deepEqual(await codes(`?comune=${b.slug}&q=panchina`, cookie), []);
});

test('the queue as CSV: the same filters, formulas disarmed, only one’s own, in a stream', async () => {
  const cookie = await house.sessionOf(officer);
  const bad = await house.report({ place: a.id, title: '=HYPERLINK("http://x","y")', topic: 'green' });
  const hidden = await house.report({ place: b.id, title: 'Segreta di B', topic: 'green', visibility: 'private' });
  const answer = await house.get('/banco/coda.csv?tipo=green', cookie);
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(answer.headers['cache-control'], 'private, no-store');
  assert.equal(answer.headers['content-length'], undefined, 'nobody knew its length beforehand');
  const [header, ...rows] = answer.body.replace('\uFEFF', '').trim().split('\r\n');
  assert.equal(header!.split(',').length, 18);
  assert.equal(rows.length, 1);
  assert.ok(rows[0]!.startsWith(`${bad.code},"'=HYPERLINK`), rows[0]);
  assert.doesNotMatch(answer.body, new RegExp(hidden.code));
  assert.match(String((await house.get('/banco/coda.csv')).headers.location), /^\/entra/);
});

test('sheets: one for each chosen report of the office, with lines for the squad', async () => {
  const cookie = await house.sessionOf(officer);
  const [one, two] = [await send(), await send()];
  const foreign = await send(b);
  const page = await house.get(`/banco/stampa?pick=${one.code}&pick=${two.code}&pick=${foreign.code}`, cookie);
  assert.equal(page.body.match(/class="ar-sheet"/g)!.length, 2);
  assert.match(page.body, /Che cosa è stato fatto/);
  assert.ok(!page.body.includes(foreign.code));
  assert.equal((await house.get(`/banco/${foreign.code}/stampa`, cookie)).statusCode, 404);
  assert.equal((await house.get('/banco/stampa', cookie)).statusCode, 422);
});

test('the desk with a report open, and a confirmation for many, ask the database at most twelve times', async () => {
  const cookie = await house.sessionOf(administrator);
  const codes: string[] = [];
  for (let i = 0; i < 8; i++) codes.push((await send(a, { lat: 39.35, lon: 14.6 + i / 10_000 })).code);
  const counter = countStatements(house.database.pool);
  for (const visit of [
    () => house.get(`/banco?apri=${codes[0]}`, cookie),
    () => house.post('/banco/insieme', { act: 'assign', pick: codes }, cookie),
    () => house.get(`/banco/stampa?${codes.map((code) => `pick=${code}`).join('&')}`, cookie),
  ]) {
    await visit();
    counter.take();
    assert.equal((await visit()).statusCode, 200);
    const asked = counter.take();
    assert.ok(asked.length > 3 && asked.length <= 12, `${asked.length}`);
  }
});

async function send(place = a, point?: { lat: number; lon: number }) {
  // Nobody sends so many so quickly.
  clock += 60_000;
  const sent = await house.done(
    sendReport,
    {
      category: 'roads',
      title: 'Buca davanti al civico 4',
      description: 'Una buca larga mezzo metro, ieri è caduto un ciclista.',
      municipality: place.slug,
      placeLabel: 'Via dei Cordai 4',
    },
    anonymous,
  );
  const entry = await first(
    house.ctx().db,
    sql<{ id: string; published: Date }>`select id, published from entries.entries where code = ${sent.code}`,
  );
  if (point)
    await sql`update entries.entries set geometry = st_setsrid(st_makepoint(${point.lon}::float8, ${point.lat}::float8), 4326) where id = ${entry!.id}`.execute(
      house.ctx().db,
    );
  return { ...sent, ...entry! };
}

async function taken(code: string) {
  return house.done(takeCharge, { code }, officer);
}

function dayIn(days: number): string {
  return romeDay(new Date(clock + days * 86_400_000));
}

function romeDay(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(at);
}

async function entryOf(id: string) {
  const row = await first(
    house.ctx().db,
    sql<{
      state: string;
      due: Date | null;
      topic: string;
      updated: Date;
      place: string;
    }>`select state, due, topic, updated, place from entries.entries where id = ${id}`,
  );
  return row!;
}

async function reportOf(id: string) {
  return (await first(house.ctx().db, sql<{ assignee: string | null }>`select assignee from reports.reports where id = ${id}`))!;
}

async function actsOf(id: string, verb: string) {
  return all(
    house.ctx().db,
    sql<{
      public: any;
      private: any;
    }>`select a.public, s.private from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.entry = ${id} and a.verb = ${verb}`,
  );
}
