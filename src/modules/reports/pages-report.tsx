import type { VNode } from 'preact';
import { attachmentPath } from '../../commons/attachments/attachments.ts';
import { mayRedact } from '../../commons/attachments/permissions.ts';
import type { Attachment } from '../../commons/attachments/store.ts';
import { stateShown } from '../../commons/entries/kind.ts';
import { mergeSmall } from '../../commons/privacy/small-cells.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { neighbourhood } from '../../commons/territory/drawing.ts';
import { getPlace, officeName } from '../../commons/territory/territory.ts';
import { holds } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { MapFigure } from '../../kernel/pages/map.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Photo, Photos, Says } from '../../kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, ButtonLink, PageHead, Section, SplitTrio } from '../../kernel/pages/structure.tsx';
import { PromiseBox, PromiseTerms, Thread, Ticks } from '../../kernel/pages/thread.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { daysBetween } from '../../kernel/time.ts';
import { categoryName } from './category.ts';
import type { Delivery } from './delivery/store.ts';
import { publicSentence } from './delivery/words.ts';
import { dueNote } from './pages-list.tsx';
import { Mine } from './pages-report-mine.tsx';
import { isOffice, knots, reporterName, type Threaded, thumb } from './pages-report-thread.tsx';
import { officeRoles } from './permissions.ts';
import type { Hop } from './store-moves.ts';
import type { NearBy } from './store-near.ts';

export interface ReportData extends Threaded {
  /** To bodies, by the hop that they belong to. */
  deliveries: ReadonlyMap<string, Delivery>;
  supports: { assurance: string; n: number }[];
  parts: { follow: VNode | null; discussion: VNode | null; links: VNode | null; flag: string };
  contested: boolean;
  /** Of the same kind, the nearest first. */
  near: NearBy[];
  /** What its reporter wrote and must write otherwise. */
  form?: FormState;
  refusal?: Refusal;
}

/** One report: the promise before everything else, then what was said, what happened, what people add. */
export function reportPage(ctx: Ctx, data: ReportData): Answer {
  const { t, moment } = ctx.words;
  const { entry, photos, report, parts } = data;
  const place = getPlace(ctx, entry.place);
  const shown = stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now);
  const images = photos.filter((photo) => photo.kind === 'image');
  const main = (
    <>
      {images[0] && (
        <Photo
          src={attachmentPath(images[0])}
          alt={images[0].alt || t('reports.photo-without-words')}
          width={images[0].width ?? 1280}
          height={images[0].height ?? 860}
          caption={addedBy(ctx, data, images[0]) ?? t('reports.photo-caption', { day: ctx.words.date(entry.published, ctx.now) })}
        />
      )}
      {images.length > 1 && (
        <Photos photos={images.slice(1).map((photo) => ({ ...thumb(ctx, photo), caption: addedBy(ctx, data, photo) }))} />
      )}
      {images.length > 0 && mayRedact.check(ctx.actor, entry) === undefined && (
        <ActionLine
          links={images.map((photo, i) => ({
            href: `/banco/${entry.code}/foto/${photo.id}`,
            label: t('reports.cover-photo', { n: i + 1, all: images.length }),
          }))}
        />
      )}
      {report.description && <Says who={reporterName(ctx, report, entry)} text={report.description} />}
      <Section id="what-happened" title={t('reports.what-happened')}>
        <Thread knots={knots(ctx, data)} labelledBy="what-happened" />
      </Section>
      <Mine ctx={ctx} entry={entry} report={report} hops={data.hops} contested={data.contested} form={data.form} />
      <Near ctx={ctx} data={data} />
      {parts.links}
      {parts.discussion}
    </>
  );
  const body = (
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          ...(place.kind === 'municipality' ? [{ href: `/comuni/${place.slug}`, label: place.name }] : []),
          {
            href: `/segnalazioni?comune=${place.slug}`,
            label: t('reports.many'),
          },
        ]}
        here={entry.code}
      />
      {data.refusal && <Notice kind="refusal" title={t(data.refusal.textKey, data.refusal.params)} />}
      {entry.visibility !== 'public' && <Notice kind="info" title={t(`reports.visibility.${entry.visibility}`)} />}
      <PageHead
        title={entry.title}
        state={shown}
        meta={[
          entry.place_label,
          categoryName(ctx, entry.place, entry.topic),
          moment(entry.published),
          <span class="ar-code">{entry.code}</span>,
        ]}
      />
      <SplitTrio
        boxLabel={t('reports.promise')}
        box={<Promised ctx={ctx} data={data} />}
        main={main}
        restLabel={t('reports.place')}
        rest={<Place ctx={ctx} data={data} />}
      />
    </div>
  );
  return sitePage(
    ctx,
    {
      title: entry.title,
      path: `/segnalazioni/${entry.code}`,
      section: '/segnalazioni',
      place: entry.place,
      description: entry.summary.slice(0, 200) || entry.title,
      hidden: entry.visibility !== 'public',
      errors: Boolean(data.form),
    },
    body,
  );
}

