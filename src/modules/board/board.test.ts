import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { type Actor, anonymous } from '../../kernel/actor.ts';
import { publish, withdraw } from './actions.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const text = { title: 'Mercato spostato in piazza', body: 'Sabato il mercato è in piazza della Ruota.' };

function officerOf(slug: string): Actor {
  const place = territoryOf(house.ctx()).bySlug.get(slug)!;
  return { ...anonymous, kind: 'person', name: 'Un operatore', roles: [{ role: 'officer', place: place.id, whole: false }] };
}

test('an officer publishes for the own municipality, and it is on list, feed, API, home and search at once', async () => {
  const outcome = await house.perform(publish, { place: 'arenaria', ...text }, officerOf('arenaria'));
  assert.ok('done' in outcome);
  await house.settle();
  for (const path of ['/notizie', '/notizie.atom', '/api/v1/entries?kind=news', '/cerca?q=mercato+piazza', '/']) {
    const answer = await house.server.app.inject({ url: path });
    assert.equal(answer.statusCode, 200, path);
    assert.match(answer.body, new RegExp(outcome.done.code), path);
  }
});

test('the headings of the list go down one step at a time', async () => {
  await house.done(publish, { place: 'arenaria', ...text }, officerOf('arenaria'));
  const levels = [...(await house.get('/notizie')).body.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  assert.ok(levels.includes(3));
  for (const [i, level] of levels.entries()) assert.ok(level - (levels[i - 1] ?? 0) <= 1, levels.join(' '));
});

test('nobody speaks for another municipality, and nobody unknown speaks at all', async () => {
  const other = await house.perform(publish, { place: 'borgo-sereno', ...text }, officerOf('arenaria'));
  assert.ok('refused' in other && other.refused.code === 'board.not-yours');
  const nobody = await house.perform(publish, { place: 'arenaria', ...text }, anonymous);
  assert.ok('refused' in nobody && nobody.refused.status === 401);
});

test('an end before the beginning is told at its field, in both languages', async () => {
  const outcome = await house.perform(
    publish,
    { place: 'arenaria', ...text, starts: '2026-12-02', ends: '2026-12-01' },
    officerOf('arenaria'),
  );
  assert.ok('invalid' in outcome);
  assert.deepEqual(
    outcome.invalid.errors.map((error) => [error.field, error.key]),
    [['ends', 'board.refusal.ends-before']],
  );
  assert.equal(outcome.invalid.values['title'], text.title, 'what was typed is kept');
});

test('withdrawn news keep title and reason, lose the text, and are withdrawn once', async () => {
  const officer = officerOf('arenaria');
  const published = await house.perform(publish, { place: 'arenaria', ...text, title: 'Notizia sbagliata' }, officer);
  assert.ok('done' in published);
  const { code } = published.done;
  assert.ok('done' in (await house.perform(withdraw, { code, reason: 'La data era sbagliata.' }, officer)));
  const again = await house.perform(withdraw, { code, reason: 'La data era sbagliata.' }, officer);
  assert.ok('refused' in again && again.refused.status === 409);
  const page = (await house.server.app.inject({ url: `/notizie/${code}` })).body;
  assert.match(page, /La data era sbagliata/);
  assert.doesNotMatch(page, /Sabato il mercato/);
});
