/** Mass assignment (OWASP ASVS 5.0, 15.3.3): every column of every table is tried as one more field of every verb. Over JSON each is refused
 *  by its name; a form does not read it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TSchema } from 'typebox';
import { parse } from '../../src/kernel/forms/parse.ts';
import { wordsFor } from '../../src/kernel/text/text.ts';
import { samples } from './samples.ts';
import { actsCounted, ask, openWorld, verbs, type World } from './world.ts';

let world: World;
let columns: string[];
before(async () => {
  world = await openWorld();
  columns = (
    await world.sql<{ name: string }>(
      `select distinct column_name as name from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema', 'jobs', 'public') order by 1`,
    )
  ).map(({ name }) => name);
  columns.push('roles', 'actor', 'is_admin', 'admin', 'verified', 'tenant_id', 'author_id', 'votes_count');
});
after(() => world.house.close());

const declared = (schema: TSchema): string[] => Object.keys((schema as { properties?: object }).properties ?? {});
const foreignTo = (schema: TSchema) => columns.filter((column) => !declared(schema).includes(column));
const more = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'x']));

test('no verb takes a column that it does not declare, over JSON each is named and nothing is done', async () => {
  assert.ok(columns.length > 150, `${columns.length} columns`);
  const administrator = world.actors.get('metro-administrator')!;
  const wrong: string[] = [];
  for (const verb of verbs) {
    const sample = samples[verb.name]!;
    const { input } = await sample.make(world, administrator, sample.on.includes('a') ? 'a' : sample.on[0]!);
    const before = await actsCounted(world);
    const foreign = foreignTo(verb.form);
    const answer = await ask(world, administrator, verb, { ...more(foreign), ...input });
    if (answer.status !== 422) wrong.push(`${verb.name}: ${answer.status}`);
    const named = (JSON.parse(answer.body).errors as { field: string }[] | undefined)?.map(({ field }) => field) ?? [];
    const taken = foreign.filter((name) => !named.includes(name));
    if (taken.length > 0) wrong.push(`${verb.name} takes ${taken.join(', ')}`);
    if ((await actsCounted(world)) !== before) wrong.push(`${verb.name} did something`);
  }
  assert.deepEqual(wrong, []);
});

test('a form reads only what it declares, also within the records that stand in it', () => {
  const words = wordsFor('it');
  for (const verb of verbs) {
    const inner = Object.entries(verb.form.properties as Record<string, TSchema & { items?: TSchema }>).flatMap(
      ([name, property]) => {
        const record =
          declared(property).length > 0
            ? property
            : property.items && declared(property.items).length > 0
              ? property.items
              : null;
        return record ? [{ name, record, list: record !== property }] : [];
      },
    );
    const records = Object.fromEntries(
      inner.map(({ name, record, list }) => {
        const value = more([...declared(record), ...foreignTo(record)]);
        return [name, list ? [value] : value];
      }),
    );
    const raw = { ...more(foreignTo(verb.form)), ...records };
    const { values } = parse(words, verb.name, verb.form, raw, false);
    assert.deepEqual(
      Object.keys(values).filter((name) => !declared(verb.form).includes(name)),
      [],
      verb.name,
    );
    const { errors } = parse(words, verb.name, verb.form, raw, true);
    for (const { name, record, list } of inner) {
      const [read] = [values[name]].flat() as Record<string, unknown>[];
      assert.deepEqual(Object.keys(read!).sort(), declared(record).sort(), `${verb.name}.${name}${list ? '[]' : ''}`);
      for (const column of foreignTo(record))
        assert.ok(
          errors.some(({ field }) => field === `${name}.${column}`),
          `${verb.name} takes ${name}.${column} over JSON`,
        );
    }
  }
});

test('over a form the extra fields change nothing of who and where: the row is as the verb makes it', async () => {
  const citizen = world.actors.get('citizen')!;
  const { input } = await samples['reports.support']!.make(world, citizen, 'a');
  const of = async () =>
    (
      await world.sql(
        'select place, author, visibility, state, closed, due, assurance from entries.entries where code = $1',
        input['code'],
      )
    )[0];
  const before = await of();
  const answer = await world.house.server.app.inject({
    method: 'POST',
    url: `/segnalazioni/${input['code']}/anche-a-me`,
    payload: new URLSearchParams({ ...more(columns.filter((name) => name !== 'code')) }).toString(),
    headers: { ...citizen.headers, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(answer.statusCode, 303, answer.body);
  assert.deepEqual(await of(), before);
  const [support] = await world.sql(
    'select s.person, s.assurance from reports.supports s join entries.entries e on e.id = s.report where e.code = $1',
    input['code'],
  );
  assert.deepEqual(support, { person: citizen.person!.person, assurance: 'email' });
});
