/** A menu shows the doors that its reader may pass, and no other. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoPeople } from '../../src/commons/people/demo-people.ts';
import { openHouse, type TestHouse } from '../house.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

test('every link in the menu of every demo person, and of everybody, leads to a page that opens', async () => {
  const shut: string[] = [];
  for (const key of [null, ...demoPeople.map((person) => person.key)]) {
    const headers: Record<string, string> = key ? { cookie: await house.enter(key) } : {};
    for (const href of await menuOf(headers)) {
      const { statusCode } = await house.server.app.inject({ url: href, headers });
      if (statusCode !== 200) shut.push(`${key ?? 'everybody'} ${href}: ${statusCode}`);
    }
  }
  assert.deepEqual(shut, []);
});

test('an officer has the desk and not the moderation, a moderator the other way round, a citizen neither', async () => {
  const doors = ['/banco', '/moderazione', '/impostazioni'];
  const seenBy = async (key: string) => {
    const menu = await menuOf({ cookie: await house.enter(key) });
    return doors.filter((door) => menu.includes(door));
  };
  assert.deepEqual(await seenBy('giulia-morabito'), ['/banco']);
  assert.deepEqual(await seenBy('paola-incisetti'), ['/moderazione']);
  assert.deepEqual(await seenBy('marta-dossena'), []);
  assert.deepEqual(await seenBy('elena-sarpieri'), doors);
});

async function menuOf(headers: Record<string, string>): Promise<string[]> {
  const { body } = await house.server.app.inject({ url: '/', headers });
  const nav = /<ul class="navbar-nav">(.*?)<\/ul>/s.exec(body)?.[1] ?? '';
  const links = [...nav.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
  assert.ok(links.length >= 4, `a menu of ${links.length}`);
  return links;
}