/** Who added a photo that came later, and when. */
function addedBy(ctx: Ctx, { thread }: ReportData, { act }: Attachment): string | undefined {
  const row = thread.find((one) => one.act === act);
  return (
    row &&
    ctx.words.t('reports.photo-added', { who: isOffice(row) ? 'office' : 'reporter', day: ctx.words.date(row.at, ctx.now) })
  );
}

/** What else is said of the same kind around here. */
function Near({ ctx, data: { entry, near } }: { ctx: Ctx; data: ReportData }) {
  const { t } = ctx.words;
  if (near.length === 0 || entry.geometry?.type !== 'Point') return null;
  const [lon, lat] = entry.geometry.coordinates as [number, number];
  const all = `/segnalazioni?${new URLSearchParams({ ...(entry.topic && { tipo: entry.topic }), vicino: `${lat},${lon},500` })}`;
  return (
    <Section small id="near" title={t('reports.near.title')} link={{ href: all, label: t('reports.near.all') }}>
      <Rows label={t('reports.near.title')}>
        {near.map((one) => (
          <Row
            href={`/segnalazioni/${one.code}`}
            title={one.title}
            state={stateShown(ctx.words, 'report', one.state, one.closed ? null : one.due, ctx.now)}
            note={dueNote(ctx, one)}
            meta={[t('reports.alike.metres', { n: Math.max(10, Math.round(one.metres / 10) * 10) })]}
          />
        ))}
      </Rows>
    </Section>
  );
}

