/** The nights in which clocks in Italy are moved, 2026-03-29 and 2026-10-25: nothing twice, nothing missing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PgBoss } from 'pg-boss';
import { rooms } from '../../src/app/modules.ts';
import { comment } from '../../src/commons/discussion/actions.ts';
import { computeYear, weeks } from '../../src/commons/entries/store-year.ts';
import { follow } from '../../src/commons/notices/actions.ts';
import { territoryOf } from '../../src/commons/territory/territory.ts';
import { mailbox } from '../../src/kernel/mail/mailbox.ts';
import { endOfRomeDay, romeDay, romeInstant } from '../../src/kernel/time.ts';
import { categoryOf } from '../../src/modules/reports/category.ts';
import { sendReport } from '../../src/modules/reports/intake/actions.ts';
import { isWorkingDay, workingDaysBetween } from '../../src/protocols/working-days/working-days.ts';
import { openHouse, type TestHouse } from '../house.ts';

const hour = 3_600_000;
const nights = ['2026-03-29', '2026-10-25'];
const jobs = rooms.flatMap((room) => room.jobs ?? []).flatMap(({ name, schedule }) => (schedule ? [{ name, schedule }] : []));

let house: TestHouse;
let clock = Date.parse('2026-10-24T05:00:00Z');
before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
});
after(() => house.close());

const day = (of: string, more: number) => new Date(Date.parse(of) + more * 24 * hour).toISOString().slice(0, 10);

/** When the queue would do it, from the first instant of a day to the last of another. */
function occurrences(schedule: string, from: string, to: string, end = endOfRomeDay(to)): Date[] {
  const queue = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) } });
  const found: Date[] = [];
  for (let last = new Date(romeInstant(from).getTime() - 1); last <= end; last = found.at(-1)!)
    found.push(...queue.previewSchedule(schedule, { tz: 'Europe/Rome', from: last, count: 10 }));
  return found.filter((at) => at <= end);
}

test('what is done once a day is done once on each day around the nights, what is done each hour in each hour that passes', () => {
  assert.ok(jobs.length > 12);
  const daily = jobs.filter(({ schedule }) => /^\d+ \d+ \* \* \*$/.test(schedule));
  const eachHour = jobs.filter(({ schedule }) => /^\S+ \* \* \* \*$/.test(schedule) && !schedule.startsWith('* '));
  const eachMinute = jobs.filter(({ schedule }) => schedule === '* * * * *');
  const digests = jobs.filter(({ name }) => name === 'notices.daily' || name === 'notices.weekly');
  assert.equal(
    daily.length + eachHour.length + eachMinute.length + digests.length,
    jobs.length,
    'another sort of schedule: say what is expected',
  );
  for (const night of nights) {
    const three = [-1, 0, 1].map((more) => day(night, more));
    for (const { name, schedule } of daily)
      assert.deepEqual(occurrences(schedule, three[0]!, three[2]!).map(romeDay), three, `${name} (${schedule})`);
    const told = digests.flatMap(({ schedule }) => occurrences(schedule, three[0]!, three[2]!));
    assert.deepEqual(told.map(romeDay).toSorted(), three, 'a digest each day');
    const fiveHours = new Date(romeInstant(night).getTime() + 5 * hour - 1);
    for (const { name, schedule } of eachHour) {
      const perHour = Map.groupBy(occurrences(schedule, night, night, fiveHours), (at) => Math.floor(at.getTime() / hour));
      assert.equal(perHour.size, 5, `${name} (${schedule})`);
      assert.equal(new Set([...perHour.values()].map((those) => those.length)).size, 1, `${name} (${schedule})`);
    }
  }
});

