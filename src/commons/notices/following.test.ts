import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { openNotices } from '../../../test/notices.ts';
import { anonymous } from '../../kernel/actor.ts';
import { territoryOf } from '../territory/territory.ts';
import { follow, readNotices, setRhythm, unfollow } from './actions.ts';

const { house, a, act, followed, noticesOf, followsOf } = await openNotices();
after(() => house.close());
/** Tests tell of their own acts only. */
beforeEach(() => house.settle());

test('two hundred follows a person, and no more, also at once', async () => {
  const marta = await house.person('Marta Tutto');
  await sql`insert into notices.follows (id, person, place, point, metres, how, since)
    select gen_random_uuid(), ${marta.person}, ${a.id}, st_setsrid(st_makepoint(11 + n / 1000.0, 44), 4326), 100, 'page', now() from generate_series(1, 198) n`.execute(
    house.database.db,
  );
  const [last, ...places] = territoryOf(house.ctx()).municipalities.slice(0, 7);
  const all = await Promise.all(places.map((place) => house.perform(follow, { municipality: place.slug, how: 'page' }, marta)));
  assert.equal(all.filter((outcome) => 'done' in outcome).length, 2);
  assert.equal((await followsOf(marta)).length, 200);
  assert.equal(await house.refusal(follow, { how: 'page', municipality: last!.slug }, marta), 'notices.too-many 409');
});

test('to follow is for who has signed in, and what is another’s is not there', async () => {
  const [marta, pietro] = [await house.person('Marta R'), await house.person('Pietro R')];
  const report = await house.report();
  const secret = await house.report({ visibility: 'private' });
  assert.equal(await house.refusal(follow, { how: 'page', code: report.code }, anonymous), 'kernel.sign-in 401');
  assert.equal(await house.refusal(follow, { how: 'page', code: secret.code }, marta), 'kernel.absent 404');
  await followed({ code: report.code }, marta);
  const [mine] = await followsOf(marta);
  assert.equal(await house.refusal(setRhythm, { follow: mine!.id, how: 'page' }, pietro), 'kernel.absent 404');
  assert.equal(await house.refusal(unfollow, { follow: mine!.id }, pietro), 'kernel.absent 404');
  assert.equal(await house.refusal(unfollow, { code: report.code }, anonymous), 'kernel.sign-in 401');
  assert.equal(await house.refusal(unfollow, {}, pietro), 'kernel.absent 404');
  assert.match(await house.refusal(follow, { how: 'page', lat: 10, lon: 10 }, marta), /territory\.outside 422/);
  assert.deepEqual(await counters(report.id), 1);
  await house.done(unfollow, { code: report.code }, marta);
  assert.deepEqual(await counters(report.id), 0);
});

