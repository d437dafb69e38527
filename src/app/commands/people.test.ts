import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { arengo, guestOf } from '../../../test/command.ts';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { territoryOf } from '../../commons/territory/territory.ts';

let house: TestHouse;
let beside: Record<string, string>;
before(async () => {
  house = await openHouse();
  beside = guestOf(house);
});
after(() => house.close());

test('wrong use: unknown commands and options with a hint, missing values, words too many', async () => {
  const cases: [string[], RegExp][] = [
    [['setpu'], /no command “setpu”.*“setup”/],
    [['person'], /no command “person”/],
    [['setup', '--metropoli', 'X'], /no option --metropoli\. Did you mean --metropolis/],
    [['setup', '--metropolis', 'X'], /--territory FILE is missing/],
    [['setup', '--metropolis'], /NAME is missing after --metropolis/],
    [['setup', '--metropolis', 'X', '--metropolis', 'Y', '--territory', 'Z'], /written twice/],
    [['seed', '--size', 'demo', 'now'], /a word too many: “now”/],
    [['config', '--json=yes'], /--json takes no value/],
    [['reports', 'import', '--map', 'M'], /FILE\.csv is missing/],
  ];
  for (const [args, sentence] of cases) {
    const ran = await arengo(args);
    assert.equal(ran.exit, 2, args.join(' '));
    assert.equal(ran.out, '');
    assert.match(ran.err, sentence);
  }
  const json = await arengo(['setup', '--json']);
  assert.deepEqual([json.exit, json.json().error.exit], [2, 2]);
  const settings = await arengo(['config'], { PORT: 'many' });
  assert.equal(settings.exit, 2);
  assert.match(settings.err, /PORT/);
});

test('help of everything, in two languages, without opening anything', async () => {
  const overview = await arengo(['--help', '--json']);
  assert.equal(overview.exit, 0);
  for (const { name, summary } of overview.json().commands) {
    assert.ok(summary.length > 10);
    const help = await arengo([...name.split(' '), '--help', '--json'], { ARENGO_DATA: '/nowhere/at/all' });
    assert.equal(help.exit, 0, name);
    assert.ok(help.json().options.some((one: { option: string }) => one.option === '--json'));
  }
  const italian = await arengo(['backup', '--help'], { LANG: 'it_IT.UTF-8' });
  assert.match(italian.out, /Mette tutto l’archivio/);
});

test('settings are shown, passwords are not', async () => {
  const ran = await arengo(['config', '--json'], { DATABASE_URL: 'postgres://me:hunter2@db.example.org/arengo', SMTP_URL: 'smtp://u:s3cret@mail.example.org' });
  assert.equal(ran.exit, 0);
  assert.doesNotMatch(ran.out, /hunter2|s3cret/);
  const value = (name: string) => ran.json().settings.find((one: { name: string }) => one.name === name).value;
  assert.equal(value('DATABASE_URL'), 'postgres://me:***@db.example.org/arengo');
});

test('an invitation beside a running server: the link enters once; the role is given, shown once more, ended', async () => {
  const who = ['--email', 'Capo@Example.org', '--name', 'Ada Capo', '--role', 'metropolitan-administrator', '--place', 'metropolis'];
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
  const nowhere = await arengo(['person', 'role', '--email', 'capo@example.org', '--role', 'officer', '--place', 'atlantis', '--json'], beside);
  assert.equal(nowhere.json().error.code, 'commands.no-place');
  const nonsense = await arengo(['person', 'invite', '--email', 'nobody', '--name', 'Ada Capo', '--json'], beside);
  assert.deepEqual([nonsense.exit, nonsense.json().error.code], [5, 'commands.input']);
});

test('a key works for its verbs until it is revoked', async () => {
  const made = await arengo(['api-key', 'create', '--name', 'Sensori', '--place', 'metropolis', '--verbs', 'reports.send', '--json'], beside);
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
  const other = await house.server.app.inject({ method: 'POST', url: '/api/v1/verbs/board.publish', headers: { authorization: `Bearer ${key}` }, payload: {} });
  assert.notEqual(other.statusCode, 200);
  const unknown = await arengo(['api-key', 'create', '--name', 'X', '--place', 'metropolis', '--verbs', 'reports.sent', '--json'], beside);
  assert.match(unknown.json().error.message, /reports\.send/);
  const revoked = await arengo(['api-key', 'revoke', '--id', id, '--json'], beside);
  assert.deepEqual(revoked.json(), { revoked: id });
  const again = await arengo(['api-key', 'revoke', '--id', id, '--json'], beside);
  assert.equal(again.exit, 5);
});

test('doctor: well beside a server, and 1 when something is wrong', async () => {
  const well = await arengo(['doctor', '--json'], beside);
  assert.equal(well.exit, 0, well.out);
  const verdicts = Object.fromEntries(well.json().checks.map((one: { check: string; verdict: string }) => [one.check, one.verdict]));
  for (const check of ['database', 'canary', 'migrations', 'postgis', 'subscribers', 'jobs', 'metropolis']) assert.equal(verdicts[check], 'good', check);
  const ill = await arengo(['doctor', '--json'], { ...beside, SMTP_URL: 'smtp://127.0.0.1:9', ARENGO_BASE_MAP: '/no/such.pmtiles' });
  assert.equal(ill.exit, 1);
  assert.deepEqual(ill.json().checks.filter((one: { verdict: string }) => one.verdict === 'wrong').map((one: { check: string }) => one.check), ['mail', 'base-map']);
});
