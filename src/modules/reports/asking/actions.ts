import { createHash } from 'node:crypto';
import { type Entry, findEntryById } from '../../../commons/entries/store.ts';
import { insertNote } from '../../../commons/entries/store-notes.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { tellOffice } from '../actions.ts';
import { move } from '../desk/actions.ts';
import { maySayFixed } from '../permissions.ts';
import { mayMove } from '../report.ts';
import { insertContest } from '../store-moves.ts';
import { sayFixedForm } from './forms.ts';
import { answerQuestion, findQuestion, type Question } from './store.ts';

/** So many days after the question a no opens the report again, if its closing was not contested before. */
const reopensFor = 14;

export interface Asked {
  question: Question;
  report: Entry;
}

/** Whoever sent a report answers, by the link of the mail, whether the problem really is gone. A no is a contest: it opens again, once. */
export const sayFixed = verb({
  name: 'reports.say-fixed',
  form: sayFixedForm,
  limit: { times: 20, seconds: 600 },
  find: (ctx, input) => findAsked(ctx, input.token),
  may: maySayFixed,
  run: async (ctx, input, { question, report }): Promise<{ code: string } | Refusal | Repeated<{ code: string }>> => {
    const fixed = input.fixed === 'yes';
    if (question.fixed !== null)
      return question.fixed === fixed ? new Repeated({ code: report.code }) : refuse('reports.fixed-said', 409);
    // Opened again meanwhile: what was asked is no longer the question.
    if (report.closed?.getTime() !== question.closed.getTime()) return refuse('reports.fixed-over', 409);
    await answerQuestion(ctx.db, hashOf(input.token), fixed, ctx.now);
    await tellOffice(ctx, report.id);
    const lately = ctx.now.getTime() - question.asked.getTime() <= reopensFor * 86_400_000;
    if (!fixed && lately && mayMove(report.state, 'sent', 'reporter') && (await insertContest(ctx.db, report.id, ctx.now))) {
      const moved = await move(ctx, report, {
        verb: 'reports.say-fixed',
        to: 'sent',
        who: 'reporter',
        reopens: true,
        text: input.answer,
        facts: { fixed },
      });
      return 'code' in moved && !('textKey' in moved) ? { code: report.code } : (moved as Refusal);
    }
    const act = await ctx.act({
      verb: 'reports.say-fixed',
      entry: report.id,
      code: report.code,
      place: report.place,
      unsigned: report.author !== ctx.actor.person,
      public: { state: report.state, fixed },
      private: { text: input.answer ?? '' },
    });
    if (input.answer) await insertNote(ctx.db, { act: act.id, entry: report.id, text: input.answer });
    return { code: report.code };
  },
});

/** The link proves who was asked: it opens the report whoever holds it. */
export async function findAsked(ctx: Ctx, token: string): Promise<Asked | undefined> {
  const question = await findQuestion(ctx.db, hashOf(token));
  const report = question && (await findEntryById(ctx.db, { ...ctx.actor, kind: 'system' }, question.report));
  return report && report.visibility !== 'hidden' ? { question, report } : undefined;
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
