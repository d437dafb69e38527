import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Actor, anonymous, system } from '../../kernel/actor.ts';
import { comment as say } from '../discussion/actions.ts';
import { findEntry } from '../entries/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { dismiss, flag, hide, restore } from './actions.ts';
import { findSubject, listDecisions, listQueue } from './store.ts';

let house: TestHouse;
let a: string;
let b: string;
let marta: Actor;
let pietro: Actor;
let modA: Actor;
let modB: Actor;
let clock = new Date('2026-11-20T08:00:00Z').getTime();

const why = { reason: 'offensive', words: 'Insulta una persona per nome.' };

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  const { municipalities } = territoryOf(house.ctx());
  a = municipalities[0]!.id;
  b = municipalities[1]!.id;
  marta = await house.person('Marta Deledda');
  pietro = await house.person('Pietro Vallesi');
  modA = await house.person('Ada Moderna', [{ role: 'moderator', place: a, whole: false }]);
  modB = await house.person('Bea Moderna', [{ role: 'moderator', place: b, whole: false }]);
});
after(() => house.close());

test('many flags hide nothing; one person flags once; the queue shows them all together', async () => {
  const entry = await thing(a);
  for (let i = 0; i < 12; i++) {
    const one = await house.person(`Vicino ${i}`);
    assert.ok('done' in (await house.perform(flag, { code: entry.code, reason: i < 9 ? 'advertising' : 'offensive' }, one)));
  }
  await Promise.all(Array.from({ length: 8 }, () => house.perform(flag, { code: entry.code, reason: 'illegal' }, pietro)));
  assert.equal((await findEntry(house.database.db, anonymous, entry.code))!.visibility, 'public');
  const row = (await listQueue(house.database.db, modA, { places: [a], queue: 'open', most: 100 })).find(
    (one) => one.code === entry.code,
  )!;
  assert.deepEqual([row.flags, row.reason, row.state], [13, 'advertising', 'open']);
  const { rows } = await sql<{
    public: any;
  }>`select public from kernel.acts where entry = ${entry.id} and verb = 'moderation.flag'`.execute(house.database.db);
  assert.equal(rows.length, 13);
  assert.deepEqual(rows[0]!.public, { on: 'entry' });
});

test('with «other» words are needed; own things and hidden ones are not flagged', async () => {
  const entry = await thing(a, { author: marta.person });
  const other = await house.perform(flag, { code: entry.code, reason: 'other' }, pietro);
  assert.deepEqual('invalid' in other && other.invalid.errors.map((one) => [one.field, one.key]), [
    ['words', 'moderation.refusal.say-why'],
  ]);
  assert.equal(await house.refusal(flag, { code: entry.code, reason: 'illegal' }, marta), 'moderation.own-flag 403');
  assert.equal(await house.refusal(flag, { code: entry.code, reason: 'illegal' }, anonymous), 'kernel.sign-in 401');
  await house.done(hide, { code: entry.code, ...why }, modA);
  assert.equal(
    await house.refusal(flag, { code: entry.code, reason: 'illegal' }, pietro),
    'kernel.absent 404',
    'hidden is absent',
  );
});

test('only who moderates the place judges, and never what they wrote', async () => {
  const entry = await thing(a);
  const officer = await house.person('Ugo Ufficio', [{ role: 'officer', place: a, whole: false }]);
  const key: Actor = {
    kind: 'key',
    person: null,
    name: 'programma',
    assurance: 'none',
    roles: [{ role: 'moderator', place: a, whole: false }],
    organisations: [],
    verbs: ['moderation.hide'],
  };
  for (const [actor, expected] of [
    [anonymous, 'kernel.sign-in 401'],
    [pietro, 'moderation.not-your-place 403'],
    [officer, 'moderation.not-your-place 403'],
    [modB, 'moderation.not-your-place 403'],
    [key, 'kernel.sign-in 401'],
  ] as const) {
    assert.equal(await house.refusal(hide, { code: entry.code, ...why }, actor), expected);
  }
  const own = await thing(a, { author: modA.person });
  assert.equal(await house.refusal(hide, { code: own.code, ...why }, modA), 'moderation.own-thing 403');
  const secret = await thing(a, { visibility: 'private', author: marta.person });
  assert.equal(
    await house.refusal(hide, { code: secret.code, ...why }, modB),
    'kernel.absent 404',
    'who cannot read cannot judge, nor learn that it is there',
  );
  const whole = await house.person('Mira Metro', [
    { role: 'metropolitan-administrator', place: territoryOf(house.ctx()).metropolis!.id, whole: true },
  ]);
  await house.done(hide, { code: secret.code, ...why }, whole);
});

