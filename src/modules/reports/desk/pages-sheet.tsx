import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import type { Attachment } from '../../../commons/attachments/store.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { neighbourhood } from '../../../commons/territory/drawing.ts';
import { getPlace, officeName } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { PanelFacts } from '../../../kernel/pages/desk.tsx';
import { State } from '../../../kernel/pages/icon.tsx';
import { MapFigure } from '../../../kernel/pages/map.tsx';
import { Paragraphs } from '../../../kernel/pages/says.tsx';
import { Go } from '../../../kernel/pages/structure.tsx';
import { categoryName } from '../category.ts';
import type { Answered } from '../intake/store.ts';
import { Answers, officeAlone } from './answered.tsx';
import type { SheetRow } from './store.ts';

export interface Sheet {
  report: SheetRow;
  description: string;
  answers: Answered[];
  photos: Attachment[];
  acts: { verb: string; at: Date; text: string | null }[];
}

/** What the squad takes along on paper: where, what, what was said, and lines to write on. */
export function sheetsPage(ctx: Ctx, path: string, sheets: readonly Sheet[]): Answer {
  const { t } = ctx.words;
  const [first] = sheets as [Sheet];
  return sitePage(
    ctx,
    {
      title: t('reports.sheet.title', { n: sheets.length }),
      path,
      section: '/banco',
      place: first.report.place,
      cache: 'private',
      office: true,
      hidden: true,
      islands: ['desk'],
    },
    <div class="container ar-last">
      <div class="ar-no-print">
        <h1>{t('reports.sheet.title', { n: sheets.length })}</h1>
        <p>{t('reports.sheet.how')}</p>
        <Go href="/banco" label={t('reports.desk.title')} />
      </div>
      {sheets.map((sheet) => (
        <SheetOf ctx={ctx} sheet={sheet} />
      ))}
    </div>,
  );
}

function SheetOf({ ctx, sheet: { report, description, answers, photos, acts } }: { ctx: Ctx; sheet: Sheet }) {
  const { t, day, moment } = ctx.words;
  const place = getPlace(ctx, report.place);
  return (
    <article class="ar-sheet" aria-labelledby={report.code}>
      <header>
        <p class="mb-0">{officeName(ctx, place)}</p>
        <h2 id={report.code}>{report.title}</h2>
        <p class="ar-code">{report.code}</p>
        {report.visibility === 'private' && <p class="mb-0 fw-semibold">{officeAlone(ctx, report)}</p>}
        <State {...stateShown(ctx.words, 'report', report.state, report.closed ? null : report.due, ctx.now)} />
      </header>
      <div class="ar-sheet-two">
        <PanelFacts
          facts={[
            { term: t('reports.place'), value: report.place_label || place.name },
            ...(report.lat !== null && report.lon !== null
              ? [{ term: t('reports.sheet.position'), value: `${report.lat.toFixed(6)}, ${report.lon.toFixed(6)}` }]
              : []),
            { term: t('reports.desk.head-kind'), value: categoryName(ctx, report.place, report.topic) },
            { term: t('reports.desk.fact-sent'), value: moment(report.published) },
            { term: t('reports.desk.fact-due'), value: report.due ? day(report.due) : '' },
            { term: t('reports.desk.head-owner'), value: report.assignee_name ?? t('reports.desk.owner-nobody') },
            { term: t('reports.sheet.address'), value: `${ctx.config.origin}/segnalazioni/${report.code}` },
          ]}
        />
        {report.lat !== null && report.lon !== null && (
          <MapFigure
            id={`map-${report.code}`}
            {...neighbourhood(ctx, report.lat, report.lon, 340, 220)}
            label={t('reports.where-map', { place: report.place_label })}
          />
        )}
      </div>
      {description && <Paragraphs text={description} voice />}
      <Answers ctx={ctx} answers={answers} />
      {photos.length > 0 && (
        <ul class="list-unstyled ar-sheet-photos">
          {photos.map((photo) => (
            <li>
              <img
                src={attachmentPath(photo)}
                alt={photo.alt || t('reports.photo-without-words')}
                width={photo.width ?? 800}
                height={photo.height ?? 600}
              />
            </li>
          ))}
        </ul>
      )}
      <h3>{t('reports.what-happened')}</h3>
      <ul>
        {acts.map((act) => (
          <li>
            {moment(act.at)}: {t(`reports.thread.${act.verb.slice('reports.'.length)}`)}
            {act.text && <Paragraphs text={act.text} />}
          </li>
        ))}
      </ul>
      <h3>{t('reports.sheet.squad')}</h3>
      <ul class="list-unstyled ar-sheet-lines">
        {(['date', 'who', 'found', 'done', 'left'] as const).map((line) => (
          <li>{t(`reports.sheet.line-${line}`)}</li>
        ))}
      </ul>
    </article>
  );
}
