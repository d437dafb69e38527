import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Db } from '../context.ts';
import {
  appliedMigrations,
  applyMigration,
  createMigrationsTable,
  hasPostgis,
  lockMigrations,
  type Migrated,
  serverVersion,
} from './store.ts';

/** A database that we must not touch; the message is a sentence for whoever starts the server. */
export class UnfitDatabase extends Error {}

interface Migration extends Migrated {
  text: string;
}

/** Brings the database up to the code: numbered SQL files of each room, in the order of the rooms, forward only, one transaction in all.
 *  Refuses, before touching anything, a server too old, a database without PostGIS, a changed file, or a database newer than the code. */
export async function migrate(db: Db, rooms: readonly RoomFiles[], tell: (line: string) => void = () => {}): Promise<number> {
  await checkServer(db);
  checkMigrations(rooms, await appliedMigrations(db));
  return db.transaction().execute((trx) => applyMissing(trx, rooms, tell));
}

type RoomFiles = { name: string; home: string };

export async function checkServer(db: Db): Promise<void> {
  const version = await serverVersion(db);
  if (version < 15) throw new UnfitDatabase(`PostgreSQL ${version} is too old: Arengo needs version 15 or later.`);
  if (!(await hasPostgis(db)))
    throw new UnfitDatabase(
      'This PostgreSQL server has no PostGIS. Install it (Debian: postgresql-15-postgis-3) and start again.',
    );
}

/** Can this code work on a database with these migrations? How many it would add. */
export function checkMigrations(rooms: readonly RoomFiles[], applied: readonly Migrated[]): number {
  const files = rooms.flatMap(migrationsOf);
  checkAgainst(files, applied);
  return files.length - applied.length;
}

/** Applies in this transaction what is missing; of all the migrations, or of those named (`room/name`) when an older store is rebuilt. */
export async function applyMissing(
  trx: Db,
  rooms: readonly RoomFiles[],
  tell: (line: string) => void,
  named?: ReadonlySet<string>,
): Promise<number> {
  const files = rooms.flatMap(migrationsOf);
  await lockMigrations(trx);
  await createMigrationsTable(trx);
  const applied = await appliedMigrations(trx);
  checkAgainst(files, applied);
  const done = new Set(applied.map((m) => `${m.room}/${m.name}`));
  const missing = files.filter((m) => !done.has(`${m.room}/${m.name}`) && (named?.has(`${m.room}/${m.name}`) ?? true));
  for (const migration of missing) {
    tell(`${migration.room}/${migration.name}`);
    await applyMigration(trx, migration, migration.text);
  }
  return missing.length;
}

function migrationsOf(room: RoomFiles): Migration[] {
  const folder = fileURLToPath(new URL('./migrations/', room.home));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const text = readFileSync(`${folder}${file}`, 'utf8');
      return {
        room: room.name,
        name: file.replace(/\.sql$/, ''),
        checksum: createHash('sha256').update(text).digest('hex'),
        text,
      };
    });
}

function checkAgainst(files: readonly Migration[], applied: readonly Migrated[]): void {
  const known = new Map(files.map((m) => [`${m.room}/${m.name}`, m.checksum]));
  for (const { room, name, checksum } of applied) {
    const ours = known.get(`${room}/${name}`);
    if (!ours)
      throw new UnfitDatabase(
        `The database is newer than this code: it has the migration ${room}/${name}, which we do not know. Install the newer version.`,
      );
    if (ours !== checksum)
      throw new UnfitDatabase(
        `The file of the migration ${room}/${name} was changed after it had been applied. Restore it: migrations go forward only.`,
      );
  }
}
