import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Actor, anonymous } from '../../kernel/actor.ts';
import { declareKinds } from '../entries/kind.ts';
import { ensureSequences, findEntry, setVisibility } from '../entries/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { comment, edit, takeBackThanks, thank, withdraw } from './actions.ts';
import { insertComments, listThreads, type NewComment } from './store.ts';

let house: TestHouse;
let place: string;
let elsewhere: string;
let marta: Actor;
let pietro: Actor;
let lucia: Actor;
let clock = new Date('2026-11-20T08:00:00Z').getTime();

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  const { municipalities } = territoryOf(house.ctx());
  place = municipalities[0]!.id;
  elsewhere = municipalities[1]!.id;
  const words = { prefix: 'TST', one: 'reports.one', many: 'reports.many', states: {}, path: (code: string) => `/prove/${code}` };
  declareKinds([
    { ...words, name: 'debate', comments: 'stance' },
    { ...words, name: 'mute', comments: 'no' },
  ]);
  await ensureSequences(house.database.db, ['TST'], new Date(clock));
  marta = await house.person('Marta Deledda');
  pietro = await house.person('Pietro Vallesi');
  lucia = await house.person('Lucia Ferrante', [{ role: 'officer', place, whole: false }]);
});
after(() => house.close());

test('somebody comments, another answers, and an answer to an answer stands under the same comment', async () => {
  const entry = await thing();
  const first = await say(marta, entry, 'La buca è di nuovo aperta.');
  const reply = await say(pietro, entry, 'Confermo.', { parent: first.id });
  const deeper = await say(marta, entry, 'Grazie.', { parent: reply.id });
  const rows = await threads(entry);
  assert.deepEqual(
    rows.map((row) => [row.id, row.parent]),
    [
      [first.id, null],
      [reply.id, first.id],
      [deeper.id, first.id],
    ],
  );
  assert.equal(first.url, `/segnalazioni/${entry.code}#commento-${first.id}`);
  const other = await thing();
  assert.equal(
    await house.refusal(comment, { code: other.code, text: 'Altrove', parent: first.id }, marta),
    'kernel.absent 404',
    'nor an answer on another thing',
  );
});

test('the register says who did what, and the words only where they can be erased', async () => {
  const entry = await thing();
  const said = await say(lucia, entry, 'Domani veniamo a vedere.');
  const [act] = await acts(entry, 'discussion.comment');
  assert.deepEqual(act!.public, { comment: said.id, parent: null });
  assert.ok(!JSON.stringify(act!.public).includes('Domani'));
  assert.equal(act!.private['text'], 'Domani veniamo a vedere.');
  assert.equal(act!.private['staff'], true);
});

test('the same form sent many times at once is one comment, and other words under the same key are not lost', async () => {
  const entry = await thing();
  const key = 'pagina-1';
  const all = await Promise.all(
    Array.from({ length: 15 }, () => house.perform(comment, { code: entry.code, text: 'Una volta sola', key }, pietro)),
  );
  const done = all.map((outcome) => ('done' in outcome ? outcome.done.id : JSON.stringify(outcome)));
  assert.equal(new Set(done).size, 1);
  clock += 700_000;
  const other = await say(pietro, entry, 'Tornato indietro, ho scritto altro', { key });
  assert.notEqual(other.id, done[0]);
  assert.deepEqual(
    (await threads(entry)).map((row) => row.text),
    ['Una volta sola', 'Tornato indietro, ho scritto altro'],
  );
});

test('twenty comments in ten minutes, then a pause', async () => {
  const entry = await thing();
  const anna = await house.person('Anna Rossi');
  for (let i = 0; i < 20; i++) await say(anna, entry, `Commento ${i}`);
  const one = await house.perform(comment, { code: entry.code, text: 'Ancora' }, anna);
  assert.equal('refused' in one && one.refused.status, 429);
  clock += 600_000;
  await say(anna, entry, 'Dopo la pausa');
});

