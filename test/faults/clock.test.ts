/** The clock of the house goes back an hour and on by a day while people work (trust case 73). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rooms } from '../../src/app/modules.ts';
import { enterWithLink } from '../../src/commons/people/actions-entering.ts';
import { actorOf, newLink } from '../../src/commons/people/people.ts';
import { cookieName } from '../../src/commons/people/sessions.ts';
import { anonymous } from '../../src/kernel/actor.ts';
import { onlyDeep } from '../deep.ts';
import { openHouse, type TestHouse } from '../house.ts';
import { samples } from '../matrix/samples.ts';
import { ask, openWorld, verbs } from '../matrix/world.ts';
import { factsOf } from './facts.ts';
import { stateOf } from './steps.ts';
import { provenLog } from './writing.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let house: TestHouse;
let clock = Date.now();
before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
});
after(() => house.close());

test('acts keep their order and are sealed in it, the log grows from what was signed, and schedules find nothing to do twice', async () => {
  const url = await house.listen();
  let checkpoint: string | undefined;
  const facts = await factsOf(house);
  for (const [i, { verb, prepare }] of facts.entries()) {
    const { input, actor } = await prepare(i);
    // Prepared at one hour, done at another.
    clock += [-hour, day, 0][i % 3]!;
    const outcome = await house.perform(verb, input, actor);
    assert.ok('done' in outcome || i % 3 === 1, `${verb.name}: ${JSON.stringify(outcome)}`);
    await house.sealer.seal();
    if (i % 4 === 0) checkpoint = await provenLog(url, checkpoint);
    clock += [hour, -day, minute][i % 3]!;
  }
  // A clock that is a day ahead for an afternoon, is set right, and comes there again.
  for (const jump of [day, minute, -day, minute, day]) {
    clock += jump;
    const { input, actor } = await facts[0]!.prepare(0);
    await house.done(facts[0]!.verb, input, actor);
    await house.sealer.seal();
    checkpoint = await provenLog(url, checkpoint);
  }
  await house.settle();
  await house.sealer.seal();
  await provenLog(url, checkpoint);
  const { rows } = await house.database.pool.query(
    `select count(*)::int as acts, count(l.act)::int as leaves, count(*) filter (where l.leaf_index <> n)::int as moved
     from (select a.seq, row_number() over (order by a.seq) - 1 as n from kernel.acts a) a left join kernel.leaves l on l.act = a.seq`,
  );
  assert.deepEqual([rows[0].leaves, rows[0].moved], [rows[0].acts, 0], 'every act has its leaf, in the order of writing');

  // As two schedulers, or one whose clock was set back, would begin it: all that is scheduled, twice at once.
  const scheduled = rooms.flatMap((room) => room.jobs ?? []).filter(({ schedule }) => schedule);
  for (const { name } of scheduled) await house.jobs.enqueue(house.ctx().db, name, {});
  await house.settle();
  const once = await said();
  for (const { name } of scheduled) for (let i = 0; i < 2; i++) await house.jobs.enqueue(house.ctx().db, name, {});
  await house.settle();
  assert.deepEqual(await said(), once);
  clock -= hour;
  for (const { name } of scheduled) await house.jobs.enqueue(house.ctx().db, name, {});
  await house.settle();
  clock += hour;
  const { rows: twice } = await house.database.pool.query(
    `select data->>'person' as person, data->>'acts' as acts from jobs.job where name = 'notices.send' group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(twice, [], 'nobody is told twice');
});

/** What the tables say, but for the queue, whose finished work is forgotten each time by an act that says so, and for figures, which say when they
 *  were reckoned. */
async function said(): Promise<Record<string, string>> {
  const reckoned = /^(jobs\.|kernel\.(cursors|acts|act_secrets)|entries\.(figures|years|weeks|ages))/;
  const { rows } = await house.database.pool.query(`select count(*) as acts from kernel.acts where verb <> 'privacy.retain'`);
  const kept = [...(await stateOf(house))].filter(([name]) => !reckoned.test(name));
  return { acts: rows[0].acts, ...Object.fromEntries(kept.map(([name, { print }]) => [name, print])) };
}

test('sessions and links live as long as was promised, and no longer than by what the clock was set back', async () => {
  const secretOf = async (who: Parameters<TestHouse['sessionOf']>[0]) => (await house.sessionOf(who)).split('=')[1]!;
  const secret = await secretOf(await house.person('Marta Serra'));
  const signedIn = async () => (await actorOf(house.ctx(), { cookies: { [cookieName]: secret }, headers: {} })).kind === 'person';
  const begun = clock;
  const [{ expires }] = (await house.database.pool.query('select expires from people.sessions where id = sha256($1)', [secret]))
    .rows;
  const lasts = expires.getTime() - begun;
  assert.ok(await signedIn());
  clock = begun - hour;
  assert.ok(await signedIn(), 'an hour back');
  clock = begun + day;
  const tomorrow = await signedIn();
  clock = begun;
  assert.ok(await signedIn(), 'nothing was ended for good by a clock that was wrong for a moment');
  assert.equal(tomorrow, lasts > day);
  clock = begun + lasts + 2 * day;
  assert.ok(!(await signedIn()));
  clock = begun;

  const link = async () =>
    (await newLink(house.ctx(), { email: 'ora@example.org', typed: 'ora@example.org', purpose: 'sign-in', next: '/' }))
      .split('/')
      .pop();
  const [early, late] = [await link(), await link()];
  clock = begun - hour;
  assert.ok('done' in (await house.perform(enterWithLink, { token: early }, anonymous)), 'a clock set back locks nobody out');
  clock = begun + day;
  assert.equal(await house.refusal(enterWithLink, { token: late }, anonymous), 'people.link-gone 410');
  clock = begun;
});

test('no verb trips over things that are of an hour to come, or of yesterday', { skip: onlyDeep }, async () => {
  let now = Date.now();
  const world = await openWorld(() => new Date(now));
  const wrong: string[] = [];
  let tried = 0;
  try {
    for (const verb of verbs)
      for (const jump of [-hour, day]) {
        const sample = samples[verb.name]!;
        for (const kind of ['citizen', 'officer-a', 'operator-a', 'administrator-a', 'metro-administrator', 'house'] as const) {
          const actor = world.actors.get(kind)!;
          const { input } = await sample.make(world, actor, sample.on.find((whose) => whose !== 'own') ?? sample.on[0]!);
          now += jump;
          await world.enterAgain(actor);
          const { status, body } = await ask(world, actor, verb, input).catch((error) => ({ status: 500, body: String(error) }));
          if (status >= 500) wrong.push(`${verb.name} as ${kind}, ${jump / hour} h: ${body.slice(0, 200)}`);
          tried++;
          now -= jump;
          await world.enterAgain(actor);
        }
      }
  } finally {
    await world.house.close();
  }
  assert.deepEqual(wrong, []);
  assert.ok(tried > 500);
});
