/** What whoever sent a report adds later: words and photos, by the account or the receipt. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import sharp from 'sharp';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { anonymous } from '../../kernel/actor.ts';
import { addWords } from './actions.ts';
import { type Sent, sendReport } from './intake/actions.ts';

let house: TestHouse;
let person: TestPerson;
let cookie: string;
const words = 'Adesso è più grande.';

before(async () => {
  house = await openHouse();
  person = await house.person('Marta Deledda');
  cookie = await house.sessionOf(person);
});
after(() => house.close());

test('photos come with the words, by the account or the receipt, and stand on the page and in the thread with who and when', async () => {
  const own = await send(person);
  const done = await add(own.code, { answer: words, alt: 'Una buca larga' }, [await picture(1), await picture(2)], cookie);
  assert.deepEqual([done.statusCode, done.headers.location], [303, `/segnalazioni/${own.code}#what-happened`]);
  const page = (await house.get(`/segnalazioni/${own.code}`)).body;
  assert.match(page, /<figcaption>Aggiunta da chi l’ha segnalata il /);
  const thread = /id="what-happened"[\s\S]*/.exec(page)![0];
  assert.match(
    thread,
    /Chi ha segnalato aggiunge[\s\S]*Adesso è più grande[\s\S]*alt="Una buca larga"[\s\S]*alt="Una buca larga"/,
  );
  const [, src] = /<img src="(\/allegati\/[^"]+\?piccola)"/.exec(thread)!;
  assert.equal((await house.get(src!)).headers['content-type'], 'image/webp');
  const { rows } = await house.database.pool.query(
    `select x.public, x.verb from attachments.attachments a join kernel.acts x on x.id = a.act join entries.entries e on e.id = a.entry where e.code = $1`,
    [own.code],
  );
  assert.deepEqual(
    rows,
    [1, 2].map(() => ({ public: { state: 'sent', photos: 2 }, verb: 'reports.add-words' })),
  );

  const unsigned = await send(anonymous);
  assert.equal((await add(unsigned.code, { answer: words, receipt: unsigned.receipt }, [await picture(3)])).statusCode, 303);
  assert.equal(await photosOf(unsigned.code), 1);
  assert.match((await house.get(`/segnalazioni/${unsigned.code}`)).body, /Aggiunta da chi l’ha segnalata/);
});

test('whoever is known is not asked whether they sent it, nor anybody of what was imported; who reads what is added is said', async () => {
  const own = await send(person);
  const page = (await house.get(`/segnalazioni/${own.code}`, cookie)).body;
  assert.match(page, /L’hai mandata tu/);
  assert.doesNotMatch(page, /Hai mandato tu/);
  assert.match(page, /Parole e foto le vedono tutti/);
  await house.database.pool.query(
    `update reports.reports set channel = 'import' where id = (select id from entries.entries where code = $1)`,
    [own.code],
  );
  assert.doesNotMatch((await house.get(`/segnalazioni/${own.code}`)).body, /Hai mandato tu/);
  await house.database.pool.query(`update entries.entries set visibility = 'private' where code = $1`, [own.code]);
  await house.database.pool.query(
    `update reports.reports set channel = 'web' where id = (select id from entries.entries where code = $1)`,
    [own.code],
  );
  assert.match((await house.get(`/segnalazioni/${own.code}`, cookie)).body, /Parole e foto le vedete solo tu e l’ufficio/);
});

test('what cannot be read as a picture is told; the words and the good photos stay', async () => {
  const { code } = await send(person);
  const bad: [string, Buffer, RegExp][] = [
    ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /Non riusciamo a leggere/],
    ['b.jpg', Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(500)]), /Non riusciamo a leggere/],
    ['c.jpg', Buffer.concat([await picture(4), Buffer.alloc(30_000_000)]), /troppo grande: il massimo è 12 MB/],
    ['d.pdf', Buffer.from('%PDF-1.7\n%%EOF'), /Non riusciamo a leggere/],
  ];
  for (const [name, bytes, told] of bad) {
    const answer = await add(code, { answer: words, alt: 'La buca' }, [await picture(5), [name, bytes]], cookie);
    assert.equal(answer.statusCode, 422, name);
    assert.match(answer.body, told, name);
    assert.match(answer.body, />Adesso è più grande\.<\/textarea>/, name);
    assert.match(answer.body, /value="La buca"/, name);
    assert.equal(keptIn(answer.body).length, 1, name);
  }
  const answer = await add(code, { answer: 'eh' }, [await picture(6)], cookie);
  assert.equal(answer.statusCode, 422);
  assert.equal(await photosOf(code), 0);
  const [kept] = keptIn(answer.body);
  assert.equal((await add(code, { answer: words, kept: kept! }, [], cookie)).statusCode, 303);
  assert.equal(await photosOf(code), 1);
  const lost = await add(code, { answer: words, kept: `${'0'.repeat(64)}.webp` }, [], cookie);
  assert.match(lost.body, /Adesso è più grande/);
  assert.equal(lost.statusCode, 422);
});

test('three at most, of the page and of the verb', async () => {
  const { code } = await send(person);
  const four = await Promise.all([7, 8, 9, 10].map(picture));
  const answer = await add(code, { answer: words }, four, cookie);
  assert.match(answer.body, /al massimo 3 foto/);
  const kept = keptIn(answer.body);
  assert.equal(kept.length, 3);
  assert.equal(await photosOf(code), 0);
  const photos = [...kept, kept[0]].map((id) => ({ id }));
  assert.match(JSON.stringify(await house.perform(addWords, { code, answer: words, photos }, person)), /"invalid".*"photos"/);
  assert.equal((await add(code, { answer: words, kept }, [], cookie)).statusCode, 303);
  assert.equal(await photosOf(code), 3);
});

