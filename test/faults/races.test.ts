/** Many ask the same at the same instant: what can be there once is there once, whoever was answered what, and counters are what a recount says.
 *  A few by default, 200 at once in the deep suite; ARENGO_RACE_ROUNDS=50 for as many rounds of each (both by hand, before a release). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comment, thank } from '../../src/commons/discussion/actions.ts';
import { follow } from '../../src/commons/notices/actions.ts';
import { register } from '../../src/commons/organisations/actions.ts';
import { inviteDelegate } from '../../src/commons/organisations/actions-delegates.ts';
import { giveRole } from '../../src/commons/people/actions.ts';
import { enterWithLink } from '../../src/commons/people/actions-entering.ts';
import { newLink } from '../../src/commons/people/people.ts';
import { askExport } from '../../src/commons/privacy/actions.ts';
import { changeSetting } from '../../src/commons/settings/actions.ts';
import { type Place, territoryOf } from '../../src/commons/territory/territory.ts';
import { type Actor, anonymous, system } from '../../src/kernel/actor.ts';
import type { Verb } from '../../src/kernel/verbs/verb.ts';
import { publish } from '../../src/modules/board/actions.ts';
import { supportReport } from '../../src/modules/reports/actions.ts';
import { takeCharge } from '../../src/modules/reports/desk/actions.ts';
import { sendReport } from '../../src/modules/reports/intake/actions.ts';
import { openHouse, type TestHouse, type TestPerson } from '../house.ts';

const deep = Boolean(process.env.ARENGO_DEEP);
const atOnce = deep ? 200 : 20;
const rounds = Number(process.env.ARENGO_RACE_ROUNDS ?? 1);

let house: TestHouse;
let place: Place;
let officer: TestPerson;
before(async () => {
  house = await openHouse();
  place = territoryOf(house.ctx()).municipalities[0]!;
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: place.id, whole: false }]);
});
after(() => house.close());

interface Race {
  verb: Verb<any, any, any>;
  /** What all of them ask, as whom, and what is counted afterwards. */
  prepare(round: number): Promise<{ input: Record<string, unknown>; actor: Actor; count: string; of: unknown[] }>;
}

const citizen = () => house.person('Marta Serra');
const report = async () => {
  const { id, code } = await house.report({ place: place.id });
  return { id, code };
};

const races: Race[] = [
  {
    verb: supportReport,
    prepare: async () => {
      const { id, code } = await report();
      return { input: { code }, actor: await citizen(), count: 'from reports.supports where report = $1', of: [id] };
    },
  },
  {
    verb: follow,
    prepare: async () => {
      const { id, code } = await report();
      return { input: { code, how: 'daily' }, actor: await citizen(), count: 'from notices.follows where entry = $1', of: [id] };
    },
  },
  {
    verb: comment,
    prepare: async (round) => {
      const { id, code } = await report();
      const input = { code, text: 'Anche qui.', key: `gara-${round}` };
      return { input, actor: await citizen(), count: 'from discussion.comments where entry = $1', of: [id] };
    },
  },
  {
    verb: thank,
    prepare: async () => {
      const { id } = await house.done(comment, { code: (await report()).code, text: 'Grazie a voi.' }, await citizen());
      return { input: { id }, actor: await citizen(), count: 'from discussion.thanks where comment = $1', of: [id] };
    },
  },
  {
    verb: sendReport,
    prepare: async (round) => {
      const title = `Buca della gara ${round}`;
      const { lat, lon } = place.outline!;
      const input = { category: 'roads', title, lat, lon, key: `gara-${round}` };
      return { input, actor: await citizen(), count: 'from entries.entries where title = $1', of: [title] };
    },
  },
  {
    verb: takeCharge,
    prepare: async () => {
      const { id, code } = await report();
      const count = `from kernel.acts where entry = $1 and verb = 'reports.take-charge'`;
      return { input: { code }, actor: officer, count, of: [id] };
    },
  },
  {
    verb: giveRole,
    prepare: async () => {
      const { email, person } = await citizen();
      const input = { email, role: 'officer', place: place.id };
      return { input, actor: system, count: 'from people.roles where person = $1', of: [person] };
    },
  },
  {
    verb: enterWithLink,
    prepare: async (round) => {
      const email = `gara.${round}@example.org`;
      const link = await newLink(house.ctx(), { email, typed: email, purpose: 'sign-in', next: '/' });
      const count = 'from people.sessions s join people.people p on p.id = s.person where p.email = $1';
      return { input: { token: link.split('/').pop() }, actor: anonymous, count, of: [email] };
    },
  },
  {
    verb: inviteDelegate,
    prepare: async (round) => {
      const { id } = await house.done(register, { name: `Circolo ${round}`, kind: 'association', place: place.id });
      const input = { organisation: id, email: (await citizen()).email, powers: ['speak'] };
      return { input, actor: system, count: 'from organisations.invitations where organisation = $1', of: [id] };
    },
  },
  {
    verb: publish,
    prepare: async (round) => {
      const key = `gara-${round}`;
      const input = { place: place.slug, title: 'Riapre il ponte', body: 'Da lunedì si passa di nuovo.', key };
      return { input, actor: officer, count: 'from board.news where key = $1', of: [key] };
    },
  },
  {
    verb: changeSetting,
    prepare: async (round) => {
      const input = { place: place.slug, name: 'reports.archive-days', value: 100 + round };
      const count = `from settings.settings where name = 'reports.archive-days' and value = to_jsonb($1::int)`;
      return { input, actor: system, count, of: [100 + round] };
    },
  },
  {
    verb: askExport,
    prepare: async () => {
      const person = await citizen();
      return { input: {}, actor: person, count: 'from privacy.exports where person = $1', of: [person.person] };
    },
  },
];

for (const race of races) {
  test(`${race.verb.name}: ${atOnce} at once, and it is there once`, async () => {
    for (let round = 1; round <= rounds; round++) {
      const { input, actor, count, of } = await race.prepare(round);
      const outcomes = await Promise.all(Array.from({ length: atOnce }, () => house.perform(race.verb, input, actor)));
      const done = outcomes.filter((outcome) => 'done' in outcome).length;
      assert.ok(done >= 1, `round ${round}: nobody got to the end: ${JSON.stringify(outcomes[0])}`);
      const { rows } = await house.database.pool.query(`select count(*)::int as n ${count}`, of);
      assert.equal(rows[0].n, 1, `round ${round}: ${done} were acknowledged`);
    }
  });
}

test('counters are what a recount says', async () => {
  await house.settle();
  const { rows } = await house.database.pool.query(
    `select e.code, c.supports, c.comments, (select count(*)::int from reports.supports s where s.report = e.id) as supported,
       (select count(*)::int from discussion.comments d where d.entry = e.id and d.hidden is null) as commented
     from entries.entries e left join entries.counters c on c.entry = e.id where e.kind = 'report'`,
  );
  const wrong = rows.filter((row) => (row.supports ?? 0) !== row.supported || (row.comments ?? 0) !== row.commented);
  assert.deepEqual(wrong, []);
});
