import type { Ctx } from '../../kernel/context.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import { categoryOf } from './category.ts';
import type { Answered } from './intake/store.ts';
import { answerInWords } from './question.ts';
import type { Life } from './seed.ts';
import { insertNotes, insertPast, insertPastAnswers, spreadPoints } from './store-seed.ts';

const total = 14;

/** Some reports that the office alone reads, told in the last days and weeks. */
export async function seedPrivate(
  ctx: Ctx,
  lifeOf: (point: { place: string; lon: number; lat: number }, age: number) => Life,
): Promise<void> {
  const points = await spreadPoints(ctx.db, total);
  // The first is of today, the last of three weeks ago.
  const lives = points.map((point, i) => lifeOf(point, 0.3 + (i * 21) / points.length));
  const codes = await insertPast(
    ctx.db,
    lives.map(({ report }) => report),
  );
  const acts = lives.flatMap(({ report, acts }) =>
    acts.map((act) => ({ place: report.place, ...act, entry: report.id, code: codes.get(report.id) })),
  );
  await writeHistory(ctx, acts);
  await insertNotes(
    ctx.db,
    lives.flatMap(({ notes }) => notes),
  );
  await insertPastAnswers(ctx.db, answersOf(ctx, lives, 1));
}

/** What one reporter in so many answered to the questions of the kind. */
export function answersOf(ctx: Ctx, lives: readonly Life[], every: number): (Answered & { report: string })[] {
  return lives.flatMap(({ report }, i) => {
    const questions = i % every === 0 ? (categoryOf(ctx, report.place, report.topic)?.questions ?? []) : [];
    return questions.map((question, position) => {
      const answer = question.kind === 'stop' ? 'no' : `L-${String(1 + ((i * 37) % 900)).padStart(4, '0')}`;
      const said = answerInWords(ctx, question, answer);
      return { report: report.id, question: question.code, position, asked: question.it, said };
    });
  });
}
