import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { register } from '../organisations/actions.ts';
import { namesOf } from '../people/people.ts';
import { type Jar, newCode, openIdentity } from './identity.testing.ts';

const identity = await openIdentity({ world: 'demo' });
const { enter, ask, form, rows, whoIs, jarOf, keep } = identity;
const { house } = identity;
after(() => house.close());

interface Two {
  /** The account with an address, from whose session the person asks, and the certified one. */
  from: Awaited<ReturnType<typeof house.person>>;
  into: string;
  code: string;
  jar: Jar;
}

async function two(name: string): Promise<Two> {
  const code = newCode();
  const certified: Jar = {};
  await enter(certified, { code });
  const from = await house.person(name);
  return { from, into: (await whoIs(certified))!.id, code, jar: await jarOf(from) };
}

/** Asks from the session of `from`, and presses one of the two buttons of the page. */
async function answerQuestion({ jar, code }: Two, button: 'yes' | 'no') {
  const page = await enter(jar, { code }, { next: '/notifiche' });
  assert.equal(page.statusCode, 200, page.body);
  assert.match(page.body, /Sono tutti e due tuoi: li uniamo\?/);
  const secret = /name="code" value="([^"]+)"/.exec(page.body)![1]!;
  const before = { ...jar };
  const press = () => ask(before, button === 'yes' ? '/entra/identita/unisci' : '/entra/identita', form({ code: secret }));
  const done = await press();
  keep(jar, done);
  return { done, again: press };
}

/** Columns that say which person, and why a merge leaves a row there with the first account. */
const staying: Record<string, string> = {
  'identity.fiscal.person': 'an account with a code of its own is never merged into another',
  'identity.merges.from_person': 'says of whom it is',
  'identity.merges.into_person': 'only certified accounts are merged into, and those are never merged themselves',
  'identity.requests.person': 'questions of minutes: they are dropped',
  'registry.codes.person': 'codes of minutes: they are dropped',
  'registry.codes.opened_by': 'checks of minutes: they are dropped',
  'registry.requests.person': 'ANPR is asked of certified accounts alone, and those are never merged into another',
  'assistance.codes.person': 'codes of minutes: they are dropped',
  'privacy.exports.person': 'copies of what the first account held: their links end with its sessions',
  'privacy.erasures.person': 'an account that was erased is never merged',
  'people.sessions.person': 'what opens the first account ends',
  'people.code_apps.person': 'what opens the first account ends',
  'people.recovery_codes.person': 'what opens the first account ends',
  'people.credentials.person': 'what opens the first account ends, but for a password that goes with its address',
};

test('every column that names a person follows a merge', async () => {
  const pair = await two('Teresa Duetti');
  const { from, into } = pair;
  const columns = await rows(
    `select n.nspname || '.' || c.relname as name, a.attname as column from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     where k.contype = 'f' and k.confrelid = 'people.people'::regclass order by 1, 2`,
  );
  assert.ok(columns.length >= 20, 'the schema was read');
  const moving = columns.filter(({ name, column }) => !staying[`${name}.${column}`]);
  await plantOneOfEach(from.person);
  const count = async (person: string) =>
    Object.fromEntries(
      await Promise.all(
        moving.map(
          async ({ name, column }): Promise<[string, number]> => [
            `${name}.${column}`,
            (await rows(`select count(*)::int as n from ${name} where ${column} = $1`, person))[0].n,
          ],
        ),
      ),
    );
  const [theirs, ours] = [await count(from.person), await count(into)];
  assert.deepEqual(
    Object.keys(theirs).filter((key) => theirs[key] === 0),
    [],
    'a column in which the test has nothing to move',
  );
  const { done } = await answerQuestion(pair, 'yes');
  assert.deepEqual([done.statusCode, done.headers.location], [303, '/notifiche']);
  assert.deepEqual(
    Object.values(await count(from.person)).filter((n) => n > 0),
    [],
  );
  const now = await count(into);
  for (const key of Object.keys(theirs)) assert.ok(now[key]! >= ours[key]! + 1, `${key}: ${now[key]}`);
  for (const key of Object.keys(staying))
    assert.ok(
      columns.some(({ name, column }) => `${name}.${column}` === key),
      `${key} is no such column any more`,
    );
});

