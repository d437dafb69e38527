import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { romeDay } from '../../kernel/time.ts';
import { comment } from '../discussion/actions.ts';
import { territoryOf } from '../territory/territory.ts';
import { register } from './actions.ts';
import { acceptInvitation, endDelegation, inviteDelegate, withdrawInvitation } from './actions-delegates.ts';
import { announceEnds } from './jobs.ts';
import { trying } from './organisations.testing.ts';
import { actsFor } from './organisations.ts';

const day = 86_400_000;
let later = 0;
let house: TestHouse;
let its: ReturnType<typeof trying>;
let place: string;

before(async () => {
  house = await openHouse({ now: () => new Date(Date.now() + later) });
  its = trying(house);
  place = territoryOf(house.ctx()).municipalities[0]!.id;
});
after(() => house.close());

async function organisation(): Promise<string> {
  return (await house.done(register, { name: `Circolo ${house.ctx().id()}`, kind: 'association', place })).id;
}

async function join(id: string, person: TestPerson, more: Record<string, unknown> = {}): Promise<string> {
  const token = await its.invited(id, person, undefined, more);
  return (await house.done(acceptInvitation, { token }, await its.now(person))).id;
}

test('nobody becomes a delegate without saying yes; who says yes acts from the next request, until it is ended', async () => {
  const id = await organisation();
  const [rosa, ivo] = [await house.person('Rosa Deidda'), await house.person('Ivo Pala')];
  const token = await its.invited(id, rosa, undefined);
  assert.ok(!actsFor(await its.now(rosa), id, 'speak'), 'invited is not yet a delegate');
  assert.equal(await its.refused(acceptInvitation, { token }, await its.now(ivo)), 'organisations.other-address');
  assert.match((await house.get(`/organizzazioni/inviti/${token}`, await house.sessionOf(rosa))).body, /Accetto/);
  const { id: delegate } = await house.done(acceptInvitation, { token }, await its.now(rosa));
  assert.ok(actsFor(await its.now(rosa), id, 'speak'));
  assert.ok(!actsFor(await its.now(rosa), id, 'represent'), 'only what was given');
  assert.equal(
    await its.refused(inviteDelegate, { organisation: id, email: ivo.email, powers: ['speak'] }, await its.now(rosa)),
    'organisations.not-delegate',
  );
  const { code } = await house.report({ place });
  await house.done(comment, { code, text: 'Veniamo domenica.', onBehalf: id }, await its.now(rosa));
  await house.done(endDelegation, { id: delegate }, await its.now(rosa));
  assert.match(await its.refused(comment, { code, text: 'E poi?', onBehalf: id }, await its.now(rosa)), /not-delegate/);
  assert.match((await house.get(`/organizzazioni/${id}`)).body, /Veniamo domenica/, 'what was said stays');
});

test('an invitation accepted many times at once is accepted once', async () => {
  const id = await organisation();
  const person = await house.person('Anna Loi');
  const token = await its.invited(id, person, undefined);
  const actor = await its.now(person);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => house.perform(acceptInvitation, { token }, actor)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  const { rows } = await house.database.pool.query('select 1 from organisations.delegates where organisation = $1', [id]);
  assert.equal(rows.length, 1);
});

test('an invitation is withdrawn, expires, and gives only powers that there are', async () => {
  const id = await organisation();
  const person = await house.person('Zoe Sanna');
  const input = { organisation: id, email: person.email };
  assert.match(await its.refused(inviteDelegate, { ...input, powers: ['everything'] }), /no-power/);
  assert.match(await its.refused(inviteDelegate, { ...input, powers: ['speak'], until: '2020-01-01' }), /until-past/);
  const token = await its.invited(id, person, undefined);
  assert.match(await its.refused(inviteDelegate, { ...input, powers: ['speak'] }), /invited-already/);
  const { rows } = await house.database.pool.query('select id from organisations.invitations where organisation = $1', [id]);
  await house.done(withdrawInvitation, { id: rows[0].id });
  assert.equal(await its.refused(acceptInvitation, { token }, await its.now(person)), 'organisations.invitation-gone');
  const second = await its.invited(id, person, undefined);
  later += 15 * day;
  assert.equal(await its.refused(acceptInvitation, { token: second }, await its.now(person)), 'organisations.invitation-gone');
});

test('a stated end is announced once, two weeks before, and then it ends by itself', async () => {
  const id = await organisation();
  const person = await house.person('Lia Mura');
  const until = romeDay(new Date(house.ctx().now.getTime() + 20 * day));
  await join(id, person, { until });
  const mails = async () =>
    Number(
      (
        await house.database.pool.query(
          `select count(*) as n from jobs.job where name = 'mail.send' and data::text like '%La tua delega per%' and data::text like $1`,
          [`%${person.email}%`],
        )
      ).rows[0].n,
    );
  await announceEnds(house.ctx());
  assert.equal(await mails(), 0, 'too early');
  later += 7 * day;
  await announceEnds(house.ctx());
  await announceEnds(house.ctx());
  assert.equal(await mails(), 1);
  assert.ok(actsFor(await its.now(person), id, 'speak'));
  later += 15 * day;
  assert.ok(!actsFor(await its.now(person), id, 'speak'));
});

test('whoever has nothing to do with an organisation cannot end its delegates, nor learn of them', async () => {
  const id = await organisation();
  const delegate = await join(id, await house.person('Dentro'), { powers: ['represent'] });
  const stranger = await house.person('Fuori');
  assert.equal(await its.refused(endDelegation, { id: delegate }, stranger), 'kernel.absent');
  assert.equal((await house.get(`/organizzazioni/${id}/delegati`, await house.sessionOf(stranger))).statusCode, 403);
});
