import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { computeFigures } from '../../../commons/entries/store-figures.ts';
import { computeYear } from '../../../commons/entries/store-year.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { anonymous, system } from '../../../kernel/actor.ts';
import { all } from '../../../kernel/database/store.ts';
import { countAnswers } from '../asking/store.ts';
import { takeCharge } from '../desk/actions.ts';
import { reopen } from '../desk/actions-duplicate.ts';
import { passOutside } from '../desk/actions-passing.ts';
import { confirmReport, sendReport } from '../intake/actions.ts';
import { keepBody, retireBody } from './actions.ts';
import { routeOf } from './routing.ts';
import { insertOwned, replaceLayer } from './store-layers.ts';

let clock = Date.parse('2026-11-02T08:00:00Z');
let house: TestHouse;
let metropolis: Place;
let a: Place;
let b: Place;
let officer: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  const territory = territoryOf(house.ctx());
  metropolis = territory.metropolis!;
  [a, b] = territory.municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
});
after(() => house.close());

const inside = (place: Place) => ({ lat: place.outline!.lat, lon: place.outline!.lon });
/** So many metres to the east. */
const east = (place: Place, metres: number) => ({
  lat: place.outline!.lat,
  lon: place.outline!.lon + metres / (111_320 * Math.cos((place.outline!.lat * Math.PI) / 180)),
});

function keep(place: Place, code: string, more: Record<string, unknown> = {}): Promise<{ id: string }> {
  const input = { place: place.slug, code, name: `Ente ${code}`, contact: '800 123 456', method: 'hand', ...more };
  return house.done(keepBody, input, system);
}

async function handler(place: Place, category: string, code?: string): Promise<void> {
  const value = code ? [{ category, handler: code }] : [];
  await house.done(changeSetting, { place: place.slug, name: 'reports.category-rules', value }, system);
}

/** A line from north to south through a point. */
async function layer(name: string, owner: { body?: string; owner?: string }, at: { lat: number; lon: number }, more = {}) {
  const ctx = house.ctx();
  const facts = { place: metropolis.id, name, body: null, owner: null, categories: ['roads'], metres: 15, imported: ctx.now };
  const { id } = await replaceLayer(ctx.db, { ...facts, ...owner, ...more, id: ctx.id() });
  const line = { type: 'LineString', coordinates: [-0.001, 0.001].map((d) => [at.lon, at.lat + d]) };
  await insertOwned(ctx.db, id, [{ n: 1, name: 'SP 12', geometry: line }]);
}

async function clear(): Promise<void> {
  const { db } = house.ctx();
  await sql`delete from reports.owned`.execute(db);
  await sql`delete from reports.owned_layers`.execute(db);
}

const way = (place: Place, point: { lat: number; lon: number } | null, code: string, named?: string) =>
  routeOf(house.ctx(), place.id, point, { code, ...(named && { handler: named }) });

let sendings = 0;
const report = (point: { lat: number; lon: number }, category: string, more: Record<string, unknown> = {}) => ({
  category,
  title: `Una cosa da dire ${++sendings}`,
  ...point,
  ...more,
});

const stateOf = async (code: string) =>
  (
    await all(
      house.ctx().db,
      sql<{ state: string; place: string; closed: Date | null; hops: string[] }>`
      select e.state, e.place, e.closed, array(select coalesce(h.body, h.to_place::text) from reports.hops h where h.report = e.id order by h.at) as hops
      from entries.entries e where e.code = ${code}`,
    )
  )[0]!;

test('a thing near by outranks the handler of the kind, who outranks the municipality; the nearest thing wins, within its metres', async () => {
  const here = inside(a);
  const lines = await keep(metropolis, 'lines');
  await keep(metropolis, 'kind');
  assert.deepEqual([(await way(a, here, 'roads')).by, (await way(a, here, 'roads')).place.id], ['geometry', a.id]);
  assert.deepEqual((await way(a, here, 'roads', 'kind')).body?.code, 'kind');
  assert.equal((await way(a, null, 'roads', 'kind')).by, 'handler', 'without a point, the kind alone says it');
  await layer('of-a-body', { body: lines.id }, here);
  const found = await way(a, east(a, 14), 'roads', 'kind');
  assert.deepEqual([found.by, found.body?.code, found.owner, found.thing], ['layer', 'lines', 'Ente lines', 'SP 12']);
  assert.equal((await way(a, east(a, 16), 'roads', 'kind')).by, 'handler', 'a metre too far');
  assert.equal((await way(a, east(a, 14), 'lighting', 'kind')).by, 'handler', 'the layer is not about lamps');
  await layer('of-the-metropolis', { owner: metropolis.id }, east(a, 10));
  const nearest = await way(a, east(a, 9), 'roads', 'kind');
  assert.deepEqual([nearest.by, nearest.body, nearest.place.id, nearest.owner], ['layer', null, metropolis.id, metropolis.name]);
  await layer('of-b', { owner: b.id }, east(a, 8), { place: b.id });
  assert.equal((await way(a, east(a, 8), 'roads')).place.id, metropolis.id, 'what municipality B imported holds in B alone');
  await house.done(retireBody, { id: lines.id }, system);
  assert.equal((await way(a, east(a, -8), 'roads', 'kind')).by, 'handler', 'the layer of who is retired counts no longer');
  await clear();
});

