import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { type Actor, anonymous } from '../../kernel/actor.ts';
import { invite } from '../people/actions.ts';
import type { RoleName } from '../people/roles.ts';
import { territoryOf } from '../territory/territory.ts';
import { addDelegate, endDelegation, register } from './actions.ts';
import { actsFor } from './organisations.ts';

let house: TestHouse;
let a: string;
let b: string;

before(async () => {
  house = await openHouse();
  [a, b] = territoryOf(house.ctx()).municipalities.map((place) => place.id) as [string, string];
});
after(() => house.close());

test('an administrator registers an organisation at home, nobody else does and not elsewhere', async () => {
  const administrator = await person('sindaca@example.org', 'municipal-administrator', a);
  const citizen = await person('cittadina@example.org');
  const input = { name: 'Associazione Riva Pulita', kind: 'association', place: a };
  assert.equal(await refusedWith(house.perform(register, input, citizen)), 'organisations.not-administrator');
  assert.equal(await refusedWith(house.perform(register, input, anonymous)), 'kernel.sign-in');
  assert.equal(
    await refusedWith(house.perform(register, { ...input, place: b }, administrator)),
    'organisations.not-administrator',
  );
  await house.done(register, input, administrator);
});

test('two organisations of one name in one place would be taken for each other', async () => {
  await house.done(register, { name: 'Università di Valdarena', kind: 'university', place: a });
  assert.equal(
    await refusedWith(house.perform(register, { name: 'universita di valdarena', kind: 'university', place: a })),
    'organisations.name-taken',
  );
  await house.done(register, { name: 'Università di Valdarena', kind: 'university', place: b });
});

test('a delegate acts for the organisation from the next request, names others, and no longer once ended', async () => {
  const email = 'delegata@example.org';
  await person(email);
  const made = await house.done(register, { name: 'Cooperativa Sale e Vento', kind: 'firm', place: a, email });
  assert.ok(actsFor(await person(email), made.id));

  await person('seconda@example.org');
  const named = await house.done(addDelegate, { organisation: made.id, email: 'seconda@example.org' }, await person(email));
  assert.ok(actsFor(await person('seconda@example.org'), made.id));
  await house.done(endDelegation, { id: named.id }, await person(email));
  assert.ok(!actsFor(await person('seconda@example.org'), made.id));
  assert.equal(
    await refusedWith(house.perform(addDelegate, { organisation: made.id, email }, await person('seconda@example.org'))),
    'organisations.not-delegate',
  );
});

test('the same delegate named twice at the same moment is named once', async () => {
  const { id } = await house.done(register, { name: 'Scuola Le Fornaci', kind: 'school', place: a });
  await person('maestra@example.org');
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => house.perform(addDelegate, { organisation: id, email: 'maestra@example.org' })),
  );
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  assert.equal(
    outcomes.filter((outcome) => 'refused' in outcome && outcome.refused.code === 'organisations.already-delegate').length,
    3,
  );
});

test('whoever has nothing to do with an organisation cannot end its delegates, nor learn of them', async () => {
  await person('dentro@example.org');
  const made = await house.done(register, {
    name: 'Amici della Ciclabile',
    kind: 'association',
    place: a,
    email: 'dentro@example.org',
  });
  const elsewhere = await person('sindaca-b@example.org', 'municipal-administrator', b);
  assert.equal(await refusedWith(house.perform(endDelegation, { id: made.delegate! }, elsewhere)), 'kernel.absent');
  assert.equal(
    await refusedWith(house.perform(endDelegation, { id: made.delegate! }, await person('curioso@example.org'))),
    'kernel.absent',
  );
  assert.equal(
    await refusedWith(house.perform(addDelegate, { organisation: made.id, email: 'nessuno@example.org' }, elsewhere)),
    'organisations.not-delegate',
  );
});

test('a first delegate who has no account leaves nothing half done', async () => {
  assert.equal(
    await refusedWith(house.perform(register, { name: 'Mai nata', kind: 'other', place: a, email: 'nessuno@example.org' })),
    'organisations.nobody-there',
  );
  const rows = await sql`select 1 from organisations.organisations where name = 'Mai nata'`.execute(house.ctx().db);
  assert.equal(rows.rows.length, 0);
});

/** The person as a request of this moment would see them. */
async function person(email: string, role?: RoleName, place?: string): Promise<Actor> {
  const made = await house.done(invite, { name: email.split('@')[0], email, role, place });
  const { rows } = await sql<{ id: string; name: string }>`
    select o.id, o.name from organisations.delegates d join organisations.organisations o on o.id = d.organisation
    where d.person = ${made.person} and d.until is null`.execute(house.ctx().db);
  const roles = role && place ? [{ role, place, whole: false }] : [];
  return { ...anonymous, kind: 'person', person: made.person, name: email, roles, organisations: rows };
}

async function refusedWith(outcome: ReturnType<typeof house.perform<unknown>>): Promise<string> {
  const ended = await outcome;
  assert.ok('refused' in ended, JSON.stringify(ended));
  return ended.refused.code;
}
