/** A report is a duplicate of another office's only where both may have been told of one problem. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { anonymous } from '../../../kernel/actor.ts';
import { sendReport } from '../intake/actions.ts';
import { markDuplicate } from './actions-duplicate.ts';

let house: TestHouse;
let a: Place;
let b: Place;
let officer: TestPerson;

before(async () => {
  house = await openHouse();
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
});
after(() => house.close());

test('of another office’s that is far away or has no point: a sentence leads to passing it on, and what was typed is kept', async () => {
  const cookie = await house.sessionOf(officer);
  const { lat, lon } = a.outline!;
  const mine = await send(a, { lat, lon });
  const pointless = await send(a);
  const far = await send(b, { lat: lat + 600 / 111_320, lon });
  const without = await send(b);
  for (const [report, of] of [
    [mine, far],
    [mine, without],
    [pointless, without],
    [pointless, far],
  ] as const) {
    const answer = await house.post(
      `/banco/${report.code}/doppia`,
      { of: of.code, answer: 'Ne rispondono loro, credo.' },
      cookie,
    );
    assert.equal(answer.statusCode, 422);
    assert.match(
      answer.body,
      new RegExp(`${of.code} è di un altro ufficio \\(Comune di ${b.name}\\)[^<]*«Passa a un altro ufficio»`),
    );
    assert.match(answer.body, /Ne rispondono loro, credo/);
    assert.ok(answer.body.includes(`value="${of.code}"`));
    assert.equal(await stateOf(report.code), 'sent');
  }
});

test('of another office’s within half a kilometre, where everybody sees it, it is one; of the own office’s wherever it is', async () => {
  const { lat, lon } = a.outline!;
  const [mine, unseen, own] = [await send(a, { lat, lon }), await send(a, { lat, lon }), await send(a, { lat, lon })];
  const near = await send(b, { lat: lat + 400 / 111_320, lon });
  await house.done(markDuplicate, { code: mine.code, of: near.code }, officer);
  assert.equal(await stateOf(mine.code), 'duplicate');
  await house.database.pool.query("update entries.entries set visibility = 'private' where code = any ($1)", [
    [near.code, unseen.code],
  ]);
  assert.match(JSON.stringify(await house.perform(markDuplicate, { code: unseen.code, of: near.code }, officer)), /no-other/);
  await house.done(markDuplicate, { code: own.code, of: (await send(a)).code }, officer);
});

let sent = 0;
/** At a point, whichever office has it: the border may be anywhere. */
async function send(place: Place, point?: { lat: number; lon: number }): Promise<{ code: string }> {
  const title = `Buca numero ${++sent}`;
  const { code } = await house.done(
    sendReport,
    { category: 'roads', title, municipality: a.slug, placeLabel: 'Via Roma' },
    anonymous,
  );
  await house.database.pool.query(
    'update entries.entries set place = $2, geometry = st_setsrid(st_makepoint($3::float8, $4::float8), 4326) where code = $1',
    [code, place.id, point?.lon ?? null, point?.lat ?? null],
  );
  return { code };
}

async function stateOf(code: string): Promise<string> {
  return (await house.database.pool.query('select state from entries.entries where code = $1', [code])).rows[0].state;
}
