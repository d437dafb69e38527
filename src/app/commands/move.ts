import { checkMigrations, checkServer } from '../../kernel/database/migrate.ts';
import { appliedMigrations } from '../../kernel/database/store.ts';
import { hasActs } from '../../kernel/database/store-transfer.ts';
import { openWriter, readStore } from '../../kernel/database/transfer.ts';
import { refuse } from '../../kernel/refusal.ts';
import { kernelRoom } from '../build.ts';
import { rooms, schemas } from '../modules.ts';
import type { Command } from './command.ts';
import { isThere, tellingTables } from './stores.ts';

/** Carries the site to PostgreSQL: what one transaction reads another one writes, all of it or nothing. */
export const command: Command = {
  name: 'move',
  takes: [],
  options: [{ name: 'to', value: 'postgres://...', required: true }],
  dryRun: true,
  run: async (call) => {
    const to = call.needed('to');
    if (!/^postgres(ql)?:\/\//.test(to) || to === call.config.databaseUrl) return refuse('commands.not-postgres', 422);
    if (!isThere(call.config)) return refuse('commands.nothing-there', 409, { folder: call.config.dataFolder });
    const source = await call.openDatabase();
    const target = await call.openDatabase({ ...call.config, databaseUrl: to });
    // What a running server would still write would be lost.
    if ((await source.served()) || (await target.served())) return refuse('commands.served', 409);
    await checkServer(target.db);
    const migrations = await appliedMigrations(source.db);
    checkMigrations([kernelRoom, ...rooms], migrations);
    if (await hasActs(target.db)) return refuse('commands.not-empty', 409);

    const tell = tellingTables(call);
    const contents = await source.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((from) => {
        if (call.dryRun) return readStore(from, schemas, async (part) => tell(part));
        return target.db.transaction().execute(async (into) => {
          const writer = await openWriter(into, schemas, [kernelRoom, ...rooms], migrations);
          const read = await readStore(from, schemas, async (part) => {
            tell(part);
            await writer.take(part);
          });
          await writer.finish(read);
          return read;
        });
      });
    const value = { rows: contents.tables.reduce((sum, table) => sum + table.rows, 0), tables: contents.tables.length };
    return { value, lines: [call.words.t('commands.move.done', value)] };
  },
};