test('a digest tells what happened in the hour that comes twice, once', async () => {
  const [reader, writer] = [await house.person('Marta Serra'), await house.person('Pietro Vallesi')];
  const { code } = await house.report({ title: 'La notte delle due e mezza' });
  await house.done(follow, { code, how: 'daily' }, reader);
  const digests = jobs
    .filter(({ name }) => name === 'notices.daily' || name === 'notices.weekly')
    .flatMap(({ name, schedule }) => occurrences(schedule, '2026-10-24', '2026-10-27').map((at) => ({ at, name })));
  const comments = [
    '2026-10-24T21:59:00Z',
    '2026-10-25T00:30:00Z',
    '2026-10-25T01:30:00Z',
    '2026-10-25T06:29:00Z',
    '2026-10-25T06:31:00Z',
  ];
  const happening = [
    ...digests.map(({ at, name }) => ({ at: at.getTime(), run: () => house.jobs.enqueue(house.ctx().db, name, {}) })),
    ...comments.map((at) => ({ at: Date.parse(at), run: () => house.done(comment, { code, text: `Detto alle ${at}` }, writer) })),
  ].toSorted((one, other) => one.at - other.at);
  for (const { at, run } of happening) {
    clock = at;
    await run();
    await house.settle();
  }
  const mails = (await mailbox(`${house.folder}/mails`)).filter(({ to }) => to === reader.email).toReversed();
  assert.deepEqual(
    mails.map(({ text }) => text.match(/(oggi|ieri), ore \d+:\d+/g)),
    [['oggi, ore 7:29', 'oggi, ore 2:30', 'oggi, ore 2:30', 'ieri, ore 23:59'], ['ieri, ore 7:31']],
    'on Sunday what was before half past seven, on Monday the rest',
  );
});

test('a promise made in the hour that comes twice, or just after the one that never comes, ends with a working day', async () => {
  const place = territoryOf(house.ctx()).municipalities[0]!;
  const { lat, lon } = place.outline!;
  const promised = categoryOf(house.ctx(), place.id, 'roads')!.days;
  for (const at of ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
    clock = Date.parse(at);
    const input = { category: 'roads', title: `Buca delle ${at}`, lat, lon, key: at };
    const { code } = await house.done(sendReport, input, await house.person('Marta Serra'));
    const { rows } = await house.database.pool.query('select due from entries.entries where code = $1', [code]);
    const due: Date = rows[0].due;
    assert.equal(due.getTime(), endOfRomeDay(romeDay(due)).getTime(), `${at}: to the last second of a day in Rome`);
    assert.ok(isWorkingDay(romeDay(due)), at);
    assert.equal(workingDaysBetween(at.slice(0, 10), romeDay(due)), promised, at);
  }
});

test('figures of the week: things of Sunday night and of Monday just after midnight are each in their week', async () => {
  const { metropolis } = territoryOf(house.ctx());
  const opened = async () =>
    (await weeks(house.ctx().db, 'report', metropolis!.id, '', new Date('2026-10-25T23:30:00Z')))
      .slice(-2)
      .map((one) => [one.week, one.opened] as const);
  const compute = () => computeYear(house.ctx().db, new Date('2026-10-25T23:30:00Z'), metropolis!.id, ['resolved']);
  clock = Date.parse('2026-10-19T08:00:00Z');
  await house.report();
  await compute();
  const before = await opened();
  for (const at of [
    '2026-10-25T00:30:00Z',
    '2026-10-25T01:30:00Z',
    '2026-10-25T22:59:59Z',
    '2026-10-25T23:00:00Z',
    '2026-10-25T23:10:00Z',
  ]) {
    clock = Date.parse(at);
    await house.report();
  }
  await compute();
  const after = await opened();
  assert.deepEqual(
    after.map(([week]) => week),
    ['2026-10-19', '2026-10-26'],
  );
  const was = new Map(before);
  assert.deepEqual(
    after.map(([week, n]) => n - (was.get(week) ?? 0)),
    [3, 2],
  );
});

test('what is due on the days around the nights is in the calendar on that day, which ends where the next begins', async () => {
  const days = nights.flatMap((night) => [-1, 0, 1].map((more) => day(night, more)));
  for (const due of days) {
    const { id } = await house.report({ title: `Per il ${due}` });
    await house.database.pool.query('update entries.entries set due = $2 where id = $1', [id, endOfRomeDay(due)]);
  }
  const calendar = (await house.get('/segnalazioni.ics')).body;
  const events = [...calendar.matchAll(/DTSTART;VALUE=DATE:(\d+)\r\nDTEND;VALUE=DATE:(\d+)\r\nSUMMARY:[^\r]*Per il (\S+)/g)];
  const plain = (it: string) => it.replaceAll('-', '');
  assert.deepEqual(
    events.map(([, from, to, title]) => [from, to, title]).toSorted(),
    days.map((one) => [plain(one), plain(day(one, 1)), one]).toSorted(),
  );
});
