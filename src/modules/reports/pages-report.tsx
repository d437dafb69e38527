import type { VNode } from 'preact';
import { attachmentPath } from '../../commons/attachments/attachments.ts';
import { mayRedact } from '../../commons/attachments/permissions.ts';
import type { Attachment } from '../../commons/attachments/store.ts';
import { stateShown } from '../../commons/entries/kind.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { mapAround } from '../../commons/territory/drawing.ts';
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
import { dueNote } from './pages-list.tsx';
import { Mine } from './pages-report-mine.tsx';
import { knots, reporterName, type Threaded } from './pages-report-thread.tsx';
import { officeRoles } from './permissions.ts';
import type { Hop } from './store-moves.ts';
import type { NearBy } from './store-near.ts';

export interface ReportData extends Threaded {
  photos: Attachment[];
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
          caption={t('reports.photo-caption', { day: ctx.words.date(entry.published) })}
        />
      )}
      {images.length > 1 && (
        <Photos
          photos={images.slice(1).map((photo) => ({
            src: attachmentPath(photo, 'small'),
            href: attachmentPath(photo),
            alt: photo.alt,
            width: 240,
            height: 180,
          }))}
        />
      )}
      {images.length > 0 && mayRedact.check(ctx.actor, entry) === undefined && (
        <ActionLine
          links={images.map((photo, i) => ({
            href: `/banco/${entry.code}/foto/${photo.id}`,
            label: t('reports.cover-photo', { n: i + 1, all: images.length }),
          }))}
        />
      )}
      {report.description && <Says who={reporterName(ctx, report)} text={report.description} />}
      <Section id="what-happened" title={t('reports.what-happened')}>
        <Thread knots={knots(ctx, data)} labelledBy="what-happened" />
      </Section>
      <Mine ctx={ctx} entry={entry} contested={data.contested} form={data.form} />
      <Near ctx={ctx} data={data} />
      {parts.links}
      {parts.discussion}
    </>
  );
  const body = (
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: `/comuni/${place.slug}`, label: place.name },
          { href: `/segnalazioni?comune=${place.slug}`, label: t('reports.many') },
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

function Promised({ ctx, data: { entry, report, supports, parts, hops, thread } }: { ctx: Ctx; data: ReportData }) {
  const { t, weekday } = ctx.words;
  const place = getPlace(ctx, entry.place);
  const total = entry.due ? Math.max(1, daysBetween(entry.published, entry.due)) : 0;
  const passed = daysBetween(entry.published, ctx.now);
  const left = entry.due ? daysBetween(ctx.now, entry.due) : 0;
  const also = supports.reduce((sum, one) => sum + one.n, 0);
  const outside = entry.state === 'not-ours' ? hops.at(-1) : undefined;
  // In the archive a thing is what it was.
  const ended =
    entry.state === 'archived' ? thread.findLast((row) => row.verb === 'reports.archive')?.public['from'] : entry.state;
  return (
    <PromiseBox>
      <PromiseTerms
        terms={[
          entry.closed
            ? {
                term: t(ended === 'resolved' ? 'reports.box.done' : 'reports.box.closed'),
                value: weekday(entry.closed),
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
                  value: weekday(entry.due),
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
          ...(entry.closed && entry.due ? [{ term: t('reports.box.was-promised'), value: weekday(entry.due) }] : []),
          {
            term: t('reports.box.who'),
            value: outside?.body ?? report.assignee_name ?? officeName(ctx, place),
            also: outside ? outsideWays(ctx, outside) : report.assignee_name ? officeName(ctx, place) : undefined,
          },
        ]}
      />
      {!entry.closed && (
        <Acts>
          {report.supported ? (
            <p class="mb-0">{t('reports.box.supported')}</p>
          ) : (
            <ActForm action={`/segnalazioni/${entry.code}/anche-a-me`} label={t('reports.support')} icon="plus" />
          )}
          {parts.follow}
        </Acts>
      )}
      {entry.closed && parts.follow && <Acts>{parts.follow}</Acts>}
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
  const sure = supports
    .filter((one) => one.assurance === 'substantial' || one.assurance === 'high')
    .reduce((sum, one) => sum + one.n, 0);
  const email = supports.filter((one) => one.assurance === 'email').reduce((sum, one) => sum + one.n, 0);
  return t('reports.also-who', { n: also, sure, email, other: also - sure - email });
}

function Place({ ctx, data: { entry, parts } }: { ctx: Ctx; data: ReportData }) {
  const { t } = ctx.words;
  const point = entry.geometry?.type === 'Point' ? (entry.geometry.coordinates as [number, number]) : null;
  return (
    <>
      {point ? (
        <MapFigure
          id="where"
          {...mapAround(ctx, point[1], point[0], 5000, 360, 270)}
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
