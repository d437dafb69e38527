import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Imported, importTerritory, readFeatures } from '../../commons/territory/actions.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { dropSchemas } from '../../kernel/database/store.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import type { House } from '../build.ts';
import { schemas } from '../modules.ts';
import { type Call, type Command, doneOr, type Result } from './command.ts';
import { populationsOf, textOf } from './input.ts';
import { isThere, onEmptyStore } from './stores.ts';
import { importedLines } from './territory-words.ts';

/** Creates the metropolitan city of this store, or brings it up to the files. */
export const command: Command = {
  name: 'setup',
  takes: [],
  options: [
    { name: 'metropolis', value: 'NAME', required: true },
    { name: 'territory', value: 'FILE', required: true },
    { name: 'population', value: 'FILE' },
    { name: 'replace-demo' },
  ],
  dryRun: true,
  run: async (call) => {
    const file = await textOf(call.needed('territory'));
    if (isRefusal(file)) return file;
    // Before an archive is made or a demo emptied for it.
    const features = readFeatures(file);
    if (isRefusal(features)) return features;
    const table = call.value('population');
    const populations = table ? await populationsOf(table) : {};
    if (isRefusal(populations)) return populations;
    const input = { metropolis: call.needed('metropolis'), file, populations };

    // A rehearsal on a store that is not there yet, or that would be emptied first, takes place on an empty one of its own.
    const elsewhere = call.dryRun && (call.flag('replace-demo') || !isThere(call.config));
    if (elsewhere) return onEmptyStore(call, async (house) => perform(call, house, input));

    const house = await call.open();
    const { metropolis } = territoryOf(house.ctx());
    if (!metropolis?.demo) return perform(call, house, input);
    if (!call.flag('replace-demo')) return refuse('commands.demo-there', 409, { name: metropolis.name });
    if (await house.database.served()) return refuse('commands.served', 409);
    call.tell(call.words.t('commands.setup.emptying', { name: metropolis.name }));
    return perform(call, await emptied(call, house), input);
  },
};

async function emptied(call: Call, house: House): Promise<House> {
  await house.database.db.transaction().execute((trx) => dropSchemas(trx, schemas));
  await house.close();
  for (const folder of ['files', 'mails']) await rm(path.join(call.config.dataFolder, folder), { recursive: true, force: true });
  return call.open();
}

async function perform(
  call: Call,
  house: House,
  input: { metropolis: string; file: string; populations: Record<string, number> },
): Promise<Result | Refusal> {
  const outcome = doneOr(
    call,
    await (call.dryRun ? house.rehearse(importTerritory, input) : house.perform(importTerritory, input)),
  );
  if (outcome.refusal) return outcome.refusal;
  const done: Imported = outcome.done;
  const { municipalities } = territoryOf(house.ctx());
  const silent =
    Object.keys(input.populations).length === 0
      ? []
      : municipalities.filter((place) => place.population === null).map((place) => place.name);
  return {
    value: {
      ...done,
      municipalities: call.dryRun ? done.created.length + done.unchanged + done.changed.length : municipalities.length,
      withoutPopulation: silent,
    },
    lines: [
      ...importedLines(call, done, municipalities),
      ...(silent.length > 0 ? [call.words.t('commands.setup.without-population', { names: silent.join(', ') })] : []),
      '',
      call.words.t('commands.setup.next'),
    ],
  };
}