/** One row at least in every table, taken from somebody of the demo or made here. */
async function plantOneOfEach(person: string): Promise<void> {
  const [report] = await rows(
    `select e.id, e.place from entries.entries e where e.kind = 'report' and e.visibility = 'public' limit 1`,
  );
  const [act] = await rows('select id from kernel.acts limit 1');
  const [other] = await rows(`select e.id from entries.entries e where e.kind = 'news' limit 1`);
  const [comment] = await rows('select id from discussion.comments limit 1');
  const [subject] = await rows(
    `insert into moderation.subjects (id, entry, place, state, opened, changed) values (gen_random_uuid(), $1, $2, 'open', now(), now())
     on conflict (entry, comment) do update set changed = now() returning id`,
    report.id,
    report.place,
  );
  const [organisation] = await rows('select id from organisations.organisations limit 1');
  const [file] = await rows('select id from reports.cases limit 1');
  const statements: [string, unknown[]][] = [
    ['update entries.entries set author = $1 where id = $2', [person, report.id]],
    ['update reports.reports set assignee = $1 where id = $2', [person, report.id]],
    ['insert into reports.supports (report, person, assurance, at) values ($2, $1, $3, now())', [person, report.id, 'email']],
    [
      `insert into reports.internal_notes (act, report, place, person, text, salt, at) values (gen_random_uuid(), $2, $3, $1, $4, sha256('x'), now())`,
      [person, report.id, report.place, 'nota'],
    ],
    [
      'insert into reports.inspections (key, report, person, did, at) values (gen_random_uuid(), $2, $1, $3, now())',
      [person, report.id, 'note'],
    ],
    [
      `insert into reports.case_answers (act, case_file, person, assurance, at, text) values (gen_random_uuid(), $2, $1, 'email', now(), 'x')`,
      [person, file.id],
    ],
    ['insert into moderation.flags (subject, person, reason, at) values ($2, $1, $3, now())', [person, subject.id, 'other']],
    ['update discussion.comments set author = $1 where id = $2', [person, comment.id]],
    [
      'insert into discussion.thanks (comment, person, at) values ((select id from discussion.comments where author <> $1 limit 1), $1, now())',
      [person],
    ],
    [
      `insert into links.links (id, from_entry, relation, to_entry, made_by, at) values (gen_random_uuid(), $2, 'about', $3, $1, now())`,
      [person, report.id, other.id],
    ],
    [
      `insert into notices.follows (id, person, entry, how, since) values (gen_random_uuid(), $1, $2, 'daily', now())`,
      [person, report.id],
    ],
    [
      `insert into notices.notices (person, act, entry, at, reason, how) values ($1, $2, $3, now(), 'thing', 'page')`,
      [person, act.id, report.id],
    ],
    [
      `insert into assistance.sessions (id, operator, place, session, person, reason, document, consented, opened, until)
       values (gen_random_uuid(), $1, $2, 'x', (select author from discussion.comments where author <> $1 limit 1), 'x', 'none', now(), now(), now() + interval '1 minute'),
         (gen_random_uuid(), (select author from discussion.comments where author <> $1 limit 1), $2, 'y', $1, 'x', 'none', now(), now(), now() + interval '1 minute')`,
      [person, report.place],
    ],
    [
      'insert into organisations.delegates (id, organisation, person, since) values (gen_random_uuid(), $2, $1, now())',
      [person, organisation.id],
    ],
    [
      `insert into people.roles (id, person, role, place, since) values (gen_random_uuid(), $1, 'officer', $2, now())`,
      [person, report.place],
    ],
    [
      `insert into people.api_keys (id, name, hash, place, verbs, created, made_by) values (gen_random_uuid(), 'k', sha256('k'), $2, array['x.y'], now(), $1)`,
      [person, report.place],
    ],
    [
      `insert into people.passkeys (id, person, name, public_key, counter, transports, added) values ('k', $1, 'chiave', 'x', 0, '{}', now())`,
      [person],
    ],
    [
      `insert into privacy.acceptances (id, procedure, place, version, print, person, at) values (gen_random_uuid(), 'x.y', $2, 0, sha256('x'), $1, now())`,
      [person, report.place],
    ],
    [
      `insert into privacy.notices (id, place, procedure, version, it, en, since, published_by) values (gen_random_uuid(), $2, 'x.y', 1, 'x', 'x', now(), $1)`,
      [person, report.place],
    ],
    [`insert into identity.subjects (hash, issuer, person, since) values (sha256('x'), 'x', $1, now())`, [person]],
    [
      `insert into registry.lists (id, place, valid_on, print, state, reason, imported_by, begun, touched) values (gen_random_uuid(), $2, '2026-01-01', sha256('x'), 'failed', 'x', $1, now(), now())`,
      [person, report.place],
    ],
    [
      `insert into registry.facts (id, person, source, place, belongs, as_of, until, document, officer, made) values (gen_random_uuid(), $1, 'counter', $2, '{resident}', '2026-01-01', '2027-01-01', 'passport', $1, now())`,
      [person, report.place],
    ],
    ["insert into registry.rules (digest, rule, noted) values (sha256('x'), '{}', now()) on conflict do nothing", []],
    [
      `insert into registry.snapshots (id, person, rule, day, answer, reasons, made) values (gen_random_uuid(), $1, sha256('x'), '2026-01-01', 'yes', '{}', now())`,
      [person],
    ],
    [
      `insert into identity.proofs (id, person, source, issuer, level, proven) values (gen_random_uuid(), $1, 'counter', 'x', 'low', now())`,
      [person],
    ],
  ];
  for (const [statement, values] of statements) await rows(statement, ...values);
}

