import { imagesOf } from '../../../commons/attachments/store.ts';
import { historiesOf } from '../../../commons/entries/store-notes.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { answersOf } from '../intake/store.ts';
import { threadVerbs } from '../report.ts';
import { tellingsOf } from '../store.ts';
import { sheetsPage } from './pages-sheet.tsx';
import { placesOf } from './queue.ts';
import { sheetReports } from './store.ts';
import { mostPicked } from './together.ts';

/** A sheet for each of these reports: as many questions to the database for one as for a hundred. */
export async function sheetsOf(ctx: Ctx, codes: readonly string[], path: string): Promise<Answer | Refusal> {
  if (codes.length === 0) return refuse('reports.none-picked', 422);
  if (codes.length > mostPicked) return refuse('reports.too-many-picked', 422, { max: mostPicked, n: codes.length });
  const places = placesOf(ctx).map((place) => place.id);
  const reports = await sheetReports(ctx.db, ctx.actor, places, codes);
  if (reports.length === 0) return refuse('kernel.absent', 404);
  const ids = reports.map((report) => report.id);
  const tellings = await tellingsOf(ctx.db, ids);
  const answers = await answersOf(ctx.db, ids);
  const photos = Map.groupBy(await imagesOf(ctx.db, ids), (photo) => photo.entry);
  const acts = Map.groupBy(await historiesOf(ctx.db, ids, threadVerbs, 12), (act) => act.entry);
  return sheetsPage(
    ctx,
    path,
    reports.map((report) => ({
      report,
      description: tellings.get(report.id)?.description ?? '',
      answers: answers.get(report.id) ?? [],
      photos: photos.get(report.id)?.slice(0, 4) ?? [],
      acts: acts.get(report.id) ?? [],
    })),
  );
}
