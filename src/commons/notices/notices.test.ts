import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { countStatements } from '../../../test/statements.ts';
import { type Actor, anonymous, type RoleHeld } from '../../kernel/actor.ts';
import { type BoxedMail, mailbox } from '../../kernel/mail/mailbox.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { comment } from '../discussion/actions.ts';
import { setHidden } from '../discussion/store.ts';
import { insertEntry, setVisibility } from '../entries/store.ts';
import { hashOf } from '../people/sessions.ts';
import { ensurePerson, ensureProvenPerson, renamePerson } from '../people/store.ts';
import { insertSession } from '../people/store-sessions.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { follow, readNotices, setRhythm, unfollow } from './actions.ts';
import { allTold, toldKey } from './notice.ts';

/** The office of a place resolves, publishes and answers: what this room hears of, without touching other floors. */
type Acting = (input: Record<string, unknown>, actor: Actor) => Promise<any>;

let house: TestHouse;
let a: Place;
let b: Place;
let officer: Actor;
let clock = Date.parse('2026-11-20T08:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  officer = await person('Lucia Ferrante', [{ role: 'officer', place: a.id, whole: false }]);
});
after(() => house.close());
/** Tests tell of their own acts only. */
beforeEach(() => settle());

test('the author is told at once, once, in a mail that says everything; the office that acted is not', async () => {
  const marta = await person('Marta Deledda');
  const report = await thing({ author: marta.person, title: 'Buca in via dei Cordai' });
  await done(follow, { code: report.code }, officer);
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04', answer: 'Veniamo a vedere.' });
  await settle();
  await act('reports.resolve', { code: report.code, answer: 'Riparata <ieri>.' });
  const [resolved, taken] = await mailsOf(marta);
  assert.equal(resolved!.subject, `Risolta: Buca in via dei Cordai (${report.code})`);
  for (const shown of [resolved!.text, resolved!.html.replaceAll('&lt;', '<')])
    for (const words of [
      'Comune di',
      '☑',
      'Risolta',
      'È risolta. Lo dice Lucia Ferrante',
      'Riparata <ieri>.',
      report.code,
      'l’hai scritta tu',
      'Non scrivermi più',
    ])
      assert.ok(shown.includes(words), words);
  assert.ok(resolved!.text.includes(`${house.config.origin}/segnalazioni/${report.code}`));
  assert.match(taken!.text, /Promesso entro il: 4 dicembre 2026/);
  assert.equal((await mailsOf(officer)).length, 0);
  assert.equal((await noticesOf(officer)).length, 0);
});

test('what was told once is told once, though the register is read again', async () => {
  const marta = await person('Marta Ancora');
  const report = await thing({ author: marta.person });
  await act('reports.resolve', { code: report.code });
  await settle();
  for (let i = 0; i < 2; i++) {
    await sql`update kernel.cursors set seq = 0 where subscriber = 'notices.tell'`.execute(house.database.db);
    await settle();
  }
  assert.equal((await noticesOf(marta)).length, 1);
  assert.equal((await mailsOf(marta)).length, 1);
});

test('whoever follows a place is told of what is sent within it, by its distance', async () => {
  const [near, far, elsewhere] = [await person('Vicina Uno'), await person('Lontano Due'), await person('Altrove Tre')];
  const corner = await person('Angolo Quattro');
  const { lat, lon } = a.outline!;
  const metres = (n: number) => lon + n / (111_320 * Math.cos((lat * Math.PI) / 180));
  await done(follow, { lat, lon, metres: 500, how: 'page' }, near);
  await done(follow, { lat, lon: metres(520), metres: 500, how: 'page' }, far);
  await done(follow, { municipality: b.slug, how: 'page' }, elsewhere);
  await done(follow, { lat: lat + 400 / 111_100, lon: metres(370), metres: 500, how: 'page' }, corner);
  await send({ lat, lon: metres(-30) });
  await settle();
  assert.deepEqual(
    (await noticesOf(near)).map((one) => one.reason),
    ['near'],
  );
  assert.equal((await noticesOf(far)).length, 0);
  assert.equal((await noticesOf(corner)).length, 0, 'within the square around the circle, but not within the circle');
  assert.equal((await noticesOf(elsewhere)).length, 0);
  await send({ lat, lon: metres(490) });
  await settle();
  assert.equal((await noticesOf(near)).length, 2);
  assert.equal((await noticesOf(far)).length, 1);
});

