import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { openPostOffice, type PostOffice } from '../../../test/post-office.ts';
import { comment } from '../discussion/actions.ts';
import { setHidden } from '../discussion/store.ts';
import { setVisibility } from '../entries/store.ts';
import { follow } from './actions.ts';

const later = { code: 451, text: 'greylisted, come back later' };

let house: TestHouse;
let office: PostOffice;
let pietro: TestPerson;
let clock = Date.parse('2026-11-20T08:00:00Z');

before(async () => {
  office = await openPostOffice();
  house = await openHouse({ now: () => new Date(clock++), env: { SMTP_URL: office.url } });
  pietro = await house.person('Pietro Vallesi');
});
after(async () => {
  await house.close();
  await office.close();
});

test('a mail that the server took at the second try only says nothing of what was hidden meanwhile', async () => {
  const marta = await house.person('Marta Deledda');
  const report = await house.report({ author: marta.person, title: 'Un nome e un cognome' });
  const open = await house.report({ author: marta.person, title: 'Una buca' });
  for (const { code } of [report, open]) await house.done(comment, { code, text: `Parole su ${code}` }, pietro);
  await refused(marta, 2);
  await setVisibility(house.database.db, report.id, 'hidden', new Date(clock));
  assert.deepEqual((await again(marta)).map(subject), [`Nuovo commento: Una buca (${open.code})`], 'the other is told as ever');
  assert.deepEqual(await again(marta), [], 'and once');
});

test('nor of a comment that was hidden, nor to somebody who was erased', async () => {
  const [marta, ines] = [await house.person('Marta Due'), await house.person('Ines Due')];
  const [insulted, other] = [await house.report({ author: marta.person }), await house.report({ author: ines.person })];
  const said = await house.done(comment, { code: insulted.code, text: 'Insulto' }, pietro);
  await house.done(comment, { code: other.code, text: 'Parole gentili' }, pietro);
  await refused(marta, 1);
  await setHidden(house.database.db, said.id, new Date(clock));
  await sql`update people.people set erased = ${new Date(clock)}, name = '', email = null, email_typed = null where id = ${ines.person}`.execute(
    house.database.db,
  );
  assert.deepEqual(await again(marta), []);
  assert.equal(office.received.filter((mail) => mail.to.includes(ines.email)).length, 0);
});

test('a digest loses what was hidden between two tries, and is not sent when nothing is left', async () => {
  const [marta, ines] = [await house.person('Marta Tre'), await house.person('Ines Tre')];
  const [one, two] = [await house.report({ title: 'Prima cosa' }), await house.report({ title: 'Seconda cosa' })];
  for (const { code } of [one, two]) {
    await house.done(follow, { code, how: 'daily' }, marta);
    await house.done(comment, { code, text: 'Che si fa?' }, pietro);
  }
  await house.done(follow, { code: one.code, how: 'daily' }, ines);
  await house.done(comment, { code: one.code, text: 'Allora?' }, pietro);
  office.refuse(later);
  await house.settle();
  clock += 86_400_000;
  await house.jobs.enqueue(house.database.db, 'notices.daily', {});
  await refused(marta, 1);
  await setVisibility(house.database.db, one.id, 'hidden', new Date(clock));
  const [digest, ...others] = await again(marta);
  assert.equal(others.length, 0);
  assert.match(digest!.text, /Seconda cosa/);
  assert.doesNotMatch(digest!.text, /Prima cosa/);
  assert.deepEqual(await again(ines), []);
});

test('what is tried again is the same mail: its Message-ID does not change', async () => {
  const marta = await house.person('Marta Quattro');
  const report = await house.report({ author: marta.person });
  await house.done(comment, { code: report.code, text: 'Ci passo ogni giorno' }, pietro);
  await refused(marta, 1);
  const { rows } = await sql<{
    id: string;
  }>`select data->>'id' as id from jobs.job where name = 'notices.send' and state = 'retry'`.execute(house.database.db);
  const [mail] = await again(marta);
  assert.equal(rows.length, 1);
  assert.match(mail!.text, new RegExp(`^Message-ID: <${rows[0]!.id}@`, 'm'));
});

/** All that is to be mailed is tried once, and the server is too busy. */
async function refused(person: TestPerson, times: number): Promise<void> {
  office.refuse(later);
  const before = office.refused.length;
  await house.settle();
  assert.equal(office.refused.slice(before).filter((to) => to === person.email).length, times);
  assert.deepEqual(receivedBy(person), []);
}

/** The time to try again has come, and the server takes what it is given: what this person gets. */
async function again(person: TestPerson) {
  office.refuse(null);
  const before = office.received.length;
  await sql`update jobs.job set start_after = now() where state = 'retry'`.execute(house.database.db);
  await house.settle();
  return receivedBy(person, before);
}

function receivedBy({ email }: TestPerson, from = 0) {
  return office.received.slice(from).filter((mail) => mail.to.includes(email));
}

function subject({ text }: { text: string }): string {
  return /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(text)![1]!.replaceAll(/\r\n[ \t]/g, ' ');
}
