/** What bad input gets on the pages of a report (issue: «F»): a clear sentence, nothing half-saved, what was typed is kept. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openHouse, type TestHouse } from './house.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

let sources = 0;
const from = () => `10.1.${sources >> 8}.${sources++ & 255}`;

/** What is told beside its title. */
const inCordai = { category: 'roads', municipality: 'arenaria', placeLabel: 'via dei Cordai', act: 'next' };

test('whoever chose not to be known is not, though signed in; whoever chose the account must be', async () => {
  const session = await house.enter('marta-dossena');
  const cookie = `${await beginDraft('anonymous')}; ${session}`;
  await multipart('/segnalazioni/nuova/dati', cookie, {
    title: 'Detto senza nome',
    ...inCordai,
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
    ...inCordai,
  });
  const refused = await post('/segnalazioni/nuova/riepilogo', known);
  assert.equal(refused.statusCode, 401);
  assert.match(refused.body, /Quello che hai scritto è salvo/);
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
    ...inCordai,
  });
  const summary = await house.server.app.inject({ url: '/segnalazioni/nuova/riepilogo', headers: { cookie } });
  assert.match(summary.body, /Quello che hai scritto è salvo/);
  assert.match(summary.body, /\/entra\?next=\/segnalazioni\/nuova\/riepilogo/);
  assert.match(summary.body, /Scritto prima di uscire/);
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

async function beginDraft(who = 'anonymous'): Promise<string> {
  const answer = await house.server.app.inject({
    method: 'POST',
    url: '/segnalazioni/nuova',
    payload: `who=${who}`,
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
