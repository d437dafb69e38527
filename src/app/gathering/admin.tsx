import { sitePage } from '../../commons/site/page.tsx';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import type { FailedJobs } from '../../kernel/jobs/store.ts';
import type { BoxedMail } from '../../kernel/mail/mailbox.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { SubscriberHealth } from '../../kernel/register/store.ts';

export interface Health {
  engine: string;
  failed: readonly FailedJobs[];
  /** May whoever reads have them tried again? */
  mayTryAgain: boolean;
  /** How many were just put back in the queue. */
  again: number | null;
  jobs: Awaited<ReturnType<Jobs['health']>>;
  subscribers: SubscriberHealth[];
}

/** What runs behind the pages, and whether it does. */
export function healthPage(ctx: Ctx, { engine, jobs, subscribers, failed, mayTryAgain, again }: Health): Answer {
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    { title: t('app.health.title'), path: '/stato', section: '/stato', cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('app.health.title')} lead={t('app.health.lead', { engine })} />
      {again !== null && <Notice kind="done" title={t('app.health.again-done', { n: again })} />}
      {failed.length > 0 && (
        <Section id="failed" title={t('app.health.failed-jobs')} note={t('app.health.failed-lead')}>
          <Table
            caption={t('app.health.failed-jobs')}
            columns={[
              { label: t('app.health.job') },
              { label: t('app.health.many'), figures: true, short: t('app.health.many') },
              { label: t('app.health.error'), short: t('app.health.error') },
              ...(mayTryAgain ? [{ label: t('app.health.do') }] : []),
            ]}
            rows={failed.map((one) => ({
              head: one.name,
              meta: t('app.health.failed-when', { first: moment(one.first), last: moment(one.last) }),
              cells: [
                String(one.n),
                one.error ?? '',
                ...(mayTryAgain
                  ? [
                      <ActForm
                        action="/stato/riprova"
                        hidden={{ job: one.name }}
                        label={t('app.health.again', { job: one.name })}
                        look="quiet"
                      />,
                    ]
                  : []),
              ],
            }))}
          />
        </Section>
      )}
      <Section id="jobs" title={t('app.health.jobs')}>
        <Table
          caption={t('app.health.jobs')}
          columns={[
            { label: t('app.health.job') },
            { label: t('app.health.schedule') },
            { label: t('app.health.waiting'), figures: true },
            { label: t('app.health.failed'), figures: true },
            { label: t('app.health.last') },
          ]}
          rows={jobs.map((job) => ({
            head: job.name,
            cells: [
              job.schedule ?? '',
              String(job.queued + job.active),
              String(job.failed),
              job.lastError ?? (job.lastDone ? moment(job.lastDone) : ''),
            ],
          }))}
        />
      </Section>
      <Section id="subscribers" title={t('app.health.subscribers')}>
        <Table
          caption={t('app.health.subscribers')}
          columns={[
            { label: t('app.health.subscriber') },
            { label: t('app.health.behind'), figures: true },
            { label: t('app.health.failed'), figures: true },
            { label: t('app.health.last') },
          ]}
          rows={subscribers.map((one) => ({
            head: one.subscriber,
            cells: [String(one.behind), String(one.failures), one.last_error ?? moment(one.moved)],
          }))}
        />
      </Section>
    </div>,
  );
}

/** The mails that the demo did not send: links in them work. */
export function mailboxPage(ctx: Ctx, mails: readonly BoxedMail[]): Answer {
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    { title: t('app.mailbox.title'), path: '/posta', cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('app.mailbox.title')} lead={t('app.mailbox.lead')} />
      {mails.length === 0 && (
        <Empty text={t('app.mailbox.empty')} links={[{ href: '/segnalazioni/nuova', label: t('app.home.report') }]} />
      )}
      {mails.map((mail, i) => (
        <Section id={`mail-${i}`} title={mail.subject} small note={moment(new Date(mail.at))}>
          <p class="ar-soft">{t('app.mailbox.to', { address: mail.to })}</p>
          <p class="ar-typed">
            {mail.text
              .split(/(https?:\/\/\S+)/)
              .map((piece) =>
                piece.startsWith(ctx.config.origin) ? <a href={piece.slice(ctx.config.origin.length)}>{piece}</a> : piece,
              )}
          </p>
        </Section>
      ))}
    </div>,
  );
}