test('hiding an entry takes it from everybody but its author and the offices; restoring gives back what it was', async () => {
  for (const visibility of ['public', 'private'] as const) {
    const entry = await thing(a, { visibility, author: marta.person });
    await house.done(hide, { code: entry.code, ...why }, modA);
    assert.equal(await findEntry(house.database.db, anonymous, entry.code), undefined);
    assert.equal(await findEntry(house.database.db, pietro, entry.code), undefined);
    assert.equal((await findEntry(house.database.db, marta, entry.code))!.visibility, 'hidden');
    assert.equal(await house.refusal(hide, { code: entry.code, ...why }, modA), 'moderation.already-hidden 409');
    assert.equal(await house.refusal(dismiss, { code: entry.code }, modA), 'moderation.nothing-open 409');
    await house.done(restore, { code: entry.code, words: 'Ci siamo sbagliati, scusa.' }, modA);
    assert.equal((await findEntry(house.database.db, system, entry.code))!.visibility, visibility);
    assert.equal(
      await house.refusal(restore, { code: entry.code, words: 'Ancora una volta.' }, modA),
      'moderation.not-hidden 409',
    );
    const subject = (await findSubject(house.database.db, entry.id, null))!;
    assert.deepEqual([subject.state, subject.reason, subject.before], ['restored', null, null]);
    assert.deepEqual(
      (await listDecisions(house.database.db, subject.id)).map((one) => [one.kind, one.reason]),
      [
        ['restore', 'offensive'],
        ['hide', 'offensive'],
      ],
    );
  }
});

test('two moderators at once: one hides, the other is told', async () => {
  const entry = await thing(a);
  const second = await house.person('Carla Moderna', [{ role: 'moderator', place: a, whole: false }]);
  const outcomes = await Promise.all(
    [modA, second, modA, second].map((actor) => house.perform(hide, { code: entry.code, ...why }, actor)),
  );
  assert.equal(outcomes.filter((one) => 'done' in one).length, 1);
  await house.done(restore, { code: entry.code, words: 'Per prova, di nuovo.' }, modA);
  assert.equal((await findEntry(house.database.db, anonymous, entry.code))!.visibility, 'public');
});

test('hiding a comment: its words go from page and API, its answers stay, the count follows', async () => {
  const entry = await thing(a);
  const insult = await comment(marta, entry, 'PAROLACCIA');
  await comment(pietro, entry, 'Calma.', insult);
  const alone = await comment(marta, entry, 'PAROLACCIA due');
  await house.done(hide, { code: entry.code, comment: insult, ...why }, modA);
  await house.done(hide, { code: entry.code, comment: alone, ...why }, modA);
  await house.settle();
  const page = (await house.get(`/segnalazioni/${entry.code}`)).body;
  assert.doesNotMatch(page, /PAROLACCIA/);
  assert.match(page, /Calma\./);
  assert.equal([...page.matchAll(/Commento nascosto dai moderatori/g)].length, 1, 'only where answers hang');
  assert.doesNotMatch((await house.get(`/api/v1/entries/${entry.code}/comments`)).body, /PAROLACCIA/);
  assert.equal((await house.get(`/commenti/${insult}`)).statusCode, 404);
  assert.equal((await house.get(`/commenti/${insult}`, await house.sessionOf(pietro))).statusCode, 404);
  assert.match(
    (await house.get(`/commenti/${insult}`, await house.sessionOf(marta))).body,
    /PAROLACCIA/,
    'its author still sees it',
  );
  assert.equal((await findEntry(house.database.db, anonymous, entry.code))!.comments, 1);
  const other = await thing(a);
  assert.equal(
    await house.refusal(restore, { code: other.code, comment: insult, words: 'Sotto un’altra cosa.' }, modA),
    'kernel.absent 404',
  );
  await house.done(restore, { code: entry.code, comment: insult, words: 'Non era per nessuno.' }, modA);
  await house.settle();
  assert.match((await house.get(`/segnalazioni/${entry.code}`)).body, /PAROLACCIA/);
  assert.equal((await findEntry(house.database.db, anonymous, entry.code))!.comments, 2);
});

