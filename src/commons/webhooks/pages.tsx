import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import type { Look } from '../../kernel/pages/glyphs.ts';
import { State } from '../../kernel/pages/icon.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, ButtonLink, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Table, type TableRow } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { allKinds, kindOf } from '../entries/kind.ts';
import { allTold, toldKey } from '../notices/notice.ts';
import { placeOptions } from '../people/pages-administration.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace } from '../territory/territory.ts';
import type { Delivery, listDeliveries, listWebhooks, Webhook } from './store.ts';

export const base = '/webhook';

/** Which other programs are told, and whether they still hear. */
export function webhooksPage(
  ctx: Ctx,
  { webhooks, removed }: { webhooks: Awaited<ReturnType<typeof listWebhooks>>; removed: boolean },
): Answer {
  const { t, relative } = ctx.words;
  const add = { href: `${base}/nuovo`, label: t('webhooks.new') };
  return sitePage(
    ctx,
    { title: t('webhooks.title'), path: base, section: '/persone', cache: 'private', hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/persone', label: t('people.admin.title') }]} here={t('webhooks.title')} />
      <PageHead title={t('webhooks.title')} lead={t('webhooks.lead')} action={add} />
      {removed && <Notice kind="done" title={t('webhooks.done-remove')} />}
      {webhooks.length === 0 ? (
        <Empty text={t('webhooks.none')} links={[add]} />
      ) : (
        <Rows label={t('webhooks.title')}>
          {webhooks.map((webhook) => (
            <Row
              href={`${base}/${webhook.id}`}
              title={new URL(webhook.url).host}
              state={{ look: lookOf(webhook), word: t(`webhooks.state.${stateOf(webhook)}`) }}
              note={webhook.arrived ? t('webhooks.arrived', { when: relative(webhook.arrived, ctx.now) }) : undefined}
              meta={[
                getPlace(ctx, webhook.place).name,
                kindsInWords(ctx, webhook),
                webhook.waiting > 0 ? t('webhooks.waiting', { n: webhook.waiting }) : '',
              ]}
            />
          ))}
        </Rows>
      )}
    </div>,
  );
}

export function newWebhookPage(ctx: Ctx, asked: FormState, refusal?: Refusal): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('webhooks.new'),
      path: `${base}/nuovo`,
      section: '/persone',
      form: asked,
      refusal,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb trail={trail(ctx)} here={t('webhooks.new')} />
      <PageHead title={t('webhooks.new')} lead={t('webhooks.new-lead')} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <FormErrors form={asked} />
      <Form action={`${base}/nuovo`}>
        <Field form={asked} name="url" />
        <Field form={asked} name="place" options={placeOptions(ctx)} />
        <Field form={asked} name="kinds" options={allKinds().map((kind) => ({ value: kind.name, label: t(kind.many) }))} />
        <Field form={asked} name="verbs" options={allTold().map((verb) => ({ value: verb, label: verbInWords(ctx, verb) }))} />
        <Submit label={t('webhooks.add-it')} />
      </Form>
    </div>,
  );
}

/** The only time that a secret is shown: the answer to the form itself, at no address of its own and stored by nobody. */
export function secretPage(ctx: Ctx, made: { id: string; secret: string; until: Date | null }): Answer {
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    { title: t('webhooks.secret-title'), path: `${base}/${made.id}`, section: '/persone', cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('webhooks.secret-title')} lead={t('webhooks.secret-lead')} />
      <p class="ar-once ar-code">{made.secret}</p>
      <p>{made.until ? t('webhooks.secret-overlap', { moment: moment(made.until) }) : t('webhooks.secret-test')}</p>
      <p>
        {t('webhooks.secret-how')} <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
      </p>
      <ButtonLink href={`${base}/${made.id}`} label={t('webhooks.secret-kept')} />
    </div>,
  );
}

export interface WebhookShown {
  webhook: Webhook;
  deliveries: Awaited<ReturnType<typeof listDeliveries>>;
  done: string;
  refusal?: Refusal;
}

