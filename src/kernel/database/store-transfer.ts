import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, array, first } from './store.ts';

export interface Table {
  /** `schema.name` */
  name: string;
  /** Without generated columns: they make themselves. `type` as it is declared. */
  columns: { name: string; type: string }[];
  key: string[];
}

/** Tables of these schemas, in the order of the schemas. */
export async function listTables(db: Db, schemas: readonly string[]): Promise<Table[]> {
  return all(
    db,
    sql<Table>`
    select n.nspname || '.' || c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select json_agg(a.attname order by k.n) from pg_index i cross join lateral unnest(i.indkey::smallint[]) with ordinality k (att, n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.att where i.indrelid = c.oid and i.indisprimary), '[]') as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = any (${array(schemas, 'text')})
    order by array_position(${array(schemas, 'text')}, n.nspname::text), c.relname`,
  );
}

/** Texts that say every value exactly, the same on every engine. */
export async function speakExactly(db: Db): Promise<void> {
  await sql`set local timezone = 'UTC'`.execute(db);
  await sql`set local datestyle = 'ISO'`.execute(db);
  await sql`set local extra_float_digits = 1`.execute(db);
}

/** The rows of a table in the order of its key, a few hundred at a time, each a JSON array of texts and nulls. Within a transaction. */
export async function* readRows(db: Db, table: Table): AsyncGenerator<string[]> {
  const cells = table.columns.map(({ name }) => sql`t.${sql.ref(name)}::text`);
  const order = table.key.length > 0 ? sql.join(table.key.map((name) => sql`t.${sql.ref(name)}`)) : sql`1`;
  await sql`declare transfer no scroll cursor for select json_build_array(${sql.join(cells)})::text as line from ${sql.table(table.name)} t order by ${order}`.execute(
    db,
  );
  for (;;) {
    const rows = await all(db, sql<{ line: string }>`fetch 500 from transfer`);
    if (rows.length > 0) yield rows.map((row) => row.line);
    if (rows.length < 500) break;
  }
  await sql`close transfer`.execute(db);
}

/** Puts such rows into a table, cell by cell as its columns declare them. */
export async function insertRows(db: Db, table: Table, columns: readonly string[], lines: readonly string[]): Promise<void> {
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const cells = columns.map((name, n) => sql`(cell ->> ${sql.lit(n)})::${sql.raw(types.get(name)!)}`);
  await sql`
    insert into ${sql.table(table.name)} (${sql.join(columns.map((name) => sql.ref(name)))}) overriding system value
    select ${sql.join(cells)} from jsonb_array_elements(${`[${lines.join(',')}]`}::jsonb) as given (cell)`.execute(db);
}

export async function countRows(db: Db, table: string): Promise<number> {
  return (await first(db, sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`))!.n;
}

export interface Sequence {
  name: string;
  last: number | null;
}

export async function listSequences(db: Db, schemas: readonly string[]): Promise<Sequence[]> {
  return all(
    db,
    sql<Sequence>`select schemaname || '.' || sequencename as name, last_value as last from pg_sequences where schemaname = any (${array(schemas, 'text')}) order by 1`,
  );
}

export async function setSequence(db: Db, { name, last }: Sequence): Promise<void> {
  await sql`create sequence if not exists ${sql.table(name)}`.execute(db);
  if (last !== null) await sql`select setval(${name}::regclass, ${last})`.execute(db);
}

export interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

export async function listForeignKeys(db: Db, schemas: readonly string[]): Promise<ForeignKey[]> {
  return all(
    db,
    sql<ForeignKey>`
    select n.nspname || '.' || c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname = any (${array(schemas, 'text')})`,
  );
}

/** Empty tables that take rows in any order, without their triggers: what they would do has been done. */
export async function openTables(db: Db, tables: readonly string[], keys: readonly ForeignKey[]): Promise<void> {
  for (const { table, name } of keys) await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(db);
  for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
  if (tables.length > 0) await sql`truncate ${sql.join(tables.map((table) => sql.table(table)))}`.execute(db);
}

/** Triggers and foreign keys again; the keys are checked against every row. */
export async function closeTables(db: Db, tables: readonly string[], keys: readonly ForeignKey[]): Promise<void> {
  for (const table of tables) await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
  for (const { table, name, definition } of keys)
    await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(db);
}

/** Has anything happened here? Whatever changes state writes an act. */
export async function hasActs(db: Db): Promise<boolean> {
  const there = await first(db, sql<{ there: string | null }>`select to_regclass('kernel.acts')::text as there`);
  return there?.there !== null && (await first(db, sql`select 1 from kernel.acts limit 1`)) !== undefined;
}
