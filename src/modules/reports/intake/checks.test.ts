/** What stands between the data and the summary: what a kind of problem asks more, whom it asks to be known, whether it is told already. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openHouse, type TestHouse } from '../../../../test/house.ts';
import { countStatements } from '../../../../test/statements.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { isRefusal } from '../../../kernel/refusal.ts';
import { takeCharge } from '../desk/actions.ts';
import { confirmReport, sendReport } from './actions.ts';
import { likenessOf } from './alike.ts';

const flow = '/segnalazioni/nuova';
let house: TestHouse;
let slug: string;
let lat: number;
let lon: number;

before(async () => {
  house = await openHouse();
  const [place] = territoryOf(house.ctx()).municipalities;
  ({ slug } = place!);
  ({ lat, lon } = place!.outline!);
});
after(() => house.close());

test('questions are asked on a page of their own, what is missing is said, what was answered is kept and read by the office alone', async () => {
  await decide('reports.questions', [
    {
      category: 'lighting',
      code: 'how-many',
      kind: 'number',
      it: 'Quanti lampioni sono spenti?',
      en: 'How many lamps are out?',
      required: true,
    },
    { category: 'lighting', code: 'since', kind: 'date', it: 'Da quando?', en: 'Since when?' },
    {
      category: 'lighting',
      code: 'which',
      kind: 'many',
      it: 'Che cosa vedi?',
      en: 'What do you see?',
      options: ['Vetro rotto | Broken glass', 'Fili scoperti | Bare wires'],
    },
  ]);
  const cookie = await begin();
  assert.equal(await next(cookie, { category: 'lighting', title: 'Lampioni spenti in fila' }), `${flow}/domande`);
  const page = (await house.get(`${flow}/domande`, cookie)).body;
  assert.match(page, /Quanti lampioni sono spenti\?[\s\S]*Fili scoperti/);
  assert.equal(
    (await house.get(`${flow}/riepilogo`, cookie)).headers.location,
    `${flow}/domande`,
    'nobody goes past what must be answered',
  );
  const bad = await house.post(`${flow}/domande`, { 'how-many': 'tanti', since: '2026-11-02' }, cookie);
  assert.equal(bad.statusCode, 422);
  assert.match(bad.body, /value="tanti"/, 'what was typed is kept');
  const good = await house.post(
    `${flow}/domande`,
    { 'how-many': '3', since: '2026-11-02', which: ['fili-scoperti', 'vetro-rotto'] },
    cookie,
  );
  assert.deepEqual([good.statusCode, good.headers.location], [303, `${flow}/riepilogo`]);
  assert.match((await house.get(`${flow}/riepilogo`, cookie)).body, /Fili scoperti, Vetro rotto/);
  assert.equal((await house.post(`${flow}/riepilogo`, {}, cookie)).headers.location, `${flow}/ricevuta`);
  const { rows } = await house.database.pool.query('select question, asked, said from reports.answers order by position');
  assert.deepEqual(
    rows.map((row) => [row.question, row.said]),
    [
      ['how-many', '3'],
      ['since', '2 novembre 2026'],
      ['which', 'Fili scoperti, Vetro rotto'],
    ],
  );
  const code = (await lastReport()).code;
  for (const path of [`/segnalazioni/${code}`, `/api/v1/reports/${code}`, `/open311/v2/requests/${code}.json?extensions=true`])
    assert.ok(!(await house.get(path)).body.includes('Fili scoperti'), path);
});

test('programs are asked the same: a missing, wrong or unasked answer is refused and nothing is there', async () => {
  const before = await count();
  const input = { category: 'lighting', title: 'Lampione spento davanti al forno', lat, lon };
  for (const [answers, why] of [
    [{}, /Quanti lampioni sono spenti/],
    [{ 'how-many': 'x' }, /Quanti lampioni/],
    [{ 'how-many': 1, colour: 'blu' }, /colour/],
    [{ 'how-many': 1, which: ['altro'] }, /Che cosa vedi/],
  ] as const) {
    const outcome = await house.perform(sendReport, { ...input, answers });
    assert.ok('invalid' in outcome, JSON.stringify(outcome));
    assert.equal(outcome.invalid.errors[0]!.field, 'answers');
    assert.match(String(outcome.invalid.errors[0]!.params['why']), why);
  }
  assert.equal(await count(), before);
  const listed = (await house.get('/api/v1/report-categories'))
    .json()
    .items.find((one: { code: string }) => one.code === 'lighting');
  assert.deepEqual(
    listed.questions.map((one: { code: string; required: boolean }) => [one.code, one.required]),
    [
      ['how-many', true],
      ['since', false],
      ['which', false],
    ],
  );
  await house.done(sendReport, { ...input, title: 'Con la risposta giusta', answers: { 'how-many': 1 } });
});

test('an answer that stops says what to do instead; nothing is sent, nothing typed is lost', async () => {
  await decide('reports.questions', [
    {
      category: 'safety',
      code: 'now',
      kind: 'stop',
      it: 'C’è qualcuno in pericolo?',
      en: 'Is anybody in danger?',
      sayIt: 'Chiama il 112.',
      sayEn: 'Call 112.',
    },
  ]);
  const before = await count();
  const cookie = await begin();
  assert.equal(await next(cookie, { category: 'safety', title: 'Un muro che pende' }), `${flow}/domande`);
  const stopped = await house.post(`${flow}/domande`, { now: 'yes' }, cookie);
  assert.equal(stopped.statusCode, 422);
  assert.match(stopped.body, /Chiama il 112\./);
  assert.equal((await house.post(`${flow}/riepilogo`, {}, cookie)).statusCode, 422);
  assert.equal(await count(), before);
  assert.equal((await house.post(`${flow}/domande`, { now: 'no' }, cookie)).headers.location, `${flow}/riepilogo`);
  assert.match((await house.get(`${flow}/riepilogo`, cookie)).body, /Un muro che pende/);
});

test('a kind for the office alone is nowhere but at its desk; whoever sent it keeps the receipt', async () => {
  const cookie = await begin();
  await next(cookie, { category: 'safety', title: 'Una grata aperta nel cortile' });
  await house.post(`${flow}/domande`, { now: 'no' }, cookie);
  assert.equal((await house.post(`${flow}/riepilogo`, {}, cookie)).headers.location, `${flow}/ricevuta`);
  const receipt = await house.get(`${flow}/ricevuta`, cookie);
  assert.equal(receipt.statusCode, 200);
  assert.match(receipt.body, /La legge solo l’ufficio/);
  const { code, visibility } = await lastReport();
  assert.equal(visibility, 'private');
  const secret = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(receipt.body)![0];
  for (const path of [
    '/segnalazioni',
    '/segnalazioni.atom',
    '/segnalazioni.csv',
    '/segnalazioni.geojson',
    '/api/v1/reports',
    '/cerca?q=grata',
  ])
    assert.ok(!(await house.get(path)).body.includes('Una grata aperta'), path);
  assert.equal((await house.get(`/segnalazioni/${code}`)).statusCode, 404);
  const { id } = territoryOf(house.ctx()).bySlug.get(slug)!;
  const officer = await house.person('Rosa Officer', [{ role: 'officer', place: id, whole: false }]);
  assert.match((await house.get('/banco', await house.sessionOf(officer))).body, /Una grata aperta/);
  await house.done(takeCharge, { code, answer: 'Chiudiamo la grata domani.' }, officer);
  const mine = (await house.post('/ricevuta', { codice: secret })).body;
  assert.match(
    mine,
    new RegExp(`${code}[\\s\\S]*Presa in carico[\\s\\S]*Chiudiamo la grata domani`),
    'whoever holds the receipt reads the answer',
  );
  assert.ok(!(await house.post('/ricevuta', { codice: 'ABCD-EFGH-JKMN-PQRS' })).body.includes('grata'));
  const { municipalities } = territoryOf(house.ctx());
  const stranger = await house.person('Ugo Stranger', [{ role: 'officer', place: municipalities[1]!.id, whole: false }]);
  assert.equal((await house.get(`/segnalazioni/${code}`, await house.sessionOf(stranger))).statusCode, 404);
});

test('a kind may ask for an address or an account; with an address it is public once that is confirmed', async () => {
  await decide(
    'reports.category-rules',
    [
      { category: 'green', who: 'email', days: 3 },
      { category: 'signs', who: 'person' },
      { category: 'water', offered: 'no' },
    ],
    slug,
  );
  const input = { lat: lat + 0.01, lon, title: 'Un ramo spezzato sul viale' };
  for (const [category, key] of [
    ['green', 'reports.refusal.needs-email'],
    ['signs', 'reports.refusal.needs-person'],
    ['water', 'reports.refusal.no-category'],
  ] as const) {
    const outcome = await house.perform(sendReport, { ...input, category });
    assert.deepEqual('invalid' in outcome && outcome.invalid.errors.map((error) => [error.field, error.key]), [
      ['category', key],
    ]);
    const page = await house.post(
      `${flow}/dati`,
      { ...data, ...input, lat: String(input.lat), lon: String(lon), category, act: 'next' },
      await begin(),
    );
    assert.equal(page.statusCode, 422, category);
  }
  const { code } = await house.done(sendReport, { ...input, category: 'green', email: 'ada@example.org' });
  assert.equal((await house.get(`/segnalazioni/${code}`)).statusCode, 404, 'not before the address is confirmed');
  const mail = await house.database.pool.query(
    `select data from jobs.job where name = 'mail.send' order by created_on desc limit 1`,
  );
  const token = /conferma\/([\w-]+)/.exec(JSON.stringify(mail.rows[0].data))![1]!;
  await house.done(confirmReport, { token });
  assert.equal((await house.get(`/segnalazioni/${code}`)).statusCode, 200);
  const { due } = await lastReport();
  assert.ok(due.getTime() - house.ctx().now.getTime() < 9 * 86_400_000, 'the municipality promises three days');
});

test('on the patron’s day offices are closed where it is kept, and only there', async () => {
  const [one, other] = territoryOf(house.ctx()).municipalities;
  const sent = async (place: typeof one) => {
    const { outline } = place!;
    const { code } = await house.done(sendReport, {
      category: 'roads',
      title: 'Buca per il patrono',
      lat: outline!.lat,
      lon: outline!.lon,
    });
    const { rows } = await house.database.pool.query('select due from entries.entries where code = $1', [code]);
    return (rows[0].due as Date).getTime();
  };
  const before = [await sent(one), await sent(other)];
  // The last day promised is the patron's: the promise goes to the next one.
  const day = new Date(before[0]!).toISOString().slice(5, 10);
  await decide('territory.patron', day, one!.slug);
  assert.ok((await sent(one)) > before[0]!);
  assert.equal(await sent(other), before[1]);
});

test('is it one of these: the same kind within its metres, the same words, or a picture of the same scene; another problem is not shown', async () => {
  await decide('reports.category-rules', [], slug);
  const at = { lat: lat - 0.02, lon };
  const metres = (n: number) => ({ lat: at.lat + n / 111_320, lon });
  const scene = await picture(7);
  const same = await house.done(sendReport, { category: 'roads', title: 'Voragine davanti alla farmacia', ...metres(30) });
  const far = await house.done(sendReport, { category: 'roads', title: 'Voragine davanti alla farmacia', ...metres(300) });
  const words = await house.done(sendReport, { category: 'signs', title: 'Farmacia: voragine davanti', ...metres(20) });
  const other = await house.done(sendReport, { category: 'waste', title: 'Cestino bruciato', ...metres(10) });
  const seen = await house.done(sendReport, {
    category: 'other',
    title: 'Che disastro',
    ...metres(150),
    photos: [{ id: scene.id }],
  });
  const found = (
    await house.get(`/api/v1/reports/similar?lat=${at.lat}&lon=${at.lon}&category=roads&title=Voragine+alla+farmacia`)
  ).json();
  assert.deepEqual(new Set(found.items.map((one: { code: string }) => one.code)), new Set([same.code, words.code]));

  const cookie = await begin();
  const retaken = await picture(7, 0.97);
  await putPhoto(cookie, retaken.bytes);
  assert.equal(
    await next(cookie, { category: 'roads', title: 'Voragine alla farmacia', lat: String(at.lat), lon: String(at.lon) }),
    `${flow}/uguali`,
  );
  const page = (await house.get(`${flow}/uguali`, cookie)).body;
  for (const { code } of [same, words, seen]) assert.ok(page.includes(code), 'what may be the same is shown');
  for (const { code } of [far, other]) assert.ok(!page.includes(code), 'another problem is not');
  assert.match(page, /a 30 metri/);

  const distinct = await house.post(`${flow}/uguali`, { shown: [same, words, seen].map(({ code }) => code).join(',') }, cookie);
  assert.equal(distinct.headers.location, `${flow}/riepilogo`);
  assert.equal(await next(cookie, {}), `${flow}/riepilogo`, 'it is not asked twice');
});

test('one press on «È questa» counts and follows instead of a second report; whoever has not signed in is asked to, and the draft waits', async () => {
  const at = { lat: lat - 0.03, lon };
  const { code } = await house.done(sendReport, { category: 'roads', title: 'Tombino rotto al mercato', ...at });
  const before = await count();
  const told = { category: 'roads', title: 'Tombino spaccato', lat: String(at.lat), lon: String(at.lon) };
  const nobody = await begin();
  assert.equal(await next(nobody, told), `${flow}/uguali`);
  const asked = await house.post(`${flow}/uguali/${code}`, {}, nobody);
  assert.equal(asked.headers.location, `/entra?next=${flow}/uguali`);
  const person = await house.person('Lia Vicina');
  const cookie = `${nobody}; ${await house.sessionOf(person)}`;
  const done = await house.post(`${flow}/uguali/${code}`, {}, cookie);
  assert.equal(done.headers.location, `/segnalazioni/${code}`);
  assert.match(String(done.headers['set-cookie']), /arengo_draft_report=;/);
  assert.equal(await count(), before);
  const { rows } = await house.database.pool.query(
    `select (select count(*)::int from reports.supports s join entries.entries e on e.id = s.report where e.code = $1 and s.person = $2) as supports,
      (select count(*)::int from notices.follows f join entries.entries e on e.id = f.entry where e.code = $1 and f.person = $2) as follows`,
    [code, person.person],
  );
  assert.deepEqual(rows[0], { supports: 1, follows: 1 });
});

test('the check costs the same few statements however many reports are near', async () => {
  const at = { lat: lat - 0.04, lon };
  const cookie = await begin();
  const told = { category: 'roads', title: 'Buche a schiera', lat: String(at.lat), lon: String(at.lon) };
  await next(cookie, told);
  const counter = countStatements(house.database.pool);
  const cost = async () => {
    counter.take();
    await house.get(`${flow}/uguali`, cookie);
    return counter.take().length;
  };
  await house.done(sendReport, { category: 'roads', title: 'Buca a schiera', ...at });
  const one = await cost();
  for (let i = 0; i < 8; i++) await house.done(sendReport, { category: 'roads', title: `Buca a schiera ${i}`, ...at });
  assert.equal(await cost(), one);
  assert.ok(one <= 12, `${one} statements`);
});

test('likeness: nearer, same kind, same words, same scene weigh in; nothing of these is nothing', () => {
  const asked = { radius: 60, category: 'roads' };
  const of = (more: object) => likenessOf({ metres: 20, topic: 'roads', words: 0, bits: null, ...more }, asked);
  assert.ok(of({}) > of({ metres: 50 }));
  assert.ok(of({ words: 0.5 }) > of({}));
  assert.ok(of({ bits: 3 }) > of({ words: 0.5 }));
  assert.equal(of({ topic: 'waste' }), 0);
  assert.equal(of({ metres: 61 }), 0);
  assert.equal(of({ bits: 30, topic: 'waste' }), 0);
  assert.ok(of({ topic: 'waste', metres: 150, bits: 5 }) > 0);
});

const data = { municipality: '', placeLabel: 'Via Lunga 4', description: '' };

async function begin(): Promise<string> {
  const answer = await house.post(flow, { who: 'anonymous', privacy: 'on' });
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

/** Where the flow goes on from step two. */
async function next(cookie: string, told: Record<string, string>): Promise<unknown> {
  const here = { lat: String(lat), lon: String(lon) };
  const kept = Object.keys(told).length > 0 ? { ...data, ...here, ...told } : {};
  const answer = await house.post(`${flow}/dati`, { ...kept, act: 'next' }, cookie);
  return answer.headers.location;
}

