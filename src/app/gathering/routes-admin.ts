import path from 'node:path';
import { mayAdministerSomewhere } from '../../commons/settings/permissions.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, form, page } from '../../kernel/http/routes.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import { listFailedJobs } from '../../kernel/jobs/store.ts';
import { mailbox } from '../../kernel/mail/mailbox.ts';
import { refuse } from '../../kernel/refusal.ts';
import { subscribersHealth } from '../../kernel/register/store.ts';
import { mayTryJobsAgain, tryJobsAgain } from './actions.ts';
import { healthPage, mailboxPage } from './admin.tsx';

/** Jobs run in this process: whoever builds the house lends them to the page that shows their health. */
let running: Jobs | null = null;
export function lendJobs(jobs: Jobs): void {
  running = jobs;
}

export const adminRoutes: readonly Route[] = [
  page('/stato', mayAdministerSomewhere, 'Health of jobs and subscribers', async (ctx, request) => {
    const again = Number(request.query['di-nuovo'] ?? Number.NaN);
    return healthPage(ctx, {
      engine: ctx.config.databaseUrl ? 'PostgreSQL' : 'PGlite',
      jobs: running ? await running.health() : [],
      subscribers: await subscribersHealth(ctx.db),
      failed: await listFailedJobs(ctx.db),
      mayTryAgain: mayTryJobsAgain.check(ctx.actor, {}) === undefined,
      again: Number.isSafeInteger(again) ? again : null,
    });
  }),
  form('/stato/riprova', tryJobsAgain, {
    then: (_ctx, { many }) => `/stato?di-nuovo=${many}`,
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  page('/posta', anyone, 'Demo only: the mails that were not sent', async (ctx) => {
    const demo = ctx.config.demo && !ctx.config.smtpUrl && territoryOf(ctx).metropolis?.demo;
    return demo ? mailboxPage(ctx, await mailbox(path.join(ctx.config.dataFolder, 'mails'))) : refuse('kernel.absent', 404);
  }),
];
