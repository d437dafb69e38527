import type { VNode } from 'preact';
import { attachmentPath } from '../../commons/attachments/attachments.ts';
import type { Attachment } from '../../commons/attachments/store.ts';
import { shortPerson } from '../../commons/discussion/comment.ts';
import { stateShown } from '../../commons/entries/kind.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { ThreadRow } from '../../commons/entries/store-notes.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { mapAround } from '../../commons/territory/drawing.ts';
import { getPlace, officeName } from '../../commons/territory/territory.ts';
import { holds } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { MapFigure } from '../../kernel/pages/map.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Photo, Photos, Says } from '../../kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, ButtonLink, PageHead, Section, SplitTrio } from '../../kernel/pages/structure.tsx';
import { type Knot, PromiseBox, PromiseTerms, Thread, Ticks } from '../../kernel/pages/thread.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { daysBetween } from '../../kernel/time.ts';
import { categoryName } from './category.ts';
import { officeRoles } from './permissions.ts';
import { isState, states } from './report.ts';
import type { ReportRow } from './store.ts';

export interface ReportData {
  entry: Entry;
  report: ReportRow;
  thread: ThreadRow[];
  photos: Attachment[];
  supports: { assurance: string; n: number }[];
  parts: { follow: VNode | null; discussion: VNode | null; links: VNode | null; flag: string };
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
      {report.description && <Says who={reporterName(ctx, report)} text={report.description} />}
      <Section id="what-happened" title={t('reports.what-happened')}>
        <Thread knots={knots(ctx, data)} labelledBy="what-happened" />
      </Section>
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
    },
    body,
  );
}

function Promised({ ctx, data: { entry, report, supports, parts } }: { ctx: Ctx; data: ReportData }) {
  const { t, weekday } = ctx.words;
  const place = getPlace(ctx, entry.place);
  const total = entry.due ? Math.max(1, daysBetween(entry.published, entry.due)) : 0;
  const passed = daysBetween(entry.published, ctx.now);
  const left = entry.due ? daysBetween(ctx.now, entry.due) : 0;
  const also = supports.reduce((sum, one) => sum + one.n, 0);
  return (
    <PromiseBox>
      <PromiseTerms
        terms={[
          entry.closed
            ? {
                term: t(entry.state === 'resolved' ? 'reports.box.done' : 'reports.box.closed'),
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
          {
            term: t('reports.box.who'),
            value: report.assignee_name ?? officeName(ctx, place),
            also: report.assignee_name ? officeName(ctx, place) : undefined,
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

/** A reporter is named in short; whoever did not say a name is nobody. */
function reporterName(ctx: Ctx, report: ReportRow): string {
  return report.reporter ? shortPerson(report.reporter) : ctx.words.t('reports.anonymous');
}

/** What happened, solid; what is promised, dotted. */
function knots(ctx: Ctx, { entry, thread, report }: ReportData): Knot[] {
  const { t, moment, weekday } = ctx.words;
  const place = getPlace(ctx, entry.place);
  const done = thread.map((row): Knot => {
    const state = String(row.public['state'] ?? '');
    const moved = row.verb === 'reports.answer' && row.public['due'] !== undefined;
    const who = row.staff
      ? [row.name, officeName(ctx, place)].filter(Boolean).join(', ')
      : row.verb === 'reports.send'
        ? reporterName(ctx, report)
        : '';
    const due =
      typeof row.public['due'] === 'string' && !moved
        ? t('reports.thread.promised', { day: weekday(new Date(row.public['due'])) })
        : '';
    return {
      look: moved ? 'late' : isState(state) ? states[state].look : 'taken',
      when: moment(row.at),
      who,
      title: knotTitle(ctx, row, moved),
      body: (
        <>
          {row.verb === 'reports.send' && <p>{t('reports.thread.competent', { office: officeName(ctx, place) })}</p>}
          {row.public['reason'] !== undefined && <p>{t(`reports.close.reason.option-${String(row.public['reason'])}`)}</p>}
          {row.text && <p class="ar-typed">{row.text}</p>}
          {due && row.verb === 'reports.take-charge' && <p>{due}</p>}
        </>
      ),
    };
  });
  if (entry.closed || !entry.due) return done;
  const waiting = entry.state === 'sent';
  return [
    ...done,
    {
      look: waiting ? 'taken' : 'done',
      when: t(entry.due < ctx.now ? 'reports.was-for-weekday' : 'reports.by-weekday', { day: weekday(entry.due) }),
      who: report.assignee_name ?? officeName(ctx, place),
      title: t(waiting ? 'reports.thread.next-answer' : 'reports.thread.next-done'),
      promised: true,
    },
  ];
}

function knotTitle(ctx: Ctx, row: ThreadRow, moved: boolean): string {
  const { t, date } = ctx.words;
  if (moved) return t('reports.thread.moved', { day: date(new Date(String(row.public['due']))) });
  return t(`reports.thread.${row.verb.slice('reports.'.length)}`);
}
