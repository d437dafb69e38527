/** One set of filters for the list and everything made from it; the figures beside it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { countStatements } from '../../../test/statements.ts';
import { askedOf, nearOf } from '../../commons/entries/asked.ts';
import { doneStates } from '../../commons/entries/kind.ts';
import { ages, computeYear, ownOfMetropolis, weeks, years } from '../../commons/entries/store-year.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { sendReport } from './intake/actions.ts';
import { filterOf, listAddress } from './query.ts';

let house: TestHouse;
let person: TestPerson;
const endings = ['', '.atom', '.geojson', '.csv', '.ics'];

before(async () => {
  house = await openHouse({ world: 'demo' });
  person = await house.person('Nives Mia');
});
after(() => house.close());

test('days of the calendar in Rome, both included; a wrong order and what is no day are told, and leave the rest', () => {
  const asked = (query: Record<string, string | undefined>) => filterOf(house.ctx(), askedOf(query));
  const { filter } = asked({ dal: '2026-03-28', al: '2026-03-29' });
  assert.deepEqual(
    [filter.from?.toISOString(), filter.until?.toISOString()],
    ['2026-03-27T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  );
  const misordered = asked({ dal: '2026-05-02', al: '2026-05-01', tipo: 'roads' });
  assert.match(misordered.unclear.join(), /Il primo giorno viene dopo l’ultimo/);
  assert.deepEqual([misordered.filter.from, misordered.filter.topic], [undefined, 'roads']);
  for (const query of [
    { dal: '2026-02-30' },
    { al: 'domani' },
    { vicino: '91,0' },
    { vicino: '1,2,3,4' },
    { vicino: 'qui' },
    { giorni: '7' },
  ])
    assert.equal(asked(query).unclear.length, 1, JSON.stringify(query));
  assert.match(asked({ mie: '1' }).unclear.join(), /entra con il tuo account/);
  assert.deepEqual(nearOf('39.4, 14.5'), { lat: 39.4, lon: 14.5, metres: 500 });
});

test('the same filters give the same reports in every form, and unknown values are told on the page', async () => {
  const { municipalities } = territoryOf(house.ctx());
  const { lat, lon } = municipalities[0]!.outline!;
  const near = await house.done(sendReport, { category: 'roads', title: 'Buca vicina vicina', lat, lon });
  const far = await house.done(sendReport, { category: 'roads', title: 'Buca lontana assai', lat: lat + 0.01, lon });
  const query = `?vicino=${lat},${lon},300&tipo=roads&dal=${new Date().toISOString().slice(0, 10)}`;
  for (const ending of endings) {
    const answer = await house.get(`/segnalazioni${ending}${query}`);
    assert.equal(answer.statusCode, 200, ending);
    assert.ok(answer.body.includes(near.code), `${ending} shows what is near`);
    assert.ok(!answer.body.includes(far.code), `${ending} leaves out what is far`);
  }
  const page = (await house.get(`/segnalazioni${query}`)).body;
  assert.match(page, /a 10 metri/);
  assert.match(page, /Entro 300 metri da un punto: togli/);
  assert.match((await house.get('/segnalazioni?stato=boh')).body, /Non capiamo «boh»/);
  assert.match(
    listAddress(askedOf({ vicino: '1,2', dal: '2026-01-01', mie: '1' }), { dopo: 'x' }),
    /dal=2026-01-01&mie=1&vicino=1%2C2&dopo=x/,
  );
});

test('mine are shown to me alone, also what others may not see, and are kept by nobody', async () => {
  const cookie = await house.sessionOf(person);
  const { municipalities } = territoryOf(house.ctx());
  const { lat, lon } = municipalities[1]!.outline!;
  const mine = await house.done(sendReport, { category: 'roads', title: 'La buca che ho mandato io', lat, lon }, person);
  const secret = await house.done(
    sendReport,
    { category: 'safety', title: 'Il pericolo che ho detto io', lat, lon, answers: { 'danger-now': 'no' } },
    person,
  );
  const page = await house.get('/segnalazioni?mie=1', cookie);
  assert.ok(page.body.includes(mine.code) && page.body.includes(secret.code));
  assert.match(page.body, /class="lead">Le segnalazioni che hai mandato tu/);
  assert.doesNotMatch(page.body, /negli ultimi 12 mesi/, 'nobody else’s are counted');
  assert.match((await house.get('/profilo', cookie)).body, /href="\/segnalazioni\?mie=1"/);
  assert.match(String(page.headers['cache-control']), /no-store|private/);
  for (const who of [undefined, await house.enter('giulia-morabito')])
    assert.ok(!(await house.get('/segnalazioni?mie=1', who)).body.includes(secret.code));
});

test('the year of each place and kind is what counting by hand gives, archived ones by what they came to', async () => {
  const ctx = house.ctx();
  const { metropolis } = territoryOf(ctx);
  await house.database.pool.query(
    `update entries.entries set outcome = state, state = 'archived' where id in (select id from entries.entries where kind = 'report' and state = 'resolved' order by closed limit 40)`,
  );
  await computeYear(house.database.db, ctx.now, metropolis!.id, doneStates());
  const { rows } = await house.database.pool.query(
    `select place, topic, closed, published, due, coalesce(outcome, state) = 'resolved' as done from entries.entries where kind = 'report' and visibility = 'public'`,
  );
  const since = ctx.now.getTime() - 365 * 86_400_000;
  const figures = await years(ctx.db, 'report', {});
  assert.ok(figures.length > 100);
  for (const figure of figures) {
    const own = rows.filter(
      (row) =>
        (figure.place === metropolis!.id || row.place === (figure.place === ownOfMetropolis ? metropolis!.id : figure.place)) &&
        (figure.topic === '' || row.topic === figure.topic),
    );
    const closed = own.filter((row) => row.closed && row.closed.getTime() >= since);
    const days = closed.map((row) => (row.closed.getTime() - row.published.getTime()) / 86_400_000).sort((a, b) => a - b);
    const middle =
      days.length === 0 ? null : (days[Math.floor((days.length - 1) / 2)]! + days[Math.ceil((days.length - 1) / 2)]!) / 2;
    assert.deepEqual(
      [figure.closed, figure.done, figure.open, figure.late, figure.kept, figure.median_days?.toFixed(4) ?? null],
      [
        closed.length,
        closed.filter((row) => row.done).length,
        own.filter((row) => !row.closed).length,
        own.filter((row) => !row.closed && row.due && row.due < ctx.now).length,
        closed.filter((row) => row.due && row.closed <= row.due).length,
        middle?.toFixed(4) ?? null,
      ],
      `${figure.place} ${figure.topic}`,
    );
  }
  const all = await weeks(ctx.db, 'report', metropolis!.id, '', ctx.now);
  assert.ok(all.length > 50 && all.length <= 54);
  const later = await weeks(ctx.db, 'report', metropolis!.id, '', new Date(ctx.now.getTime() + 21 * 86_400_000));
  assert.deepEqual(
    later.slice(all.length).map(({ opened, closed }) => [opened, closed]),
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    'weeks in which nothing happened are there',
  );
  const waiting = await ages(ctx.db, 'report', metropolis!.id, '');
  assert.equal(
    waiting.reduce((sum, age) => sum + age.things, 0),
    rows.filter((row) => !row.closed).length,
  );
  const api = (await house.get('/api/v1/reports/figures')).json();
  const whole = figures.find((figure) => figure.place === metropolis!.id && figure.topic === '')!;
  assert.deepEqual([api.done, api.closed, api.open], [whole.done, whole.closed, whole.open]);
  assert.match(
    (await house.get('/segnalazioni')).body,
    new RegExp(
      `${new Intl.NumberFormat('it-IT', { useGrouping: 'always' } as object).format(whole.done)} risolte negli ultimi 12 mesi`,
    ),
  );
});

test('by municipality, with what is of the metropolis itself, the rows add up to the whole', async () => {
  const open = (body: string) => {
    const table = body.slice(body.indexOf('id="comuni"'));
    return [...table.matchAll(/<th scope="row">([^<]+)<\/th><td[^>]*>([\d.]+)</g)].map(([, name, n]) => ({
      name,
      n: Number(n!.replace('.', '')),
    }));
  };
  const whole = (await house.get('/api/v1/reports/figures')).json();
  const own = (await house.get('/api/v1/reports/figures?own=true')).json();
  assert.ok(own.open > 0, 'the demo has roads of the metropolis');
  for (const [path, cookie] of [
    ['/segnalazioni/dati', undefined],
    ['/banco/cruscotto?comune=', await house.enter('giulia-morabito')],
  ] as const) {
    const rows = open((await house.get(path, cookie)).body);
    assert.equal(
      rows.reduce((sum, row) => sum + row.n, 0),
      whole.open,
      path,
    );
    assert.equal(rows.find(({ name }) => name === 'Della città metropolitana')?.n, own.open, path);
  }
  const parts = await Promise.all(
    territoryOf(house.ctx()).municipalities.map(async ({ istat }) =>
      (await house.get(`/api/v1/reports/figures?municipality=${istat}`)).json(),
    ),
  );
  for (const figure of ['done', 'closed', 'open', 'late', 'promised', 'kept'])
    assert.equal(
      [own, ...parts].reduce((sum, part) => sum + part[figure], 0),
      whole[figure],
      figure,
    );
  const both = await house.get(
    `/api/v1/reports/figures?own=true&municipality=${territoryOf(house.ctx()).municipalities[0]!.istat}`,
  );
  assert.equal(both.statusCode, 422);
  assert.match(both.json().detail, /«own»/);
});

test('the list says the year of the place and the kind that were chosen, with what it rests on', async () => {
  const { municipalities } = territoryOf(house.ctx());
  const plain = (n: number) => new Intl.NumberFormat('it-IT', { useGrouping: 'always' } as object).format(n);
  for (const [comune, tipo] of [
    ['', ''],
    ['', 'roads'],
    [municipalities[0]!.slug, ''],
    [municipalities[0]!.slug, 'waste'],
    [municipalities[4]!.slug, 'green'],
  ] as const) {
    const place = municipalities.find(({ slug }) => slug === comune)?.id ?? null;
    const { rows } = await house.database.pool.query(
      `with things as (select *, coalesce(outcome, state) = 'resolved' as done, closed >= now() - interval '365 days' as lately from entries.entries
        where kind = 'report' and visibility = 'public' and ($1::uuid is null or place = $1) and ($2 = '' or topic = $2))
      select count(*) filter (where lately)::int as closed, count(*) filter (where lately and done)::int as done, count(*) filter (where closed is null)::int as open,
        greatest(1, round(percentile_cont(0.5) within group (order by extract(epoch from closed - published) / 86400) filter (where lately)))::int as days from things`,
      [place, tipo],
    );
    const { closed, done, open, days } = rows[0];
    assert.ok(closed > 0, `${comune} ${tipo}`);
    const { body } = await house.get(`/segnalazioni?comune=${comune}&tipo=${tipo}`);
    const [, lead] = /<p class="lead[^"]*">([^<]+)</.exec(body) ?? [];
    const figures = (lead ?? '').match(/\d[\d.]*/g);
    assert.deepEqual(
      figures,
      [done, 12, closed, days, open].map((n) => (n === 12 ? '12' : plain(n))),
      `${comune} ${tipo}: ${lead}`,
    );
  }
});

