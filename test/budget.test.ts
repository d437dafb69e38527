/** What a page may cost (issue bars): at most twelve statements whoever asks, as many for a long list as for a short one, a limit on the time
 *  of each; and what a first visit of the list may weigh on a phone. On the demo world; with ARENGO_DEEP=1 on a hundred thousand reports too. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { houseOf, worldOnPostgres } from '../bench/worlds.ts';
import type { House } from '../src/app/build.ts';
import { rooms } from '../src/app/modules.ts';
import { openBrowser } from './browser.ts';
import { enter, openHouse, type TestHouse, testServer } from './house.ts';
import { samplePaths } from './samples.ts';
import { countStatements } from './statements.ts';
import { weigh } from './visit.ts';

const most = 12;
const pages = rooms.flatMap((room) => room.routes ?? []).filter((route) => route.kind === 'page');

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

for (const who of [null, 'marta-dossena', 'giulia-morabito', 'elena-sarpieri']) {
  test(`no page asks the database more than ${most} times, for ${who ?? 'everybody'}`, async () => {
    const cookie = who ? await enter(house, who) : '';
    assert.deepEqual(await tooMany(house, cookie), []);
  });
}

test('the count itself would notice: a statement for each row is seen', async () => {
  const counter = countStatements(house.database.pool);
  counter.take();
  const { db } = house.ctx();
  for (let i = 0; i < 3; i++) await db.selectNoFrom((eb) => eb.val(i).as('n')).execute();
  assert.equal(counter.take().length, 3);
});

test('a list of twenty asks as often as an empty one, a report with many comments as often as one with none', async () => {
  const [few, many] = await Promise.all(['asc', 'desc'].map((order) => discussed(house, order)));
  assert.ok(many!.comments > few!.comments, 'the demo has reports with and without comments');
  assert.equal(
    await asked(house, '/segnalazioni?stato=resolved'),
    await asked(house, '/segnalazioni?stato=planned&tipo=nothing'),
  );
  assert.equal(
    await asked(house, '/segnalazioni?giorni=365'),
    await asked(house, '/segnalazioni?giorni=30&comune=arenaria&tipo=signs'),
  );
  assert.equal(await asked(house, `/segnalazioni/${many!.code}?a`), await asked(house, `/segnalazioni/${few!.code}?a`));
});

test('no statement of a server may run for ever', {
  skip: testServer ? false : 'the embedded engine has no such limit',
}, async () => {
  const { rows } = await house.database.pool.query('show statement_timeout');
  assert.equal(rows[0].statement_timeout, '15s');
});

test('PostgreSQL parses a statement once for each connection', {
  skip: testServer ? false : 'on the embedded engine all connections are one session',
}, async () => {
  for (let i = 0; i < 3; i++) await asked(house, '/segnalazioni?tipo=roads');
  const { rows } = await house.database.pool.query(
    "select count(*) as n from pg_prepared_statements where statement like '%entries.entries%'",
  );
  assert.ok(rows[0].n > 0);
});

test('the list on a phone: 60 kB at first, 20 when returning, twelve requests, nobody else asked, no script that holds it up', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const base = await house.listen();
    const { first, again } = await weigh(browser, `${base}/segnalazioni`, `${base}/segnalazioni?stato=resolved`);
    assert.ok(first.bytes > 5_000 && first.bytes <= 60_000, `${first.bytes} bytes at first, fonts apart`);
    assert.ok(again.bytes > 1_000 && again.bytes <= 20_000, `${again.bytes} bytes when returning`);
    assert.ok(first.requests <= 12, `${first.requests} requests`);
    assert.deepEqual([first.otherHosts, first.blockingScripts, again.otherHosts], [0, 0, 0]);
  } finally {
    await browser.close();
  }
});

const deep = process.env.ARENGO_DEEP === '1' && testServer ? false : 'ARENGO_DEEP=1 and PostgreSQL only';
test('the same on a hundred thousand reports', { skip: deep, timeout: 600_000 }, async () => {
  const world = await worldOnPostgres(testServer!, '100k');
  const city = await houseOf(world.env);
  try {
    for (const cookie of ['', await enter(city, 'marta-dossena'), await enter(city, 'elena-sarpieri')])
      assert.deepEqual(await tooMany(city, cookie), []);
    const thousand = await discussed(city, 'desc');
    assert.equal(thousand.comments, 1000);
    assert.equal(
      await asked(city, `/segnalazioni/${thousand.code}?a`),
      await asked(city, `/segnalazioni/${(await discussed(city, 'asc')).code}?a`),
    );
  } finally {
    await city.close();
    await world.drop();
  }
});

async function tooMany(house: House, cookie: string): Promise<string[]> {
  const found: string[] = [];
  for (const [route, path] of await samplePaths(house as TestHouse, pages)) {
    const statements = await asked(house, path, cookie);
    if (statements > most) found.push(`${route}: ${statements}`);
  }
  return found;
}

/** How many statements a page asks, once what is kept in memory is there. */
async function asked(house: House, path: string, cookie = ''): Promise<number> {
  const counter = countStatements(house.database.pool);
  const headers: Record<string, string> = cookie ? { cookie } : {};
  counter.take();
  house.server.cache.forget();
  const answer = await house.server.app.inject({ url: path, headers });
  assert.ok(answer.statusCode < 500, `${path}: ${answer.statusCode}`);
  // The worker of jobs lives in the same house and looks for work when it likes.
  return counter.take().filter((statement) => !statement.includes('jobs.')).length;
}

/** The open report that is discussed most (`desc`) or least (`asc`), among those never passed on (the others ask for their deliveries too). */
async function discussed(house: House, order: string): Promise<{ code: string; comments: number }> {
  const { rows } = await house.database.pool.query(
    `select e.code, (select count(*)::int from discussion.comments d where d.entry = e.id and d.hidden is null) as comments
     from entries.entries e left join entries.counters c on c.entry = e.id
     where e.kind = 'report' and e.visibility = 'public' and e.closed is null and not exists (select from reports.hops h where h.report = e.id) and coalesce(c.supports, 0) = 0 order by coalesce(c.comments, 0) ${order}, comments ${order}, e.code limit 1`,
  );
  return rows[0];
}