async function decide(name: string, value: unknown, place = territoryOf(house.ctx()).metropolis!.slug): Promise<void> {
  await house.done(changeSetting, { place, name, value });
  await house.reload();
}

async function count(): Promise<number> {
  return Number((await house.database.pool.query('select count(*) as n from reports.reports')).rows[0].n);
}

async function lastReport(): Promise<{ code: string; visibility: string; due: Date }> {
  return (await house.database.pool.query(`select code, visibility, due from entries.entries order by id desc limit 1`)).rows[0];
}

/** Blocks of grey that differ by their number: one scene, lighter or darker. */
async function picture(number: number, light = 1): Promise<{ id: string; bytes: Buffer }> {
  const blocks = Array.from({ length: 48 }, (_, i) => {
    const grey = Math.round((((i + 1) * number * 7919) % 200) * light) + 20;
    return {
      input: { create: { width: 50, height: 50, channels: 3 as const, background: { r: grey, g: grey, b: grey } } },
      left: (i % 8) * 50,
      top: Math.floor(i / 8) * 50,
    };
  });
  const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#000' } })
    .composite(blocks)
    .jpeg()
    .toBuffer();
  const taken = await house.ctx().files.take(bytes, 'foto.jpg', 'image');
  assert.ok(!isRefusal(taken));
  return { id: taken.id, bytes };
}

async function putPhoto(cookie: string, bytes: Buffer): Promise<void> {
  const mark = 'x'.repeat(20);
  const head = `--${mark}\r\ncontent-disposition: form-data; name="photos"; filename="foto.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
  const answer = await house.server.app.inject({
    method: 'POST',
    url: `${flow}/dati`,
    headers: { cookie, 'content-type': `multipart/form-data; boundary=${mark}`, 'sec-fetch-site': 'same-origin' },
    payload: Buffer.concat([
      Buffer.from(head),
      bytes,
      Buffer.from(`\r\n--${mark}\r\ncontent-disposition: form-data; name="act"\r\n\r\nphotos\r\n--${mark}--\r\n`),
    ]),
  });
  assert.equal(answer.statusCode, 303);
}