test('what cannot be seen cannot be commented, and what takes no comments takes none', async () => {
  const secret = await thing({ visibility: 'private', author: marta.person });
  assert.equal(await house.refusal(comment, { code: secret.code, text: 'Ti vedo' }, pietro), 'kernel.absent 404');
  await say(marta, secret, 'Solo io e l’ufficio');
  const mine = await house.person('Ines Corti', [{ role: 'officer', place: elsewhere, whole: false }]);
  assert.equal(await house.refusal(comment, { code: secret.code, text: 'Ti vedo' }, mine), 'kernel.absent 404');
  const mute = await thing({ kind: 'mute' });
  assert.equal(await house.refusal(comment, { code: mute.code, text: 'Ehi' }, marta), 'discussion.closed 403');
  const open = await thing();
  assert.equal(await house.refusal(comment, { code: open.code, text: 'Ehi' }, anonymous), 'kernel.sign-in 401');
  const draft = await thing({ visibility: 'draft', author: marta.person });
  assert.equal(await house.refusal(comment, { code: draft.code, text: 'Ehi' }, marta), 'discussion.closed 403');
});

test('a comment takes sides only where the kind asks for it', async () => {
  const debate = await thing({ kind: 'debate' });
  await say(marta, debate, 'Sì', { stance: 'for' });
  assert.equal((await threads(debate))[0]!.stance, 'for');
  const entry = await thing();
  const outcome = await house.perform(comment, { code: entry.code, text: 'Sì', stance: 'for' }, marta);
  assert.deepEqual('invalid' in outcome && outcome.invalid.errors.map((error) => [error.field, error.key]), [
    ['stance', 'discussion.refusal.no-stance'],
  ]);
  const foreign = await house.perform(comment, { code: entry.code, text: 'Noi', onBehalf: house.ctx().id() }, marta);
  assert.equal('invalid' in foreign && foreign.invalid.errors[0]!.key, 'discussion.refusal.not-delegate');
});

test('only the author edits; readers see that it changed and what it said before', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Prima versione <script>alert(1)</script>');
  assert.equal(await house.refusal(edit, { id: said.id, text: 'Mio' }, pietro), 'discussion.not-yours 403');
  const changed = await house.perform(edit, { id: said.id, text: 'Seconda versione' }, marta);
  assert.ok('done' in changed);
  const page = await house.get(`/commenti/${said.id}`);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Seconda versione/);
  assert.match(page.body, /Prima versione &lt;script>/);
  assert.match(page.body, /modificato/);
  const [act] = await acts(entry, 'discussion.edit');
  assert.deepEqual(act!.public, { comment: said.id });
});

test('one person thanks once, never for an own comment', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Ho spostato il ramo.');
  assert.equal(await house.refusal(thank, { id: said.id }, marta), 'discussion.own-thanks 403');
  await Promise.all(Array.from({ length: 10 }, () => house.perform(thank, { id: said.id }, pietro)));
  assert.equal((await threads(entry))[0]!.thanks, 1);
  assert.equal((await acts(entry, 'discussion.thank')).length, 1);
});

test('thanking from the page leads back to the comment; who has not signed in goes to sign in', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Ho chiamato io il vigile.');
  const out = await house.post(`/commenti/${said.id}/grazie`, {});
  assert.equal(out.headers.location, `/entra?next=/commenti/${said.id}`);
  const done = await house.post(`/commenti/${said.id}/grazie`, {}, await house.sessionOf(pietro));
  assert.equal(done.headers.location, `/segnalazioni/${entry.code}#commento-${said.id}`);
  assert.match((await house.get(`/segnalazioni/${entry.code}`)).body, /una persona ringrazia/);
});

test('the counter of the catalogue follows, seconds later', async () => {
  const entry = await thing();
  const first = await say(marta, entry, 'Uno');
  await say(pietro, entry, 'Due', { parent: first.id });
  await house.settle();
  assert.equal((await findEntry(house.database.db, anonymous, entry.code))!.comments, 2);
});

