/** State machines out of order (OWASP ASVS 5.0, 2.3.1): every verb from every state, and random walks. The tables decide, and afterwards the state
 *  is as they say. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { hide, restore } from '../../commons/moderation/actions.ts';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import { type Actor, system } from '../../kernel/actor.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { archive, askBack, contest, sayResolved } from './actions.ts';
import { answerCase, gatherIntoCase } from './cases/actions.ts';
import { caseMoves, caseStateNames, isOpen, stateAfter } from './cases/case.ts';
import { noteOutcome, retryDelivery } from './delivery/actions.ts';
import { type DeliveryState, deliveryStates, mayBecome } from './delivery/delivery.ts';
import { close, plan, resolve, startWork, takeCharge } from './desk/actions.ts';
import { markDuplicate, reopen } from './desk/actions-duplicate.ts';
import { addReference, passOutside, passToOffice } from './desk/actions-passing.ts';
import { type Mover, type State, stateNames, states } from './report.ts';

const day = 86_400_000;
let house: TestHouse;
let a: Place;
let b: Place;
let reporter: TestPerson;
let other: { code: string };
let hands: Record<Mover, Actor>;
/** Each walk begins ten minutes later: limits are for each person. */
let clock = Date.now();

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  const whole = territoryOf(house.ctx()).metropolis!.id;
  reporter = await house.person('Marta Serra');
  other = await house.report({ place: a.id });
  hands = {
    office: await house.person('Lucia Atzori', [{ role: 'officer', place: whole, whole: true }]),
    moderator: await house.person('Bruno Melis', [{ role: 'moderator', place: whole, whole: true }]),
    reporter,
    system,
  };
});
after(() => house.close());

interface Move {
  verb: Verb;
  to: State;
  who: Mover;
  reopens?: true;
  input?: Record<string, unknown>;
  /** Beyond the table: from this state alone, or from any but this. */
  only?: State;
  never?: State;
}

const answer = 'È andata così, ecco.';
const moves = (): Move[] => [
  { verb: takeCharge, to: 'taken-in-charge', who: 'office' },
  { verb: plan, to: 'planned', who: 'office', input: { promised: dayIn(30), answer } },
  { verb: startWork, to: 'in-progress', who: 'office' },
  { verb: resolve, to: 'resolved', who: 'office', input: { answer } },
  { verb: close, to: 'closed-without-action', who: 'office', input: { reason: 'not-found', answer } },
  { verb: reopen, to: 'taken-in-charge', who: 'office', reopens: true, input: { answer } },
  { verb: passToOffice, to: 'sent', who: 'office', input: { municipality: b.slug, answer } },
  { verb: passOutside, to: 'not-ours', who: 'office', input: { body: 'Acquedotto', contact: '800 123' } },
  { verb: markDuplicate, to: 'duplicate', who: 'office', input: { of: other.code } },
  { verb: sayResolved, to: 'resolved', who: 'reporter' },
  // What was passed on was not closed: that is asked back.
  { verb: contest, to: 'sent', who: 'reporter', reopens: true, input: { answer }, never: 'not-ours' },
  { verb: askBack, to: 'sent', who: 'reporter', reopens: true, input: { answer }, only: 'not-ours' },
  { verb: archive, to: 'archived', who: 'system' },
];

/** `draft` and `hidden` are no values of the catalogue's state. */
const from = stateNames.filter((state) => state !== 'draft' && state !== 'hidden');

function allowed(state: State, { to, who, reopens, only, never }: Move): boolean {
  const opens = states[to].open && !states[state].open;
  return (
    states[state].moves[to]?.[who] !== undefined &&
    opens === Boolean(reopens) &&
    state !== never &&
    (only === undefined || state === only)
  );
}

