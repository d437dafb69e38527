import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { demoPeople } from './demo-people.ts';
import { actorOf } from './people.ts';
import { findDemoPerson, seed } from './seed.ts';
import { listHolders } from './store-seed.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse({ world: 'demo' });
});
after(() => house.close());

test('every municipality has an officer and an administrator, the largest two officers', async () => {
  const { db, now } = house.ctx();
  const places = (
    await sql<{
      id: string;
      name: string;
    }>`select id, name from territory.places where kind = 'municipality' order by population desc`.execute(db)
  ).rows;
  for (const role of ['officer', 'municipal-administrator'] as const) {
    const holders = await listHolders(db, role, now);
    for (const [rank, place] of places.entries()) {
      assert.equal(
        holders.filter((one) => one.place === place.id).length,
        role === 'officer' && rank === 0 ? 2 : 1,
        `${role} in ${place.name}`,
      );
    }
  }
});

test('the people whom other rooms name are there', async () => {
  for (const { key, name } of demoPeople) assert.equal((await findDemoPerson(house.ctx().db, key))?.name, name);
  assert.equal(await findDemoPerson(house.ctx().db, 'nessuno-qui'), undefined);
});

test('seeding again adds nobody twice', async () => {
  const { db } = house.ctx();
  const counted = async () =>
    (await sql<{ n: number }>`select (select count(*) from people.people) + (select count(*) from people.roles) as n`.execute(db))
      .rows[0]!.n;
  const before = await counted();
  await db.transaction().execute((trx) => seed({ ...house.ctx(), db: trx }, 'demo', () => {}));
  assert.equal(await counted(), before);
});

test('the demo page offers its people with what they can do, and lets in as any of them', async () => {
  const page = await house.server.app.inject({ url: '/demo' });
  assert.equal(page.statusCode, 200);
  const shown = demoPeople.filter((person) => person.shown);
  for (const { name } of shown) assert.ok(page.body.includes(`Entra come ${name}`), name);
  assert.match(page.body, /Prende in carico e risolve le segnalazioni di Arenaria/);
  for (const { key, role } of shown) {
    const { id, name } = (await findDemoPerson(house.ctx().db, key))!;
    const entered = await house.server.app.inject({
      method: 'POST',
      url: '/demo',
      payload: { person: id },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(entered.statusCode, 303);
    const secret = /arengo_session=([\w-]+)/.exec(String(entered.headers['set-cookie']))![1]!;
    const actor = await actorOf(house.ctx(anonymous), { cookies: { arengo_session: secret }, headers: {} });
    assert.deepEqual([actor.name, actor.roles.map((held) => held.role)], [name, role ? [role.name] : []]);
    const profile = await house.server.app.inject({ url: '/profilo', headers: { cookie: `arengo_session=${secret}` } });
    assert.equal(profile.statusCode, 200, name);
  }
});

test('outside demo mode nobody is entered as, and there is no such page', async () => {
  const real = await openHouse({ world: 'demo', env: { ARENGO_DEMO: '0' } });
  const { id } = (await findDemoPerson(real.ctx().db, 'elena-sarpieri'))!;
  assert.equal((await real.server.app.inject({ url: '/demo' })).statusCode, 404);
  assert.equal((await real.server.app.inject({ method: 'POST', url: '/demo', payload: { person: id } })).statusCode, 404);
  assert.equal(
    (await real.server.app.inject({ method: 'POST', url: '/api/v1/verbs/people.enter-as-demo', payload: { person: id } }))
      .statusCode,
    404,
  );
  await real.close();
});
