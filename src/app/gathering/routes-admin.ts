import path from 'node:path';
import { changeSetting } from '../../commons/settings/actions.ts';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, form, page } from '../../kernel/http/routes.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import { mailbox } from '../../kernel/mail/mailbox.ts';
import { refuse } from '../../kernel/refusal.ts';
import { subscribersHealth } from '../../kernel/register/store.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { healthPage, mailboxPage, settingsIndexPage, settingsPage } from './admin.tsx';

const administrators = ['municipal-administrator', 'metropolitan-administrator'];

const mayAdministerSomewhere = rule<unknown>('may-administer-somewhere', 'administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return holdsAnywhere(actor, administrators) ? undefined : refuse('settings.not-yours');
});

/** Jobs run in this process: whoever builds the house lends them to the page that shows their health. */
let running: Jobs | null = null;
export function lendJobs(jobs: Jobs): void {
  running = jobs;
}

export const adminRoutes: readonly Route[] = [
  page('/impostazioni', mayAdministerSomewhere, 'The places whose settings you may change', async (ctx) =>
    settingsIndexPage(ctx, administered(ctx)),
  ),
  page('/impostazioni/:slug', mayAdministerSomewhere, 'Settings of a place', async (ctx, request) => {
    const place = administered(ctx).find((one) => one.slug === request.params['slug']);
    return place ? settingsPage(ctx, place, {}) : refuse('kernel.absent', 404);
  }),
  form('/impostazioni/:slug', changeSetting, {
    input: (_ctx, request) => ({ place: request.params['slug'], name: request.body['name'], value: request.body['value'] }),
    then: (_ctx, done: { place: string }) => `/impostazioni/${done.place}`,
    again: async (ctx, request, state, refusal) => {
      const place = administered(ctx).find((one) => one.slug === request.params['slug']);
      return place
        ? settingsPage(ctx, place, { form: refusal ? undefined : state, refusal, typed: request.body })
        : (refusal ?? refuse('kernel.absent', 404));
    },
  }),
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

function administered(ctx: Ctx): Place[] {
  const { metropolis, municipalities } = territoryOf(ctx);
  return [...(metropolis ? [metropolis] : []), ...municipalities].filter((place) => holds(ctx.actor, administrators, place.id));
}