/** One program: what it hears, whether it does, the last deliveries. */
export function webhookPage(ctx: Ctx, { webhook, deliveries, done, refusal }: WebhookShown): Answer {
  const { t } = ctx.words;
  const { host } = new URL(webhook.url);
  const at = `${base}/${webhook.id}`;
  return sitePage(
    ctx,
    { title: host, path: at, section: '/persone', refusal, cache: 'private', hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={trail(ctx)} here={t('webhooks.one')} />
      <PageHead
        title={host}
        kicker={getPlace(ctx, webhook.place).name}
        state={{ look: lookOf(webhook), word: t(`webhooks.state.${stateOf(webhook)}`) }}
      />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      {['prova', 'rimanda', 'riaccendi'].includes(done) && <Notice kind="done" title={t(`webhooks.done-${done}`)} />}
      <Health ctx={ctx} webhook={webhook} />
      <DefinitionList
        items={[
          { term: t('webhooks.add.url.label'), value: <span class="ar-code">{webhook.url}</span> },
          { term: t('webhooks.add.kinds.label'), value: kindsInWords(ctx, webhook) },
          {
            term: t('webhooks.add.verbs.label'),
            value: (
              <ul class="list-unstyled mb-0">
                {webhook.verbs.map((verb) => (
                  <li>{verbInWords(ctx, verb)}</li>
                ))}
              </ul>
            ),
          },
        ]}
      />
      <Section id="deliveries" title={t('webhooks.deliveries')} lead={t('webhooks.deliveries-lead')} small>
        <Acts>
          {!webhook.stopped && <ActForm action={`${at}/prova`} label={t('webhooks.try-it')} look="outline" />}
          <ButtonLink href={at} label={t('webhooks.look-again')} look="quiet" />
        </Acts>
        {deliveries.length === 0 ? (
          <Empty text={t('webhooks.no-deliveries')} />
        ) : (
          <Table
            caption={t('webhooks.deliveries')}
            columns={[
              { label: t('webhooks.what') },
              { label: t('webhooks.outcome'), short: t('webhooks.outcome') },
              { label: t('webhooks.when'), short: t('webhooks.when') },
              { label: t('webhooks.again') },
            ]}
            rows={deliveries.map((delivery) => rowOf(ctx, webhook, delivery))}
          />
        )}
      </Section>
      <Section id="secret" title={t('webhooks.secret')} lead={t('webhooks.rotate-lead')} small>
        <ActForm action={`${at}/segreto`} label={t('webhooks.rotate-it')} look="outline" />
      </Section>
      <Section id="remove" title={t('webhooks.remove')} lead={t('webhooks.remove-lead')} small>
        <ActForm action={`${at}/togli`} label={t('webhooks.remove-it')} look="outline" />
      </Section>
    </div>,
  );
}

/** What asks for somebody. */
function Health({ ctx, webhook }: { ctx: Ctx; webhook: Webhook }) {
  const { t, relative } = ctx.words;
  if (webhook.why)
    return (
      <>
        <Notice kind="refusal" title={t(`webhooks.stopped-${webhook.why}`)} text={t('webhooks.stopped-help')} />
        <Acts>
          <ActForm action={`${base}/${webhook.id}/riaccendi`} label={t('webhooks.resume-it')} />
        </Acts>
      </>
    );
  if (!webhook.failing) return null;
  const next = webhook.next_try && webhook.next_try > ctx.now ? relative(webhook.next_try, ctx.now) : null;
  return (
    <Notice
      kind="info"
      title={t('webhooks.failing', { since: relative(webhook.failing, ctx.now) })}
      text={next ? t('webhooks.failing-next', { when: next }) : t('webhooks.failing-help')}
    />
  );
}

const looks = { queued: 'taken', delivered: 'done', failed: 'late', withheld: 'no' } as const satisfies Record<
  Delivery['state'],
  Look
>;

function rowOf(ctx: Ctx, webhook: Webhook, delivery: WebhookShown['deliveries'][number]): TableRow {
  const { t, relative } = ctx.words;
  const { code, kind, verb, status, error } = delivery;
  const what = verb ? t(toldKey(verb, 'told')) : t('webhooks.test');
  const id = `delivery-${delivery.id}`;
  return {
    head: <span id={id}>{what}</span>,
    meta: code && kind && <a href={kindOf(kind).path(code)}>{code}</a>,
    cells: [
      <>
        <State look={looks[delivery.state]} word={t(`webhooks.delivery.${delivery.state}`)} />
        {(error || status) && (
          <span class="ar-meta d-block">
            {error ? t(`webhooks.hindrance.${error}`) : ''} {status ? t('webhooks.status', { status: String(status) }) : ''}
          </span>
        )}
      </>,
      relative(delivery.tried ?? delivery.happened, ctx.now),
      delivery.state !== 'queued' && !webhook.stopped && (
        <ActForm
          action={`${base}/${webhook.id}/rimanda`}
          hidden={{ delivery: delivery.id }}
          label={t('webhooks.send-it-again')}
          look="quiet"
          describedBy={id}
        />
      ),
    ],
  };
}

function trail({ words: { t } }: Ctx) {
  return [
    { href: '/persone', label: t('people.admin.title') },
    { href: base, label: t('webhooks.title') },
  ];
}

function stateOf(webhook: Webhook): 'on' | 'failing' | 'stopped' {
  if (webhook.stopped) return 'stopped';
  return webhook.failing ? 'failing' : 'on';
}

function lookOf(webhook: Webhook): Look {
  return ({ on: 'done', failing: 'late', stopped: 'no' } as const)[stateOf(webhook)];
}

function kindsInWords(ctx: Ctx, { kinds }: Webhook): string {
  return allKinds()
    .filter(({ name }) => kinds.includes(name))
    .map(({ many }) => ctx.words.t(many))
    .join(', ');
}

/** As followers are told of it. */
function verbInWords(ctx: Ctx, verb: string): string {
  const { t } = ctx.words;
  const sentence = t(toldKey(verb, 'told-sentence'), { who: t('webhooks.who') });
  return t('webhooks.heard', { word: t(toldKey(verb, 'told')), sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1) });
}
