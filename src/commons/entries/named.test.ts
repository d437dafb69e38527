/** What is named in the words of a search: a code as people write it, a kind of problem. On the demo, which the issue speaks of. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { countStatements } from '../../../test/statements.ts';
import { territoryOf } from '../territory/territory.ts';
import { everyEntry } from './list.ts';
import { search } from './search.ts';
import type { Entry } from './store.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

const find = async (text: string, filter = {}): Promise<Entry[]> =>
  (await search(house.ctx(), text, { aside: ['archived'], ...filter }, 0, 500)).items;

test('a code is found as people write it: its number alone, with its noughts or without, and in words', async () => {
  const { rows } = await house.database.pool.query(
    "select code from entries.entries where kind = 'report' and visibility = 'public' order by code desc limit 1",
  );
  const [{ code }] = rows;
  const [, year, number] = code.split('-');
  const short = String(Number(number));
  for (const text of [number, short, ` ${short} `, `seg ${year} ${short}`, `SEG-${year}-${short}`, `seg${year}${number}`]) {
    assert.deepEqual(
      (await find(text)).map((entry) => entry.code),
      [code],
      text,
    );
    assert.match((await house.get(`/cerca?q=${encodeURIComponent(text)}`)).body, new RegExp(code), text);
  }
  assert.ok(!(await find(short, { kind: 'news' })).some((entry) => entry.code === code), 'of the kind that is asked for');
  assert.ok(
    (await find('12')).every((entry) => /12/.test(`${entry.title} ${entry.place_label} ${entry.summary}`)),
    'a house',
  );
});

test('a kind of problem that is named is what to look for: alone, with other words, in a municipality, in both languages', async () => {
  const [place] = territoryOf(house.ctx()).municipalities;
  for (const [text, topic] of [
    ['illuminazione pubblica', 'lighting'],
    ['Illuminazione', 'lighting'],
    ['problemi di illuminazione', 'lighting'],
    ['street lighting', 'lighting'],
    ['rifiuti', 'waste'],
    ['rifiuto', 'waste'],
    [`rifiuti ${place!.name}`, 'waste'],
    ['fogne', 'water'],
    ['rifiuti materassi', 'waste'],
  ] as const) {
    const found = await find(text);
    assert.ok(found.length > 0, text);
    assert.deepEqual([...new Set(found.map((entry) => entry.topic))], [topic], text);
    if (text.includes(place!.name)) assert.deepEqual([...new Set(found.map((entry) => entry.place))], [place!.id]);
    if (text.includes('materassi')) assert.ok(found.every(({ title }) => title.startsWith('Materassi')));
  }
  assert.deepEqual(await find('rifiuti', { topic: 'roads' }), [], 'never outside what was asked for');
  const exported: string[] = [];
  for await (const { code } of everyEntry(house.ctx(), { text: 'illuminazione pubblica' }, 5_000)) exported.push(code);
  assert.equal(exported.length, (await find('illuminazione pubblica', { aside: [] })).length);
  const page = (await house.get('/cerca?q=illuminazione+pubblica')).body;
  assert.match(page, /href="\/segnalazioni\?tipo=lighting"[^>]*>[^<]*Segnalazioni: Illuminazione/);
});

test('«buca stada» finds a hole in the road on the demo, and words that find nothing cost few statements', async () => {
  const { items, mended } = await search(house.ctx(), 'buca stada', {}, 0, 20);
  assert.equal(mended, 'buca strada');
  assert.ok(items.some(({ title }) => title.startsWith('Buca profonda')));
  const counter = countStatements(house.database.pool);
  counter.take();
  await house.get('/cerca?q=rifiuti+xyzzyq+arenaria');
  const cost = counter.take().length;
  assert.ok(cost <= 12, `${cost} statements`);
});
