import { importAddresses, retireVanished } from '../../commons/addresses/actions.ts';
import { columnsOf, readMap, rowReader } from '../../commons/addresses/import-map.ts';
import { isKnownSystem } from '../../commons/territory/store.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { wrongMapping } from '../../kernel/tables/import.ts';
import { type Command, doneOr } from './command.ts';
import { textOf } from './input.ts';
import { landedLines, landTable, tableOptions } from './table.ts';

/** Brings a register of streets and house numbers in, or follows what it says now. */
export const command: Command = {
  name: 'addresses import',
  takes: ['FILE.csv'],
  options: [...tableOptions, { name: 'part' }],
  dryRun: true,
  run: async (call) => {
    const text = await textOf(call.needed('map'));
    if (isRefusal(text)) return text;
    const map = readMap(text);
    if (isRefusal(map)) return map;
    const house = await call.open();
    if (!territoryOf(house.ctx()).metropolis) return refuse('commands.no-metropolis', 409);
    const { source, point } = map;
    if (!(await isKnownSystem(house.ctx().db, point.epsg))) return wrongMapping(`/point/epsg ${point.epsg}`);

    const act = call.dryRun ? house.rehearse : house.perform;
    const met = new Set<string>();
    const counts = await landTable(call, map, columnsOf(map), {
      reader: (header) => rowReader(map, header, met),
      land: async (rows) => {
        const outcome = doneOr(call, await act(importAddresses, { source, epsg: point.epsg, rows }));
        return outcome.refusal ?? outcome.done;
      },
    });
    if (isRefusal(counts)) return counts;
    // A table without one good row is a wrong table, and a part says nothing of the rest.
    const whole = !call.flag('part') && counts.rejected < counts.read;
    const gone = whole ? doneOr(call, await act(retireVanished, { source, there: [...met] })) : { done: { retired: 0 } };
    if (gone.refusal) return gone.refusal;
    const { retired } = gone.done;
    return {
      value: { ...counts, retired },
      lines: [
        ...landedLines(call, counts),
        ...(retired > 0 ? [call.words.t('commands.addresses-import.retired', { n: retired })] : []),
      ],
    };
  },
};
