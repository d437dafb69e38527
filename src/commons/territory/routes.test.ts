import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

test('municipalities: all of them, or so many at a time', async () => {
  const all = (await house.get('/api/v1/municipalities')).json();
  assert.equal(all.items.length, all.total);
  assert.equal(all.next, null);
  const names: string[] = [];
  let cursor = '';
  do {
    const page = (await house.get(`/api/v1/municipalities?limit=4${cursor && `&cursor=${cursor}`}`)).json();
    assert.ok(page.items.length <= 4);
    assert.equal(page.total, all.total);
    names.push(...page.items.map(({ name }: { name: string }) => name));
    cursor = page.next;
  } while (cursor);
  assert.deepEqual(
    names,
    all.items.map(({ name }: { name: string }) => name),
  );
});

test('a cursor that is none is told, by name', async () => {
  const { code } = await house.report();
  for (const path of [
    'municipalities?',
    'report-categories?',
    'organisations?',
    'reports?',
    'entries?q=buca&',
    `entries/${code}/comments?`,
  ]) {
    const answer = await house.get(`/api/v1/${path}cursor=xyz`);
    assert.equal(answer.statusCode, 422, path);
    assert.match(String(answer.headers['content-type']), /problem\+json/);
    assert.match(answer.json().detail, /«cursor»/);
  }
});

test('every list of the API takes limit and cursor, and says what comes next', async () => {
  const { paths } = (await house.get('/api/v1/openapi.json')).json();
  const lists = Object.entries<any>(paths).flatMap(([path, { get }]) => {
    const said = get?.responses['200']?.content?.['application/json']?.schema?.properties;
    const asked: string[] = (get?.parameters ?? []).map(({ name }: { name: string }) => name);
    return path.startsWith('/api/') && said?.items ? [{ path, said, asked }] : [];
  });
  assert.ok(lists.length > 8);
  for (const { path, said, asked } of lists) {
    assert.ok(said.next, path);
    for (const name of ['limit', 'cursor']) assert.ok(asked.includes(name), `${path}: ${name}`);
  }
});
