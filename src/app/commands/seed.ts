import { territoryOf } from '../../commons/territory/territory.ts';
import { refuse } from '../../kernel/refusal.ts';
import { seed } from '../seed.ts';
import type { Command } from './command.ts';

const sizes = ['demo', 'city', 'load'] as const;

/** Fills the invented metropolis; never a real one. */
export const command: Command = {
  name: 'seed',
  takes: [],
  options: [{ name: 'size', value: sizes.join('|'), required: true }],
  dryRun: true,
  run: async (call) => {
    const size = sizes.find((one) => one === call.value('size'));
    if (!size) return refuse('commands.no-size', 422, { sizes: sizes.join(', ') });
    if (call.config.production) return refuse('commands.seed-in-production', 409);
    const house = await call.open();
    const { metropolis } = territoryOf(house.ctx());
    if (metropolis && !metropolis.demo) return refuse('commands.seed-on-real', 409, { name: metropolis.name });
    if (call.dryRun) return { value: { size }, lines: [call.words.t('commands.seed.would', { size })] };
    await seed(house, size, call.tell);
    const name = territoryOf(house.ctx()).metropolis!.name;
    return { value: { size, metropolis: name }, lines: [call.words.t('commands.seed.done', { name, size })] };
  },
};
