import Type from 'typebox';
import { territoryOf } from '../../commons/territory/territory.ts';
import { holdsAnywhere } from '../../kernel/actor.ts';
import { requeueFailed } from '../../kernel/jobs/store.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule, verb } from '../../kernel/verbs/verb.ts';

/** Jobs are of the whole house. */
export const mayTryJobsAgain = rule<unknown>('may-try-jobs-again', 'metropolitan administrators; the command line', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  const may = actor.kind === 'system' || (actor.kind === 'person' && holdsAnywhere(actor, ['metropolitan-administrator']));
  return may ? undefined : refuse('app.not-metropolitan');
});

/** Work that failed so often that it was given up, such as mails while the mail server was away: one more try for each. */
export const tryJobsAgain = verb({
  name: 'app.try-jobs-again',
  form: Type.Object({ job: Type.String({ maxLength: 100, control: 'hidden' }) }),
  find: async () => ({}),
  may: mayTryJobsAgain,
  run: async (ctx, { job }) => {
    const many = await requeueFailed(ctx.db, job);
    if (many === 0) return refuse('app.no-failed-jobs', 404);
    await ctx.act({ verb: 'app.try-jobs-again', place: territoryOf(ctx).metropolis?.id, public: { job, many } });
    return { many };
  },
});