test('the page of a thing: names in short, offices in full, words escaped, the form only for who has signed in', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Attenti: <img src=x onerror=alert(1)>');
  await say(lucia, entry, 'Ci pensiamo noi.', { parent: said.id });
  const out = await house.get(`/segnalazioni/${entry.code}`);
  assert.match(out.body, /Marta D\./);
  assert.doesNotMatch(out.body, /Deledda/);
  assert.match(out.body, /Lucia Ferrante/);
  assert.match(out.body, /ar-says pa/);
  assert.match(out.body, /&lt;img src=x/);
  assert.match(out.body, new RegExp(`id="commento-${said.id}"`));
  assert.match(out.body, new RegExp(`/entra\\?next=${encodeURIComponent(`/segnalazioni/${entry.code}#commenti`)}`));
  assert.doesNotMatch(out.body, /action="\/commenti"/);
  const inside = await house.get(`/segnalazioni/${entry.code}`, await house.sessionOf(pietro));
  assert.match(inside.body, /action="\/commenti"/);
  assert.match(inside.body, new RegExp(`formaction="/commenti/${said.id}/grazie"`));
  const ids = [...inside.body.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
    'no id twice',
  );
});

test('posting from the page leads to the comment; faults bring back what was typed, and so does signing in again', async () => {
  const entry = await thing();
  const done = await house.post('/commenti', { code: entry.code, text: 'Dal modulo', key: 'k1' }, await house.sessionOf(marta));
  assert.equal(done.statusCode, 303);
  assert.match(String(done.headers.location), new RegExp(`^/segnalazioni/${entry.code}#commento-`));
  const long = await house.post('/commenti', { code: entry.code, text: 'a'.repeat(4001) }, await house.sessionOf(marta));
  assert.equal(long.statusCode, 422);
  assert.match(long.body, /4001 caratteri/);
  assert.match(long.body, /a{4001}/);
  const ended = await house.post('/commenti', { code: entry.code, text: 'Scritto con calma' });
  assert.equal(ended.headers.location, '/entra?next=%2Fentra%2Fripresa', 'it is shown again after signing in');
  const hidden = await house.post('/commenti', { code: 'SEG-2026-999999', text: 'Dove?' }, await house.sessionOf(marta));
  assert.equal(hidden.statusCode, 404);
});

test('a thousand comments cost what a hundred and fifty do, and every one of them can be reached', async () => {
  const entry = await thing();
  const many: NewComment[] = Array.from({ length: 120 }, (_, i) => ({
    ...raw(entry, null),
    author: marta.person!,
    text: `Numero ${i}.`,
    at: new Date(clock + i * 1000),
  }));
  await insertComments(house.database.db, many);
  const seen: string[] = [];
  for (let address: string | null = `/segnalazioni/${entry.code}`; address; ) {
    const { body } = await house.get(address);
    seen.push(...[...body.matchAll(/Numero (\d+)\./g)].map((match) => match[1]!));
    assert.ok(seen.length <= 120);
    const next = /href="([^"]+)" rel="next"/.exec(body)?.[1];
    address = next ? next.split('#')[0]! : null;
  }
  assert.deepEqual(
    seen,
    many.map((_, i) => String(i)),
  );
  clock += 200_000;
  const last = await say(pietro, entry, 'In fondo a tutto');
  assert.match(last.url, /\?commenti=[0-9a-f-]{36}#commento-/);
  assert.match((await house.get(last.url.split('#')[0]!)).body, /In fondo a tutto/);
  const replies: NewComment[] = Array.from({ length: 60 }, (_, i) => ({
    ...raw(entry, many[0]!.id),
    author: pietro.person!,
    text: `Risposta ${i}.`,
    at: new Date(clock + i),
  }));
  await insertComments(house.database.db, replies);
  const first = (await house.get(`/segnalazioni/${entry.code}`)).body;
  assert.equal([...first.matchAll(/Risposta \d+\./g)].length, 5);
  assert.match(first, /Leggi tutte le risposte/);
  const page = (await house.get(`/commenti/${many[0]!.id}`)).body;
  assert.equal([...page.matchAll(/Risposta \d+\./g)].length, 50);
  clock += 1000;
  const reply = await say(marta, entry, 'Ultima risposta', { parent: many[0]!.id });
  assert.match(reply.url, new RegExp(`^/commenti/${many[0]!.id}\\?risposte=[0-9a-f-]{36}#commento-${reply.id}$`));
  assert.match((await house.get(reply.url.split('#')[0]!)).body, /Ultima risposta/);
});