test('the page: unread first, all marked, rhythms changed and follows stopped; the button; the address to follow', async () => {
  const marta = await house.person('Marta Pagina');
  const report = await house.report({ title: 'La panchina rotta' });
  const path = `/segnalazioni/${report.code}`;
  assert.match((await house.get(path)).body, new RegExp(`/entra\\?next=${encodeURIComponent(path)}"[^>]*>[\\s\\S]{0,400}Segui`));
  const cookie = await house.sessionOf(marta);
  assert.match((await house.get(path, cookie)).body, /<form action="\/segui" method="post">/);
  const pressed = await house.post('/segui', { code: report.code, how: 'at-once' }, cookie);
  assert.deepEqual([pressed.statusCode, pressed.headers.location], [303, path]);
  assert.match((await house.get(path, cookie)).body, /<form action="\/segui\/basta" method="post">/);
  await act('reports.take-charge', { code: report.code, promised: '2026-12-04' });
  await house.settle();
  const shown = (await house.get('/notifiche', cookie)).body;
  assert.match(
    shown,
    /Presa in carico[\s\S]*La panchina rotta[\s\S]*Segna tutto come letto[\s\S]*Che cosa segui[\s\S]*La panchina rotta/,
  );
  assert.match(shown, /Da leggere/);
  const api = JSON.parse((await house.get('/api/v1/notices', cookie)).body);
  assert.deepEqual(
    api.items.map((one: any) => [one.verb, one.code, one.read]),
    [['reports.take-charge', report.code, null]],
  );
  assert.equal((await house.post('/notifiche/lette', {}, cookie)).statusCode, 303);
  assert.doesNotMatch((await house.get('/notifiche', cookie)).body, /Da leggere/);
  const [mine] = await followsOf(marta);
  await house.post('/notifiche/ritmo', { follow: mine!.id, how: 'weekly' }, cookie);
  assert.equal((await followsOf(marta))[0]!.how, 'weekly');
  assert.equal((await house.post('/segui/basta', { follow: mine!.id }, cookie)).headers.location, '/notifiche?fatto=basta#segui');
  assert.deepEqual(await followsOf(marta), []);

  const wanted = (await house.get(`/segui?comune=${a.slug}&tipo=waste`, cookie)).body;
  assert.match(wanted, new RegExp(`Rifiuti, ${a.name}`));
  assert.equal(
    (await house.post('/segui', { topic: 'waste', municipality: a.slug, how: 'daily' }, cookie)).headers.location,
    '/notifiche?fatto=segui#segui',
  );
  assert.match((await house.get('/notifiche', cookie)).body, new RegExp(`Rifiuti, ${a.name}`));
  const out = await house.get(`/segui?comune=${a.slug}`);
  assert.equal(out.headers.location, `/entra?next=${encodeURIComponent(`/segui?comune=${a.slug}`)}`);
  assert.match((await house.get('/segui?lat=44.1&lon=11.2&metri=750', cookie)).body, /<option value="750" selected/);
  assert.equal((await house.get('/segui?cosa=SEG-2020-000001', cookie)).statusCode, 404);
  const ended = await house.post('/segui', { code: report.code, how: 'daily' }, 'arengo_session=gone');
  assert.equal(ended.headers.location, `/entra?next=${encodeURIComponent(`/segui?cosa=${report.code}`)}`);
  const wrong = await house.post('/segui', { municipality: '', how: 'daily' }, cookie);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /Scegli un comune/);
});

test('pages of notices: unread first, by cursor, nothing twice', async () => {
  const marta = await house.person('Marta Lunga');
  const report = await house.report();
  await followed({ code: report.code, how: 'page' }, marta);
  for (let i = 0; i < 9; i++) await act('reports.answer', { code: report.code, answer: `Numero ${i}` });
  await house.settle();
  const own = await noticesOf(marta);
  for (const one of own.slice(0, 4)) await house.done(readNotices, { act: one.act }, marta);
  const cookie = await house.sessionOf(marta);
  const seen: string[] = [];
  let next: string | null = '';
  for (let i = 0; next !== null; i++) {
    assert.ok(i < 5);
    const answer: any = JSON.parse((await house.get(`/api/v1/notices?limit=4${next ? `&cursor=${next}` : ''}`, cookie)).body);
    seen.push(...answer.items.map((one: any) => one.act));
    next = answer.next;
  }
  assert.deepEqual(
    seen,
    [...own.slice(4), ...own.slice(0, 4)].map((one) => one.act),
  );
  assert.equal((await house.get('/api/v1/notices?cursor=rubbish', cookie)).statusCode, 422);
  assert.equal((await house.get('/notifiche?da=rubbish', cookie)).statusCode, 200);
  const follows = (await house.get('/api/v1/follows?limit=1', cookie)).json();
  assert.equal(follows.items.length, 1);
  assert.equal((await house.get('/api/v1/follows?cursor=rubbish', cookie)).statusCode, 422);
});

async function counters(entry: string): Promise<number> {
  await house.subscribers.drain();
  const { rows } = await sql<{ followers: number }>`select followers from entries.counters where entry = ${entry}`.execute(
    house.database.db,
  );
  return rows[0]!.followers;
}
