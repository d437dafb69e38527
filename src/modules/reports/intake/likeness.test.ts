/** Before a report is sent: is the problem told already? */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { countStatements } from '../../../../test/statements.ts';
import { sendReport } from './actions.ts';
import { likenessOf } from './alike.ts';
import { openTelling } from './telling.testing.ts';

const { house, slug, lat, lon, flow, begin, next, decide, count, picture, putPhoto } = await openTelling();
after(() => house.close());

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
  assert.equal(asked.headers.location, `/entra?next=${flow}/uguali/${code}`);
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
