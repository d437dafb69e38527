import { doneStates } from '../../commons/entries/kind.ts';
import { computeFigures, rollUpTallies } from '../../commons/entries/store-figures.ts';
import { computeYear } from '../../commons/entries/store-year.ts';
import { isKnownSystem } from '../../commons/territory/store.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { wrongMapping } from '../../kernel/tables/import.ts';
import { importBatch } from '../../modules/reports/import/actions.ts';
import { columnsOf, readMap } from '../../modules/reports/import/map.ts';
import { rowReader } from '../../modules/reports/import/row.ts';
import { type Command, doneOr } from './command.ts';
import { textOf } from './input.ts';
import { landedLines, landTable, tableOptions } from './table.ts';

/** Brings in the reports that another system keeps. */
export const command: Command = {
  name: 'reports import',
  takes: ['FILE.csv'],
  options: [...tableOptions, { name: 'municipality', value: 'ISTAT' }],
  dryRun: true,
  run: async (call) => {
    const text = await textOf(call.needed('map'));
    if (isRefusal(text)) return text;
    const map = readMap(text);
    if (isRefusal(map)) return map;

    const house = await call.open();
    const { db, now } = house.ctx();
    const { metropolis } = territoryOf(house.ctx());
    if (!metropolis) return refuse('commands.no-metropolis', 409);
    const epsg = map.point && 'epsg' in map.point ? map.point.epsg : 4326;
    if (!(await isKnownSystem(db, epsg))) return wrongMapping(`/point/epsg ${epsg}`);

    const municipality = call.value('municipality');
    const act = call.dryRun ? house.rehearse : house.perform;
    const counts = await landTable(call, map, columnsOf(map), {
      reader: (header) => rowReader(map, header, now),
      land: async (rows) => {
        const outcome = doneOr(
          call,
          await act(importBatch, { source: map.source, epsg, rows, ...(municipality === undefined ? {} : { municipality }) }),
        );
        return outcome.refusal ?? outcome.done;
      },
    });
    if (isRefusal(counts)) return counts;

    if (!call.dryRun && counts.landed + counts.updated > 0) {
      call.tell(call.words.t('commands.reports-import.figures'));
      while ((await rollUpTallies(db)) > 0);
      await computeFigures(db, now, metropolis.id);
      await computeYear(db, now, metropolis.id, doneStates());
    }
    return { value: counts, lines: landedLines(call, counts) };
  },
};
