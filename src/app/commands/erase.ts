import { writeFile } from 'node:fs/promises';
import { replayErasure } from '../../commons/privacy/actions-erasing.ts';
import { readErasures, writeErasure } from '../../commons/privacy/erasure-list.ts';
import { listErasures } from '../../commons/privacy/store.ts';
import { refuse } from '../../kernel/refusal.ts';
import { freeName } from './archive.ts';
import { type Command, doneOr } from './command.ts';
import { unreadable } from './input.ts';

/** After an older backup was restored, whoever had been erased since is there again: they are erased once more (docs/operate.md). */
export const command: Command = {
  name: 'erase',
  takes: [],
  options: [
    { name: 'replay', value: 'FILE' },
    { name: 'list', value: 'FILE' },
  ],
  oneOf: ['replay', 'list'],
  dryRun: true,
  run: async (call) => {
    const { t } = call.words;
    const target = call.value('list');
    if (target !== undefined) {
      const taken = await freeName(target);
      if (taken) return taken;
      const house = await call.open();
      const list = await listErasures(house.database.db);
      if (!call.dryRun) {
        const failed = await writeFile(target, list.map((one) => `${writeErasure(one)}\n`).join(''), { mode: 0o600 }).catch(
          (error) => unreadable(target, error),
        );
        if (failed) return failed;
      }
      return { value: { erasures: list.length }, lines: [t('commands.erase.listed', { all: list.length, file: target })] };
    }
    const file = call.needed('replay');
    const list = await readErasures(file).catch(() => undefined);
    if (!list) return refuse('commands.not-erasures', 422, { file });
    if (call.dryRun) return { value: { erasures: list.length }, lines: [t('commands.erase.would', { all: list.length })] };
    const house = await call.open();
    let done = 0;
    for (const { person, words, at } of list) {
      const outcome = doneOr(call, await house.perform(replayErasure, { person, words, at: at.toISOString() }));
      if (outcome.refusal) return outcome.refusal;
      if (outcome.done.done) done++;
    }
    return { value: { erasures: list.length, done }, lines: [t('commands.erase.done', { done, all: list.length })] };
  },
};