test('the author gets a letter with the reason, the words and what can be done; moderators are not named in it', async () => {
  const mails = path.join(house.folder, 'mails');
  const entry = await thing(a, { author: marta.person, title: 'Titolo <b>con segni</b>' });
  await house.done(hide, { code: entry.code, ...why }, modA);
  await house.done(restore, { code: entry.code, words: 'Abbiamo riletto: va bene.' }, modA);
  await house.settle();
  const sent = readdirSync(mails, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.eml') || file.endsWith('.json'),
  );
  const texts = sent
    .map((file) => decoded(readFileSync(path.join(mails, file), 'utf8')))
    .filter((text) => text.includes(entry.code) || text.includes('Abbiamo riletto'));
  const hidden = texts.find((text) => text.includes('Insulta una persona per nome'))!;
  assert.match(hidden, /Offende, minaccia o discrimina/);
  assert.match(hidden, /Se pensi che sia un errore/);
  assert.match(hidden, new RegExp(entry.code));
  assert.doesNotMatch(hidden, /Moderna/);
  assert.match(hidden, /&lt;b>con segni|&lt;b&gt;con segni/);
  assert.ok(texts.some((text) => text.includes('Abbiamo riletto')));
});

test('judged and flagged again, it waits again; the moderator is named only in the private part', async () => {
  const entry = await thing(a);
  await house.done(flag, { code: entry.code, reason: 'illegal' }, pietro);
  await house.done(dismiss, { code: entry.code }, modA);
  const subject = () => findSubject(house.database.db, entry.id, null);
  assert.equal((await subject())!.state, 'dismissed');
  await house.done(flag, { code: entry.code, reason: 'illegal' }, pietro);
  assert.equal((await subject())!.state, 'dismissed', 'the same person again changes nothing');
  await house.done(flag, { code: entry.code, reason: 'illegal' }, marta);
  assert.equal((await subject())!.state, 'open');
  await house.done(hide, { code: entry.code, ...why }, modA);
  const { rows } = await sql<{
    public: any;
    private: any;
    person: string;
  }>`select a.public, s.private, s.person from kernel.acts a join kernel.act_secrets s on s.act = a.id
    where a.entry = ${entry.id} and a.verb = 'moderation.hide'`.execute(house.database.db);
  assert.deepEqual(rows[0]!.public, { on: 'entry', reason: 'offensive' });
  assert.equal(rows[0]!.private.staff, true);
  assert.equal(rows[0]!.private.words, why.words);
  assert.equal(rows[0]!.person, modA.person);
});

