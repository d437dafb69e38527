/** Two servers on one database, each with a scheduler (trust case 80): what is due by the clock is done once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { rooms } from '../../src/app/modules.ts';
import { comment } from '../../src/commons/discussion/actions.ts';
import { follow } from '../../src/commons/notices/actions.ts';
import { onlyDeep } from '../deep.ts';
import { openHouse, testServer } from '../house.ts';
import { openPostOffice } from '../post-office.ts';
import { freePort, prepareServer } from '../server.ts';
import { provenLog } from './writing.ts';

const day = 86_400_000;

test('digests, questions four weeks after, sealing and retention: once, with two servers that both begin them', {
  skip: testServer ? onlyDeep : 'PostgreSQL only',
  timeout: 300_000,
}, async (t) => {
  const office = await openPostOffice();
  const first = await prepareServer('territory', { SMTP_URL: office.url });
  const second = await prepareServer('empty', { SMTP_URL: office.url });
  Object.assign(second.env, { DATABASE_URL: first.env['DATABASE_URL']!, PORT: String(await freePort()) });
  for (const one of [first, second]) one.env['ARENGO_ORIGIN'] = first.url;
  second.url = `http://127.0.0.1:${second.env['PORT']}`;
  const house = await openHouse({
    world: 'empty',
    env: { DATABASE_URL: first.env['DATABASE_URL']!, ARENGO_DATA: first.folder, ARENGO_ORIGIN: first.url },
  });
  const query = async (statement: string, ...values: unknown[]) => (await house.database.pool.query(statement, values)).rows;
  try {
    const readers = [];
    for (let i = 0; i < 60; i++) {
      const reader = await house.person('Marta Serra');
      readers.push(reader.email);
      const report = await house.report({ author: reader.person, title: `Cosa numero ${i}` });
      await house.done(follow, { code: report.code, how: 'daily' }, reader);
      await house.done(comment, { code: report.code, text: 'Che si fa?' }, await house.person('Pietro Vallesi'));
      const closed = new Date(Date.now() - 29 * day);
      await query(
        `update entries.entries set state = 'resolved', closed = $2, published = $2::timestamptz - interval '3 days' where id = $1`,
        report.id,
        closed,
      );
    }
    await house.subscribers.drain();
    // Something to forget: sign-in links of last week.
    await query(
      `insert into people.email_links (hash, email, email_typed, purpose, next, created, expires)
       select sha256(n::text::bytea), 'vecchio@example.org', 'vecchio@example.org', 'sign-in', '/', now() - interval '9 days', now() - interval '8 days'
       from generate_series(1, 50) as n`,
    );

    await first.start();
    await second.start();
    // As each of two schedulers would, if nothing kept them apart.
    const scheduled = rooms.flatMap((room) => room.jobs ?? []).filter(({ schedule }) => schedule);
    for (const { name } of scheduled) for (let i = 0; i < 2; i++) await house.jobs.enqueue(house.ctx().db, name, {});
    const left = async () =>
      (
        await query(
          `select count(*)::int as n from jobs.job where state in ('created', 'active', 'retry') and name not like '\\_\\_%'`,
        )
      )[0].n;
    for (let tries = 0; tries < 200 && (await left()) > 0; tries++) await wait(500);
    assert.equal(await left(), 0);
    assert.deepEqual(await query(`select name, output from jobs.job where state = 'failed'`), []);

    const perPerson = Map.groupBy(office.received, ({ to }) => String(to));
    const digests = readers.map(
      (email) => [...perPerson.entries()].filter(([to]) => to.includes(email)).flatMap(([, mails]) => mails).length,
    );
    t.diagnostic(`mails for each reader: ${[...new Set(digests)]}`);
    const ids = office.received.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    assert.ok(ids.every(Boolean));
    assert.equal(new Set(ids).size, ids.length, 'no mail twice');
    assert.deepEqual([...new Set(digests)], [2], 'to each one digest and one question');

    // The queue's own schedulers: through two full minutes, what is due each minute is begun once in each.
    await wait(130_000);
    const twice = await query(
      `select name, date_trunc('minute', created_on) as minute, count(*)::int as n from jobs.job
       where name in ('reports.deliver-due', 'registry.ask-due') and singleton_key is not null group by 1, 2 having count(*) > 1`,
    );
    assert.deepEqual(twice, []);
    const begun = await query(
      `select count(*)::int as n from jobs.job where name = 'reports.deliver-due' and state = 'completed'`,
    );
    assert.ok(begun[0].n >= 3, `${begun[0].n}: two by hand, and at least one by the clock`);
    const sealed = await query(
      'select (select count(*)::int from kernel.acts) as acts, (select count(*)::int from kernel.leaves) as leaves, (select count(distinct act)::int from kernel.leaves) as once',
    );
    assert.deepEqual([sealed[0].leaves, sealed[0].once], [sealed[0].acts, sealed[0].acts]);
    await provenLog(first.url);
    await provenLog(second.url);
  } finally {
    await house.close();
    await second.remove();
    await first.remove();
    await office.close();
  }
});
