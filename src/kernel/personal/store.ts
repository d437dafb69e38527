import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, array, run } from '../database/store.ts';
import type { DescribedTable } from '../database/store-describe.ts';
import { type Belonging, nobody, type Personal, type PersonalTable, type Whose } from './personal.ts';

type Tables = Personal['tables'];
type Columns = DescribedTable['columns'];

/** What the tables hold of a person, as the rooms declare it: the columns of the copy of each, with at least one row. */
export async function copyOf(
  db: Db,
  tables: Tables,
  described: readonly DescribedTable[],
  whose: Whose,
): Promise<{ table: string; rows: Record<string, unknown>[] }[]> {
  const copies: { table: string; rows: Record<string, unknown>[] }[] = [];
  for (const [table, declared] of Object.entries(tables)) {
    if (declared === nobody) continue;
    const types = columnsOf(described, table);
    const found: Record<string, unknown>[] = [];
    for (const { ways, columns } of groupsOf(declared)) {
      const copied = columns.filter((name) => declared.columns[name]!.copy === true);
      if (copied.length === 0 || ways.length === 0) continue;
      const pairs = copied.map((name) => sql`${sql.lit(name)}, ${shown(name, types)}`);
      const rows = await all(
        db,
        sql<{ row: Record<string, unknown> }>`
        select jsonb_build_object(${sql.join(pairs)}) as row from ${sql.table(table)} where ${belongs(tables, ways, whose)}`,
      );
      found.push(...rows.map(({ row }) => row));
    }
    if (found.length > 0) copies.push({ table, rows: found });
  }
  return copies;
}

/** Does to the rows of a person what the rooms declare. Tables that are found through others come before them. */
export async function eraseFrom(db: Db, tables: Tables, described: readonly DescribedTable[], whose: Whose): Promise<void> {
  const farFirst = Object.keys(tables).sort((a, b) => depthOf(tables, b) - depthOf(tables, a));
  for (const table of farFirst) {
    const declared = tables[table]!;
    if (declared === nobody) continue;
    for (const { ways, columns } of groupsOf(declared)) {
      if (ways.length === 0) continue;
      const theirs = belongs(tables, ways, whose);
      if (declared.erased === 'row') {
        await run(db, sql`delete from ${sql.table(table)} where ${theirs}`);
        continue;
      }
      const emptied = columns.filter((name) => declared.columns[name]!.erased === 'emptied');
      if (emptied.length === 0) continue;
      const types = columnsOf(described, table);
      const sets = emptied.map((name) => sql`${sql.ref(name)} = ${emptyOf(name, types)}`);
      await run(db, sql`update ${sql.table(table)} set ${sql.join(sets)} where ${theirs}`);
    }
  }
}

/** Columns by whom they are about: those of the row, and those that say otherwise. */
function groupsOf(declared: PersonalTable): { ways: readonly Belonging[]; columns: string[] }[] {
  const groups = Map.groupBy(Object.entries(declared.columns), ([, { of }]) => JSON.stringify(of ?? null));
  return [...groups.values()].map((found) => ({
    ways: found[0]![1].of ? [found[0]![1].of] : declared.of,
    columns: found.map(([name]) => name),
  }));
}

function belongs(tables: Tables, ways: readonly Belonging[], whose: Whose): RawBuilder<boolean> {
  const each = ways.map((way) => {
    if ('person' in way) return sql<boolean>`${sql.ref(way.person)} = ${whose.person}::uuid`;
    if ('address' in way) return sql<boolean>`lower(${sql.ref(way.address)}) = any (${array(whose.addresses, 'text')})`;
    const other = tables[way.table];
    if (!other || other === nobody) throw new Error(`nobody stands in ${way.table}`);
    const found = sql<boolean>`${sql.ref(way.by)} in (select ${sql.ref(way.key)} from ${sql.table(way.table)} where ${belongs(tables, other.of, whose)})`;
    return way.unless ? sql<boolean>`(${sql.ref(way.unless)} is null and ${found})` : found;
  });
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

function depthOf(tables: Tables, table: string): number {
  const declared = tables[table];
  if (!declared || declared === nobody) return 0;
  const ways = groupsOf(declared).flatMap((group) => group.ways);
  return Math.max(0, ...ways.map((way) => ('by' in way ? 1 + depthOf(tables, way.table) : 0)));
}

function columnsOf(described: readonly DescribedTable[], table: string): Columns {
  const found = described.find((one) => `${one.schema}.${one.table}` === table);
  if (!found) throw new Error(`there is no table ${table}`);
  return found.columns;
}

function shown(name: string, types: Columns): RawBuilder<unknown> {
  const type = types.find((column) => column.name === name)?.type ?? '';
  if (type.startsWith('geometry')) return sql`st_asgeojson(${sql.ref(name)})::jsonb`;
  if (type === 'bytea') return sql`encode(${sql.ref(name)}, 'hex')`;
  return sql.ref(name);
}

function emptyOf(name: string, types: Columns): RawBuilder<unknown> {
  const column = types.find((one) => one.name === name);
  if (!column) throw new Error(`there is no column ${name}`);
  if (column.nullable) return sql`null`;
  if (column.type === 'text') return sql`''`;
  if (column.type === 'jsonb') return sql`'{}'::jsonb`;
  throw new Error(`the column ${name} (${column.type}) cannot be emptied`);
}
