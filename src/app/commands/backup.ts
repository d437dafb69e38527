import path from 'node:path';
import { readStore } from '../../kernel/database/transfer.ts';
import { refuse } from '../../kernel/refusal.ts';
import { schemas } from '../modules.ts';
import { freeName, writeArchive } from './archive.ts';
import type { Command } from './command.ts';
import { unreadable } from './input.ts';
import { isThere, tellingTables } from './stores.ts';

/** Everything in one file, as it was at one instant, whether a server runs or not. */
export const command: Command = {
  name: 'backup',
  takes: ['FILE.tar'],
  options: [],
  dryRun: false,
  run: async (call) => {
    const file = call.needed('FILE.tar');
    const taken = await freeName(file);
    if (taken) return taken;
    if (!isThere(call.config)) return refuse('commands.nothing-there', 409, { folder: call.config.dataFolder });
    const { db, engine } = await call.openDatabase();
    const archive = await writeArchive(file, new Date()).catch((error) => unreadable(file, error));
    if (!('take' in archive)) return archive;
    try {
      const tell = tellingTables(call);
      const contents = await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((trx) =>
          readStore(trx, schemas, async (part) => {
            tell(part);
            await archive.take(part);
          }),
        );
      const { files, bytes } = await archive.finish(contents, engine, path.join(call.config.dataFolder, 'files'));
      const rows = contents.tables.reduce((sum, table) => sum + table.rows, 0);
      const value = { file, rows, tables: contents.tables.length, files, bytes };
      return { value, lines: [call.words.t('commands.backup.done', { ...value, megabytes: Math.ceil(bytes / 1e6) })] };
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  },
};