test('a code means the body of the municipality first; who is unknown or retired leaves the report with the municipality', async () => {
  const whole = await keep(metropolis, 'acqua');
  const own = await keep(a, 'acqua', { name: 'Acqua di qui' });
  assert.equal((await way(a, null, 'water', 'acqua')).owner, 'Acqua di qui');
  assert.equal((await way(b, null, 'water', 'acqua')).owner, 'Ente acqua');
  await house.done(retireBody, { id: own.id }, system);
  assert.equal((await way(a, null, 'water', 'acqua')).owner, 'Ente acqua', 'what the municipality no longer uses hides nothing');
  await house.done(retireBody, { id: whole.id }, system);
  for (const code of ['acqua', 'nobody']) assert.equal((await way(a, null, 'water', code)).by, 'geometry', code);
});

test('what a body answers for is with it as soon as it is sent, with the hop in its thread, and the municipality can take it back', async () => {
  const { id } = await keep(metropolis, 'fogne', { name: 'Acque di Prova', contact: '800 000 111' });
  await handler(a, 'water', 'fogne');
  const sent = await house.done(sendReport, report(inside(a), 'water'), anonymous);
  const { state, place, closed, hops } = await stateOf(sent.code);
  assert.deepEqual([state, place, hops], ['not-ours', a.id, ['Acque di Prova']]);
  assert.equal(closed?.toISOString(), new Date(clock).toISOString(), 'the clock of the promise stops');
  const [hop] = await all(house.ctx().db, sql<{ body_id: string }>`select body_id from reports.hops where body_id is not null`);
  assert.equal(hop!.body_id, id);
  const page = (await house.get(`/segnalazioni/${sent.code}`)).body;
  assert.match(page, /Passata ad Acque di Prova il 2 novembre/);
  assert.match(page, /800 000 111/);
  assert.doesNotMatch(page, /Risponde: Comune|Era promesso entro/);
  assert.match(page, new RegExp(`La segue ancora: Comune di ${a.name}`));
  const kinds = await all(
    house.ctx().db,
    sql<{ verb: string; kind: string }>`
    select a.verb, s.private->>'kind' as kind from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.code = ${sent.code} order by a.seq`,
  );
  assert.deepEqual(
    kinds.map(({ verb, kind }) => `${verb} ${kind}`),
    ['reports.send anonymous', 'reports.pass-outside system'],
  );
  assert.equal(await house.refusal(takeCharge, { code: sent.code }, officer), 'reports.wrong-state 409');
  await house.done(reopen, { code: sent.code, answer: 'È un nostro tubo, ci pensiamo noi.' }, officer);
  assert.equal((await stateOf(sent.code)).state, 'taken-in-charge');
  await house.done(passOutside, { code: sent.code, register: id }, officer);
  assert.deepEqual((await stateOf(sent.code)).hops, ['Acque di Prova', 'Acque di Prova']);
  await handler(a, 'water');
});

test('sent twice at once it is one report, passed on once', async () => {
  await keep(metropolis, 'doppio');
  await handler(a, 'water', 'doppio');
  const input = report(inside(a), 'water', { key: 'una-chiave' });
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => house.done(sendReport, input, officer)));
  assert.equal(new Set(outcomes.map(({ code }) => code)).size, 1);
  assert.deepEqual((await stateOf(outcomes[0]!.code)).hops, ['Ente doppio']);
  await handler(a, 'water');
});

test('where an address must be confirmed, nobody outside hears of it before', async () => {
  await keep(metropolis, 'attende');
  const value = [{ category: 'waste', handler: 'attende', who: 'email' }];
  await house.done(changeSetting, { place: a.slug, name: 'reports.category-rules', value }, system);
  const waiting = await house.done(sendReport, report(inside(a), 'waste', { email: 'ada@example.org' }), anonymous);
  assert.deepEqual((await stateOf(waiting.code)).hops, []);
  await house.done(confirmReport, { token: await tokenOf(waiting.code) }, anonymous);
  assert.deepEqual([(await stateOf(waiting.code)).state, (await stateOf(waiting.code)).hops], ['not-ours', ['Ente attende']]);
  const taken = await house.done(sendReport, report(inside(a), 'waste', { email: 'bice@example.org' }), anonymous);
  await house.done(takeCharge, { code: taken.code }, officer);
  await house.done(confirmReport, { token: await tokenOf(taken.code) }, anonymous);
  assert.deepEqual((await stateOf(taken.code)).state, 'taken-in-charge', 'what the office took up stays with it');
  await handler(a, 'water');
});

