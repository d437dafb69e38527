/** What can be there once, and the verb that makes it: for races, where many ask at once, and for servers killed in the middle. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { makeCode as makeHelpCode, open as openHelp } from '../../src/commons/assistance/actions.ts';
import { comment, thank } from '../../src/commons/discussion/actions.ts';
import { enterCertified } from '../../src/commons/identity/actions-entering.ts';
import { hide } from '../../src/commons/moderation/actions.ts';
import { follow } from '../../src/commons/notices/actions.ts';
import { register } from '../../src/commons/organisations/actions.ts';
import { acceptInvitation, inviteDelegate } from '../../src/commons/organisations/actions-delegates.ts';
import { nextFiscalCode, trying } from '../../src/commons/organisations/organisations.testing.ts';
import { giveRole } from '../../src/commons/people/actions.ts';
import { enterWithLink } from '../../src/commons/people/actions-entering.ts';
import { newLink } from '../../src/commons/people/people.ts';
import { hashOf } from '../../src/commons/people/sessions.ts';
import { askExport } from '../../src/commons/privacy/actions.ts';
import { takeAnswer } from '../../src/commons/registry/actions-anpr.ts';
import { makeCode, openCheck, recordCheck } from '../../src/commons/registry/actions-counter.ts';
import { insertRequest } from '../../src/commons/registry/store-anpr.ts';
import { changeSetting } from '../../src/commons/settings/actions.ts';
import { territoryOf } from '../../src/commons/territory/territory.ts';
import { type Actor, anonymous, system } from '../../src/kernel/actor.ts';
import { romeDay } from '../../src/kernel/time.ts';
import type { Verb } from '../../src/kernel/verbs/verb.ts';
import { publish } from '../../src/modules/board/actions.ts';
import { supportReport } from '../../src/modules/reports/actions.ts';
import { resolve, takeCharge } from '../../src/modules/reports/desk/actions.ts';
import { sendReport } from '../../src/modules/reports/intake/actions.ts';
import type { TestHouse } from '../house.ts';

export interface Fact {
  /** As the test says it. */
  name: string;
  verb: Verb<any, any, any>;
  prepare(round: number): Promise<Asked>;
}

/** What is asked, as whom, and what is counted afterwards. */
export interface Asked {
  input: Record<string, unknown>;
  actor: Actor;
  /** Where those who ask at once do not all say the same: what the i-th says otherwise. */
  each?(i: number): Record<string, unknown>;
  count: string;
  of: unknown[];
}