test('the JSON API tells the same, in pages, and nothing of what is not public', async () => {
  const entry = await thing();
  const first = await say(marta, entry, 'Uno');
  await say(lucia, entry, 'Due', { parent: first.id });
  await say(pietro, entry, 'Tre');
  const one = JSON.parse((await house.get(`/api/v1/entries/${entry.code}/comments?limit=2`)).body);
  assert.deepEqual(
    one.items.map((item: any) => [item.author, item.text, item.parent]),
    [
      ['Marta D.', 'Uno', null],
      ['Lucia Ferrante', 'Due', first.id],
    ],
  );
  const two = JSON.parse((await house.get(`/api/v1/entries/${entry.code}/comments?limit=2&cursor=${one.next}`)).body);
  assert.deepEqual([two.items.map((item: any) => item.text), two.next], [['Tre'], null]);
  await setVisibility(house.database.db, entry.id, 'hidden', new Date(clock));
  house.server.cache.forget();
  for (const url of [`/api/v1/entries/${entry.code}/comments`, `/commenti/${first.id}`]) {
    const hidden = await house.get(url);
    const absent = await house.get(url.replace(entry.code, 'SEG-2026-999999').replace(first.id, house.ctx().id()));
    assert.deepEqual([hidden.statusCode, hidden.body], [404, absent.body]);
  }
});

test('a withdrawn comment says only that it was withdrawn: its words are nowhere, its answers and its act stay', async () => {
  const entry = await thing();
  const first = await say(marta, entry, 'Parole avventate');
  await house.perform(edit, { id: first.id, text: 'Parole meno avventate' }, marta);
  const reply = await say(pietro, entry, 'Non la penso così', { parent: first.id });
  await house.settle();
  assert.equal((await findEntry(house.database.db, pietro, entry.code))!.comments, 2);
  assert.equal(await house.refusal(withdraw, { id: first.id }, pietro), 'discussion.not-yours 403');
  assert.equal(await house.refusal(withdraw, { id: first.id }, anonymous), 'kernel.sign-in 401');
  const gone = await house.perform(withdraw, { id: first.id }, marta);
  assert.ok('done' in gone);
  assert.equal(gone.done.url, `/segnalazioni/${entry.code}#commento-${first.id}`);
  await house.settle();
  assert.equal((await findEntry(house.database.db, pietro, entry.code))!.comments, 1);
  for (const cookie of [undefined, await house.sessionOf(marta), await house.sessionOf(lucia)]) {
    for (const url of [`/segnalazioni/${entry.code}`, `/commenti/${first.id}`, `/api/v1/entries/${entry.code}/comments`]) {
      const { statusCode, body } = await house.get(url, cookie);
      assert.equal(statusCode, 200);
      assert.doesNotMatch(body, /avventate/, url);
      assert.match(body, /Non la penso così/, url);
      if (!url.startsWith('/api')) assert.match(body, /Commento ritirato da chi l’ha scritto/, url);
    }
  }
  const [item] = (await house.get(`/api/v1/entries/${entry.code}/comments`)).json().items;
  assert.deepEqual([item.text, item.author, typeof item.withdrawn], ['', null, 'string']);
  const { rows } = await sql`select 1 from discussion.versions where comment = ${first.id}`.execute(house.database.db);
  assert.equal(rows.length, 0);
  assert.deepEqual((await acts(entry, 'discussion.withdraw'))[0]!.public, { comment: first.id });
  for (const [verb, input, actor] of [
    [withdraw, { id: first.id }, marta],
    [edit, { id: first.id, text: 'Di nuovo' }, marta],
    [thank, { id: first.id }, pietro],
    [comment, { code: entry.code, text: 'Rispondo al vuoto', parent: first.id }, pietro],
  ] as const)
    assert.equal(await house.refusal(verb, input, actor), 'discussion.is-withdrawn 409', verb.name);
  await say(pietro, entry, 'Aggiungo', { parent: reply.id });
});