test('every verb from every state: done exactly where the table has the move', async () => {
  const seen = { done: 0, refused: 0 };
  for (const state of from) {
    for (const move of moves()) {
      const { id, code } = await standing(state);
      const outcome = await house.perform(move.verb, { code, ...move.input }, hands[move.who]);
      const is = await rowOf(id);
      const what = `${move.verb.name} from ${state}: ${JSON.stringify(outcome)}`;
      assert.equal('done' in outcome, allowed(state, move), what);
      if ('done' in outcome) {
        seen.done++;
        assert.deepEqual([is.state, is.closed === null], [move.to, states[move.to].open], what);
        assert.deepEqual([is.act_from, is.act_state], [state, move.to], what);
      } else {
        seen.refused++;
        assert.equal('refused' in outcome && outcome.refused.status, 409, what);
        assert.deepEqual([is.state, is.closed === null], [state, states[state].open], what);
        assert.equal(is.act_state, null, `${what}: an act all the same`);
      }
    }
  }
  assert.ok(seen.done > 25 && seen.refused > 60, JSON.stringify(seen));
});

test('moderation hides and shows again from every state; the state behind it stays', async () => {
  for (const state of from) {
    const { id, code } = await standing(state);
    assert.ok(states[state].moves.hidden?.moderator || state === 'not-ours', state);
    await house.done(hide, { code, reason: 'off-topic', words: 'Non è di qui, ci spiace.' }, hands.moderator);
    assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).visibility], [state, 'hidden']);
    assert.equal(
      await house.refusal(hide, { code, reason: 'off-topic', words: 'Una seconda volta.' }, hands.moderator),
      'moderation.already-hidden 409',
    );
    assert.ok(states.hidden.moves[state]?.moderator, state);
    await house.done(restore, { code, words: 'Ci siamo sbagliati.' }, hands.moderator);
    assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).visibility], [state, 'public']);
    assert.equal(
      await house.refusal(restore, { code, words: 'Una seconda volta.' }, hands.moderator),
      'moderation.not-hidden 409',
    );
  }
});

test('a delivery goes only where its own table says, by house and office', async () => {
  const all = Object.keys(deliveryStates) as DeliveryState[];
  for (const state of all) {
    for (const to of ['sent', 'acknowledged', 'failed'] as const) {
      const { hop } = await delivered(state);
      const outcome = await house.perform(noteOutcome, { hop, state: to }, system);
      assert.equal('done' in outcome, mayBecome(state, to, 'house'), `${state} to ${to} by the house`);
      assert.equal(await stateOfDelivery(hop), 'done' in outcome ? to : state);
    }
    const again = await delivered(state);
    const outcome = await house.perform(retryDelivery, { code: again.code }, hands.office);
    // What waits already is asked for twice, without harm.
    assert.equal('done' in outcome, state === 'queued' || mayBecome(state, 'queued', 'office'), `${state} tried again`);
    assert.equal(await stateOfDelivery(again.hop), 'done' in outcome ? 'queued' : state);
    const known = await delivered(state);
    await house.done(addReference, { code: known.code, reference: 'N. 12' }, hands.office);
    const acknowledged = mayBecome(state, 'acknowledged', 'office');
    assert.equal(await stateOfDelivery(known.hop), acknowledged ? 'acknowledged' : state, `${state}, by hand`);
  }
});

test('a case file is answered while it is open, and joined while it is open', async () => {
  for (const state of caseStateNames) {
    for (const move of [undefined, ...caseMoves]) {
      const { id, code } = await caseFile(state);
      const input = {
        code,
        answer,
        move,
        promised: move === 'plan' ? dayIn(20) : undefined,
        reason: move === 'close' ? 'not-found' : undefined,
      };
      const outcome = await house.perform(answerCase, input, hands.office);
      assert.equal('done' in outcome, isOpen(state), `${state} ${move}: ${JSON.stringify(outcome)}`);
      assert.equal((await rowOf(id)).state, 'done' in outcome && move ? stateAfter[move] : state);
    }
    const { code } = await caseFile(state);
    const joins = await house.perform(gatherIntoCase, { code: (await standing('sent')).code, case: code }, hands.office);
    assert.equal('done' in joins, isOpen(state), `joins ${state}`);
  }
});

