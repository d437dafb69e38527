/** Before a report without a point is sent: is the problem told already, in the same place by its words, or in the same words? */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type KyselyPlugin, RawNode } from 'kysely';
import { countStatements } from '../../../../test/statements.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { anonymous } from '../../../kernel/actor.ts';
import { sendReport } from './actions.ts';
import { likenessInWords } from './alike.ts';
import { reportsInWords } from './store.ts';
import { openTelling } from './telling.testing.ts';

const { house, id, slug, lat, lon, flow, begin, next, count } = await openTelling();
after(() => house.close());
const [, other] = territoryOf(house.ctx()).municipalities;

/** A report that is told in words, in the first municipality. */
const tell = (placeLabel: string, more: Record<string, unknown> = {}) =>
  house.done(sendReport, { municipality: slug, placeLabel, category: 'roads', title: 'Marciapiede dissestato', ...more });

const similar = async (placeLabel: string, more: Record<string, string> = {}) => {
  const asked = new URLSearchParams({ municipality: slug, placeLabel, category: 'roads', title: 'Tombino che balla', ...more });
  const { items } = (await house.get(`/api/v1/reports/similar?${asked}`)).json();
  return items as { code: string; metres: number | null; likeness: number }[];
};

const codes = (items: readonly { code: string }[]) => new Set(items.map(({ code }) => code));

test('the same words for the place, however they are written, with a point or without; another place or municipality is not', async () => {
  const accented = await tell('Piazza della Libertà, 3');
  const pointed = await house.done(sendReport, {
    lat,
    lon,
    placeLabel: 'PIAZZA DELLA  LIBERTA’ 3',
    category: 'roads',
    title: 'Marciapiede dissestato',
  });
  await tell('Piazza della Libertà 13');
  await tell('Piazza della Libertà 3', { municipality: other!.slug });
  await tell('Piazza della Libertà 3', { category: 'waste', title: 'Cestino bruciato' });
  const found = await similar('piazza della liberta 3');
  assert.deepEqual(codes(found), codes([accented, pointed]));
  assert.deepEqual(new Set(found.map(({ metres }) => metres)), new Set([null]));
  assert.deepEqual(await similar(' , '), [], 'no words are no place');
});

test('the same text, among what has no point; the nearer in words come first', async () => {
  const title = 'Platano pericolante sulla ciclabile';
  const far = await tell('Ponte vecchio', { title });
  const near = await tell('Lungomare nord, dopo il chiosco', { title });
  await house.done(sendReport, { lat, lon, placeLabel: 'Lungomare', category: 'roads', title });
  await tell('Lungomare nord', { title, municipality: other!.slug });
  const found = await similar('Lungomare nord', { title: 'Platano pericolante' });
  assert.deepEqual(
    found.map(({ code }) => code),
    [near.code, far.code],
  );
});

test('what is closed, hidden, private or a draft is never shown, not even to its office and author; what was passed on lately is', async () => {
  const placeLabel = 'Via del Segreto 1';
  const author = await house.person('Rosa Officer', [{ role: 'officer', place: id, whole: true }]);
  const made = { placeLabel, topic: 'roads', geometry: null, place: id, author: author.person };
  for (const visibility of ['private', 'hidden', 'draft', 'members'] as const)
    await house.report({ ...made, visibility, title: `Tombino ${visibility}` });
  const closed = await tell(placeLabel);
  const passed = await tell(placeLabel);
  const longAgo = await tell(placeLabel);
  const end = (code: string, state: string, days: number) =>
    house.database.pool.query(
      `update entries.entries set state = $2, closed = $3::timestamptz - make_interval(days => $4) where code = $1`,
      [code, state, house.ctx().now, days],
    );
  await end(closed.code, 'resolved', 1);
  await end(passed.code, 'not-ours', 30);
  await end(longAgo.code, 'not-ours', 61);
  assert.deepEqual(codes(await similar(placeLabel)), codes([passed]));
  const cookie = await house.sessionOf(author);
  const asked = new URLSearchParams({ municipality: slug, placeLabel, title: 'Tombino hidden' });
  const { items } = (await house.get(`/api/v1/reports/similar?${asked}`, cookie)).json();
  assert.deepEqual(codes(items), codes([passed]));
});

