import { allSettings, ownSetting, settingOf } from '../../commons/settings/settings.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { officeName, type Place } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import type { BoxedMail } from '../../kernel/mail/mailbox.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { LinkList } from '../../kernel/pages/rows.tsx';
import { Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import type { SubscriberHealth } from '../../kernel/register/store.ts';

/** The places whose settings this person may change. */
export function settingsIndexPage(ctx: Ctx, places: readonly Place[]): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('app.settings.title'), path: '/impostazioni', section: '/impostazioni', cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={t('app.settings.title')} />
      <PageHead title={t('app.settings.title')} lead={t('app.settings.lead')} />
      <LinkList
        lines
        links={places.map((place) => ({ href: `/impostazioni/${place.slug}`, label: officeName(ctx, place), icon: 'settings' }))}
      />
    </div>,
  );
}

/** Every setting of a place: what holds, whether it is its own or inherited, and the form to decide otherwise. */
export function settingsPage(
  ctx: Ctx,
  place: Place,
  result: { form?: FormState; refusal?: Refusal; typed?: Record<string, unknown> },
): Answer {
  const { t } = ctx.words;
  const typed = result.typed ?? {};
  return sitePage(
    ctx,
    {
      title: t('app.settings.of', { name: officeName(ctx, place) }),
      path: `/impostazioni/${place.slug}`,
      section: '/impostazioni',
      place: place.id,
      cache: 'private',
      errors: Boolean(result.form ?? result.refusal),
      status: result.form || result.refusal ? 422 : 200,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/impostazioni', label: t('app.settings.title') }]} here={place.name} />
      <PageHead title={t('app.settings.of', { name: officeName(ctx, place) })} />
      {result.form && <FormErrors form={result.form} />}
      {result.refusal && <Notice kind="refusal" title={t(result.refusal.textKey, result.refusal.params)} />}
      {allSettings().map(({ name }) => {
        const [room, setting] = name.split('.') as [string, string];
        const id = `${room}-${setting}`;
        const own = ownSetting(ctx, place.id, name) !== undefined;
        const value =
          typed['name'] === name && typeof typed['value'] === 'string'
            ? typed['value']
            : JSON.stringify(settingOf(ctx, place.id, name), null, 2);
        return (
          <Section
            id={id}
            title={t(`${room}.setting.${setting}.label`)}
            small
            note={own ? t('app.settings.own') : t('app.settings.inherited')}
          >
            <p>{t(`${room}.setting.${setting}.hint`)}</p>
            <Form action={`/impostazioni/${place.slug}`} hidden={{ name }}>
              <div class="ar-field">
                <label class="visually-hidden" for={`${id}-value`}>
                  {t(`${room}.setting.${setting}.label`)}
                </label>
                <textarea
                  class="form-control ar-code"
                  id={`${id}-value`}
                  name="value"
                  rows={Math.min(14, value.split('\n').length + 1)}
                  spellcheck={false}
                >
                  {value}
                </textarea>
              </div>
              <Submit label={t('app.settings.save')} look="outline" />
            </Form>
          </Section>
        );
      })}
    </div>,
  );
}

export interface Health {
  engine: string;
  jobs: Awaited<ReturnType<Jobs['health']>>;
  subscribers: SubscriberHealth[];
}

/** What runs behind the pages, and whether it does. */
export function healthPage(ctx: Ctx, { engine, jobs, subscribers }: Health): Answer {
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    { title: t('app.health.title'), path: '/stato', section: '/stato', cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('app.health.title')} lead={t('app.health.lead', { engine })} />
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
