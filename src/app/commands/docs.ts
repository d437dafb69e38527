import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeTables } from '../../kernel/database/store-describe.ts';
import { schemas } from '../modules.ts';
import { openApi } from '../openapi.ts';
import type { Command } from './command.ts';
import { dataMapPage } from './docs-data-map.ts';
import { actsPage, permissionsPage, schemaPage } from './docs-pages.ts';
import { onEmptyStore } from './stores.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Pages made from what the rooms declare and from the tables as they are; a check fails when one was not made again. */
export const command: Command = {
  name: 'docs',
  takes: [],
  options: [{ name: 'check' }],
  dryRun: false,
  run: async (call) => {
    const tables = await onEmptyStore(call, (house) =>
      describeTables(
        house.database.db,
        schemas.filter((schema) => schema !== 'jobs'),
      ),
    );
    const pages: Record<string, string> = {
      'docs/permissions.md': permissionsPage(),
      'docs/acts.md': actsPage(),
      'docs/schema.md': await schemaPage(tables),
      'docs/data-map.md': dataMapPage(),
      'openapi.json': `${JSON.stringify(openApi('https://arengo.example.it'), null, 2)}\n`,
    };
    const done: { file: string; same: boolean }[] = [];
    for (const [file, text] of Object.entries(pages)) {
      const target = path.join(root, file);
      const same = (await readFile(target, 'utf8').catch(() => '')) === text;
      if (!same && !call.flag('check')) {
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, text);
      }
      done.push({ file, same });
    }
    const word = (same: boolean) => (same ? 'same' : call.flag('check') ? 'differs' : 'written');
    return {
      value: { files: done },
      lines: done.map(({ file, same }) => call.words.t(`commands.docs.${word(same)}`, { file })),
      exit: call.flag('check') && done.some(({ same }) => !same) ? 1 : 0,
    };
  },
};
