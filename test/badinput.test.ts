/** What bad input gets (issue: «F»): a clear sentence in Italian and in English, nothing half-saved, what was typed is kept. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { territoryOf } from '../src/commons/territory/territory.ts';
import { openHouse, type TestHouse } from './house.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

let sources = 0;
const from = () => `10.1.${sources >> 8}.${sources++ & 255}`;
const good = { category: 'roads', title: 'Buca in via dei Cordai', description: 'Larga come un tombino.', lat: 0, lon: 0 };

function inside(): { lat: number; lon: number } {
  const { outline } = territoryOf(house.ctx()).bySlug.get('arenaria')!;
  return { lat: outline!.lat, lon: outline!.lon };
}

async function send(body: object, lang = 'it', source = from()): Promise<{ status: number; json: any }> {
  const answer = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/reports',
    payload: body,
    remoteAddress: source,
    headers: { 'accept-language': lang },
  });
  return { status: answer.statusCode, json: answer.json() };
}

const reports = async () => Number((await house.database.pool.query('select count(*) as n from reports.reports')).rows[0].n);

test('a good report is accepted, with code, address and receipt', async () => {
  const { status, json } = await send({ ...good, ...inside() });
  assert.equal(status, 201);
  assert.match(json.code, /^SEG-\d{4}-\d{6}$/);
  assert.match(json.receipt, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  const stored = (
    await house.database.pool.query('select st_y(geometry) as lat, st_x(geometry) as lon from entries.entries where code = $1', [
      json.code,
    ])
  ).rows[0];
  assert.deepEqual({ lat: stored.lat, lon: stored.lon }, inside(), 'the chosen point is the stored one');
});

const refused: [name: string, body: () => object, field: string, it: RegExp, en: RegExp][] = [
  [
    'a point outside the metropolis',
    () => ({ ...good, lat: 41.9, lon: 12.5 }),
    'point',
    /fuori dalla Città metropolitana/,
    /outside Città metropolitana/,
  ],
  [
    'no point and no place',
    () => ({ category: 'roads', title: 'Buca in via dei Cordai' }),
    'point',
    /Di’ dov’è/,
    /Say where it is/,
  ],
  [
    'a municipality without words',
    () => ({ category: 'roads', title: 'Buca grande', municipality: 'arenaria' }),
    'placeLabel',
    /scrivi anche la via/,
    /street or place/,
  ],
  ['a title of spaces', () => ({ ...good, ...inside(), title: '   \u00a0 ' }), 'title', /manca/, /missing/],
  [
    'a title of 10,000 characters',
    () => ({ ...good, ...inside(), title: 'x'.repeat(10_000) }),
    'title',
    /10\.?000 caratteri, il massimo è 80/,
    /10[,.]?000 characters, at most 80/,
  ],
  [
    'a title that turns its direction',
    () => ({ ...good, ...inside(), title: 'Buca \u202egrande' }),
    'title',
    /verso della scrittura/,
    /direction/,
  ],
  [
    'a title with letters that look alike',
    () => ({ ...good, ...inside(), title: 'Buca nel Cоmune' }),
    'title',
    /alfabeti diversi/,
    /different alphabets/,
  ],
  [
    'a category that does not exist',
    () => ({ ...good, ...inside(), category: 'unicorns' }),
    'category',
    /Scegli il tipo/,
    /Choose the kind/,
  ],
  ['an e-mail that is none', () => ({ ...good, ...inside(), email: 'marta' }), 'email', /forma giusta/, /right form/],
  [
    'a field that is not of the form',
    () => ({ ...good, ...inside(), state: 'resolved' }),
    'state',
    /non esiste/,
    /does not exist/,
  ],
  ['a point that is no number', () => ({ ...good, lat: 'qui', lon: 1 }), 'lat', /numero/, /number/],
];

for (const [name, body, field, it, en] of refused) {
  test(`${name} gets a sentence in both languages and leaves nothing`, async () => {
    const before = await reports();
    for (const [lang, sentence] of [
      ['it', it],
      ['en', en],
    ] as const) {
      const { status, json } = await send(body(), lang);
      assert.equal(status, 422, JSON.stringify(json));
      const told = json.errors.find((error: { field: string }) => error.field === field);
      assert.ok(told, `no error at ${field}: ${JSON.stringify(json.errors)}`);
      assert.match(told.detail, sentence);
    }
    assert.equal(await reports(), before);
  });
}

test('a point exactly on a border is accepted by one municipality, and the border is explained', async () => {
  const { rows } = await house.database.pool.query(`select st_x(p) as lon, st_y(p) as lat from (
    select st_pointn(st_geometryn(st_collectionextract(st_intersection(a.geometry, b.geometry), 2), 1), 1) as p
    from territory.boundaries a join territory.places pa on pa.id = a.place and pa.slug = 'arenaria'
    join territory.boundaries b on b.until is null join territory.places pb on pb.id = b.place and pb.slug = 'borgo-sereno' where a.until is null) line`);
  const { lat, lon } = rows[0];
  const at = (await house.server.app.inject({ url: `/api/v1/territory/at?lat=${lat}&lon=${lon}` })).json();
  assert.ok(at.border.length >= 2, JSON.stringify(at));
  assert.match(at.explanation, /sul confine fra .*Arenaria/);
  const { status } = await send({ ...good, lat, lon });
  assert.equal(status, 201);
});

test('the same form by fifty parallel requests is one report', async () => {
  const before = await reports();
  const key = `stesso-${house.ctx().secret()}`;
  const answers = await Promise.all(Array.from({ length: 50 }, () => send({ ...good, ...inside(), key }, 'it', '127.0.0.1')));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
  assert.equal(new Set(answers.map((answer) => answer.json.code)).size, 1);
  assert.equal(new Set(answers.map((answer) => answer.json.receipt)).size, 1);
  assert.equal(await reports(), before + 1);
});

test('a key belongs to its sender and to one report: it opens nobody else’s receipt and swallows nothing', async () => {
  const { rows } = await house.database.pool.query('select id::text as id, key from reports.reports limit 1');
  for (const key of [rows[0].id, rows[0].key]) {
    const { status, json } = await send({ ...good, ...inside(), title: `Con la chiave ${key.slice(0, 8)}`, key });
    assert.equal(status, 201);
    assert.match(json.code, /SEG/);
    const stored = await house.database.pool.query('select title from entries.entries where code = $1', [json.code]);
    assert.equal(stored.rows[0].title, `Con la chiave ${key.slice(0, 8)}`);
  }
  const post = (title: string) =>
    house.server.app.inject({
      method: 'POST',
      url: '/api/v1/reports',
      payload: { ...good, ...inside(), title, key: 'uno' },
      remoteAddress: '10.9.9.9',
    });
  assert.equal((await post('La prima buca')).statusCode, 201);
  assert.equal((await post('La seconda buca')).statusCode, 422, 'the same key for something else is told');
});

test('a name that was only typed is shown to nobody', async () => {
  const { json } = await send({ ...good, ...inside(), name: 'Elena Sarpieri', title: 'Con un nome altrui' });
  assert.doesNotMatch((await house.server.app.inject({ url: `/segnalazioni/${json.code}` })).body, /Elena S/);
});

test('an address gets five links in a quarter of an hour, with nothing in them that the sender typed', async () => {
  for (let n = 0; n < 8; n++)
    assert.equal(
      (await send({ ...good, ...inside(), title: `Vinci subito ${n}`, email: 'bersaglio.posta@example.org' })).status,
      201,
    );
  await house.settle();
  const { mailbox } = await import('../src/kernel/mail/mailbox.ts');
  const mails = (await mailbox(`${house.folder}/mails`)).filter((mail) => mail.to === 'bersaglio.posta@example.org');
  assert.equal(mails.length, 5);
  for (const mail of mails) assert.doesNotMatch(mail.html + mail.text + mail.subject, /Vinci subito/);
});

test('an officer cannot touch what belongs to another municipality, nor move a report out of order', async () => {
  const { rows } = await house.database.pool.query(
    "select e.code from entries.entries e join territory.places p on p.id = e.place where e.kind = 'report' and e.closed is not null and p.slug = $1 limit 1",
    ['arenaria'],
  );
  const { rows: others } = await house.database.pool.query(
    "select e.code from entries.entries e join territory.places p on p.id = e.place where e.kind = 'report' and e.closed is null and p.slug <> $1 limit 1",
    ['arenaria'],
  );
  const cookie = await house.enter('giulia-morabito');
  const act = (code: string, verb: string, body: object = {}) =>
    house.server.app.inject({
      method: 'POST',
      url: `/api/v1/verbs/${verb}`,
      payload: { code, ...body },
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
  assert.equal((await act(others[0].code, 'reports.take-charge')).statusCode, 403);
  const late = await act(rows[0].code, 'reports.take-charge');
  assert.equal(late.statusCode, 409);
  assert.match(late.json().detail, /da lì non può diventare/);
  assert.equal((await act('SEG-1999-000001', 'reports.take-charge')).statusCode, 404);
});

test('a form of another site is refused; so is a body that cannot be read', async () => {
  const cookie = await house.enter('marta-dossena');
  const foreign = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.support',
    payload: { code: 'x' },
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });
  assert.equal(foreign.statusCode, 403);
  const old = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/reports.support',
    payload: { code: 'x' },
    headers: { cookie, origin: 'https://altrove.example' },
  });
  assert.equal(old.statusCode, 403);
  const broken = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/reports',
    payload: '{"title":',
    headers: { 'content-type': 'application/json' },
  });
  assert.ok([400, 422].includes(broken.statusCode));
  assert.match(broken.headers['content-type'] as string, /problem\+json/);
});

test('parameters that nobody knows: told by the API, harmless on pages', async () => {
  assert.equal((await house.server.app.inject({ url: '/api/v1/reports?colore=blu' })).statusCode, 400);
  assert.equal((await house.server.app.inject({ url: '/segnalazioni?utm_source=x&colore=blu' })).statusCode, 200);
  const page = await house.server.app.inject({ url: '/segnalazioni?stato=volante&comune=atlantide' });
  assert.match(page.body, /Non capiamo «atlantide»[^.]*\. Non capiamo «volante»/);
});
