import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../context.ts';

/** Rows of a statement. */
export async function all<R>(db: Db, query: RawBuilder<R>): Promise<R[]> {
  return (await query.execute(db)).rows;
}

/** The only row of a statement, or nothing. */
export async function first<R>(db: Db, query: RawBuilder<R>): Promise<R | undefined> {
  return (await query.execute(db)).rows[0];
}

/** Runs a statement; the number of rows it touched. */
export async function run(db: Db, query: RawBuilder<unknown>): Promise<number> {
  return Number((await query.execute(db)).numAffectedRows ?? 0);
}

/** A PostgreSQL array parameter. */
export function array(values: readonly unknown[], type: 'uuid' | 'text' | 'int' | 'float8' | 'timestamptz'): RawBuilder<unknown> {
  return sql`${sql.val(values)}::${sql.raw(type)}[]`;
}

export async function serverVersion(db: Db): Promise<number> {
  const row = await first(db, sql<{ n: string }>`select current_setting('server_version_num') as n`);
  return Math.floor(Number(row?.n) / 10_000);
}

export async function hasPostgis(db: Db): Promise<boolean> {
  const row = await first(db, sql<{ n: number }>`select count(*) as n from pg_available_extensions where name = 'postgis'`);
  return (row?.n ?? 0) > 0;
}

/** A question that only a living database answers; also a canary for an engine that "succeeds" with no rows. */
export async function answers(db: Db): Promise<boolean> {
  const row = await first(db, sql<{ sum: number }>`select 20 + 22 as sum`);
  return row?.sum === 42;
}

/** Connections of running servers to this database (PostgreSQL only: they say their name when they connect). */
export async function serversOn(db: Db): Promise<number> {
  const row = await first(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from pg_stat_activity where datname = current_database() and application_name = 'arengo server'`,
  );
  return row!.n;
}

/** Removes these schemas with everything in them. */
export async function dropSchemas(db: Db, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await sql`drop schema if exists ${sql.ref(schema)} cascade`.execute(db);
}

export interface Migrated {
  room: string;
  name: string;
  checksum: string;
}

export async function appliedMigrations(db: Db): Promise<Migrated[]> {
  const there = await first(db, sql<{ there: string | null }>`select to_regclass('kernel.migrations')::text as there`);
  if (!there?.there) return [];
  return all(db, sql<Migrated>`select room, name, checksum from kernel.migrations`);
}

export async function createMigrationsTable(db: Db): Promise<void> {
  await sql`create schema if not exists kernel`.execute(db);
  await sql`create table if not exists kernel.migrations (
    room text not null, name text not null, checksum text not null, applied timestamptz not null default now(), primary key (room, name))`.execute(
    db,
  );
}

/** One server migrates at a time. */
export async function lockMigrations(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('arengo.migrations'))`.execute(db);
}

export async function applyMigration(db: Db, migration: Migrated, text: string): Promise<void> {
  await sql.raw(text).execute(db);
  await sql`insert into kernel.migrations (room, name, checksum) values (${migration.room}, ${migration.name}, ${migration.checksum})`.execute(
    db,
  );
}

/** SQLSTATE of what another row stands in the way of: an update has no `on conflict`. */
export const taken = /^23505$/;

/** A statement whose data may be at fault, without costing the transaction around it: nothing when it was (SQLSTATE class 22 and XX000 of PostGIS,
 *  unless others are meant). */
export async function attempt<T>(db: Db, statement: () => Promise<T>, meant = /^(22|XX000)/): Promise<T | undefined> {
  await sql`savepoint attempt`.execute(db);
  try {
    const value = await statement();
    await sql`release savepoint attempt`.execute(db);
    return value;
  } catch (error) {
    if (!meant.test((error as { code?: string }).code ?? '')) throw error;
    await sql`rollback to savepoint attempt`.execute(db);
    return undefined;
  }
}

/** Does PostGIS reckon, and bring Rome Monte Mario to WGS84 (it needs its tables of systems for that)? Its version. */
export async function postgisVersion(db: Db): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{ version: string; lon: number }>`
    select postgis_lib_version() as version, st_x(st_transform(st_setsrid(st_makepoint(1468000, 4973000), 3003), 4326)) as lon`,
  );
  return row && Math.abs(row.lon - 8.5943) < 0.001 ? row.version : undefined;
}
