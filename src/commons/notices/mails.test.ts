import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import type { TestPerson } from '../../../test/house.ts';
import { hour, openNotices } from '../../../test/notices.ts';
import { countStatements } from '../../../test/statements.ts';
import { setVisibility } from '../entries/store.ts';
import { ensurePerson, renamePerson } from '../people/store.ts';

const { house, b, officer, pass, act, send, followed, digest, noticesOf, followsOf, mails, mailsOf, lastEml } =
  await openNotices();
after(() => house.close());
/** Tests tell of their own acts only. */
beforeEach(() => house.settle());

test('the author is told at once, once, in a mail that says everything; the office that acted is not', async () => {
  const marta = await house.person('Marta Deledda');
  const report = await house.report({ author: marta.person, title: 'Buca in via dei Cordai' });
  await followed({ code: report.code }, officer);
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04', answer: 'Veniamo a vedere.' });
  await house.settle();
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
      'puoi contestare la chiusura, una volta, fino al ',
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

test('of a closing whoever sent the report reads until when to contest it, once; who follows it does not', async () => {
  const own = await house.person('Marta Contesta');
  const neighbour = await house.person('Ugo Vicino');
  await sql`update people.people set language = 'en' where id = ${own.person}`.execute(house.database.db);
  const report = await house.report({ author: own.person });
  await followed({ code: report.code }, neighbour);
  await act('reports.close', { code: report.code, reason: 'no-funds' });
  assert.match((await mailsOf(own))[0]!.text, /you can contest the closing, once, until \d+ \w+ 20\d\d/);
  assert.doesNotMatch((await mailsOf(neighbour))[0]!.text, /contest/);
  await act('reports.contest', { code: report.code, answer: 'La buca è ancora lì.' }, own);
  await house.settle();
  await act('reports.resolve', { code: report.code });
  const [again] = await mailsOf(own);
  assert.match(again!.text, /resolved/i);
  assert.doesNotMatch(again!.text, /contest/, 'it was contested already');
});

test('one click stops the mails on a thing, without cookie or origin; looking at the link stops nothing', async () => {
  const marta = await house.person('Marta Stop');
  const report = await house.report({ author: marta.person });
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04' });
  await house.settle();
  const stop = /\/notifiche\/basta\/[\w-]+/.exec((await mailsOf(marta))[0]!.text)![0];
  const eml = await lastEml();
  assert.match(eml, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  assert.ok(eml.replace(/\r?\n\s+/g, '').includes(`<${house.config.origin}${stop}>`));
  const looked = await house.server.app.inject({ url: stop });
  assert.equal(looked.statusCode, 200);
  assert.match(looked.body, new RegExp(`<form action="${stop}" method="post"`));
  await act('reports.start-work', { code: report.code });
  await house.settle();
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
  await house.settle();
  assert.equal((await mailsOf(marta)).length, 2);
  assert.equal((await noticesOf(marta)).length, 2, 'nor is it told on the page');
  const forged = `${stop.slice(0, -3)}${stop.endsWith('AAA') ? 'BBB' : 'AAA'}`;
  assert.equal((await house.server.app.inject({ url: forged })).statusCode, 404);
  assert.equal((await house.server.app.inject({ method: 'POST', url: forged })).statusCode, 404);
});

test('one click on a mail that a municipality brought stops the municipality, also for what waits; a digest stops the digests', async () => {
  const marta = await house.person('Marta Comune');
  await followed({ municipality: b.slug, how: 'at-once' }, marta);
  await send({ ...b.outline! });
  await house.settle();
  const stop = /\/notifiche\/basta\/[\w-]+/.exec((await mailsOf(marta))[0]!.text)![0];
  await send({ ...b.outline! });
  await house.subscribers.drain();
  assert.equal((await house.server.app.inject({ method: 'POST', url: stop })).statusCode, 200);
  await house.settle();
  assert.equal((await mailsOf(marta)).length, 1);
  assert.deepEqual(await followsOf(marta), []);
  await followed({ municipality: b.slug, how: 'daily' }, marta);
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
  const [marta, pietro] = [await house.person('Marta D'), await house.person('Pietro D')];
  const [one, two] = [await house.report({ title: 'Prima cosa' }), await house.report({ title: 'Seconda cosa' })];
  for (const report of [one, two]) await followed({ code: report.code, how: 'daily' }, marta);
  await followed({ code: one.code, how: 'weekly' }, pietro);
  await digest('daily');
  assert.equal((await mailsOf(marta)).length, 0, 'nothing happened, nothing is said');
  await act('reports.take-charge', { code: one.code, promised: '2026-12-04' });
  await act('reports.take-charge', { code: two.code, promised: '2026-12-04' });
  await act('reports.resolve', { code: one.code });
  await house.settle();
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
  await setVisibility(house.database.db, two.id, 'hidden', house.ctx().now);
  await digest('daily');
  assert.equal((await mailsOf(marta)).length, 1, 'what was hidden fills no digest');
});

test('a digest that is cut short in the middle is neither lost nor told twice', async () => {
  const people: TestPerson[] = [];
  const report = await house.report();
  for (let i = 0; i < 5; i++) {
    people.push(await house.person(`Lettrice ${i}`));
    await followed({ code: report.code, how: 'daily' }, people[i]!);
  }
  await act('reports.resolve', { code: report.code });
  await house.settle();
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
  const marta = await house.person('Marta Englisch');
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
  const report = await house.report({ author: marta.person });
  const other = await house.report({ author: unproven.id });
  for (const one of [report, other]) await act('reports.resolve', { code: one.code });
  await house.settle();
  const [mail] = await mailsOf(marta);
  assert.equal(mail!.subject, `Resolved: ${report.title} (${report.code})`);
  assert.match(mail!.html, /^<!doctype html><html lang="en">/);
  assert.match(mail!.text, /Why you get this e-mail: you wrote it\. *\n?Stop writing to me/);
  assert.equal((await mails()).filter((one) => one.to === email).length, 0);
});

test('two thousand followers are told in a few statements, and each of many acts costs no more', async () => {
  const report = await house.report();
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
  const report = await house.report();
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
  const marta = await house.person('Marta Sommersa');
  const report = await house.report({ author: marta.person });
  for (let i = 0; i < 25; i++) await act('reports.answer', { code: report.code, answer: `Ancora ${i}` });
  await house.settle();
  assert.equal((await mailsOf(marta)).length, 20);
  await digest('daily');
  const [last, ...others] = await mailsOf(marta);
  assert.equal(others.length, 20);
  assert.match(last!.subject, /^5 novità/);
  pass(2 * hour);
  await act('reports.answer', { code: report.code, answer: 'Il giorno dopo' });
  await house.settle();
  assert.equal((await mailsOf(marta)).length, 22);
});

/** Runs the queue of one job and leaves the others alone. */
async function drainOnly(name: string): Promise<void> {
  const { jobs } = await import('./tell.ts');
  const job = jobs.find((one) => one.name === name)!;
  for (let i = 0; i < 10; i++) {
    const taken = await sql`delete from jobs.job where name = ${name} and state = 'created'`.execute(house.database.db);
    if (Number(taken.numAffectedRows) === 0) return;
    await house.database.db
      .transaction()
      .execute((trx) =>
        job.run({ ...house.ctx(), db: trx, enqueue: (to, data) => house.jobs.enqueue(trx, to, data) }, {}, 'trial'),
      );
  }
}

async function counting(run: () => Promise<void>): Promise<string[]> {
  const counter = countStatements(house.database.pool);
  counter.take();
  await run();
  return counter.take();
}
