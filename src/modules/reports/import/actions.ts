import Type from 'typebox';
import { wordsOf } from '../../../commons/entries/search.ts';
import { ensureSequences, keepWords } from '../../../commons/entries/store.ts';
import type { Located } from '../../../commons/territory/store.ts';
import { locateAll, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import type { NewAct } from '../../../kernel/register/act.ts';
import { writeHistory } from '../../../kernel/register/register.ts';
import type { LandedBatch } from '../../../kernel/tables/import.ts';
import { romeDay } from '../../../kernel/time.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { categoryOf } from '../category.ts';
import { receiptSecret } from '../intake/actions.ts';
import { mayImport } from '../permissions.ts';
import { receiptHash, receiptOf, states } from '../report.ts';
import { insertPast, type SeededReport } from '../store-seed.ts';
import { type ImportedRow, rejected } from './row.ts';
import { type KnownReport, listImported, lockSource, updateImported } from './store.ts';

/** A part of another system's table. A row lands once, by source and id; later it follows what the source says, where that changed. Every act
 *  of it is marked `imported`: it is history, and nobody is told of it. */
export const importBatch = verb({
  name: 'reports.import',
  form: Type.Object({
    source: Type.String({ maxLength: 60 }),
    epsg: Type.Integer(),
    /** ISTAT code of the municipality that answers where a row has no point. */
    municipality: Type.Optional(Type.String({ maxLength: 6 })),
    rows: Type.Array(Type.Unknown(), { maxItems: 5_000 }),
  }),
  find: async () => ({}),
  may: mayImport,
  run: async (ctx, input): Promise<LandedBatch | Repeated<LandedBatch> | Refusal> => {
    const municipality = input.municipality === undefined ? null : territoryOf(ctx).byIstat.get(input.municipality)?.id;
    if (municipality === undefined) return refuse('reports.import-municipality', 422, { code: input.municipality! });
    const rows = input.rows as ImportedRow[];
    await lockSource(ctx.db, input.source);
    const known = new Map(
      (
        await listImported(
          ctx.db,
          input.source,
          rows.map((row) => row.sourceId),
        )
      ).map((report) => [report.source_id, report]),
    );
    const followed = await follow(
      ctx,
      input.source,
      rows.flatMap((row) => (known.has(row.sourceId) ? [{ row, report: known.get(row.sourceId)! }] : [])),
    );
    const fresh = await land(
      ctx,
      input,
      municipality,
      rows.filter((row) => !known.has(row.sourceId)),
    );

    const done = { landed: fresh.landed, unchanged: known.size - followed, updated: followed, rejected: fresh.rejected };
    if (done.landed + done.updated === 0) return new Repeated(done);
    await ctx.act({
      verb: 'reports.import',
      public: { source: input.source, landed: done.landed, updated: done.updated, imported: true },
    });
    return done;
  },
});

async function land(
  ctx: Ctx,
  input: { source: string; epsg: number },
  municipality: string | null,
  rows: ImportedRow[],
): Promise<Pick<LandedBatch, 'landed' | 'rejected'>> {
  const points = rows.flatMap((row, n) => (row.x === null || row.y === null ? [] : [{ n, x: row.x, y: row.y }]));
  const where = await locateAll(ctx, points, input.epsg);
  const refused: LandedBatch['rejected'] = [];
  const good: { row: ImportedRow; report: SeededReport }[] = [];
  const secret = await receiptSecret(ctx);
  for (const [n, row] of rows.entries()) {
    const at = where.get(n);
    const place = row.x === null ? municipality : (at?.place ?? null);
    const no = !place
      ? rejected(row.x === null ? 'no-point' : at === undefined ? 'transform' : 'outside', { x: row.x ?? '', y: row.y ?? '' })
      : categoryOf(ctx, place, row.category)
        ? undefined
        : rejected('category-not-there', { category: row.category });
    if (no || !place) refused.push({ ...no!, line: row.line });
    else good.push({ row, report: reportOf(ctx, input.source, row, place, at, secret) });
  }
  for (const year of new Set(good.map(({ row }) => romeDay(new Date(row.opened)).slice(0, 4))))
    await ensureSequences(ctx.db, ['SEG'], new Date(`${year}-07-01`));
  const codes = await insertPast(
    ctx.db,
    good.map(({ report }) => report),
  );
  await writeHistory(
    ctx,
    good.flatMap(({ row, report }) => actsOf(row, report, codes.get(report.id)!)),
  );
  await keepWords(ctx.db, [
    ...new Set(good.flatMap(({ row }) => wordsOf(row.title)).filter((word) => word.length > 2 && !/^\d+$/.test(word))),
  ]);
  return { landed: good.length, rejected: refused };
}

function reportOf(
  ctx: Ctx,
  source: string,
  row: ImportedRow,
  place: string,
  at: Located | undefined,
  secret: Buffer,
): SeededReport {
  const id = ctx.id();
  return {
    id,
    place,
    author: null,
    assurance: 'none',
    title: row.title,
    description: row.description,
    topic: row.category,
    lon: at?.lon ?? null,
    lat: at?.lat ?? null,
    label: row.label,
    state: row.state,
    due: row.due,
    published: row.opened,
    updated: row.closed ?? row.opened,
    closed: row.closed,
    assignee: null,
    key: id,
    receipt: receiptHash(receiptOf(secret, id)).toString('hex'),
    channel: 'import',
    source,
    source_id: row.sourceId,
    source_said: saidBy(row),
  };
}

type PastAct = NewAct & { at: Date };

function actsOf(row: ImportedRow, report: SeededReport, code: string): PastAct[] {
  const thing = { entry: report.id, code, place: report.place };
  const { open } = states[row.state];
  const sent: PastAct = {
    ...thing,
    verb: 'reports.send',
    at: new Date(row.opened),
    public: { category: row.category, state: open ? row.state : 'sent', photos: 0, imported: true },
    private: {
      title: row.title,
      description: row.description,
      point: report.lon === null ? null : { lat: report.lat, lon: report.lon },
      source: report.source,
      sourceId: row.sourceId,
    },
  };
  return open ? [sent] : [sent, movedAct(row, 'sent', thing, new Date(row.closed!))];
}

/** The source moved these on since the last time; what an office did here stays where the source has nothing new to say. */
async function follow(ctx: Ctx, source: string, pairs: readonly { row: ImportedRow; report: KnownReport }[]): Promise<number> {
  const changed = pairs.filter(({ row, report }) => report.source_said !== saidBy(row));
  if (changed.length === 0) return 0;
  await updateImported(
    ctx.db,
    changed.map(({ row, report }) => ({ id: report.id, state: row.state, closed: row.closed, due: row.due, said: saidBy(row) })),
    ctx.now,
  );
  await writeHistory(
    ctx,
    changed.map(({ row, report }) => {
      const at = row.closed && !row.undated ? new Date(row.closed) : ctx.now;
      const act = movedAct(row, report.state, { entry: report.id, code: report.code, place: report.place }, at);
      return { ...act, private: { ...act.private, source, sourceId: row.sourceId } };
    }),
  );
  return changed.length;
}

const verbOfState: Partial<Record<ImportedRow['state'], string>> = {
  resolved: 'reports.resolve',
  'taken-in-charge': 'reports.take-charge',
  planned: 'reports.start-work',
  'in-progress': 'reports.start-work',
};

function movedAct(row: ImportedRow, from: string, thing: Pick<NewAct, 'entry' | 'code' | 'place'>, at: Date): PastAct {
  const verbName = verbOfState[row.state] ?? (states[row.state].open ? 'reports.import' : 'reports.close');
  return {
    ...thing,
    verb: verbName,
    at,
    public: { from, state: row.state, imported: true, ...(row.undated ? { undated: true } : {}) },
    private: { staff: true },
  };
}

function saidBy(row: ImportedRow): string {
  return [row.state, row.closed ?? '', row.due ?? ''].join(' ');
}
