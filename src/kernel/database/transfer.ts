import type { Db } from '../context.ts';
import { applyMissing } from './migrate.ts';
import { appliedMigrations, dropSchemas, type Migrated } from './store.ts';
import * as store from './store-transfer.ts';

/** Some rows of a table, each a JSON array of texts and nulls in the order of `columns`. */
export interface Part {
  table: string;
  columns: string[];
  lines: string[];
}

/** What a store held when it was read. */
export interface Contents {
  migrations: Migrated[];
  tables: { name: string; rows: number }[];
  sequences: store.Sequence[];
}

export interface Writer {
  take(part: Part): Promise<void>;
  /** Keys and sequences; throws when the rows are not as many as they were. */
  finish(contents: Contents): Promise<void>;
}

/** Schemas whose rows are carried: all of ours but the queue of jobs, which belongs to the machine. */
const isCarried = (schema: string) => schema !== 'jobs';
/** Written by the migrations themselves. */
const isOurs = (table: { name: string }) => table.name !== 'kernel.migrations';

/** Reads everything in the tables, a few hundred rows at a time; `db` is a transaction that sees one instant (repeatable read). */
export async function readStore(db: Db, schemas: readonly string[], take: (part: Part) => Promise<void>): Promise<Contents> {
  const carried = schemas.filter(isCarried);
  await store.speakExactly(db);
  const tables: Contents['tables'] = [];
  for (const table of (await store.listTables(db, carried)).filter(isOurs)) {
    let rows = 0;
    for await (const lines of store.readRows(db, table)) {
      rows += lines.length;
      await take({ table: table.name, columns: table.columns.map(({ name }) => name), lines });
    }
    tables.push({ name: table.name, rows });
  }
  // Sequences belong to no transaction: read last, they are never behind the rows.
  return { migrations: await appliedMigrations(db), tables, sequences: await store.listSequences(db, carried) };
}

/** Empties the store, brings its tables to the migrations of what is to come, and takes its rows; all in the transaction of `db`. */
export async function openWriter(
  db: Db,
  schemas: readonly string[],
  rooms: readonly { name: string; home: string }[],
  migrations: readonly Migrated[],
): Promise<Writer> {
  await store.speakExactly(db);
  await dropSchemas(db, schemas);
  await applyMissing(db, rooms, () => {}, new Set(migrations.map(({ room, name }) => `${room}/${name}`)));
  const carried = schemas.filter(isCarried);
  const tables = new Map((await store.listTables(db, carried)).filter(isOurs).map((table) => [table.name, table]));
  const keys = await store.listForeignKeys(db, carried);
  await store.openTables(db, [...tables.keys()], keys);
  return {
    take: async ({ table, columns, lines }) => {
      const known = tables.get(table);
      if (!known) throw new Error(`there is no table ${table} here`);
      await store.insertRows(db, known, columns, lines);
    },
    finish: async (contents) => {
      for (const sequence of contents.sequences) await store.setSequence(db, sequence);
      await store.closeTables(db, [...tables.keys()], keys);
      for (const { name, rows } of contents.tables) {
        const found = await store.countRows(db, name);
        if (found !== rows) throw new Error(`${name} has ${found} rows instead of ${rows}`);
      }
    },
  };
}
