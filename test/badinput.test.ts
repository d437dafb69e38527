/** What bad input gets (issue: «F»): a clear sentence in Italian and in English, nothing half-saved, what was typed is kept. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
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

test('whoever chose not to be known is not, though signed in; whoever chose the account must be', async () => {
  const session = await house.enter('marta-dossena');
  const cookie = `${await beginDraft('anonymous')}; ${session}`;
  await multipart('/segnalazioni/nuova/dati', cookie, {
    title: 'Detto senza nome',
    category: 'roads',
    municipality: 'arenaria',
    placeLabel: 'via dei Cordai',
    act: 'next',
  });
  const sent = await post('/segnalazioni/nuova/riepilogo', cookie);
  assert.equal(sent.headers.location, '/segnalazioni/nuova/ricevuta');
  const { rows } =
    await house.database.pool.query(`select e.author, e.assurance, s.person, a.mark, e.code from entries.entries e join kernel.acts a on a.entry = e.id
    join kernel.act_secrets s on s.act = a.id where e.title = 'Detto senza nome'`);
  assert.deepEqual({ ...rows[0], code: '' }, { author: null, assurance: 'none', person: null, mark: null, code: '' });
  assert.doesNotMatch((await house.server.app.inject({ url: `/segnalazioni/${rows[0].code}` })).body, /Marta/);

  const known = await beginDraft('person');
  await multipart('/segnalazioni/nuova/dati', known, {
    title: 'Detto con nome',
    category: 'roads',
    municipality: 'arenaria',
    placeLabel: 'via dei Cordai',
    act: 'next',
  });
  const refused = await post('/segnalazioni/nuova/riepilogo', known);
  assert.equal(refused.statusCode, 401);
  assert.match(refused.body, /Quello che hai scritto è salvo/);
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

test('a NUL, too many photos, a draft already sent in another tab: what was typed stays', async () => {
  const cookie = await beginDraft();
  assert.equal((await multipart('/segnalazioni/nuova/dati', cookie, { title: 'Nul\0byte qui', act: 'save' })).statusCode, 303);
  assert.match((await house.server.app.inject({ url: '/segnalazioni/nuova/dati', headers: { cookie } })).body, /Nulbyte qui/);
  for (const url of ['/segnalazioni/%00', '/segnalazioni?q=%00', '/api/v1/entries?q=%00', '/cerca?q=a%00b'])
    assert.ok((await house.server.app.inject({ url })).statusCode < 500, url);
  const late = await multipart('/segnalazioni/nuova/dati', 'arengo_draft_report=sconosciuta', {
    title: 'Scritto in un’altra scheda',
    act: 'next',
  });
  assert.equal(late.headers.location, '/segnalazioni/nuova');
  const fresh = String([late.headers['set-cookie']].flat()[0]).split(';')[0]!;
  assert.match(
    (await house.server.app.inject({ url: '/segnalazioni/nuova/dati', headers: { cookie: fresh } })).body,
    /Scritto in un’altra scheda/,
  );
});

function post(url: string, cookie: string) {
  return house.server.app.inject({
    method: 'POST',
    url,
    payload: '',
    headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    remoteAddress: from(),
  });
}

const pictures: [name: string, file: () => Promise<{ name: string; bytes: Buffer }>, sentence: RegExp][] = [
  [
    'a renamed program',
    async () => ({ name: 'foto.jpg', bytes: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(4000, 7)]) }),
    /non è un’immagine|immagin/i,
  ],
  [
    'a drawing with a script',
    async () => ({
      name: 'foto.svg',
      bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    }),
    /immagin/i,
  ],
  [
    'a file of 30 MB',
    async () => ({
      name: 'foto.jpg',
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(30 * 1024 * 1024)]),
    }),
    /MB/,
  ],
];

for (const [name, file, sentence] of pictures) {
  test(`${name} in place of a photo is refused, and what was typed is kept`, async () => {
    const cookie = await beginDraft();
    const { name: fileName, bytes } = await file();
    const answer = await multipart(
      '/segnalazioni/nuova/dati',
      cookie,
      { title: 'Titolo che resta', description: 'Testo che resta', act: 'photos' },
      { field: 'photos', name: fileName, bytes },
    );
    assert.equal(answer.statusCode, 422);
    assert.match(answer.body, sentence);
    assert.match(answer.body, /Titolo che resta/);
    assert.match(answer.body, /Testo che resta/);
  });
}

test('a photo loses what the camera wrote into it', async () => {
  const cookie = await beginDraft();
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#345' } })
    .withExif({ IFD0: { Make: 'MarcaSegreta' } })
    .jpeg()
    .toBuffer();
  assert.ok(bytes.includes('MarcaSegreta'));
  const answer = await multipart(
    '/segnalazioni/nuova/dati',
    cookie,
    { title: 'Con foto', act: 'photos' },
    { field: 'photos', name: 'foto.jpg', bytes },
  );
  assert.equal(answer.statusCode, 303);
  const page = await house.server.app.inject({ url: '/segnalazioni/nuova/dati', headers: { cookie } });
  const source = /src="(\/segnalazioni\/nuova\/foto\/[^"]+)"/.exec(page.body)?.[1];
  const photo = await house.server.app.inject({ url: source!, headers: { cookie } });
  assert.equal(photo.statusCode, 200);
  assert.ok(!photo.rawPayload.includes('MarcaSegreta'));
  assert.equal((await house.server.app.inject({ url: source! })).statusCode, 404, 'nobody else sees the photo of a draft');
});

test('when the session ends in the middle, what was typed is kept and the way back leads to it', async () => {
  const cookie = await beginDraft('person');
  await multipart('/segnalazioni/nuova/dati', cookie, {
    title: 'Scritto prima di uscire',
    category: 'roads',
    municipality: 'arenaria',
    placeLabel: 'via dei Cordai',
    act: 'next',
  });
  const summary = await house.server.app.inject({ url: '/segnalazioni/nuova/riepilogo', headers: { cookie } });
  assert.match(summary.body, /Quello che hai scritto è salvo/);
  assert.match(summary.body, /\/entra\?next=\/segnalazioni\/nuova\/riepilogo/);
  assert.match(summary.body, /Scritto prima di uscire/);
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

async function beginDraft(who = 'anonymous'): Promise<string> {
  const answer = await house.server.app.inject({
    method: 'POST',
    url: '/segnalazioni/nuova',
    payload: `who=${who}&privacy=on`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    remoteAddress: from(),
  });
  const cookie = [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('arengo_draft'));
  assert.ok(cookie);
  return String(cookie).split(';')[0]!;
}

function multipart(
  url: string,
  cookie: string,
  fields: Record<string, string>,
  file?: { field: string; name: string; bytes: Buffer },
) {
  const boundary = 'confine0123456789';
  const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file)
    parts.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${file.field}"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      ),
      file.bytes,
      Buffer.from('\r\n'),
    );
  return house.server.app.inject({
    method: 'POST',
    url,
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, cookie, 'sec-fetch-site': 'same-origin' },
    remoteAddress: from(),
  });
}
