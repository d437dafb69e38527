/** What is kept long enough goes by itself; the day before it is still there. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { rooms } from '../../app/modules.ts';
import { type Actor, anonymous } from '../../kernel/actor.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { enterWithLink } from '../people/actions-entering.ts';
import { newLink } from '../people/people.ts';
import { type Place, territoryOf } from '../territory/territory.ts';

let house: TestHouse;
let a: Place;
let b: Place;
let clock = Date.parse('2026-11-20T08:00:00Z');
const day = 86_400_000;

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
});
after(() => house.close());

const rows = async (statement: string, values: unknown[] = []) => (await house.database.pool.query(statement, values)).rows;
const act = (name: string, input: Record<string, unknown>, actor?: Actor): Promise<any> =>
  house.done<any>(rooms.flatMap((room) => room.verbs ?? []).find((verb) => verb.name === name)!, input, actor);
const night = async () => {
  await house.jobs.enqueue(house.database.db, 'privacy.forget', {});
  await house.settle();
};
/** Days from the beginning of the test. */
const on = (days: number) => {
  clock = Date.parse('2026-11-20T08:00:00Z') + days * day;
};

test('contacts of whoever has no account go so many months after the closing as the municipality says; open ones wait', async () => {
  await act('settings.change', { place: b.slug, name: 'reports.contact-months', value: 2 });
  await house.reload();
  const send = async (place: Place) => {
    const { lat, lon } = place.outline!;
    const said = { category: 'roads', title: 'Una buca', lat, lon, who: 'email', email: 'ivo@example.org', name: 'Ivo' };
    return (await act('reports.send', said, anonymous)).code as string;
  };
  const [usual, short, open] = [await send(a), await send(b), await send(b)];
  for (const code of [usual, short])
    await rows("update entries.entries set state = 'resolved', closed = $2 where code = $1", [code, new Date(clock)]);
  const contacts = async () =>
    (
      await rows(
        'select e.code from reports.reports r join entries.entries e on e.id = r.id where r.contact_email is not null order by e.code',
      )
    ).map(({ code }) => code);
  on(59);
  await night();
  assert.deepEqual(await contacts(), [usual, short, open].sort());
  on(63);
  await night();
  assert.deepEqual(await contacts(), [usual, open].sort(), 'two months where the municipality says two');
  on(364);
  await night();
  assert.deepEqual(await contacts(), [usual, open].sort());
  on(367);
  await night();
  assert.deepEqual(await contacts(), [open], 'twelve otherwise; what is open waits');
  const [last] = await rows("select public from kernel.acts where verb = 'privacy.retain' order by seq desc limit 1");
  assert.equal(last.public['reports.contacts'], 1, 'the act says how much of what');
});

test('notices a year after they were read, two where they never were; words of flags two years after the decision', async () => {
  on(400);
  const person = await house.person('Nora Lettrice');
  const { id } = await house.report();
  const notice = (act: string, read: Date | null) =>
    rows("insert into notices.notices (person, act, entry, at, reason, how, read) values ($1, $2, $3, $4, 'thing', 'page', $5)", [
      person.person,
      act,
      id,
      new Date(clock),
      read,
    ]);
  await notice(house.ctx().id(), new Date(clock));
  await notice(house.ctx().id(), null);
  const flagged = await house.report();
  await act('moderation.flag', { code: flagged.code, reason: 'other', words: 'troppo' }, person);
  await rows("update moderation.subjects set state = 'dismissed', changed = $1", [new Date(clock)]);
  const left = async () => [
    (await rows('select count(*)::int as n from notices.notices'))[0].n,
    (await rows('select words from moderation.flags'))[0].words,
  ];
  on(764);
  await night();
  assert.deepEqual(await left(), [2, 'troppo']);
  on(766);
  await night();
  assert.deepEqual(await left(), [1, 'troppo']);
  on(1129);
  await night();
  assert.deepEqual(await left(), [1, 'troppo']);
  on(1131);
  await night();
  assert.deepEqual(await left(), [0, '']);
});

test('who signed in is forgotten after a year, the act stays; mails leave the queue a day after they were sent', async () => {
  const email = 'rada@example.org';
  const link = await newLink(house.ctx(anonymous), { email, typed: email, purpose: 'sign-in', next: '/' });
  await house.done(enterWithLink, { token: link.split('/').at(-1) }, anonymous);
  const began = clock;
  const known = async () => (await rows("select 1 from kernel.act_secrets where private ? 'who' and person is null")).length;
  const acts = (await rows("select 1 from kernel.acts where verb = 'people.enter-with-link'")).length;
  await house.jobs.enqueue(house.database.db, 'mail.send', { to: email, subject: 'Prova', html: 'x', text: 'x' });
  await house.settle();
  // The queue knows only the clock of the database.
  const queued = async () => (await rows("select 1 from jobs.job where data::text like '%rada@example.org%'")).length;
  assert.equal(await queued(), 1);
  await rows("update jobs.job set completed_on = $1 where state = 'completed'", [new Date(began)]);
  clock = began + day - 60_000;
  await night();
  assert.equal(await queued(), 1);
  clock = began + day + 60_000;
  await night();
  assert.equal(await queued(), 0);
  clock = began + 364 * day;
  await night();
  assert.equal(await known(), 1);
  clock = began + 366 * day;
  await night();
  assert.equal(await known(), 0);
  assert.equal((await rows("select 1 from kernel.acts where verb = 'people.enter-with-link'")).length, acts);
});

test('the photos of a draft that ran out go with it', async () => {
  const ctx = house.ctx();
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#204060' } })
    .jpeg()
    .toBuffer();
  const stored = await ctx.files.take(bytes, 'bozza.jpg', 'image');
  assert.ok(!isRefusal(stored));
  await rows(
    "insert into drafts.drafts (id, flow, secret, content, created, updated, expires) values ($1, 'report', $2, $3, $4, $4, $4)",
    [ctx.id(), Buffer.from(ctx.id()), { photos: [{ id: stored.id }] }, new Date(clock)],
  );
  clock += 60_000;
  await house.jobs.enqueue(house.database.db, 'drafts.forget', {});
  await house.settle();
  assert.equal(await ctx.files.read(stored.id), undefined);
});

test('a night in which nothing is due writes nothing', async () => {
  // The queue of this very night is told by the clock of the database.
  clock = Date.now();
  await night();
  const count = async () => (await rows('select count(*)::int as n from kernel.acts'))[0].n;
  const before = await count();
  await night();
  assert.equal(await count(), before);
});