test('what both hold is held once: one support, one flag, one follow with the louder rhythm, one role until the later end', async () => {
  const pair = await two('Gino Doppi');
  const both = [pair.from.person, pair.into];
  const [report] = await rows(
    `select e.id, e.code, e.place from entries.entries e where e.kind = 'report' and e.visibility = 'public' and closed is null order by id desc limit 1`,
  );
  const [subject] = await rows(
    `insert into moderation.subjects (id, entry, place, state, opened, changed) values (gen_random_uuid(), $1, $2, 'open', now(), now())
     on conflict (entry, comment) do update set changed = now() returning id`,
    report.id,
    report.place,
  );
  const { id: organisation } = await house.done(register, { name: 'I doppi', kind: 'association', place: report.place });
  for (const [i, person] of both.entries()) {
    await rows(
      'insert into reports.supports (report, person, assurance, at) values ($1, $2, $3, now())',
      report.id,
      person,
      'email',
    );
    await rows(`insert into moderation.flags (subject, person, reason, at) values ($1, $2, 'other', now())`, subject.id, person);
    await rows(
      `insert into notices.follows (id, person, entry, how, since) values (gen_random_uuid(), $1, $2, $3, now())`,
      person,
      report.id,
      i === 0 ? 'at-once' : 'weekly',
    );
    await rows(
      'insert into organisations.delegates (id, organisation, person, since) values (gen_random_uuid(), $1, $2, now())',
      organisation,
      person,
    );
    await rows(
      `insert into people.roles (id, person, role, place, since, until) values (gen_random_uuid(), $1, 'moderator', $2, '2026-01-01', $3)`,
      person,
      report.place,
      i === 0 ? '2028-01-01T00:00:00Z' : '2027-01-01T00:00:00Z',
    );
  }
  const supportsBefore = (await rows('select count(*)::int as n from reports.supports where report = $1', report.id))[0].n;
  await answerQuestion(pair, 'yes');
  const one = async (statement: string) => (await rows(statement, pair.into, report.id))[0];
  assert.equal(
    (await rows('select count(*)::int as n from reports.supports where report = $1', report.id))[0].n,
    supportsBefore - 1,
  );
  assert.equal((await rows('select count(*)::int as n from moderation.flags where subject = $1', subject.id))[0].n, 1);
  assert.equal((await one('select how from notices.follows where person = $1 and entry = $2')).how, 'at-once');
  assert.equal(
    (
      await rows('select count(*)::int as n from organisations.delegates where organisation = $1 and until is null', organisation)
    )[0].n,
    1,
  );
  const roles = await rows(
    `select person, until from people.roles where role = 'moderator' and place = $1 and person = any ($2) and until > '2026-12-01'`,
    report.place,
    both,
  );
  assert.deepEqual(
    roles.map(({ person, until }) => [person, until.toISOString()]),
    [[pair.into, '2028-01-01T00:00:00.000Z']],
  );
  const [act] = await rows(`select code from kernel.acts where verb = 'reports.unite-supports'`);
  assert.equal(act.code, report.code, 'the register says that two supports were one');
  await house.settle();
  const [counter] = await rows(`select supports as n from entries.counters where entry = $1`, report.id);
  assert.equal(Number(counter.n), supportsBefore - 1);
});

test('the first account opens no more, its address goes with it, and its acts find their person', async () => {
  const pair = await two('Rosa Prima');
  const before = await jarOf(pair.from);
  const { again } = await answerQuestion(pair, 'yes');
  const who = (await whoIs(pair.jar))!;
  assert.deepEqual([who.id, who.name, who.email, who.assurance], [pair.into, 'Marta Dossena', pair.from.email, 'substantial']);
  assert.equal(await whoIs(before), undefined);
  const [row] = await rows('select name, email, erased from people.people where id = $1', pair.from.person);
  assert.deepEqual([row.name, row.email, row.erased !== null], ['', null, true]);
  assert.equal((await namesOf(house.database.db, [pair.from.person])).get(pair.from.person), 'Marta Dossena');
  assert.equal((await again()).statusCode, 410, 'once');
});

test('whoever says no enters with the certified account alone', async () => {
  const pair = await two('Omar Solo');
  const { done } = await answerQuestion(pair, 'no');
  assert.equal(done.statusCode, 303);
  assert.equal((await whoIs(pair.jar))?.id, pair.into);
  assert.equal(
    (await rows('select count(*)::int as n from people.people where id = $1 and erased is null', pair.from.person))[0].n,
    1,
  );
});

test('nobody else presses the button: without the cookie of the question there is nothing to merge', async () => {
  const pair = await two('Livia Altri');
  const page = await enter(pair.jar, { code: pair.code });
  const secret = /name="code" value="([^"]+)"/.exec(page.body)![1]!;
  assert.equal((await ask({}, '/entra/identita/unisci', form({ code: secret }))).statusCode, 410);
});
