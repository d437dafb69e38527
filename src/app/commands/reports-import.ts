import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { computeFigures, rollUpTallies } from '../../commons/entries/store-figures.ts';
import { isKnownSystem } from '../../commons/territory/store.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { importBatch } from '../../modules/reports/actions-import.ts';
import { importTable } from '../../modules/reports/import.ts';
import { readMap } from '../../modules/reports/import-map.ts';
import { csvRow } from '../../protocols/csv/csv.ts';
import { type Command, doneOr } from './command.ts';
import { delimiterOf, textOf, unreadable } from './input.ts';

/** Brings in the reports that another system keeps. */
export const command: Command = {
  name: 'reports import',
  takes: ['FILE.csv'],
  options: [
    { name: 'map', value: 'MAP.json', required: true },
    { name: 'municipality', value: 'ISTAT' },
    { name: 'rejects', value: 'FILE' },
  ],
  dryRun: true,
  run: async (call) => {
    const file = call.needed('FILE.csv');
    const text = await textOf(call.needed('map'));
    if (isRefusal(text)) return text;
    const map = readMap(text);
    if (isRefusal(map)) return map;
    const beginning = await beginningOf(file);
    if (isRefusal(beginning)) return beginning;

    const house = await call.open();
    const { db, now } = house.ctx();
    const { metropolis } = territoryOf(house.ctx());
    if (!metropolis) return refuse('commands.no-metropolis', 409);
    const epsg = map.point && 'epsg' in map.point ? map.point.epsg : 4326;
    if (!(await isKnownSystem(db, epsg))) return refuse('reports.import-map', 422, { fault: `/point/epsg ${epsg}` });

    const municipality = call.value('municipality');
    const act = call.dryRun ? house.rehearse : house.perform;
    const rejects = rejectsFile(call.value('rejects') ?? `${path.basename(file, '.csv')}.rejects.csv`);
    const { t } = call.words;
    const counts = await importTable(createReadStream(file), map.delimiter ?? delimiterOf(beginning), map, now, {
      land: async (rows) => {
        const outcome = doneOr(
          call,
          await act(importBatch, { source: map.source, epsg, rows, ...(municipality === undefined ? {} : { municipality }) }),
        );
        return outcome.refusal ?? outcome.done;
      },
      reject: (header, line, cells, why) =>
        rejects.add(
          header,
          [...cells, ...Array(Math.max(0, header.length - cells.length)).fill('')],
          line,
          t(`reports.import.reason.${why.reason}`, why.params),
        ),
      progress: (read) => call.tell(t('commands.reports-import.progress', { n: read })),
    });
    const written = await rejects.close();
    if (isRefusal(counts)) return counts;

    if (!call.dryRun && counts.landed + counts.updated > 0) {
      call.tell(t('commands.reports-import.figures'));
      while ((await rollUpTallies(db)) > 0);
      await computeFigures(db, now, metropolis.id);
    }
    return {
      value: { ...counts, rejects: written },
      lines: [
        t('commands.reports-import.done', { ...counts }),
        ...(written ? [t('commands.reports-import.rejects', { file: written })] : []),
      ],
    };
  },
};

/** The first bytes of a table, enough to see what parts its columns. */
async function beginningOf(file: string) {
  try {
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(20_000), 0, 20_000, 0);
    await handle.close();
    return buffer.subarray(0, bytesRead).toString('latin1');
  } catch (error) {
    return unreadable(file, error);
  }
}

/** The rows that were not taken, as they came, with their line and the reason; made only when there is one. */
function rejectsFile(file: string) {
  let stream: WriteStream | undefined;
  return {
    async add(header: readonly string[], cells: readonly string[], line: number, reason: string): Promise<void> {
      if (!stream) {
        stream = createWriteStream(file);
        stream.write(csvRow([...header, 'line', 'reason']));
      }
      if (!stream.write(csvRow([...cells, line, reason]))) await once(stream, 'drain');
    },
    async close(): Promise<string | null> {
      if (!stream) return null;
      stream.end();
      await finished(stream);
      return file;
    },
  };
}