test('of random walks none leaves the table', async () => {
  const all = moves();
  const step = fc.integer({ min: 0, max: all.length - 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (walk) => {
      clock += 600_000;
      const { id, code } = await standing('sent');
      let state: State = 'sent';
      let contested = false;
      for (const n of walk) {
        const move = all[n]!;
        // Asking back waits for two weeks: here they have always passed.
        if (state === 'not-ours')
          await house.database.pool.query(`update entries.entries set closed = now() - interval '20 days' where id = $1`, [id]);
        // What has gone to B goes there no more, and is no duplicate of something in A without a place.
        const inB = [passToOffice, markDuplicate].includes(move.verb as never) && (await placeOf(id)) === b.id;
        const late: boolean = inB || (move.verb === contest && contested);
        const outcome = await house.perform(move.verb, { code, ...move.input }, hands[move.who]);
        const done: boolean = allowed(state, move) && !late;
        assert.equal('done' in outcome, done, `${move.verb.name} from ${state}: ${JSON.stringify(outcome)}`);
        if (done) state = move.to;
        if (done && move.verb === contest) contested = true;
        assert.equal((await rowOf(id)).state, state);
      }
    }),
    { numRuns: process.env.ARENGO_DEEP ? 300 : 12 },
  );
});

/** A report that stands in this state, sent by whoever reports here. */
async function standing(state: State): Promise<{ id: string; code: string }> {
  const report = await house.report({ place: a.id, author: reporter.person, topic: 'roads', state });
  if (!states[state].open)
    await house.database.pool.query('update entries.entries set closed = $2 where id = $1', [
      report.id,
      new Date(house.ctx().now.getTime() - 20 * day),
    ]);
  return report;
}

async function rowOf(id: string) {
  const { rows } = await house.database.pool.query(
    `select e.state, e.closed, e.visibility, m.public ->> 'from' as act_from, m.public ->> 'state' as act_state from entries.entries e
     left join lateral (select public from kernel.acts where entry = e.id and public ? 'from' order by id desc limit 1) m on true where e.id = $1`,
    [id],
  );
  return rows[0] as { state: string; closed: Date | null; visibility: string; act_from: string | null; act_state: string | null };
}

async function placeOf(id: string): Promise<string> {
  return (await house.database.pool.query('select place from entries.entries where id = $1', [id])).rows[0].place;
}

let bodies = 0;
async function delivered(state: DeliveryState): Promise<{ code: string; hop: string }> {
  const report = await standing('not-ours');
  const [hop, body] = [house.ctx().id(), house.ctx().id()];
  const { pool } = house.database;
  await pool.query(
    `insert into reports.bodies (id, place, code, name, contact, method, email) values ($1, $2, $3, 'Acquedotto', '800 123', 'email', 'guasti@acquedotto.example')`,
    [body, a.id, `acquedotto-${bodies++}`],
  );
  await pool.query(
    `insert into reports.hops (act, report, at, body, contact, body_id) values ($1, $2, now(), 'Acquedotto', '800 123', $3)`,
    [hop, report.id, body],
  );
  await pool.query(
    `insert into reports.deliveries (hop, report, body, state, queued, next_try) values ($1, $2, $3, $4, now(), $5)`,
    [hop, report.id, body, state, state === 'queued' ? new Date() : null],
  );
  return { code: report.code, hop };
}

async function stateOfDelivery(hop: string): Promise<string> {
  return (await house.database.pool.query('select state from reports.deliveries where hop = $1', [hop])).rows[0].state;
}

async function caseFile(state: string): Promise<{ id: string; code: string }> {
  const file = await house.report({ kind: 'case', prefix: 'FAS', place: a.id, state });
  const { id } = await standing('taken-in-charge');
  await house.database.pool.query('insert into reports.cases (id) values ($1)', [file.id]);
  await house.database.pool.query('insert into reports.case_members (report, case_file, at) values ($1, $2, now())', [
    id,
    file.id,
  ]);
  return file;
}

function dayIn(days: number): string {
  return new Date(house.ctx().now.getTime() + days * day).toISOString().slice(0, 10);
}