test('the flow asks without a point too: step two shows the same place, the page says the words, and it is not asked twice', async () => {
  const placeLabel = 'Largo dei Cordai 7';
  const { code } = await tell(placeLabel, { title: 'Panchina divelta al largo' });
  const told = {
    lat: '',
    lon: '',
    municipality: slug,
    placeLabel: 'largo dei cordai, 7',
    category: 'roads',
    title: 'Panchina rotta',
  };
  const cookie = await begin();
  assert.equal(await next(cookie, told), `${flow}/uguali`);
  assert.match((await house.get(`${flow}/dati`, cookie)).body, /Nello stesso posto:[\s\S]*Panchina divelta al largo/);
  const page = (await house.get(`${flow}/uguali`, cookie)).body;
  assert.match(page, /In questo comune c’è già qualcosa di simile/);
  assert.match(page, new RegExp(`Panchina divelta al largo[\\s\\S]*${placeLabel}[\\s\\S]*/uguali/${code}`));
  assert.doesNotMatch(page, /metri/);
  const english = await house.server.app.inject({ url: `${flow}/uguali`, headers: { cookie, 'accept-language': 'en' } });
  assert.match(english.body, /already told in this municipality/);

  const before = await count();
  const person = await house.person('Lia Vicina');
  const joined = await house.post(`${flow}/uguali/${code}`, {}, `${cookie}; ${await house.sessionOf(person)}`);
  assert.equal(joined.headers.location, `/segnalazioni/${code}`);
  assert.equal(await count(), before);

  const another = await begin();
  assert.equal(await next(another, told), `${flow}/uguali`);
  const distinct = await house.post(`${flow}/uguali`, { shown: code }, another);
  assert.equal(distinct.headers.location, `${flow}/riepilogo`);
  assert.equal(await next(another, {}), `${flow}/riepilogo`);
});

test('programs say the point, or the municipality and words; what is missing is told', async () => {
  const status = async (query: string) => {
    const answer = await house.get(`/api/v1/reports/similar?${query}`);
    return [answer.statusCode, answer.json().type];
  };
  const { istat } = territoryOf(house.ctx()).bySlug.get(slug)!;
  assert.equal((await status(`municipality=${istat}&placeLabel=Via+Lunga+4`))[0], 200);
  assert.deepEqual(await status('title=Buca'), [422, 'urn:arengo:reports.where']);
  assert.deepEqual(await status('lat=41&municipality=atlantide&placeLabel=x'), [422, 'urn:arengo:reports.where']);
  assert.deepEqual(await status(`municipality=${slug}`), [422, 'urn:arengo:reports.where-words']);
  assert.equal((await status('lat=0&lon=0'))[0], 404);
});

test('in words: the same place and kind, or the same text, or a picture of the same scene; nothing of these is nothing', () => {
  const of = (more: object) => likenessInWords({ there: 0.2, topic: 'roads', words: 0, bits: null, ...more }, 'roads');
  assert.equal(of({}), 0);
  assert.equal(of({ there: 0.9 }), 0);
  assert.equal(of({ there: 1, topic: 'waste' }), 0);
  assert.ok(of({ there: 1 }) > 0);
  assert.ok(of({ words: 0.5, there: 0.9 }) > of({ words: 0.5 }));
  assert.ok(of({ words: 0.5 }) > of({ words: 0.5, topic: 'waste' }));
  assert.ok(of({ bits: 3 }) > 0);
});

test('among many reports neither the open nor the closed ones are read through, and the page costs the same few statements', async () => {
  await house.database.pool.query(
    `insert into entries.entries (id, kind, code, place, title, topic, place_label, geometry, visibility, state, assurance, published, updated, closed)
     select gen_random_uuid(), 'report', 'SEG-2020-' || lpad(n::text, 6, '0'), case when n % 2 = 0 then $1::uuid else $2::uuid end, 'Buca numero ' || n, 'roads',
       'via ' || n % 500, case when n % 20 > 0 then st_setsrid(st_makepoint($3, $4), 4326) end, 'public', case when n % 10 = 0 then 'sent' when n % 10 = 4 then 'not-ours' else 'resolved' end, 'none',
       now() - n * interval '1 hour', now(), case when n % 10 > 0 then now() - n * interval '30 minutes' end from generate_series(1, 6000) as n`,
    [id, other!.id, lon, lat],
  );
  await house.database.pool.query('analyze entries.entries');
  const told = { place: id, placeLabel: 'Via 20', words: 'Buca numero', prints: [], passedSince: house.ctx().now };
  const rows = (await reportsInWords(house.database.db.withPlugin(explaining), anonymous, told, 200)) as unknown[];
  const plan = (rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /Index Scan using entries_open_labels/);
  assert.match(plan, /Index Scan (using|on) entries_open_pointless/);
  assert.match(plan, /Index Scan (using|on) entries_passed_on/);
  assert.doesNotMatch(plan, /Seq Scan on entries/);

  const cookie = await begin();
  await next(cookie, { lat: '', lon: '', municipality: slug, placeLabel: 'Via 20', category: 'roads', title: 'Buca numero uno' });
  const counter = countStatements(house.database.pool);
  counter.take();
  assert.equal((await house.get(`${flow}/uguali`, cookie)).statusCode, 200);
  const statements = counter.take().length;
  assert.ok(statements > 0 && statements <= 12, `${statements} statements`);
});

/** Asks for the plan of a statement instead of its rows. */
const explaining: KyselyPlugin = {
  transformQuery: ({ node }) => RawNode.create(['explain ', ''], [node]),
  transformResult: async ({ result }) => result,
};
