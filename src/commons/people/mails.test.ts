import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { territoryOf } from '../territory/territory.ts';
import { giveRole, invite, setPassword } from './actions.ts';
import { askLink } from './actions-entering.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

test('the link that comes by mail opens, in both forms of the message', async () => {
  await house.perform(askLink, { email: 'Nuova.Persona@example.org', next: '/mappa' }, anonymous);
  const mail = await lastMail();
  assert.equal(mail.to, 'Nuova.Persona@example.org');
  const inText = /http\S+\/entra\/link\/[\w-]+/.exec(mail.text)![0];
  assert.ok(mail.html.includes(`href="${inText}"`));
  const entered = await house.server.app.inject({ method: 'POST', url: new URL(inText).pathname });
  assert.equal(entered.statusCode, 303);
});

test('an invitation says who invites, in the language of the invited', async () => {
  const place = territoryOf(house.ctx()).municipalities[0]!;
  await house.perform(invite, {
    name: 'Ann Example',
    email: 'ann@example.org',
    language: 'en',
    role: 'officer',
    place: place.id,
  });
  const mail = await lastMail();
  assert.equal(mail.subject, 'Arengo invites you');
  assert.match(mail.text, new RegExp(`Your role: Officer, ${place.name}\\.`));
});

test('more power, or another password, is told to whom it happens', async () => {
  const place = territoryOf(house.ctx()).municipalities[0]!;
  const made = await house.perform(invite, { name: 'Carla Prova', email: 'carla@example.org' });
  await house.settle();
  await house.perform(giveRole, { email: 'carla@example.org', role: 'moderator', place: place.id });
  assert.equal((await lastMail()).subject, `Hai un ruolo nuovo: Moderatore, ${place.name}`);
  assert.ok('done' in made);
  const carla = { ...anonymous, kind: 'person', person: made.done.person } as const;
  const session = (await house.sessionOf(carla)).split('=')[1];
  await house.done(setPassword, { password: 'tre parole a caso', session }, carla);
  const mail = await lastMail();
  assert.deepEqual([mail.to, mail.subject], ['carla@example.org', 'La tua password è cambiata']);
  assert.ok(!mail.text.includes('tre parole'));
});

async function lastMail(): Promise<{ to: string; subject: string; html: string; text: string }> {
  await house.settle();
  const folder = path.join(house.folder, 'mails');
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1)!;
  return JSON.parse(readFileSync(path.join(folder, newest), 'utf8'));
}
