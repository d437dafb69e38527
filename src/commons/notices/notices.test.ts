import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { openNotices } from '../../../test/notices.ts';
import type { Actor } from '../../kernel/actor.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { comment } from '../discussion/actions.ts';
import { setHidden } from '../discussion/store.ts';
import { setVisibility } from '../entries/store.ts';
import { follow } from './actions.ts';
import { allTold, toldKey } from './notice.ts';

const { house, a, b, act, send, followed, noticesOf, mailsOf } = await openNotices();
after(() => house.close());
/** Tests tell of their own acts only. */
beforeEach(() => house.settle());

test('what was told once is told once, though the register is read again', async () => {
  const marta = await house.person('Marta Ancora');
  const report = await house.report({ author: marta.person });
  await act('reports.resolve', { code: report.code });
  await house.settle();
  for (let i = 0; i < 2; i++) {
    await sql`update kernel.cursors set seq = 0 where subscriber = 'notices.tell'`.execute(house.database.db);
    await house.settle();
  }
  assert.equal((await noticesOf(marta)).length, 1);
  assert.equal((await mailsOf(marta)).length, 1);
});

test('whoever follows a place is told of what is sent within it, by its distance', async () => {
  const [near, far, elsewhere] = [
    await house.person('Vicina Uno'),
    await house.person('Lontano Due'),
    await house.person('Altrove Tre'),
  ];
  const corner = await house.person('Angolo Quattro');
  const { lat, lon } = a.outline!;
  const metres = (n: number) => lon + n / (111_320 * Math.cos((lat * Math.PI) / 180));
  await followed({ lat, lon, metres: 500, how: 'page' }, near);
  await followed({ lat, lon: metres(520), metres: 500, how: 'page' }, far);
  await followed({ municipality: b.slug, how: 'page' }, elsewhere);
  await followed({ lat: lat + 400 / 111_100, lon: metres(370), metres: 500, how: 'page' }, corner);
  await send({ lat, lon: metres(-30) });
  await house.settle();
  assert.deepEqual(
    (await noticesOf(near)).map((one) => one.reason),
    ['near'],
  );
  assert.equal((await noticesOf(far)).length, 0);
  assert.equal((await noticesOf(corner)).length, 0, 'within the square around the circle, but not within the circle');
  assert.equal((await noticesOf(elsewhere)).length, 0);
  await send({ lat, lon: metres(490) });
  await house.settle();
  assert.equal((await noticesOf(near)).length, 2);
  assert.equal((await noticesOf(far)).length, 1);
});

test('topics, everywhere or in a municipality, and municipalities: reports and news, each act once', async () => {
  const [topic, topicB, town, both] = [
    await house.person('T Uno'),
    await house.person('T Due'),
    await house.person('M Uno'),
    await house.person('M Due'),
  ];
  await followed({ topic: 'waste', how: 'page' }, topic);
  await followed({ topic: 'waste', municipality: b.slug, how: 'page' }, topicB);
  await followed({ municipality: a.slug, how: 'page' }, town);
  await followed({ municipality: a.slug, how: 'weekly' }, both);
  await followed({ topic: 'waste', how: 'page' }, both);
  await send({ ...a.outline!, category: 'waste' });
  await act('board.publish', { place: a.slug, title: 'Il ponte riapre', body: 'Da lunedì si passa di nuovo.' });
  await house.settle();
  const reasons = async (one: Actor) => (await noticesOf(one)).map((notice) => `${notice.verb} ${notice.reason} ${notice.how}`);
  assert.deepEqual(await reasons(topic), ['reports.send topic page']);
  assert.deepEqual(await reasons(topicB), []);
  assert.deepEqual(await reasons(town), ['board.publish municipality page', 'reports.send municipality page']);
  assert.deepEqual(
    await reasons(both),
    ['board.publish municipality weekly', 'reports.send municipality weekly'],
    'the louder of two ways is kept',
  );
  assert.equal(await house.refusal(follow, { how: 'page', topic: 'unicorns' }, topic), 'notices.no-topic 422');
});

test('comments are told to those who follow; who is answered hears that it was answered; nobody hears of themselves', async () => {
  const [marta, pietro, ines] = [await house.person('Marta C'), await house.person('Pietro C'), await house.person('Ines C')];
  const report = await house.report();
  await followed({ code: report.code, how: 'page' }, ines);
  const first = await house.done(comment, { code: report.code, text: 'Ci sono caduto.' }, marta);
  await house.done(comment, { code: report.code, text: 'Anch’io.', parent: first.id }, pietro);
  await house.settle();
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
  const [marta, pietro] = [await house.person('Marta H'), await house.person('Pietro H')];
  for (const visibility of ['hidden', 'private'] as const) {
    const report = await house.report({ author: marta.person, title: `Cosa ${visibility}` });
    await followed({ code: report.code }, pietro);
    await act('reports.resolve', { code: report.code });
    await house.subscribers.drain();
    await setVisibility(house.database.db, report.id, visibility, house.ctx().now);
    await house.settle();
    assert.equal((await mailsOf(pietro)).length, 0, visibility);
    assert.doesNotMatch((await house.get('/notifiche', await house.sessionOf(pietro))).body, new RegExp(`Cosa ${visibility}`));
  }
  assert.deepEqual(
    (await mailsOf(marta)).map((one) => one.subject.split(':')[1]!.slice(0, 13)),
    [' Cosa private'],
    'what is private is its author’s',
  );
});

test('an act on what is private already is told to its author alone; one on a hidden comment to nobody', async () => {
  const [marta, pietro] = [await house.person('Marta P'), await house.person('Pietro P')];
  const report = await house.report({ author: marta.person });
  await followed({ code: report.code }, pietro);
  await setVisibility(house.database.db, report.id, 'private', house.ctx().now);
  await act('reports.answer', { code: report.code, answer: 'Rispondiamo a te sola.' });
  await house.settle();
  assert.equal((await noticesOf(pietro)).length, 0);
  assert.equal((await mailsOf(marta)).length, 1);
  const open = await house.report({ author: marta.person });
  const comment1 = await house.done(comment, { code: open.code, text: 'Insulto' }, pietro);
  await house.subscribers.drain();
  await setHidden(house.database.db, comment1.id, house.ctx().now);
  await house.settle();
  assert.equal((await mailsOf(marta)).length, 1);
  assert.doesNotMatch((await house.get('/notifiche', await house.sessionOf(marta))).body, /Nuovo commento/);
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
  const marta = await house.person('Marta I');
  const report = await house.report({ author: marta.person });
  await house.database.db.transaction().execute(async (trx) => {
    const { writeHistory } = await import('../../kernel/register/register.ts');
    await writeHistory({ ...house.ctx(), db: trx }, [
      {
        verb: 'reports.resolve',
        entry: report.id,
        code: report.code,
        place: a.id,
        at: house.ctx().now,
        public: { state: 'resolved', imported: true },
      },
    ]);
  });
  await house.settle();
  assert.equal((await noticesOf(marta)).length, 0);
});
