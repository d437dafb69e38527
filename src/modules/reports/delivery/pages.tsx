import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, type Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { ActForm } from '../../../kernel/pages/form.tsx';
import type { Look } from '../../../kernel/pages/glyphs.ts';
import { Empty, Notice } from '../../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, PageHead, Section } from '../../../kernel/pages/structure.tsx';
import type { Delivery, DeliveryRow, Group } from './store.ts';
import { closingWords, deliverySentence, hindranceSentence } from './words.ts';

const looks = { failed: 'late', closed: 'done', waiting: 'taken', open: 'work' } as const satisfies Record<Group, Look>;

export const groups: readonly Group[] = ['failed', 'closed', 'waiting', 'open'];

/** What was passed to bodies, first what waits for the office. */
export function deliveriesPage(ctx: Ctx, data: { office: Place; rows: Record<Group, DeliveryRow[]> }): Answer {
  const { t } = ctx.words;
  const { rows } = data;
  const some = groups.filter((group) => rows[group].length > 0);
  return sitePage(
    ctx,
    {
      title: t('reports.deliveries.title'),
      path: '/banco/consegne',
      section: '/banco',
      place: data.office.id,
      cache: 'private',
      office: true,
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/banco', label: t('reports.desk.title') }]} here={t('reports.deliveries.title')} />
      <PageHead title={t('reports.deliveries.title')} lead={t('reports.deliveries.lead')} />
      {some.length === 0 && (
        <Empty text={t('reports.deliveries.none')} links={[{ href: '/banco', label: t('reports.desk.title') }]} />
      )}
      {some.map((group) => (
        <Section id={group} title={t(`reports.deliveries.${group}`)} lead={t(`reports.deliveries.${group}-lead`)} small>
          <Rows label={t(`reports.deliveries.${group}`)}>
            {rows[group].map((row) => (
              <DeliveryLine ctx={ctx} row={row} group={group} />
            ))}
          </Rows>
        </Section>
      ))}
      <p>
        <a href="/banco?coda=closed&stato=not-ours">{t('reports.deliveries.all')}</a>
      </p>
    </div>,
  );
}

function DeliveryLine({ ctx, row, group }: { ctx: Ctx; row: DeliveryRow; group: Group }) {
  const { t, relative } = ctx.words;
  return (
    <Row
      href={`/banco?apri=${row.code}#open`}
      title={row.title}
      state={{ look: looks[group], word: t(`reports.delivery.state.${group}`) }}
      note={relative(row.failed ?? row.heard ?? row.queued, ctx.now)}
      meta={[
        row.body_name,
        row.reference ? t('reports.thread.reference', { reference: row.reference }) : '',
        row.place_label || getPlace(ctx, row.place).name,
        <span class="ar-code">{row.code}</span>,
      ]}
    >
      <p>{sentenceOf(ctx, row, group)}</p>
    </Row>
  );
}

function sentenceOf(ctx: Ctx, row: DeliveryRow, group: Group): string {
  if (group === 'closed') return closingWords(ctx, row.body_name, row);
  return group === 'failed' ? hindranceSentence(ctx, row) : deliverySentence(ctx, row);
}

/** At the desk: what the last delivery of a report asks of the office now. */
export function LastDelivery(props: { ctx: Ctx; code: string; body: string; delivery: Delivery; kept: Record<string, string> }) {
  const { ctx, code, body, delivery } = props;
  const { t } = ctx.words;
  if (delivery.remote_status === 'closed')
    return <Notice kind="info" title={t('reports.delivery.closed-title', { body })} text={t('reports.delivery.closed-help')} />;
  if (delivery.state !== 'failed') return null;
  return (
    <>
      <Notice kind="refusal" title={t('reports.delivery.failed-title', { body })} text={hindranceSentence(ctx, delivery)} />
      <Acts>
        <ActForm action={`/banco/${code}/riprova`} hidden={props.kept} label={t('reports.retry-delivery.title')} look="outline" />
      </Acts>
    </>
  );
}