test('of whoever did not send it nothing is taken in', async () => {
  const { code } = await send(person);
  const other = await house.sessionOf(await house.person('Un Altro'));
  const sent = await picture(11);
  for (const [fields, who] of [
    [{}, other],
    [{}, undefined],
    [{ receipt: 'AAAA-BBBB-CCCC-DDDD' }, undefined],
    [{ receipt: (await send(anonymous)).receipt }, other],
  ] as const) {
    const answer = await add(code, { answer: words, ...fields }, [sent, ['x.svg', Buffer.from('<svg/>')]], who);
    assert.equal(answer.statusCode, 422);
    assert.match(answer.body, /ricevuta/);
    assert.match(answer.body, />Adesso è più grande\.<\/textarea>/);
    assert.deepEqual(keptIn(answer.body), []);
  }
  assert.equal(await photosOf(code), 0);
  const { id } = (await house.ctx().files.take(sent, 'y.jpg', 'image')) as { id: string };
  // So that whatever stands there afterwards came with the form.
  await house.ctx().files.remove(id);
  await add(code, { answer: words }, [sent], other);
  assert.equal(await house.ctx().files.read(id), undefined);
});

test('a report for the office alone: added under the receipt, seen by nobody else', async () => {
  const secret = await send(anonymous, { category: 'safety', answers: { 'danger-now': 'no' } });
  const shown = await house.post('/ricevuta', { codice: secret.receipt });
  assert.match(shown.body, /enctype="multipart\/form-data"[\s\S]*name="via" value="ricevuta"/);
  const fields = { answer: words, receipt: secret.receipt, via: 'ricevuta' };
  const wrong = await add(secret.code, { ...fields, answer: 'eh' }, [await picture(13)]);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /che leggete solo tu e l’ufficio/);
  assert.equal(keptIn(wrong.body).length, 1);
  assert.equal((await add(secret.code, fields, [await picture(13)])).headers.location, '/ricevuta?fatto');
  assert.match((await house.get('/ricevuta?fatto')).body, /Fatto\. L’ufficio lo legge/);
  assert.match(
    (await house.post('/ricevuta', { codice: secret.receipt })).body,
    /Adesso è più grande[\s\S]*Con una foto, che vede l’ufficio/,
  );

  const { rows } = await house.database.pool.query(
    'select a.id from attachments.attachments a join entries.entries e on e.id = a.entry where e.code = $1',
    [secret.code],
  );
  const officer = await house.sessionOf(
    await house.person('Lucia Atzori', [
      { role: 'officer', place: territoryOf(house.ctx()).municipalities[0]!.id, whole: false },
    ]),
  );
  for (const url of [`/segnalazioni/${secret.code}`, `/allegati/${rows[0].id}`]) {
    assert.equal((await house.get(url)).statusCode, 404, url);
    assert.equal((await house.get(url, cookie)).statusCode, 404, url);
    assert.equal((await house.get(url, officer)).statusCode, 200, url);
  }
  assert.equal((await add(secret.code, { answer: words, receipt: 'AAAA-BBBB-CCCC-DDDD' }, [])).statusCode, 404);
  await house.database.pool.query("update entries.entries set visibility = 'hidden' where code = $1", [secret.code]);
  assert.equal((await add(secret.code, fields, [])).statusCode, 404);
});

function send(actor: TestPerson | typeof anonymous, more: Record<string, unknown> = {}): Promise<Sent> {
  const { lat, lon } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  return house.done(sendReport, { category: 'roads', title: 'Buca in via dei Cordai', lat, lon, ...more }, actor);
}

function add(
  code: string,
  fields: Record<string, string | string[]>,
  files: (Buffer | [string, Buffer])[],
  who?: string,
): Promise<LightMyRequestResponse> {
  const mark = 'x'.repeat(24);
  const parts: Buffer[] = [];
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat())
      parts.push(Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  for (const file of files) {
    const [name, bytes] = Array.isArray(file) ? file : ['foto.jpg', file];
    const head = `--${mark}\r\ncontent-disposition: form-data; name="photos"; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\n`;
    parts.push(Buffer.from(head), bytes, Buffer.from('\r\n'));
  }
  return house.server.app.inject({
    method: 'POST',
    url: `/segnalazioni/${code}/aggiungi`,
    headers: {
      ...(who && { cookie: who }),
      'content-type': `multipart/form-data; boundary=${mark}`,
      'sec-fetch-site': 'same-origin',
    },
    payload: Buffer.concat([...parts, Buffer.from(`--${mark}--\r\n`)]),
  });
}

function keptIn(body: string): string[] {
  return [...body.matchAll(/name="kept" value="([^"]+)"/g)].map(([, id]) => id!);
}

async function photosOf(code: string): Promise<number> {
  const { rows } = await house.database.pool.query(
    'select count(*)::int as n from attachments.attachments a join entries.entries e on e.id = a.entry where e.code = $1',
    [code],
  );
  return rows[0].n;
}

function picture(number: number): Promise<Buffer> {
  const background = { r: (number * 53) % 255, g: (number * 91) % 255, b: 90 };
  return sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .jpeg()
    .toBuffer();
}
