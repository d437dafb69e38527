import path from 'node:path';
import { mayAdministerSomewhere } from '../../commons/settings/permissions.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, page } from '../../kernel/http/routes.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import { mailbox } from '../../kernel/mail/mailbox.ts';
import { refuse } from '../../kernel/refusal.ts';
import { subscribersHealth } from '../../kernel/register/store.ts';
import { healthPage, mailboxPage } from './admin.tsx';

/** Jobs run in this process: whoever builds the house lends them to the page that shows their health. */
let running: Jobs | null = null;
export function lendJobs(jobs: Jobs): void {
  running = jobs;
}

export const adminRoutes: readonly Route[] = [
  page('/stato', mayAdministerSomewhere, 'Health of jobs and subscribers', async (ctx) =>
    healthPage(ctx, {
      engine: ctx.config.databaseUrl ? 'PostgreSQL' : 'PGlite',
      jobs: running ? await running.health() : [],
      subscribers: await subscribersHealth(ctx.db),
    }),
  ),
  page('/posta', anyone, 'Demo only: the mails that were not sent', async (ctx) => {
    const demo = ctx.config.demo && !ctx.config.smtpUrl && territoryOf(ctx).metropolis?.demo;
    return demo ? mailboxPage(ctx, await mailbox(path.join(ctx.config.dataFolder, 'mails'))) : refuse('kernel.absent', 404);
  }),
];