/** The facts of a house in which Valdarena is. */
export async function factsOf(house: TestHouse): Promise<Fact[]> {
  const place = territoryOf(house.ctx()).municipalities[0]!;
  const inRole = (role: string) => house.person(`Chi ${role}`, [{ role, place: place.id, whole: false }]);
  const [officer, moderator, administrator] = [
    await inRole('officer'),
    await inRole('moderator'),
    await inRole('municipal-administrator'),
  ];
  const { invited } = trying(house);
  const citizen = () => house.person('Marta Serra');
  const report = () => house.report({ place: place.id });
  const acted = (verb: string) => `from kernel.acts where entry = $1 and verb = '${verb}'`;
  const tag = randomBytes(3).toString('hex');
  const organisation = async (round: number) => {
    const input = { name: `Circolo ${tag} ${round} ${randomBytes(3).toString('hex')}`, kind: 'association', place: place.id };
    return (await house.done(register, input)).id;
  };
  const said = async (text: string) => {
    const { id, code } = await report();
    return { entry: id, ...(await house.done(comment, { code, text }, await citizen())) };
  };

  const facts: Omit<Fact, 'name'>[] = [
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
        return {
          input: { code, how: 'daily' },
          actor: await citizen(),
          count: 'from notices.follows where entry = $1',
          of: [id],
        };
      },
    },
    {
      verb: comment,
      prepare: async (round) => {
        const { id, code } = await report();
        const input = { code, text: 'Anche qui.', key: `gara-${tag}-${round}` };
        return { input, actor: await citizen(), count: 'from discussion.comments where entry = $1', of: [id] };
      },
    },
    {
      verb: thank,
      prepare: async () => {
        const { id } = await said('Grazie a voi.');
        return { input: { id }, actor: await citizen(), count: 'from discussion.thanks where comment = $1', of: [id] };
      },
    },
    {
      verb: hide,
      prepare: async () => {
        const { id, code, entry } = await said('Un insulto.');
        const input = { code, comment: id, reason: 'offensive', words: 'Contiene un insulto.' };
        return { input, actor: moderator, count: acted('moderation.hide'), of: [entry] };
      },
    },
    {
      verb: sendReport,
      prepare: async (round) => {
        const title = `Buca della gara ${tag} ${round}`;
        const { lat, lon } = place.outline!;
        const input = { category: 'roads', title, lat, lon, key: `gara-${tag}-${round}` };
        return { input, actor: await citizen(), count: 'from entries.entries where title = $1', of: [title] };
      },
    },
    {
      verb: takeCharge,
      prepare: async () => {
        const { id, code } = await report();
        return { input: { code }, actor: officer, count: acted('reports.take-charge'), of: [id] };
      },
    },
    {
      verb: resolve,
      prepare: async () => {
        const { id, code } = await report();
        return { input: { code, answer: 'È stata chiusa.' }, actor: officer, count: acted('reports.resolve'), of: [id] };
      },
    },
    {
      verb: giveRole,
      prepare: async () => {
        const { email, person } = await citizen();
        const input = { email, role: 'officer', place: place.id };
        return { input, actor: administrator, count: 'from people.roles where person = $1', of: [person] };
      },
    },
    {
      verb: enterWithLink,
      prepare: async (round) => {
        const email = `gara.${tag}.${round}@example.org`;
        const link = await newLink(house.ctx(), { email, typed: email, purpose: 'sign-in', next: '/' });
        const count = 'from people.sessions s join people.people p on p.id = s.person where p.email = $1';
        return { input: { token: link.split('/').pop() }, actor: anonymous, count, of: [email] };
      },
    },
    {
      // However many times somebody comes back from a provider at once for the first time: one account for a fiscal code.
      verb: enterCertified,
      prepare: async (round) => {
        const name = `Gara ${tag} ${round}`;
        const fiscal = randomBytes(32);
        const secrets = Array.from({ length: 200 }, () => ({ code: house.ctx().secret(), browser: house.ctx().secret() }));
        const hashes = [secrets.map(({ code }) => hashOf(code)), secrets.map(({ browser }) => hashOf(browser))];
        await house.database.pool.query(
          `insert into identity.requests (id, source, provider, level, browser, next, asked, expires, answered, code, fiscal, name, reached)
           select encode(given.code, 'hex'), 'spid', 'https://spid.example', 2, given.browser, '/', $5, $5::timestamptz + interval '10 minutes', $5,
             given.code, $3, $4, 'substantial' from unnest($1::bytea[], $2::bytea[]) as given (code, browser)`,
          [...hashes, fiscal, name, house.ctx().now],
        );
        const of = [name, fiscal];
        const count = 'from people.people p join identity.fiscal f on f.hash = $2 where p.name = $1';
        return { input: secrets[0]!, actor: anonymous, each: (i) => secrets[i]!, count, of };
      },
    },
    {
      verb: register,
      prepare: async (round) => {
        const fiscalCode = nextFiscalCode();
        const named = (i: number) => ({ name: `Società ${tag} ${round} di chi arriva ${i}` });
        const input = { ...named(0), kind: 'firm', place: place.id, fiscalCode };
        const count = 'from organisations.organisations where fiscal_code = $1';
        return { input, actor: administrator, each: named, count, of: [fiscalCode] };
      },
    },
    {
      verb: register,
      prepare: async (round) => {
        const ipaCode = `g_${tag}_${round}`;
        const own = (i: number) => ({ name: `Unione ${tag} ${round} di chi arriva ${i}` });
        const input = { ...own(0), kind: 'administration', place: place.id, ipaCode };
        return {
          input,
          actor: administrator,
          each: own,
          count: 'from organisations.organisations where ipa_code = $1',
          of: [ipaCode],
        };
      },
    },
    {
      verb: inviteDelegate,
      prepare: async (round) => {
        const id = await organisation(round);
        const input = { organisation: id, email: (await citizen()).email, powers: ['speak'] };
        const count = 'from organisations.invitations where organisation = $1';
        return { input, actor: administrator, count, of: [id] };
      },
    },
    {
      verb: acceptInvitation,
      prepare: async (round) => {
        const id = await organisation(round);
        const person = await citizen();
        const token = await invited(id, person, administrator);
        return { input: { token }, actor: person, count: 'from organisations.delegates where organisation = $1', of: [id] };
      },
    },
    {
      verb: openCheck,
      prepare: async () => {
        const person = await citizen();
        const { code } = await house.done(makeCode, {}, person);
        const count = `from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.verb = 'registry.open-check' and s.private->>'who' = $1`;
        return { input: { place: place.id, code }, actor: officer, count, of: [person.person] };
      },
    },
    {
      verb: recordCheck,
      prepare: async () => {
        const person = await citizen();
        const { code } = await house.done(makeCode, {}, person);
        const { id: check } = await house.done(openCheck, { place: place.id, code }, officer);
        const until = romeDay(new Date(house.ctx().now.getTime() + 30 * 86_400_000));
        const said = { document: 'identity-card', belongs: ['resident'], age: '18', reason: 'Trasferita da poco.', until };
        return { input: { check, ...said }, actor: officer, count: 'from registry.facts where person = $1', of: [person.person] };
      },
    },
    {
      verb: takeAnswer,
      prepare: async () => {
        const { person } = await citizen();
        const ctx = house.ctx();
        const id = ctx.id();
        await insertRequest(ctx.db, { id, person, place: place.id, code: randomBytes(32), now: ctx.now });
        const input = { request: id, outcome: 'elsewhere' };
        return { input, actor: system, count: 'from registry.facts where person = $1', of: [person] };
      },
    },
    {
      // Several people before one browser of the counter: it helps one of them.
      verb: openHelp,
      prepare: async () => {
        const operator = await inRole('counter-operator');
        const session = (await house.sessionOf(operator)).split('=')[1]!;
        const codes: string[] = [];
        for (let i = 0; i < 5; i++) codes.push((await house.done(makeHelpCode, {}, await citizen())).code);
        const input = {
          place: place.id,
          session,
          code: codes[0],
          document: 'identity-card',
          reason: 'Non ha un telefono.',
          consent: true,
        };
        const count = 'from assistance.sessions where operator = $1';
        return { input, actor: operator, each: (i) => ({ code: codes[i % 5] }), count, of: [operator.person] };
      },
    },
    {
      verb: publish,
      prepare: async (round) => {
        const key = `gara-${tag}-${round}`;
        const input = { place: place.slug, title: 'Riapre il ponte', body: 'Da lunedì si passa di nuovo.', key };
        return { input, actor: officer, count: 'from board.news where key = $1', of: [key] };
      },
    },
    {
      verb: changeSetting,
      prepare: async (round) => {
        const input = { place: place.slug, name: 'reports.archive-days', value: 100 + round };
        const count = `from settings.settings where name = 'reports.archive-days' and value = to_jsonb($1::int)`;
        return { input, actor: administrator, count, of: [100 + round] };
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
  // One verb makes two facts: a VAT number, and a code of the index of administrations.
  return facts.map((fact, i) => ({
    ...fact,
    name: facts.findIndex(({ verb }) => verb === fact.verb) === i ? fact.verb.name : `${fact.verb.name}, again`,
  }));
}

export async function countOf(pool: pg.Pool, { count, of }: Asked): Promise<number> {
  return (await pool.query(`select count(*)::int as n ${count}`, of)).rows[0].n;
}

/** Counters are what a recount says; subscribers have read everything. */
export async function recount(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    `select e.code, c.supports, c.comments, c.followers, (select count(*)::int from reports.supports s where s.report = e.id) as supported,
       (select count(*)::int from discussion.comments d where d.entry = e.id and d.hidden is null) as commented,
       (select count(*)::int from notices.follows f where f.entry = e.id and f.how <> 'none') as followed
     from entries.entries e left join entries.counters c on c.entry = e.id where e.kind = 'report'`,
  );
  const wrong = rows.filter(
    (row) =>
      (row.supports ?? 0) !== row.supported || (row.comments ?? 0) !== row.commented || (row.followers ?? 0) !== row.followed,
  );
  assert.deepEqual(wrong, []);
}
