import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Job } from '../../../kernel/room.ts';
import { mayMove, stateNames } from '../report.ts';
import { hashOf } from './actions.ts';
import { countAnswers, insertQuestion, listToAsk } from './store.ts';

const day = 86_400_000;
const weeks = 4;
/** Who was not asked within a week of the day, because mails or the house stood still, is not asked any more. */
const grace = 7;
const atATime = 200;

export const askingJobs: readonly Job[] = [
  { name: 'reports.ask', schedule: '20 9 * * *', atomic: true, run: askReporters },
  {
    name: 'reports.fixed',
    schedule: '10 * * * *',
    run: async (ctx) => {
      const { metropolis } = territoryOf(ctx);
      if (metropolis) await countAnswers(ctx.db, ctx.now, metropolis.id);
    },
  },
];

/** Asks whether it really is fixed: each closing once, question and mail in one transaction. */
export async function askReporters(ctx: Ctx): Promise<void> {
  const until = new Date(ctx.now.getTime() - weeks * 7 * day);
  const since = new Date(until.getTime() - grace * day);
  // What its reporter could contest: the others were not closed by an office.
  const states = stateNames.filter((state) => mayMove(state, 'sent', 'reporter') && state !== 'not-ours');
  const asked = await listToAsk(ctx.db, { since, until }, states, atATime);
  for (const one of asked) {
    const token = ctx.secret(32);
    if (await insertQuestion(ctx.db, { ...one, token: hashOf(token), now: ctx.now }))
      await ctx.enqueue('reports.ask-mail', { token });
  }
  if (asked.length === atATime) await ctx.enqueue('reports.ask', {});
}
