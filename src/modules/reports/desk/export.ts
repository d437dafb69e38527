import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { type Cell, csv } from '../../../protocols/csv/csv.ts';
import { type DeskFilter, type ExportRow, exportReports } from './store.ts';

/** In this order, and documented in the README: names of columns stay when columns are added. No word of people but titles and descriptions,
 *  which are public; no internal note. */
const columns: readonly [string, (row: ExportRow, ctx: Ctx) => Cell][] = [
  ['code', (row) => row.code],
  ['title', (row) => row.title],
  ['category', (row) => row.topic],
  ['state', (row) => row.state],
  ['late', (row, ctx) => row.closed === null && row.due !== null && row.due < ctx.now],
  ['municipality', (row, ctx) => territoryOf(ctx).byId.get(row.place)?.name],
  ['place', (row) => row.place_label],
  ['lat', (row) => row.lat],
  ['lon', (row) => row.lon],
  ['sent', (row) => row.published],
  ['due', (row) => row.due],
  ['closed', (row) => row.closed],
  ['assignee', (row) => row.assignee_name],
  ['supports', (row) => row.supports],
  ['channel', (row) => row.channel],
  ['visibility', (row) => row.visibility],
  ['description', (row) => row.description],
  ['url', (row, ctx) => `${ctx.config.origin}/segnalazioni/${row.code}`],
];

const most = 50_000;
const atATime = 1_000;

/** The queue as the officer sees it, the newest first, row by row: it never stands in memory as a whole. */
export function queueCsv(ctx: Ctx, filter: DeskFilter): Answer {
  const rows = async function* () {
    let after: { at: Date; id: string } | null = null;
    for (let left = most; left > 0; ) {
      const page: ExportRow[] = await exportReports(ctx.db, ctx.actor, filter, after, Math.min(left, atATime));
      for (const row of page) yield columns.map(([, cell]) => cell(row, ctx));
      const last = page.at(-1);
      if (!last || page.length < atATime) return;
      left -= page.length;
      after = { at: last.published, id: last.id };
    }
  };
  const header = columns.map(([name]) => name);
  return {
    status: 200,
    type: 'text/csv; charset=utf-8',
    body: '',
    stream: csv(header, rows(), { bom: true }),
    headers: { 'content-disposition': 'attachment; filename="coda.csv"' },
    cache: 'private',
  };
}
