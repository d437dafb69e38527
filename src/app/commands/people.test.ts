import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { arengo, guestOf } from '../../../test/command.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { commandNamed, commandNames } from './list.ts';
import { readTyped } from './typed.ts';

let house: TestHouse;
let beside: Record<string, string>;
before(async () => {
  house = await openHouse();
  beside = guestOf(house);
});
after(() => house.close());

test('wrong use: unknown commands and options with a hint, missing values, words too many', async () => {
  const cases: [string, string[], string, RegExp][] = [
    ['setup', ['--metropoli', 'X'], 'commands.wrong.unknown-option-near', /--metropolis/],
    ['setup', ['--colour', 'X'], 'commands.wrong.unknown-option', /--colour/],
    ['setup', ['--metropolis', 'X'], 'commands.wrong.missing', /--territory FILE/],
    ['setup', ['--metropolis'], 'commands.wrong.no-value', /NAME/],
    ['setup', ['--metropolis', 'X', '--metropolis', 'Y'], 'commands.wrong.twice', /--metropolis/],
    ['seed', ['--size', 'demo', 'now'], 'commands.wrong.too-many', /now/],
    ['config', ['--json=yes'], 'commands.wrong.value', /--json/],
    ['reports import', ['--map', 'M'], 'commands.wrong.missing', /FILE\.csv/],
    ['territory import', ['--file', 'F'], 'commands.wrong.one-of', /--name, --boundaries/],
  ];
  for (const [name, args, key, named] of cases) {
    const { fault } = readTyped(await commandNamed(name), args);
    assert.equal(fault?.key, key, args.join(' '));
    assert.match(Object.values(fault!.params).join(' '), named);
  }
  const [misspelt, option, json, settings] = await Promise.all([
    arengo(['setpu']),
    arengo(['backup', 'a.tar', '--jso']),
    arengo(['setup', '--json']),
    arengo(['config'], { PORT: 'many' }),
  ]);
  assert.deepEqual(
    [misspelt.exit, misspelt.out, option.exit, json.exit, json.json().error.exit, settings.exit],
    [2, '', 2, 2, 2, 2],
  );
  assert.match(misspelt.err, /no command “setpu”.*“setup”/);
  assert.match(option.err, /no option --jso\. Did you mean --json/);
  assert.match(settings.err, /PORT/);
});

test('help in two languages, without opening anything; every command and option explains itself', async () => {
  const nowhere = { ARENGO_DATA: '/nowhere/at/all' };
  const [overview, help, italian] = await Promise.all([
    arengo(['--help', '--json'], nowhere),
    arengo(['reports', 'import', '--help', '--json'], nowhere),
    arengo(['backup', '--help'], { ...nowhere, LANG: 'it_IT.UTF-8' }),
  ]);
  assert.deepEqual(
    overview.json().commands.map((one: { name: string }) => one.name),
    commandNames,
  );
  assert.ok(
    help.json().options.some((one: { option: string; required: boolean }) => one.option === '--map MAP.json' && one.required),
  );
  assert.match(italian.out, /Mette tutto l’archivio/);
  const { has } = house.ctx().words;
  for (const name of commandNames) {
    const key = `commands.${name.replaceAll(' ', '-')}`;
    assert.ok(has(`${key}.summary`), name);
    for (const option of (await commandNamed(name)).options)
      assert.ok(has(`${key}.option.${option.name}`), `${name} --${option.name}`);
  }
});

test('settings are shown, passwords are not', async () => {
  const ran = await arengo(['config', '--json'], {
    DATABASE_URL: 'postgres://me:hunter2@db.example.org/arengo',
    SMTP_URL: 'smtp://u:s3cret@mail.example.org',
  });
  assert.equal(ran.exit, 0);
  assert.doesNotMatch(ran.out, /hunter2|s3cret/);
  const value = (name: string) => ran.json().settings.find((one: { name: string }) => one.name === name).value;
  assert.equal(value('DATABASE_URL'), 'postgres://me:***@db.example.org/arengo');
});

