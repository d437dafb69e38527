import { test } from 'node:test';
import { sql } from 'kysely';
import { openHouse } from '../../../test/house.ts';
import { insertEntry } from '../entries/store.ts';
import { ensureProvenPerson } from '../people/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { insertComments } from '../discussion/store.ts';
import { hashOf } from '../people/sessions.ts';
import { insertSession } from '../people/store-sessions.ts';
test('x', async () => {
  const house = await openHouse();
  const db = house.database.db;
  const now = new Date();
  const people = [];
  for (let i = 0; i < 60; i++) people.push((await ensureProvenPerson(db, { id: house.ctx().id(), name: `Nome Cognome${i}`, email: `u${i}@e.org`, emailTyped: `u${i}@e.org`, language: 'it', now })).id);
  const secret = 'x'.repeat(30);
  await insertSession(db, { id: hashOf(secret), person: people[0]!, now, expires: new Date(now.getTime() + 9e6), agent: '' });
  const codes: Record<number, string> = {};
  for (const [i, n] of [0, 150, 1000].entries()) {
    const id = house.ctx().id();
    const { code } = await insertEntry(db, { id, kind: 'report', prefix: 'SEG', place: territoryOf(house.ctx()).municipalities[0]!.id, author: null, title: 'Buca', visibility: 'public', state: 'sent', assurance: 'none', now });
    await sql`insert into reports.reports (id, key, receipt, channel, description) values (${id}, ${id}, ${Buffer.from(id)}, 'web', '')`.execute(db);
    codes[n] = code;
    const tops: string[] = [];
    await insertComments(db, Array.from({ length: n }, (_, k) => {
      const cid = house.ctx().id();
      const parent = k % 3 === 2 ? tops[Math.floor(k / 3) * 2]! : null;
      if (k % 3 !== 2) tops.push(cid);
      return { id: cid, entry: id, parent, author: people[k % 60]!, onBehalf: null, office: null, text: 'Confermo, la mattina alle otto qui passano duecento bambini. '.repeat(3), stance: null, assurance: 'email', key: null, at: new Date(now.getTime() + k * 1000) };
    }));
  }
  let q = 0;
  for (const round of [1, 2, 3]) for (const who of ['out', 'in']) for (const n of [0, 150, 1000]) {
    const t = performance.now(); const c = process.cpuUsage(); let bytes = 0;
    for (let i = 0; i < 60; i++) bytes = (await house.server.app.inject({ url: `/segnalazioni/${codes[n]}?z=${q++}`, headers: who === 'in' ? { cookie: `arengo_session=${secret}` } : {} })).body.length;
    const used = process.cpuUsage(c);
    if (round > 1) console.log(who, n, ((performance.now() - t) / 60).toFixed(2), 'ms', 'cpu(app)', ((used.user + used.system) / 60000).toFixed(2), bytes, 'bytes');
  }
  await house.close();
});