test('topics, everywhere or in a municipality, and municipalities: reports and news, each act once', async () => {
  const [topic, topicB, town, both] = [
    await person('T Uno'),
    await person('T Due'),
    await person('M Uno'),
    await person('M Due'),
  ];
  await done(follow, { topic: 'waste', how: 'page' }, topic);
  await done(follow, { topic: 'waste', municipality: b.slug, how: 'page' }, topicB);
  await done(follow, { municipality: a.slug, how: 'page' }, town);
  await done(follow, { municipality: a.slug, how: 'weekly' }, both);
  await done(follow, { topic: 'waste', how: 'page' }, both);
  await send({ ...a.outline!, category: 'waste' });
  await act('board.publish', { place: a.slug, title: 'Il ponte riapre', body: 'Da lunedì si passa di nuovo.' });
  await settle();
  const reasons = async (one: Actor) => (await noticesOf(one)).map((notice) => `${notice.verb} ${notice.reason} ${notice.how}`);
  assert.deepEqual(await reasons(topic), ['reports.send topic page']);
  assert.deepEqual(await reasons(topicB), []);
  assert.deepEqual(await reasons(town), ['board.publish municipality page', 'reports.send municipality page']);
  assert.deepEqual(
    await reasons(both),
    ['board.publish municipality weekly', 'reports.send municipality weekly'],
    'the louder of two ways is kept',
  );
  assert.equal(await refusal(follow, { topic: 'unicorns' }, topic), 'notices.no-topic 422');
});

test('comments are told to those who follow; who is answered hears that it was answered; nobody hears of themselves', async () => {
  const [marta, pietro, ines] = [await person('Marta C'), await person('Pietro C'), await person('Ines C')];
  const report = await thing();
  await done(follow, { code: report.code, how: 'page' }, ines);
  const first = await said(comment, { code: report.code, text: 'Ci sono caduto.' }, marta);
  await said(comment, { code: report.code, text: 'Anch’io.', parent: first.id }, pietro);
  await settle();
  assert.deepEqual(
    (await noticesOf(ines)).map((one) => one.reason),
    ['thing', 'thing'],
  );
  assert.deepEqual(
    (await noticesOf(marta)).map((one) => one.reason),
    ['reply'],
  );
  assert.deepEqual(
    (await mailsOf(marta)).map((one) => one.subject),
    [`Ti hanno risposto: ${report.title} (${report.code})`],
  );
  assert.match((await mailsOf(marta))[0]!.text, /Pietro C\. ha risposto al tuo commento\.\n\n"Anch’io\."/);
  assert.equal((await noticesOf(pietro)).length, 0);
});

test('what was hidden or became private before the mail left is not mailed, nor shown', async () => {
  const [marta, pietro] = [await person('Marta H'), await person('Pietro H')];
  for (const visibility of ['hidden', 'private'] as const) {
    const report = await thing({ author: marta.person, title: `Cosa ${visibility}` });
    await done(follow, { code: report.code }, pietro);
    await act('reports.resolve', { code: report.code });
    await house.subscribers.drain();
    await setVisibility(house.database.db, report.id, visibility, new Date(clock));
    await settle();
    assert.equal((await mailsOf(pietro)).length, 0, visibility);
    assert.doesNotMatch((await get('/notifiche', pietro)).body, new RegExp(`Cosa ${visibility}`));
  }
  assert.deepEqual(
    (await mailsOf(marta)).map((one) => one.subject.split(':')[1]!.slice(0, 13)),
    [' Cosa private'],
    'what is private is its author’s',
  );
});

