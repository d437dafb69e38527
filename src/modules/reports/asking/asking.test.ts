/** Four weeks after a closing its reporter is asked, once, whether it really is fixed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { unfollow } from '../../../commons/notices/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { close, resolve } from '../desk/actions.ts';
import { sendReport } from '../intake/actions.ts';
import { sayFixed } from './actions.ts';
import { askReporters } from './ask.ts';
import { askMail } from './mails.tsx';
import { answersIn, countAnswers } from './store.ts';

const day = 86_400_000;
let house: TestHouse;
let clock = new Date('2026-11-20T09:00:00Z').getTime();
let reporter: TestPerson;
let officer: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  const [place] = territoryOf(house.ctx()).municipalities;
  reporter = await house.person('Ada Reporter');
  officer = await house.person('Rosa Officer', [{ role: 'officer', place: place!.id, whole: false }]);
});
after(() => house.close());

test('asked once for each closing, between four and five weeks after it, and nobody who is not to be asked', async () => {
  const asked = await resolved('Buca da chiedere');
  const anonymousOne = await resolved('Buca di nessuno', null);
  const silenced = await resolved('Buca di chi non vuole sapere');
  await house.done(unfollow, { code: silenced }, reporter);
  await ask();
  assert.deepEqual(await questions(), [], 'not before four weeks');
  clock += 28 * day;
  await Promise.all([ask(), ask()]);
  const codes = await questions();
  assert.ok(codes.includes(asked));
  assert.ok(!codes.includes(anonymousOne));
  assert.ok(!codes.includes(silenced));
  assert.equal(new Set(codes).size, codes.length);
  await ask();
  assert.equal((await questions()).length, codes.length, 'once');
  const message = await askMail.compose(house.ctx(), { token: await tokenOf(asked) }, 'trial');
  assert.equal(message?.to, reporter.email);
  assert.match(message!.text, /\/segnalazioni\/davvero\//);
  assert.equal(message!.messageId, (await askMail.compose(house.ctx(), { token: await tokenOf(asked) }, 'trial'))!.messageId);
  const late = await resolved('Buca dimenticata');
  clock += 36 * day;
  await ask();
  assert.ok(!(await questions()).includes(late), 'after five weeks it is too late to ask');
});

test('opening the link changes nothing; a no opens the report again, once; a yes is kept and counted', async () => {
  const [gone, stays] = [await resolved('Buca che torna'), await resolved('Buca sparita')];
  clock += 28 * day;
  await ask();
  const token = await tokenOf(gone);
  const page = await house.get(`/segnalazioni/davvero/${token}`);
  assert.match(page.body, /Il problema c’è ancora\?/);
  assert.equal(await stateOf(gone), 'resolved');
  const unsaid = await house.post(`/segnalazioni/davvero/${token}`, { answer: 'Ecco' });
  assert.equal(unsaid.statusCode, 422);
  assert.match(unsaid.body, /Scegli una delle due risposte[\s\S]*Ecco/);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () =>
      house.post(`/segnalazioni/davvero/${token}`, { fixed: 'no', answer: 'È tornata con la pioggia.' }),
    ),
  );
  assert.ok(answers.every(({ statusCode }) => statusCode === 303));
  assert.equal(await stateOf(gone), 'sent');
  assert.equal(await acts(gone), 1);
  assert.match((await house.get(`/segnalazioni/${gone}`)).body, /c’è ancora[\s\S]*È tornata con la pioggia/);
  assert.match((await house.get(`/segnalazioni/davvero/${token}`)).body, /Hai già risposto|riaperta/);
  assert.equal(await house.refusal(sayFixed, { token, fixed: 'yes' }), 'reports.fixed-said 409');
  await house.done(sayFixed, { token: await tokenOf(stays), fixed: 'yes' });
  assert.equal(await stateOf(stays), 'resolved');
  const { metropolis } = territoryOf(house.ctx());
  await countAnswers(house.ctx().db, house.ctx().now, metropolis!.id);
  assert.deepEqual(await answersIn(house.ctx().db, metropolis!.id), { yes: 1, no: 1 });
});

test('a question is over when the office opened the report again, and an unknown link is told', async () => {
  assert.equal((await house.get('/segnalazioni/davvero/unaprova')).statusCode, 404);
  assert.equal(await house.refusal(sayFixed, { token: 'unaprova', fixed: 'yes' }), 'kernel.absent 404');
  const { municipalities } = territoryOf(house.ctx());
  const { code } = await house.done(sendReport, input('Buca chiusa senza'), reporter);
  await house.done(close, { code, reason: 'no-funds', answer: 'Mancano i fondi.' }, officer);
  clock += 28 * day;
  await ask();
  const token = await tokenOf(code);
  await house.database.pool.query("update entries.entries set closed = null, state = 'taken-in-charge' where code = $1", [code]);
  assert.equal(await askMail.compose(house.ctx(), { token }, 'trial'), undefined, 'a late mail asks nothing');
  assert.equal(await house.refusal(sayFixed, { token, fixed: 'no' }), 'reports.fixed-over 409');
  assert.ok(municipalities.length > 1);
});

const tokens = new Map<string, string>();

/** The job, and what it put into the queue. */
async function ask(): Promise<void> {
  await house.database.db.transaction().execute((trx) => {
    const ctx = { ...house.ctx(system), db: trx };
    return askReporters({ ...ctx, enqueue: (job, data) => house.jobs.enqueue(trx, job, data) });
  });
  const { rows } = await house.database.pool.query(
    `select j.data->>'token' as token, e.code from jobs.job j join reports.questions q on q.token = sha256(convert_to(j.data->>'token', 'UTF8'))
     join entries.entries e on e.id = q.report where j.name = 'reports.ask-mail'`,
  );
  for (const { token, code } of rows) tokens.set(code, token);
}

async function tokenOf(code: string): Promise<string> {
  return tokens.get(code)!;
}

async function questions(): Promise<string[]> {
  const { rows } = await house.database.pool.query(
    'select e.code from reports.questions q join entries.entries e on e.id = q.report',
  );
  return rows.map((row) => row.code);
}

let sent = 0;
function input(title: string) {
  const [place] = territoryOf(house.ctx()).municipalities;
  clock += 60_000;
  return { category: 'roads', title: `${title} ${++sent}`, municipality: place!.slug, placeLabel: 'Via Roma' };
}

async function resolved(title: string, by: TestPerson | null = reporter): Promise<string> {
  const { code } = by ? await house.done(sendReport, input(title), by) : await house.done(sendReport, input(title));
  await house.done(resolve, { code, answer: 'È fatto, grazie.' }, officer);
  return code;
}

async function stateOf(code: string): Promise<string> {
  return (await house.database.pool.query('select state from entries.entries where code = $1', [code])).rows[0].state;
}

async function acts(code: string): Promise<number> {
  const { rows } = await house.database.pool.query(
    "select count(*)::int as n from kernel.acts where code = $1 and verb = 'reports.say-fixed'",
    [code],
  );
  return rows[0].n;
}