function Promised({ ctx, data: { entry, report, supports, parts, hops, deliveries, thread } }: { ctx: Ctx; data: ReportData }) {
  const { t, weekday } = ctx.words;
  const place = getPlace(ctx, entry.place);
  const total = entry.due ? Math.max(1, daysBetween(entry.published, entry.due)) : 0;
  const passed = daysBetween(entry.published, ctx.now);
  const left = entry.due ? daysBetween(ctx.now, entry.due) : 0;
  const also = supports.reduce((sum, one) => sum + one.n, 0);
  const outside = entry.state === 'not-ours' ? hops.at(-1) : undefined;
  const delivery = outside && deliveries.get(outside.act);
  const delivered = delivery && publicSentence(ctx, delivery);
  // In the archive a thing is what it was.
  const ended =
    entry.state === 'archived' ? thread.findLast((row) => row.verb === 'reports.archive')?.public['from'] : entry.state;
  return (
    <PromiseBox>
      <PromiseTerms
        terms={[
          entry.closed
            ? {
                term: t(outside ? 'reports.box.passed' : ended === 'resolved' ? 'reports.box.done' : 'reports.box.closed'),
                value: weekday(entry.closed, ctx.now),
                big: true,
              }
            : entry.due
              ? {
                  term: t(
                    entry.due < ctx.now
                      ? 'reports.box.was-promised'
                      : entry.state === 'sent'
                        ? 'reports.box.answer-by'
                        : 'reports.box.promised',
                  ),
                  value: weekday(entry.due, ctx.now),
                  big: true,
                }
              : { term: t('reports.box.no-date'), value: t('reports.box.no-date-yet'), big: true },
        ]}
      />
      {!entry.closed && entry.due && (
        <>
          <Ticks done={passed} total={total} />
          <p>{left >= 0 ? t('reports.box.left', { n: left }) : t('reports.box.over', { n: -left })}</p>
        </>
      )}
      <PromiseTerms
        terms={[
          // What was passed on as soon as it was sent was promised by nobody.
          ...(entry.closed && entry.due && entry.closed > entry.published
            ? [{ term: t('reports.box.was-promised'), value: weekday(entry.due, ctx.now) }]
            : []),
          {
            term: t('reports.box.who'),
            value: outside?.body ?? report.assignee_name ?? officeName(ctx, place),
            also: outside ? outsideWays(ctx, outside) : report.assignee_name ? officeName(ctx, place) : undefined,
          },
        ]}
      />
      {delivered && <p>{delivered}</p>}
      {outside && <p>{t('reports.box.still-ours', { office: officeName(ctx, place) })}</p>}
      {(!entry.closed || outside) && (
        <Acts>
          {report.supported ? (
            <p class="mb-0">{t('reports.box.supported')}</p>
          ) : (
            // whoever sent it has said so already
            !(ctx.actor.person !== null && ctx.actor.person === entry.author) && (
              <ActForm
                action={`/segnalazioni/${entry.code}/anche-a-me`}
                label={t(ctx.actor.kind === 'person' ? 'reports.support' : 'reports.support-sign-in')}
                icon="plus"
              />
            )
          )}
          {parts.follow}
        </Acts>
      )}
      {entry.closed && !outside && parts.follow && <Acts>{parts.follow}</Acts>}
      {also > 0 && <p class="small mb-0">{alsoSentence(ctx, also, supports)}</p>}
      {holds(ctx.actor, officeRoles, entry.place) && (
        <ButtonLink href={`/banco?apri=${entry.code}`} label={t('reports.to-desk')} look="outline" />
      )}
    </PromiseBox>
  );
}

function outsideWays(ctx: Ctx, hop: Hop): string {
  const { t } = ctx.words;
  const reference = hop.reference ? t('reports.thread.reference', { reference: hop.reference }) : '';
  return [hop.contact, reference].filter(Boolean).join(' · ');
}

/** Beside every number, how certain it is of the people behind it. */
function alsoSentence(ctx: Ctx, also: number, supports: { assurance: string; n: number }[]): string {
  const { t } = ctx.words;
  const of = (...levels: string[]) =>
    supports.filter((one) => levels.includes(one.assurance)).reduce((sum, one) => sum + one.n, 0);
  const { rest } = mergeSmall([
    { key: 'sure', n: of('substantial', 'high') },
    { key: 'email', n: of('email') },
    { key: 'other', n: of('none', 'low') },
  ]);
  // So few of a kind could be pointed at: then only how many in all.
  if (rest) return t('reports.also-few', { n: also });
  return t('reports.also-who', { n: also, sure: of('substantial', 'high'), email: of('email'), other: of('none', 'low') });
}

function Place({ ctx, data: { entry, parts } }: { ctx: Ctx; data: ReportData }) {
  const { t } = ctx.words;
  const point = entry.geometry?.type === 'Point' ? (entry.geometry.coordinates as [number, number]) : null;
  return (
    <>
      {point ? (
        <MapFigure
          id="where"
          {...neighbourhood(ctx, point[1], point[0], 360, 270)}
          label={t('reports.where-map', { place: entry.place_label || getPlace(ctx, entry.place).name })}
          caption={
            <>
              {t('reports.point-counts')} <a href={`/mappa?codice=${entry.code}`}>{t('reports.open-map')}</a>
            </>
          }
        />
      ) : (
        <p class="ar-soft">{t('reports.no-point', { place: entry.place_label })}</p>
      )}
      <ActionLine links={[{ href: parts.flag, label: t('reports.flag') }]} />
    </>
  );
}