test('the pages of the figures: for everybody, and at the desk for who works there, in few statements', async () => {
  const counter = countStatements(house.database.pool);
  counter.take();
  const page = await house.get('/segnalazioni/dati?tipo=roads');
  assert.ok(counter.take().length <= 8);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /<svg[\s\S]*<details[\s\S]*<table/);
  assert.equal((await house.get('/banco/cruscotto')).statusCode, 303, 'whoever has not signed in is asked to');
  const giulia = await house.enter('giulia-morabito');
  assert.match((await house.get('/banco', giulia)).body, /href="\/banco\/cruscotto"/, 'the desk leads there');
  assert.match(
    (await house.get('/banco/cruscotto', giulia)).body,
    /<h1[^>]*>[^<]*Comune di Arenaria/,
    'first the own municipality',
  );
  assert.match((await house.get('/banco/cruscotto?comune=', giulia)).body, /<h1[^>]*>[^<]*Città metropolitana/);
  assert.equal((await house.get('/banco/cruscotto', await house.sessionOf(person))).statusCode, 403);
});

test('the page of a report shows the others of its kind near by, the nearest first, and none that is hidden', async () => {
  const { municipalities } = territoryOf(house.ctx());
  const { lat, lon } = municipalities[2]!.outline!;
  const at = (metres: number) => ({ lat: lat + metres / 111_320, lon });
  const one = await house.done(sendReport, { category: 'green', title: 'Ramo caduto uno', ...at(0) });
  const two = await house.done(sendReport, { category: 'green', title: 'Ramo caduto due', ...at(120) });
  const hidden = await house.done(sendReport, { category: 'green', title: 'Ramo nascosto', ...at(60) });
  const other = await house.done(sendReport, { category: 'waste', title: 'Cestino pieno', ...at(30) });
  await house.database.pool.query("update entries.entries set visibility = 'hidden' where code = $1", [hidden.code]);
  const { body } = await house.get(`/segnalazioni/${one.code}`);
  assert.match(body, new RegExp(`Vicino, dello stesso tipo[\\s\\S]*${two.code}[\\s\\S]*a 120 metri`));
  for (const { code } of [hidden, other]) assert.ok(!body.includes(code));
});
