import { importAreas, importTerritory } from '../../commons/territory/actions.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { type Command, doneOr } from './command.ts';
import { textOf } from './input.ts';
import { importedLines } from './territory-words.ts';

/** New boundaries of the municipalities, or a layer of named areas. */
export const command: Command = {
  name: 'territory import',
  takes: [],
  options: [{ name: 'file', value: 'FILE', required: true }, { name: 'name', value: 'NAME' }, { name: 'boundaries' }],
  oneOf: ['name', 'boundaries'],
  dryRun: true,
  run: async (call) => {
    const name = call.value('name');
    const file = await textOf(call.needed('file'));
    if (isRefusal(file)) return file;
    const house = await call.open();
    const { metropolis } = territoryOf(house.ctx());
    if (!metropolis) return refuse('commands.no-metropolis', 409);
    const act = call.dryRun ? house.rehearse : house.perform;
    if (name !== undefined) {
      const areas = doneOr(call, await act(importAreas, { name, file }));
      if (areas.refusal) return areas.refusal;
      return { value: areas.done, lines: [call.words.t('commands.territory.areas', { name, n: areas.done.areas })] };
    }
    const boundaries = doneOr(call, await act(importTerritory, { metropolis: metropolis.name, file }));
    if (boundaries.refusal) return boundaries.refusal;
    return { value: boundaries.done, lines: importedLines(call, boundaries.done, territoryOf(house.ctx()).municipalities) };
  },
};