test('an act on what is private already is told to its author alone; one on a hidden comment to nobody', async () => {
  const [marta, pietro] = [await person('Marta P'), await person('Pietro P')];
  const report = await thing({ author: marta.person });
  await done(follow, { code: report.code }, pietro);
  await setVisibility(house.database.db, report.id, 'private', new Date(clock));
  await act('reports.answer', { code: report.code, answer: 'Rispondiamo a te sola.' });
  await settle();
  assert.equal((await noticesOf(pietro)).length, 0);
  assert.equal((await mailsOf(marta)).length, 1);
  const open = await thing({ author: marta.person });
  const comment1 = await said(comment, { code: open.code, text: 'Insulto' }, pietro);
  await house.subscribers.drain();
  await setHidden(house.database.db, comment1.id, new Date(clock));
  await settle();
  assert.equal((await mailsOf(marta)).length, 1);
  assert.doesNotMatch((await get('/notifiche', marta)).body, /Nuovo commento/);
});

test('one click stops the mails on a thing, without cookie or origin; looking at the link stops nothing', async () => {
  const marta = await person('Marta Stop');
  const report = await thing({ author: marta.person });
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04' });
  await settle();
  const stop = /\/notifiche\/basta\/[\w-]+/.exec((await mailsOf(marta))[0]!.text)![0];
  const eml = await lastEml();
  assert.match(eml, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  assert.ok(eml.replace(/\r?\n\s+/g, '').includes(`<${house.config.origin}${stop}>`));
  const looked = await house.server.app.inject({ url: stop });
  assert.equal(looked.statusCode, 200);
  assert.match(looked.body, new RegExp(`<form action="${stop}" method="post"`));
  await act('reports.start-work', { code: report.code });
  await settle();
  assert.equal((await mailsOf(marta)).length, 2);
  const pressed = () =>
    house.server.app.inject({
      method: 'POST',
      url: stop,
      payload: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  assert.deepEqual([(await pressed()).statusCode, (await pressed()).statusCode], [200, 200], 'and once more is no fault');
  await act('reports.resolve', { code: report.code });
  await settle();
  assert.equal((await mailsOf(marta)).length, 2);
  assert.equal((await noticesOf(marta)).length, 2, 'nor is it told on the page');
  const forged = `${stop.slice(0, -3)}${stop.endsWith('AAA') ? 'BBB' : 'AAA'}`;
  assert.equal((await house.server.app.inject({ url: forged })).statusCode, 404);
  assert.equal((await house.server.app.inject({ method: 'POST', url: forged })).statusCode, 404);
});

test('one click on a mail that a municipality brought stops the municipality, also for what waits; a digest stops the digests', async () => {
  const marta = await person('Marta Comune');
  await done(follow, { municipality: b.slug, how: 'at-once' }, marta);
  await send({ ...b.outline! });
  await settle();
  const stop = /\/notifiche\/basta\/[\w-]+/.exec((await mailsOf(marta))[0]!.text)![0];
  await send({ ...b.outline! });
  await house.subscribers.drain();
  assert.equal((await house.server.app.inject({ method: 'POST', url: stop })).statusCode, 200);
  await settle();
  assert.equal((await mailsOf(marta)).length, 1);
  assert.deepEqual(await followsOf(marta), []);
  await done(follow, { municipality: b.slug, how: 'daily' }, marta);
  await send({ ...b.outline! });
  await digest('daily');
  const digestStop = /\/notifiche\/basta\/[\w-]+/.exec((await mailsOf(marta))[0]!.text)![0];
  await send({ ...b.outline! });
  assert.equal((await house.server.app.inject({ method: 'POST', url: digestStop })).statusCode, 200);
  await digest('daily');
  assert.equal((await mailsOf(marta)).length, 2);
  assert.deepEqual(
    (await followsOf(marta)).map((one) => one.how),
    ['page'],
  );
});

test('a digest is one mail a person, by thing, the newest first; never empty, never twice', async () => {
  const [marta, pietro] = [await person('Marta D'), await person('Pietro D')];
  const [one, two] = [await thing({ title: 'Prima cosa' }), await thing({ title: 'Seconda cosa' })];
  for (const report of [one, two]) await done(follow, { code: report.code, how: 'daily' }, marta);
  await done(follow, { code: one.code, how: 'weekly' }, pietro);
  await digest('daily');
  assert.equal((await mailsOf(marta)).length, 0, 'nothing happened, nothing is said');
  await act('reports.take-charge', { code: one.code, promised: '2026-12-04' });
  await act('reports.take-charge', { code: two.code, promised: '2026-12-04' });
  await act('reports.resolve', { code: one.code });
  await settle();
  assert.equal((await mailsOf(marta)).length, 0);
  await digest('daily');
  await digest('daily');
  const mails = await mailsOf(marta);
  assert.equal(mails.length, 1);
  assert.equal(mails[0]!.subject, '3 novità da Valdarena');
  assert.match(
    mails[0]!.text,
    /2 cose che segui sono cambiate[\s\S]*Prima cosa\nRisolta · Lucia Ferrante[^\n]*\nPresa in carico[^\n]*\nhttp[^\n]*\n\nSeconda cosa\nPresa in carico/,
  );
  assert.equal((await mailsOf(pietro)).length, 0);
  await digest('weekly');
  assert.equal((await mailsOf(pietro)).length, 1);
  assert.equal((await mailsOf(marta)).length, 1);
  await act('reports.answer', { code: two.code, answer: 'Ancora un poco.' });
  await setVisibilityOf(two.id, 'hidden');
  await digest('daily');
  assert.equal((await mailsOf(marta)).length, 1, 'what was hidden fills no digest');
});

test('a digest that is cut short in the middle is neither lost nor told twice', async () => {
  const people: Actor[] = [];
  const report = await thing();
  for (let i = 0; i < 5; i++) {
    people.push(await person(`Lettrice ${i}`));
    await done(follow, { code: report.code, how: 'daily' }, people[i]!);
  }
  await act('reports.resolve', { code: report.code });
  await settle();
  const db = house.database.db;
  await sql`create function public.break() returns trigger language plpgsql as $$ begin raise exception 'cut short'; end $$`.execute(
    db,
  );
  // First while it is noted what is mailed, then while the mails are queued.
  await sql`create trigger break before update on notices.notices for each row when (new.person = ${sql.lit(people[3]!.person)}) execute function public.break()`.execute(
    db,
  );
  await digest('daily');
  for (const one of people) assert.equal((await mailsOf(one)).length, 0);
  await sql`drop trigger break on notices.notices`.execute(db);
  await sql`create trigger break before insert on jobs.job for each row when (new.name = 'notices.send') execute function public.break()`.execute(
    db,
  );
  await digest('daily');
  for (const one of people) assert.equal((await mailsOf(one)).length, 0);
  await sql`drop trigger break on jobs.job; drop function public.break`.execute(db);
  // The one that failed is tried again, and meanwhile the next day begins another.
  await sql`update jobs.job set start_after = now() where state = 'retry'`.execute(db);
  await digest('daily');
  for (const one of people) assert.equal((await mailsOf(one)).length, 1);
});

test('who chose English is written to in English, who has not proven the address not at all', async () => {
  const marta = await person('Marta Englisch');
  await renamePerson(house.database.db, marta.person!, 'Marta English', 'en');
  const ctx = house.ctx();
  const email = 'unproven@example.org';
  const unproven = await ensurePerson(ctx.db, {
    id: ctx.id(),
    name: 'Non Provata',
    email,
    emailTyped: email,
    language: 'it',
    now: ctx.now,
  });
  const report = await thing({ author: marta.person });
  const other = await thing({ author: unproven.id });
  for (const one of [report, other]) await act('reports.resolve', { code: one.code });
  await settle();
  const [mail] = await mailsOf(marta);
  assert.equal(mail!.subject, `Resolved: ${report.title} (${report.code})`);
  assert.match(mail!.html, /^<!doctype html><html lang="en">/);
  assert.match(mail!.text, /Why you get this e-mail: you wrote it\. *\n?Stop writing to me/);
  assert.equal((await mailbox(path.join(house.folder, 'mails'))).filter((one) => one.to === email).length, 0);
});

test('two thousand followers are told in a few statements, and each of many acts costs no more', async () => {
  const report = await thing();
  const db = house.database.db;
  await sql`insert into people.people (id, name, email, email_typed, assurance, created)
    select gen_random_uuid(), 'Folla ' || n, 'folla.' || n || '@example.org', 'folla.' || n || '@example.org', 'email', now() from generate_series(1, 2000) n`.execute(
    db,
  );
  await sql`insert into notices.follows (id, person, entry, how, since)
    select gen_random_uuid(), id, ${report.id}, 'page', now() from people.people where name like 'Folla %'`.execute(db);
  for (let i = 0; i < 15; i++) await act('reports.answer', { code: report.code, answer: `Aggiornamento ${i}` });
  const began = performance.now();
  const statements = await counting(() => house.subscribers.drain());
  const row = await sql<{ n: number }>`select count(*) as n from notices.notices where entry = ${report.id}`.execute(db);
  assert.equal(row.rows[0]!.n, 15 * 2000);
  const telling = statements.filter((text) => /insert into notices\.notices/.test(text)).length;
  assert.equal(telling, 2, `${telling} statements in ${Math.round(performance.now() - began)} ms`);
  assert.ok(statements.length < 120, `${statements.length} statements`);
});

test('mails to many at once cost a few statements for each hundred', async () => {
  const report = await thing();
  const db = house.database.db;
  await sql`insert into notices.follows (id, person, entry, how, since)
    select gen_random_uuid(), id, ${report.id}, 'at-once', now() from people.people where name like 'Folla %' order by email limit 450`.execute(
    db,
  );
  await act('reports.resolve', { code: report.code });
  await house.subscribers.drain();
  const statements = await counting(() => drainOnly('notices.mail'));
  const queued = await sql<{
    n: number;
  }>`select count(*) as n from jobs.job where name = 'notices.send' and state = 'created'`.execute(db);
  assert.equal(queued.rows[0]!.n, 450);
  assert.ok(statements.length <= 60, `${statements.length} statements`);
  await sql`delete from jobs.job where name = 'notices.send'`.execute(db);
});

test('twenty mails at once in an hour, then the digest of the day', async () => {
  const marta = await person('Marta Sommersa');
  const report = await thing({ author: marta.person });
  for (let i = 0; i < 25; i++) await act('reports.answer', { code: report.code, answer: `Ancora ${i}` });
  await settle();
  assert.equal((await mailsOf(marta)).length, 20);
  await digest('daily');
  const [last, ...others] = await mailsOf(marta);
  assert.equal(others.length, 20);
  assert.match(last!.subject, /^5 novità/);
  clock += 2 * hour;
  await act('reports.answer', { code: report.code, answer: 'Il giorno dopo' });
  await settle();
  assert.equal((await mailsOf(marta)).length, 22);
});

test('every act that is told is a verb of the house, with its words in both languages', async () => {
  const { rooms } = await import('../../app/modules.ts');
  const names = new Set(rooms.flatMap((room) => (room.verbs ?? []).map((verb) => verb.name)));
  for (const verb of allTold()) {
    assert.ok(names.has(verb), verb);
    for (const lang of ['it', 'en'] as const)
      for (const key of [toldKey(verb, 'told'), toldKey(verb, 'told-sentence')]) assert.ok(wordsFor(lang).has(key), key);
  }
});

test('imported history is told to nobody', async () => {
  const marta = await person('Marta I');
  const report = await thing({ author: marta.person });
  await house.database.db.transaction().execute(async (trx) => {
    const { writeHistory } = await import('../../kernel/register/register.ts');
    await writeHistory({ ...house.ctx(), db: trx }, [
      {
        verb: 'reports.resolve',
        entry: report.id,
        code: report.code,
        place: a.id,
        at: new Date(clock),
        public: { state: 'resolved', imported: true },
      },
    ]);
  });
  await settle();
  assert.equal((await noticesOf(marta)).length, 0);
});

test('two hundred follows a person, and no more, also at once', async () => {
  const marta = await person('Marta Tutto');
  await sql`insert into notices.follows (id, person, place, point, metres, how, since)
    select gen_random_uuid(), ${marta.person}, ${a.id}, st_setsrid(st_makepoint(11 + n / 1000.0, 44), 4326), 100, 'page', now() from generate_series(1, 198) n`.execute(
    house.database.db,
  );
  const [last, ...places] = territoryOf(house.ctx()).municipalities.slice(0, 7);
  const all = await Promise.all(places.map((place) => house.perform(follow, { municipality: place.slug, how: 'page' }, marta)));
  assert.equal(all.filter((outcome) => 'done' in outcome).length, 2);
  assert.equal((await followsOf(marta)).length, 200);
  assert.equal(await refusal(follow, { municipality: last!.slug }, marta), 'notices.too-many 409');
});

test('to follow is for who has signed in, and what is another’s is not there', async () => {
  const [marta, pietro] = [await person('Marta R'), await person('Pietro R')];
  const report = await thing();
  const secret = await thing({ visibility: 'private' });
  assert.equal(await refusal(follow, { code: report.code }, anonymous), 'kernel.sign-in 401');
  assert.equal(await refusal(follow, { code: secret.code }, marta), 'kernel.absent 404');
  await done(follow, { code: report.code }, marta);
  const [mine] = await followsOf(marta);
  assert.equal(await refusal(setRhythm, { follow: mine!.id, how: 'page' }, pietro), 'kernel.absent 404');
  assert.equal(await refusal(unfollow, { follow: mine!.id }, pietro), 'kernel.absent 404');
  assert.equal(await refusal(unfollow, { code: report.code }, anonymous), 'kernel.sign-in 401');
  assert.equal(await refusal(unfollow, {}, pietro), 'kernel.absent 404');
  assert.match(await refusal(follow, { lat: 10, lon: 10 }, marta), /territory\.outside 422/);
  assert.deepEqual(await counters(report.id), 1);
  await done(unfollow, { code: report.code }, marta);
  assert.deepEqual(await counters(report.id), 0);
});

test('the page: unread first, all marked, rhythms changed and follows stopped; the button; the address to follow', async () => {
  const marta = await person('Marta Pagina');
  const report = await thing({ title: 'La panchina rotta' });
  const path = `/segnalazioni/${report.code}`;
  assert.match((await get(path)).body, new RegExp(`/entra\\?next=${encodeURIComponent(path)}"[^>]*>[\\s\\S]{0,400}Segui`));
  const cookie = await cookieOf(marta);
  assert.match((await get(path, marta, cookie)).body, /<form action="\/segui" method="post">/);
  const pressed = await post('/segui', { code: report.code, how: 'at-once' }, cookie);
  assert.deepEqual([pressed.statusCode, pressed.headers.location], [303, path]);
  assert.match((await get(path, marta, cookie)).body, /<form action="\/segui\/basta" method="post">/);
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04' });
  await settle();
  const shown = (await get('/notifiche', marta, cookie)).body;
  assert.match(
    shown,
    /Presa in carico[\s\S]*La panchina rotta[\s\S]*Segna tutto come letto[\s\S]*Che cosa segui[\s\S]*La panchina rotta/,
  );
  assert.match(shown, /Da leggere/);
  const api = JSON.parse((await get('/api/v1/notices', marta, cookie)).body);
  assert.deepEqual(
    api.items.map((one: any) => [one.verb, one.code, one.read]),
    [['reports.take-charge', report.code, null]],
  );
  assert.equal((await post('/notifiche/lette', {}, cookie)).statusCode, 303);
  assert.doesNotMatch((await get('/notifiche', marta, cookie)).body, /Da leggere/);
  const [mine] = await followsOf(marta);
  await post('/notifiche/ritmo', { follow: mine!.id, how: 'weekly' }, cookie);
  assert.equal((await followsOf(marta))[0]!.how, 'weekly');
  assert.equal((await post('/segui/basta', { follow: mine!.id }, cookie)).headers.location, '/notifiche?fatto=basta#segui');
  assert.deepEqual(await followsOf(marta), []);

  const wanted = (await get(`/segui?comune=${a.slug}&tipo=waste`, marta, cookie)).body;
  assert.match(wanted, new RegExp(`Rifiuti, ${a.name}`));
  assert.equal(
    (await post('/segui', { topic: 'waste', municipality: a.slug, how: 'daily' }, cookie)).headers.location,
    '/notifiche?fatto=segui#segui',
  );
  assert.match((await get('/notifiche', marta, cookie)).body, new RegExp(`Rifiuti, ${a.name}`));
  const out = await get(`/segui?comune=${a.slug}`);
  assert.equal(out.headers.location, `/entra?next=${encodeURIComponent(`/segui?comune=${a.slug}`)}`);
  assert.match((await get('/segui?lat=44.1&lon=11.2&metri=750', marta, cookie)).body, /<option value="750" selected/);
  assert.equal((await get('/segui?cosa=SEG-2020-000001', marta, cookie)).statusCode, 404);
  const ended = await post('/segui', { code: report.code, how: 'daily' }, 'arengo_session=gone');
  assert.equal(ended.headers.location, `/entra?next=${encodeURIComponent(`/segui?cosa=${report.code}`)}`);
  const wrong = await post('/segui', { municipality: '', how: 'daily' }, cookie);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /Scegli un comune/);
});

test('pages of notices: unread first, by cursor, nothing twice', async () => {
  const marta = await person('Marta Lunga');
  const report = await thing();
  await done(follow, { code: report.code, how: 'page' }, marta);
  for (let i = 0; i < 9; i++) await act('reports.answer', { code: report.code, answer: `Numero ${i}` });
  await settle();
  const own = await noticesOf(marta);
  for (const one of own.slice(0, 4)) await done(readNotices, { act: one.act }, marta);
  const cookie = await cookieOf(marta);
  const seen: string[] = [];
  let next: string | null = '';
  for (let i = 0; next !== null; i++) {
    assert.ok(i < 5);
    const answer: any = JSON.parse((await get(`/api/v1/notices?limit=4${next ? `&cursor=${next}` : ''}`, marta, cookie)).body);
    seen.push(...answer.items.map((one: any) => one.act));
    next = answer.next;
  }
  assert.deepEqual(
    seen,
    [...own.slice(4), ...own.slice(0, 4)].map((one) => one.act),
  );
});

const settle = () => house.settle();

const verbs: Record<string, Acting> = {};
async function act(name: string, input: Record<string, unknown>, actor = officer): Promise<any> {
  const key = name;
  verbs[key] ??= async (given, who) => {
    const { rooms } = await import('../../app/modules.ts');
    const verb = rooms.flatMap((room) => room.verbs ?? []).find((one) => one.name === name);
    const words = /resolve|start-work|close/.test(name) ? { answer: 'Ecco fatto.' } : {};
    const outcome = await house.perform<any>(verb!, { ...words, ...given }, who);
    assert.ok('done' in outcome, `${name}: ${JSON.stringify(outcome)}`);
    return outcome.done;
  };
  return verbs[key](input, actor);
}

function send(where: { lat: number; lon: number; category?: string }): Promise<any> {
  clock += hour;
  return act(
    'reports.send',
    { category: where.category ?? 'roads', title: 'Una buca nuova', lat: where.lat, lon: where.lon },
    anonymous,
  );
}

async function digest(how: 'daily' | 'weekly'): Promise<void> {
  await settle();
  clock += day;
  await house.jobs.enqueue(house.database.db, `notices.${how}`, {});
  await settle();
}

/** Runs the queue of one job and leaves the others alone. */
async function drainOnly(name: string): Promise<void> {
  const { jobs } = await import('./tell.ts');
  const job = jobs.find((one) => one.name === name)!;
  for (let i = 0; i < 10; i++) {
    const taken = await sql`delete from jobs.job where name = ${name} and state = 'created'`.execute(house.database.db);
    if (Number(taken.numAffectedRows) === 0) return;
    await house.database.db
      .transaction()
      .execute((trx) => job.run({ ...house.ctx(), db: trx, enqueue: (to, data) => house.jobs.enqueue(trx, to, data) }, {}));
  }
}

async function counting(run: () => Promise<void>): Promise<string[]> {
  const counter = countStatements(house.database.pool);
  counter.take();
  await run();
  return counter.take();
}

async function noticesOf(actor: Actor): Promise<{ act: string; reason: string; how: string; verb: string }[]> {
  await house.subscribers.drain();
  const { rows } = await sql<{ act: string; reason: string; how: string; verb: string }>`
    select n.act, n.reason, n.how, a.verb from notices.notices n join kernel.acts a on a.id = n.act where n.person = ${actor.person} order by n.at desc, n.act desc`.execute(
    house.database.db,
  );
  return rows;
}

async function followsOf(actor: Actor): Promise<{ id: string; how: string }[]> {
  const { rows } = await sql<{
    id: string;
    how: string;
  }>`select id, how from notices.follows where person = ${actor.person} and how <> 'none'`.execute(house.database.db);
  return rows;
}

async function counters(entry: string): Promise<number> {
  await house.subscribers.drain();
  const { rows } = await sql<{ followers: number }>`select followers from entries.counters where entry = ${entry}`.execute(
    house.database.db,
  );
  return rows[0]!.followers;
}

async function mailsOf(actor: Actor): Promise<BoxedMail[]> {
  await settle();
  const mails = await mailbox(path.join(house.folder, 'mails'));
  return mails.filter((mail) => mail.to === emailOf(actor.name));
}

async function lastEml(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const [latest] = await mailbox(path.join(house.folder, 'mails'));
  return readFile(path.join(house.folder, 'mails', `${latest!.id}.eml`), 'utf8').then((text) => text.replaceAll('\r\n', '\n'));
}

async function setVisibilityOf(id: string, visibility: 'hidden' | 'private'): Promise<void> {
  await setVisibility(house.database.db, id, visibility, new Date(clock));
}

const emailOf = (name: string) => `${name.toLowerCase().replaceAll(/\s+/g, '.')}@example.org`;

async function person(name: string, roles: RoleHeld[] = []): Promise<Actor> {
  const ctx = house.ctx();
  const email = emailOf(name);
  const made = await ensureProvenPerson(ctx.db, { id: ctx.id(), name, email, emailTyped: email, language: 'it', now: ctx.now });
  return { kind: 'person', person: made.id, name, assurance: 'email', roles, organisations: [] };
}

async function thing(
  more: { author?: string | null; title?: string; visibility?: 'public' | 'private' } = {},
): Promise<{ id: string; code: string; title: string }> {
  const ctx = house.ctx();
  const id = ctx.id();
  const title = more.title ?? 'Una cosa qualunque';
  const { code } = await insertEntry(ctx.db, {
    id,
    kind: 'report',
    prefix: 'SEG',
    place: a.id,
    author: more.author ?? null,
    title,
    visibility: more.visibility ?? 'public',
    state: 'sent',
    assurance: 'email',
    now: ctx.now,
  });
  await sql`insert into reports.reports (id, key, description, receipt, channel) values (${id}, ${id}, '', ${Buffer.from(id)}, 'web')`.execute(
    ctx.db,
  );
  return { id, code, title };
}

async function said(verb: any, input: Record<string, unknown>, actor: Actor): Promise<any> {
  const outcome = await house.perform<any>(verb, verb === follow ? { how: 'at-once', ...input } : input, actor);
  assert.ok('done' in outcome, JSON.stringify(outcome));
  return outcome.done;
}

async function done(verb: any, input: Record<string, unknown>, actor: Actor): Promise<void> {
  await said(verb, input, actor);
}

async function refusal(verb: any, input: Record<string, unknown>, actor: Actor): Promise<string> {
  const outcome = await house.perform<any>(verb, verb === follow ? { how: 'page', ...input } : input, actor);
  return 'refused' in outcome ? `${outcome.refused.code} ${outcome.refused.status}` : JSON.stringify(outcome);
}

async function cookieOf(actor: Actor): Promise<string> {
  const secret = house.ctx().secret(24);
  await insertSession(house.database.db, {
    id: hashOf(secret),
    person: actor.person!,
    now: new Date(clock),
    expires: new Date(clock + 30 * day),
    agent: 'test',
  });
  return `arengo_session=${secret}`;
}

async function get(url: string, actor?: Actor, cookie?: string) {
  const own = cookie ?? (actor && (await cookieOf(actor)));
  return house.server.app.inject({ url, headers: own ? { cookie: own } : {} });
}

function post(url: string, payload: Record<string, string>, cookie: string) {
  return house.server.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(payload).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', cookie },
  });
}