test('the desk: only the places of the moderator, bulk with one reason, faults kept', async () => {
  const one = await thing(a, { title: 'Prima da vedere' });
  const two = await thing(a, { title: 'Seconda da vedere' });
  const far = await thing(b, { title: 'Cosa di un altro comune' });
  const answer = await comment(marta, one, 'Commento da vedere');
  for (const entry of [one, two, far])
    await house.done(flag, { code: entry.code, reason: 'advertising', words: 'Vende <i>scarpe</i>' }, pietro);
  await house.done(flag, { code: one.code, comment: answer, reason: 'offensive' }, pietro);
  const cookie = await house.sessionOf(modA);
  const desk = (await house.get('/moderazione', cookie)).body;
  assert.match(desk, /Prima da vedere/);
  assert.match(desk, /Commento da vedere/);
  assert.doesNotMatch(desk, /Cosa di un altro comune/);
  const open = (await house.get(`/moderazione?apri=${one.code}`, cookie)).body;
  assert.match(open, /Vende &lt;i>scarpe/);
  assert.equal((await house.get(`/moderazione?apri=${far.code}`, cookie)).statusCode, 403);
  assert.equal((await house.get('/moderazione')).statusCode, 303, 'to the sign-in');
  assert.equal((await house.get('/moderazione', await house.sessionOf(pietro))).statusCode, 403);

  const bare = await house.post('/moderazione/insieme?coda=open', { act: 'hide', pick: one.code }, cookie);
  assert.equal(bare.statusCode, 422);
  assert.match(bare.body, /Motivo/);
  assert.equal((await house.post('/moderazione/insieme?coda=open', { act: 'hide', ...why }, cookie)).statusCode, 422);
  const both = await house.post(
    '/moderazione/insieme?coda=open',
    { act: 'hide', pick: [two.code, `${one.code}~${answer}`], ...why },
    cookie,
  );
  assert.equal(both.statusCode, 303);
  assert.equal(await findEntry(house.database.db, anonymous, two.code), undefined);
  assert.equal((await findEntry(house.database.db, anonymous, one.code))!.visibility, 'public');
  const mixed = await house.post('/moderazione/insieme?coda=open', { act: 'dismiss', pick: [one.code, far.code] }, cookie);
  assert.match(mixed.body, /Fatto per una cosa/);
  assert.match(mixed.body, /Non moderi questo comune/);
  assert.match((await house.get('/moderazione?coda=hidden', cookie)).body, /Seconda da vedere/);
  const single = await house.post('/moderazione/nascondi', { code: one.code, reason: 'offensive', words: 'corto' }, cookie);
  assert.equal(single.statusCode, 422);
  assert.match(single.body, /corto/);
});

test('flagging from the page: sign in and come back to the same comment, then a page that says what happens', async () => {
  const entry = await thing(a);
  const said = await comment(marta, entry, 'Da segnalare');
  const url = `/modera/segnala/${entry.code}?commento=${said}`;
  const out = await house.get(url);
  assert.equal(out.headers.location, `/entra?next=${encodeURIComponent(url)}`);
  const cookie = await house.sessionOf(pietro);
  assert.match((await house.get(url, cookie)).body, /Da segnalare/);
  const empty = await house.post(`/modera/segnala/${entry.code}`, { comment: said, words: 'Quello che ho scritto' }, cookie);
  assert.equal(empty.statusCode, 422);
  assert.match(empty.body, /Quello che ho scritto/);
  assert.match(empty.body, /Da segnalare/);
  const sent = await house.post(`/modera/segnala/${entry.code}`, { comment: said, reason: 'offensive' }, cookie);
  assert.equal(sent.statusCode, 303);
  assert.match((await house.get(String(sent.headers.location), cookie)).body, /Lo guardiamo/);
  assert.equal((await house.get('/modera/segnala/SEG-2026-999999', cookie)).statusCode, 404);
});

test('what is flagged follows its thing to another municipality', async () => {
  const entry = await thing(a);
  await house.done(flag, { code: entry.code, reason: 'illegal' }, pietro);
  await sql`update entries.entries set place = ${b} where id = ${entry.id}`.execute(house.database.db);
  await comment(marta, entry, 'Ora tocca a loro');
  await house.settle();
  const inB = await listQueue(house.database.db, modB, { places: [b], queue: 'open', most: 100 });
  assert.ok(inB.some((row) => row.code === entry.code));
});

test('the figures are public, and small ones are not told', async () => {
  const page = await house.get('/moderazione/cifre');
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Segnalazioni di abuso/);
  const cells = [...page.body.matchAll(/<td class="text-end">([^<]*)<\/td>/g)].map((match) => match[1]!);
  assert.ok(cells.length >= 3);
  for (const cell of cells)
    assert.ok(cell === '0' || cell === 'non detto' || cell.startsWith('meno di') || Number(cell) >= 10, cell);
});

async function comment(actor: Actor, entry: { code: string }, text: string, parent?: string): Promise<string> {
  const outcome = await house.perform(say, { code: entry.code, text, ...(parent ? { parent } : {}) }, actor);
  assert.ok('done' in outcome, JSON.stringify(outcome));
  return outcome.done.id;
}

/** Quoted-printable and base64 parts of a mail, as they are read. */
function decoded(raw: string): string {
  return raw
    .replace(/=\r?\n/g, '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'));
}

function thing(place: string, more: Parameters<TestHouse['report']>[0] = {}) {
  return house.report({ place, title: 'Buca in via dei Cordai', assurance: 'none', ...more });
}