test('withdrawn without script: from the page of the comment, by its author alone', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Da ritirare');
  const url = `/commenti/${said.id}`;
  assert.doesNotMatch((await house.get(url, await house.sessionOf(pietro))).body, /ritira"/);
  assert.match((await house.get(url, await house.sessionOf(marta))).body, /action="\/commenti\/[^"]+\/ritira"/);
  assert.equal((await house.post(`${url}/ritira`, {}, await house.sessionOf(pietro))).statusCode, 403);
  assert.equal((await house.post(`${url}/ritira`, {})).headers.location, `/entra?next=${url}`);
  assert.equal((await house.post(`${url}/ritira`, {}, await house.sessionOf(marta))).statusCode, 303);
  assert.match((await house.get(`/segnalazioni/${entry.code}`)).body, /Commento ritirato/);
});

test('thanks are taken back once, by whoever gave them, and the count follows', async () => {
  const entry = await thing();
  const said = await say(marta, entry, 'Ho sistemato la panchina');
  await house.perform(thank, { id: said.id }, pietro);
  await house.perform(thank, { id: said.id }, lucia);
  const cookie = await house.sessionOf(pietro);
  assert.match((await house.get(`/segnalazioni/${entry.code}`, cookie)).body, /Ritira il grazie/);
  assert.equal((await house.post(`/commenti/${said.id}/grazie/ritira`, {}, cookie)).statusCode, 303);
  assert.equal((await threads(entry))[0]!.thanks, 1);
  assert.ok('done' in (await house.perform(takeBackThanks, { id: said.id }, pietro)), 'twice is once');
  assert.ok('done' in (await house.perform(takeBackThanks, { id: said.id }, marta)), 'who never thanked takes nothing back');
  assert.equal((await acts(entry, 'discussion.take-back-thanks')).length, 1);
  assert.equal((await threads(entry))[0]!.thanks, 1);
  assert.equal(await house.refusal(takeBackThanks, { id: said.id }, anonymous), 'kernel.sign-in 401');
});

test('reading a page of comments uses the indexes', async () => {
  const entry = await thing();
  const plan = await house.database.db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx);
    return sql<{
      'QUERY PLAN': string;
    }>`explain select c.* from discussion.comments c where c.entry = ${entry.id} and c.parent is null
      and (c.at, c.id) >= ((select f.at from discussion.comments f where f.id = ${entry.id}), ${entry.id}::uuid) order by c.at, c.id limit 51`.execute(
      trx,
    );
  });
  const said = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  assert.match(said, /Index Scan using comments_top/);
  assert.doesNotMatch(said, /Sort/);
});

test('the database itself refuses a third level', async () => {
  const entry = await thing();
  const first = await say(marta, entry, 'Primo livello');
  const reply = await say(marta, entry, 'Secondo livello', { parent: first.id });
  await assert.rejects(insertComments(house.database.db, [{ ...raw(entry, reply.id), author: marta.person! }]), /foreign key/);
});

function raw(entry: { id: string }, parent: string | null): NewComment {
  return {
    id: house.ctx().id(),
    entry: entry.id,
    parent,
    author: '',
    onBehalf: null,
    office: null,
    text: 'x',
    stance: null,
    assurance: 'email',
    key: null,
    at: new Date(clock),
  };
}

async function say(actor: Actor, entry: { code: string }, text: string, more: object = {}) {
  const outcome = await house.perform(comment, { code: entry.code, text, ...more }, actor);
  assert.ok('done' in outcome, JSON.stringify(outcome));
  return outcome.done;
}

function threads(entry: { id: string }) {
  return listThreads(house.database.db, { entry: entry.id, person: null, from: null, most: 50, replies: 5 });
}

async function acts(entry: { id: string }, verbName: string) {
  const { rows } = await sql<{
    public: any;
    private: any;
  }>`select a.public, s.private from kernel.acts a join kernel.act_secrets s on s.act = a.id
    where a.entry = ${entry.id} and a.verb = ${verbName} order by a.seq`.execute(house.database.db);
  return rows;
}

function thing(more: Parameters<TestHouse['report']>[0] = {}) {
  return house.report({ title: 'Buca in via dei Cordai', prefix: more.kind ? 'TST' : 'SEG', assurance: 'none', ...more });
}
