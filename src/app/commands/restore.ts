import { rm } from 'node:fs/promises';
import path from 'node:path';
import { erasureFile, readErasures } from '../../commons/privacy/erasure-list.ts';
import { checkMigrations, checkServer } from '../../kernel/database/migrate.ts';
import { hasActs } from '../../kernel/database/store-transfer.ts';
import { openWriter } from '../../kernel/database/transfer.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { kernelRoom } from '../build.ts';
import { rooms, schemas } from '../modules.ts';
import { partsOf, unpackFiles, verifyArchive } from './archive.ts';
import type { Command } from './command.ts';
import { isThere, tellingTables } from './stores.ts';

/** The contents of a backup, in an empty store. The register comes back exactly; only the numbers of its transactions are new. */
export const command: Command = {
  name: 'restore',
  takes: ['FILE.tar'],
  options: [{ name: 'replace' }],
  dryRun: true,
  run: async (call) => {
    const file = call.needed('FILE.tar');
    const { t, moment } = call.words;
    call.tell(t('commands.transfer.verifying'));
    const manifest = await verifyArchive(file);
    if (isRefusal(manifest)) return manifest;
    checkMigrations([kernelRoom, ...rooms], manifest.migrations);
    const value = {
      rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
      tables: manifest.tables.length,
      files: manifest.files,
      made: manifest.made,
    };
    const lines = [t('commands.restore.done', { ...value, made: moment(new Date(manifest.made)) })];
    if (call.dryRun && !isThere(call.config)) return { value, lines };

    const database = await call.openDatabase();
    if (await database.served()) return refuse('commands.served', 409);
    await checkServer(database.db);
    if ((await hasActs(database.db)) && !call.flag('replace')) return refuse('commands.not-empty-replace', 409);
    if (call.dryRun) return { value, lines };
    const tell = tellingTables(call);
    await database.db.transaction().execute(async (trx) => {
      const writer = await openWriter(trx, schemas, [kernelRoom, ...rooms], manifest.migrations);
      for await (const part of partsOf(file, manifest)) {
        tell(part);
        await writer.take(part);
      }
      await writer.finish(manifest);
    });
    const folder = path.join(call.config.dataFolder, 'files');
    if (call.flag('replace')) await rm(folder, { recursive: true, force: true });
    await unpackFiles(file, folder);
    // Whoever was erased since the backup is there again.
    const erasures = await readErasures(erasureFile(call.config));
    const again = { all: erasures.length, file: erasureFile(call.config) };
    return {
      value: { ...value, erasures: erasures.length },
      lines: erasures.length > 0 ? [...lines, t('commands.restore.erasures', again)] : lines,
    };
  },
};