test('a metropolitan road is at the desk of the metropolis, on every list and in every format, and is counted once', async () => {
  await layer('metropolitan-roads', { owner: metropolis.id }, inside(a));
  const sent = await house.done(sendReport, report(inside(a), 'roads'), anonymous);
  const { state, place } = await stateOf(sent.code);
  assert.deepEqual([state, place], ['sent', metropolis.id]);
  const page = await house.get(`/segnalazioni/${sent.code}`);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, new RegExp(`Risponde: ${metropolis.name}[\\s\\S]*SP 12`));
  assert.doesNotMatch(page.body, new RegExp(`comuni/${metropolis.slug}`));
  const json = JSON.parse((await house.get(`/api/v1/reports/${sent.code}`)).body);
  assert.equal(json.municipality, null, 'no municipality answers for it');
  for (const url of [
    '/segnalazioni',
    '/segnalazioni.csv',
    '/segnalazioni.geojson',
    '/segnalazioni.atom',
    '/open311/v2/requests.json',
  ])
    assert.match((await house.get(url)).body, new RegExp(sent.code), url);
  const own = `/segnalazioni?comune=${metropolis.slug}`;
  for (const url of [own, own.replace('?', '.csv?'), own.replace('?', '.geojson?')])
    assert.match((await house.get(url)).body, new RegExp(sent.code), url);
  assert.doesNotMatch((await house.get(own)).body, /Niente di quello che hai scritto|non si capisce/);
  const there = (await house.get(`/segnalazioni?comune=${a.slug}`)).body;
  assert.doesNotMatch(there, new RegExp(sent.code));
  const [, around] = new RegExp(`href="(/segnalazioni\\?comune=${metropolis.slug}[^"]*riquadro=[^"]*)"`).exec(there)!;
  assert.match(
    (await house.get(around!.replaceAll('&amp;', '&'))).body,
    new RegExp(sent.code),
    'the list of a municipality leads to it',
  );
  const road = await house.person('Piero Cau', [{ role: 'officer', place: metropolis.id, whole: true }]);
  assert.match((await house.get('/banco', await house.sessionOf(road))).body, new RegExp(sent.code));
  assert.doesNotMatch((await house.get('/banco', await house.sessionOf(officer))).body, new RegExp(sent.code));
  assert.equal(await house.refusal(takeCharge, { code: sent.code }, officer), 'reports.not-your-office 403');
  await house.done(takeCharge, { code: sent.code }, road);
  await house.report({ place: a.id });
  clock += 400 * 86_400_000;
  const { db } = house.ctx();
  await computeFigures(db, new Date(clock), metropolis.id);
  await computeYear(db, new Date(clock), metropolis.id, []);
  await sql`insert into reports.questions (report, closed, token, asked, fixed, answered)
    select id, ${new Date(clock)}, id::text::bytea, ${new Date(clock)}, true, ${new Date(clock)} from reports.reports`.execute(
    db,
  );
  await countAnswers(db, new Date(clock), metropolis.id);
  const late = await all(
    db,
    sql<{ figure: number; really: number }>`
    select value::int as figure, (select count(*)::int from entries.entries where kind = 'report' and closed is null and visibility = 'public' and due < ${new Date(clock)}) as really
    from entries.figures where name = 'late' and kind = 'report' and place = ${metropolis.id}`,
  );
  assert.equal(late.length, 1);
  assert.equal(late[0]!.figure, late[0]!.really, 'the metropolis counts for all, its own among them');
  clock -= 400 * 86_400_000;
  await clear();
});

test('ten thousand lines cost no more than a blink', async (t) => {
  const ctx = house.ctx();
  const facts = { place: metropolis.id, name: 'many', body: null, owner: metropolis.id, categories: ['roads'], metres: 15 };
  const { id } = await replaceLayer(ctx.db, { ...facts, id: ctx.id(), imported: ctx.now });
  const { west, south, east: right, north } = metropolis.outline!;
  const things = Array.from({ length: 10_000 }, (_, i) => {
    const [x, y] = [west + ((right - west) * (i % 100)) / 100, south + ((north - south) * Math.floor(i / 100)) / 100];
    const coordinates = [0, 1, 2, 3].map((step) => [x + step * 0.0005, y + step * 0.0004]);
    return { n: i + 1, name: null, geometry: { type: 'LineString', coordinates } };
  });
  await insertOwned(ctx.db, id, things);
  await sql`analyze reports.owned`.execute(ctx.db);
  await sql`analyze reports.owned_layers`.execute(ctx.db);
  const line = things[5_050]!.geometry.coordinates[1]!;
  assert.equal((await way(a, { lon: line[0]!, lat: line[1]! }, 'roads')).by, 'layer');
  const began = performance.now();
  for (let i = 0; i < 20; i++) await way(a, { lon: line[0]! + i * 0.001, lat: line[1]! }, 'roads');
  const each = (performance.now() - began) / 20;
  t.diagnostic(`${each.toFixed(1)} ms`);
  assert.ok(each < 20, `${each.toFixed(1)} ms`);
  await clear();
});

async function tokenOf(code: string): Promise<string> {
  const { rows } = await house.database.pool.query(
    `select data::text as text from jobs.job where name = 'mail.send' and data::text like '%' || $1 || '%' limit 1`,
    [code],
  );
  return /conferma\/([\w-]+)/.exec(rows[0].text)![1]!;
}