test('an invitation beside a running server: the link enters once; the role is given, shown once more, ended', async () => {
  const who = [
    '--email',
    'Capo@Example.org',
    '--name',
    'Ada Capo',
    '--role',
    'metropolitan-administrator',
    '--place',
    'metropolis',
  ];
  const rehearsal = await arengo(['person', 'invite', ...who, '--dry-run', '--json'], beside);
  assert.deepEqual(rehearsal.json(), { dryRun: true, email: 'Capo@Example.org' });
  const invited = await arengo(['person', 'invite', ...who, '--json'], beside);
  assert.equal(invited.exit, 0, invited.err);
  const { link } = invited.json();
  const page = await house.server.app.inject({ url: new URL(link).pathname });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /capo@example\.org/i);

  const { istat, slug } = territoryOf(house.ctx()).municipalities[0]!;
  const role = ['--email', 'capo@example.org', '--role', 'officer', '--place', istat!];
  const given = await arengo(['person', 'role', ...role, '--until', '2099-12-31', '--json'], beside);
  assert.equal(given.json().place, slug);
  const twice = await arengo(['person', 'role', ...role, '--json'], beside);
  assert.deepEqual([twice.exit, twice.json().error.code], [5, 'people.role-held']);
  const ended = await arengo(['person', 'role', ...role, '--end', '--json'], beside);
  assert.equal(ended.exit, 0, ended.err);
  const none = await arengo(['person', 'role', ...role, '--end', '--json'], beside);
  assert.equal(none.json().error.code, 'commands.role-not-held');
  const nowhere = await arengo(
    ['person', 'role', '--email', 'capo@example.org', '--role', 'officer', '--place', 'atlantis', '--json'],
    beside,
  );
  assert.equal(nowhere.json().error.code, 'commands.no-place');
  const nonsense = await arengo(['person', 'invite', '--email', 'nobody', '--name', 'Ada Capo', '--json'], beside);
  assert.deepEqual([nonsense.exit, nonsense.json().error.code], [5, 'commands.input']);
});

test('a key works for its verbs until it is revoked', async () => {
  const made = await arengo(
    ['api-key', 'create', '--name', 'Sensori', '--place', 'metropolis', '--verbs', 'reports.send', '--json'],
    beside,
  );
  assert.equal(made.exit, 0, made.err);
  const { id, key } = made.json();
  const { lat, lon } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  const send = () =>
    house.server.app.inject({
      method: 'POST',
      url: '/api/v1/reports',
      headers: { authorization: `Bearer ${key}` },
      payload: { category: 'roads', title: 'Buca in mezzo alla strada', lat, lon },
    });
  assert.equal((await send()).statusCode, 201);
  const other = await house.server.app.inject({
    method: 'POST',
    url: '/api/v1/verbs/board.publish',
    headers: { authorization: `Bearer ${key}` },
    payload: {},
  });
  assert.notEqual(other.statusCode, 200);
  const unknown = await arengo(
    ['api-key', 'create', '--name', 'X', '--place', 'metropolis', '--verbs', 'reports.sent', '--json'],
    beside,
  );
  assert.match(unknown.json().error.message, /reports\.send/);
  const revoked = await arengo(['api-key', 'revoke', '--id', id, '--json'], beside);
  assert.deepEqual(revoked.json(), { revoked: id });
  const again = await arengo(['api-key', 'revoke', '--id', id, '--json'], beside);
  assert.equal(again.exit, 5);
});

test('doctor: well beside a server, and 1 when something is wrong', async () => {
  const well = await arengo(['doctor', '--json'], beside);
  assert.equal(well.exit, 0, well.out);
  const verdicts = Object.fromEntries(
    well.json().checks.map((one: { check: string; verdict: string }) => [one.check, one.verdict]),
  );
  for (const check of ['database', 'canary', 'migrations', 'postgis', 'subscribers', 'jobs', 'metropolis'])
    assert.equal(verdicts[check], 'good', check);
  const ill = await arengo(['doctor', '--json'], {
    ...beside,
    SMTP_URL: 'smtp://127.0.0.1:9',
    ARENGO_BASE_MAP: '/no/such.pmtiles',
  });
  assert.equal(ill.exit, 1);
  assert.deepEqual(
    ill
      .json()
      .checks.filter((one: { verdict: string }) => one.verdict === 'wrong')
      .map((one: { check: string }) => one.check),
    ['mail', 'base-map'],
  );
});
