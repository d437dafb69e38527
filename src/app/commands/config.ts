import { settings } from '../../kernel/config.ts';
import type { Command } from './command.ts';

/** The settings in force; passwords are covered. */
export const command: Command = {
  name: 'config',
  takes: [],
  options: [],
  dryRun: false,
  run: async ({ config, words }) => {
    const list = settings.map(({ name, what, otherwise, value }) => ({ name, value: value(config), otherwise, what }));
    const width = Math.max(...list.map(({ name }) => name.length));
    const lines = list.map(
      ({ name, value, what }) =>
        `${name.padEnd(width)}  ${value || words.t('commands.config.empty')}\n${' '.repeat(width)}  ${what}`,
    );
    return { value: { settings: list }, lines };
  },
};
