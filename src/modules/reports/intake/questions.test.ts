/** What a kind of problem asks more, whom it asks to be known, and by when it is answered. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { takeCharge } from '../desk/actions.ts';
import { confirmReport, sendReport } from './actions.ts';
import { openTelling } from './telling.testing.ts';

const { house, slug, lat, lon, flow, data, begin, next, decide, count, lastReport } = await openTelling();
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

test('whoever confirms an address is thanked, and led to the report where everybody may read it', async () => {
  for (const [category, shown] of [
    ['safety', false],
    ['buildings', true],
  ] as const) {
    const input = { lat: lat + 0.02, lon, category, title: 'Una ringhiera che balla' };
    const { code } = await house.done(sendReport, {
      ...input,
      email: 'ivo@example.org',
      ...(!shown && { answers: { now: 'no' } }),
    });
    const { rows } = await house.database.pool.query(
      `select data from jobs.job where name = 'mail.send' order by created_on desc limit 1`,
    );
    const token = /conferma\/([\w-]+)/.exec(JSON.stringify(rows[0].data))![1]!;
    const { headers } = await house.post(`/segnalazioni/conferma/${token}`, {});
    assert.equal(headers.location, `/ricevuta?confermata=${code}`);
    const page = await house.get(String(headers.location));
    assert.match(page.body, /l’indirizzo è confermato/);
    assert.equal(page.body.includes(`href="/segnalazioni/${code}"`), shown, category);
  }
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
