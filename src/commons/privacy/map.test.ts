/** What the rooms declare of the people in their tables, against the tables as they are. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { kernelRoom } from '../../app/build.ts';
import { rooms, schemas } from '../../app/modules.ts';
import { type DescribedTable, describeTables } from '../../kernel/database/store-describe.ts';
import { nobody, type Personal } from '../../kernel/personal/personal.ts';
import { columnKey, tableKey } from './copy.tsx';

let house: TestHouse;
let tables: DescribedTable[];
before(async () => {
  house = await openHouse();
  tables = (await describeTables(house.database.db, schemas)).filter(
    // Of the queue, which is not ours, only the table in which work waits.
    ({ schema, table }) => schema !== 'jobs' || table === 'job',
  );
});
after(() => house.close());

const declared = [kernelRoom, ...rooms].flatMap(({ personal }) => (personal ? [personal] : []));
const map: Personal['tables'] = Object.assign({}, ...declared.map((personal) => personal.tables));

/** Types in which words, pictures, places or days of a person may stand. */
const telling = /^(text|character|json|bytea|inet|cidr|geometry|date$|bit|name$|tsvector)/;

/** What is missing from the map, or too much in it. */
function faults(list: readonly DescribedTable[], said: Personal['tables']): string[] {
  return list.flatMap(({ schema, table, columns, rules }) => {
    const name = `${schema}.${table}`;
    const entry = said[name];
    if (!entry) return [`${name}: no room says whether people stand in it`];
    const people = rules.flatMap((rule) => /^FOREIGN KEY \((\w+)\) REFERENCES people\.people/.exec(rule)?.[1] ?? []);
    if (entry === nobody)
      return people.map((column) => `${name}.${column}: refers to people, and the table is said to hold nobody`);
    const impersonal = new Set(entry.impersonal?.split(' ') ?? []);
    const personal = new Set(Object.keys(entry.columns));
    const known = new Set(columns.map((column) => column.name));
    return [
      ...columns
        .filter(({ name, type }) => telling.test(type) || people.includes(name) || name === 'person')
        .filter(({ name }) => !personal.has(name) && !(impersonal.has(name) && !people.includes(name)))
        .map((column) => `${name}.${column.name}: nobody says whether a person stands in it`),
      ...[...personal, ...impersonal]
        .filter((column) => !known.has(column))
        .map((column) => `${name}.${column}: there is no such column`),
      ...[...personal].filter((column) => impersonal.has(column)).map((column) => `${name}.${column}: personal and impersonal`),
    ];
  });
}

test('every column in which a person may stand is declared, and nothing else is', () => {
  assert.deepEqual(faults(tables, map), []);
  const known = new Set(tables.map(({ schema, table }) => `${schema}.${table}`));
  assert.deepEqual(
    Object.keys(map).filter((name) => !known.has(name)),
    [],
    'declared, and not there',
  );
});

test('a column, a reference or a table that nobody declared is named', () => {
  const people = tables.find(({ schema, table }) => schema === 'people' && table === 'people')!;
  const column = { name: 'shoe_size', type: 'text', nullable: true, otherwise: null };
  const places = tables.find(({ schema, table }) => schema === 'territory' && table === 'places')!;
  const planted: DescribedTable[] = [
    { ...people, columns: [...people.columns, column] },
    { ...places, rules: ['FOREIGN KEY (mayor) REFERENCES people.people(id)'] },
    { ...places, table: 'tombs' },
  ];
  assert.deepEqual(
    faults(planted, map).map((fault) => fault.split(':')[0]),
    ['people.people.shoe_size', 'territory.places.mayor', 'territory.tombs'],
  );
});

test('a room writes of its own tables alone; ways lead to declared tables and columns that are there', () => {
  for (const { name, personal } of [kernelRoom, ...rooms]) {
    for (const [table, entry] of Object.entries(personal?.tables ?? {})) {
      const schema = table.split('.')[0]!;
      assert.ok(schema === name || (name === 'kernel' && schema === 'jobs'), `${name} declares ${table}`);
      if (entry === nobody) continue;
      const columns = tables.find((one) => `${one.schema}.${one.table}` === table)!.columns.map((column) => column.name);
      for (const way of [...entry.of, ...Object.values(entry.columns).flatMap(({ of }) => of ?? [])]) {
        const own =
          'person' in way ? [way.person] : 'address' in way ? [way.address] : [way.by, ...(way.unless ? [way.unless] : [])];
        for (const column of own) assert.ok(columns.includes(column), `${table}.${column}`);
        if ('by' in way) assert.notEqual(map[way.table] ?? nobody, nobody, `${table} leads to ${way.table}`);
      }
    }
  }
  const rules = declared.flatMap((personal) => personal.rules ?? []);
  assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length, 'names of rules are unique');
});

test('every table and column of the copy has a name that a person reads, in both languages', () => {
  const { words } = house.ctx();
  const copied = Object.entries(map).flatMap(([table, entry]) =>
    entry === nobody || entry.of.length === 0
      ? []
      : Object.entries(entry.columns).flatMap(([column, { copy }]) => (copy === true ? [{ table, column }] : [])),
  );
  const missing = copied.flatMap(({ table, column }) =>
    [tableKey(table), columnKey(words, table, column)].filter((key) => !words.has(key)),
  );
  assert.deepEqual([...new Set(missing)], []);
});
