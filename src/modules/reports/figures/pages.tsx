import { type Age, ownOfMetropolis, type Week, type Year } from '../../../commons/entries/store-year.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, officeName, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Empty } from '../../../kernel/pages/notice.tsx';
import { PairsPlot } from '../../../kernel/pages/pairs.tsx';
import { Bars } from '../../../kernel/pages/plots.tsx';
import { Filters } from '../../../kernel/pages/rows.tsx';
import { ActionLine, Breadcrumb, PageHead, Section } from '../../../kernel/pages/structure.tsx';
import { Figures, FiguresBelow } from '../../../kernel/pages/table.tsx';
import { romeInstant } from '../../../kernel/time.ts';
import { allCategoriesOf, categoryName } from '../category.ts';

export interface FiguresData {
  place: Place;
  /** Code of a kind of problem, or '' for all. */
  topic: string;
  year: Year | undefined;
  /** What was answered four weeks after closings. */
  fixed: { yes: number; no: number } | undefined;
  weeks: Week[];
  ages: Age[];
  /** By kind in this place; by municipality, and what is of the metropolis itself, for this kind. */
  byTopic: Year[];
  byPlace: Year[];
  /** At the desk, or for everybody. */
  office: boolean;
}

/** How it goes: what came in and what was closed by week, how long things wait, which promises were kept, by kind and by municipality. */
export function figuresPage(ctx: Ctx, data: FiguresData): Answer {
  const { t, number, moment } = ctx.words;
  const { place, topic, year, office } = data;
  const { metropolis, municipalities } = territoryOf(ctx);
  const here = office ? '/banco/cruscotto' : '/segnalazioni/dati';
  return sitePage(
    ctx,
    {
      title: t('reports.figures.title', { name: place.name }),
      path: here,
      section: office ? '/banco' : '/segnalazioni',
      place: place.kind === 'municipality' ? place.id : null,
      description: t('reports.figures.lead'),
      hidden: office,
      cache: office ? 'private' : 'public',
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          office ? { href: '/banco', label: t('reports.desk.title') } : { href: '/segnalazioni', label: t('reports.many') },
        ]}
        here={t('reports.figures.crumb')}
      />
      <PageHead title={t('reports.figures.title', { name: officeName(ctx, place) })} lead={t('reports.figures.lead')} />
      <Filters
        action={here}
        fields={[
          {
            name: 'comune',
            label: t('reports.filter.municipality'),
            value: place.kind === 'municipality' ? place.slug : '',
            options: [
              { value: '', label: metropolis!.name },
              ...municipalities.map((one) => ({ value: one.slug, label: one.name })),
            ],
          },
          {
            name: 'tipo',
            label: t('reports.filter.category'),
            value: topic,
            options: [
              { value: '', label: t('reports.filter.all-categories') },
              ...allCategoriesOf(ctx, place.id).map((one) => ({ value: one.code, label: one[ctx.words.lang] })),
            ],
          },
        ]}
      />
      {year ? (
        <>
          <Headline ctx={ctx} year={year} fixed={topic ? undefined : data.fixed} />
          <Section id="settimane" title={t('reports.figures.weeks')}>
            <PairsPlot
              label={t('reports.figures.weeks-label')}
              caption={t('reports.figures.weeks-caption')}
              heads={[t('reports.figures.week'), t('reports.figures.opened'), t('reports.figures.closed')]}
              pairs={weekPairs(ctx, data.weeks)}
            />
          </Section>
          <Section id="attese" title={t('reports.figures.ages')}>
            <Bars bars={data.ages.map((age) => ({ label: ageWords(ctx, age), value: age.things, text: number(age.things) }))} />
            <FiguresBelow
              caption={t('reports.figures.ages')}
              columns={[{ label: t('reports.figures.age') }, { label: t('reports.figures.open'), figures: true }]}
              rows={data.ages.map((age) => ({ head: ageWords(ctx, age), cells: [number(age.things)] }))}
            />
          </Section>
          {data.byTopic.length > 0 && (
            <Section id="tipi" title={t('reports.figures.by-topic')}>
              <Compared
                ctx={ctx}
                head={t('reports.filter.category')}
                rows={data.byTopic.map((one) => ({ name: categoryName(ctx, place.id, one.topic) || one.topic, year: one }))}
              />
            </Section>
          )}
          {data.byPlace.length > 1 && (
            <Section id="comuni" title={t('reports.figures.by-place')}>
              <Compared
                ctx={ctx}
                head={t('reports.filter.municipality')}
                rows={data.byPlace.map((one) => ({ name: partName(ctx, one.place), year: one }))}
              />
            </Section>
          )}
          <p class="small ar-soft">{t('reports.figures.computed', { at: moment(year.computed) })}</p>
        </>
      ) : (
        <Empty text={t('reports.figures.none')} links={[{ href: '/segnalazioni', label: t('reports.many') }]} />
      )}
      <ActionLine links={[{ href: `/api/v1/reports/figures${apiQuery(place, topic)}`, label: t('reports.figures.as-json') }]} />
    </div>,
  );
}

/** A municipality, or what is of the metropolis itself. */
function partName(ctx: Ctx, place: string): string {
  return place === ownOfMetropolis ? ctx.words.t('reports.filter.of-metropolis') : getPlace(ctx, place).name;
}

/** Of fewer answers a share says nothing. */
const leastAnswers = 10;

/** What a reader should know first, each with the number it rests on. */
function Headline({ ctx, year, fixed }: { ctx: Ctx; year: Year; fixed?: { yes: number; no: number } }) {
  const { t, number } = ctx.words;
  const share = year.promised > 0 ? year.kept / year.promised : null;
  return (
    <dl class="ar-facts">
      <div>
        <dt>{t('reports.figures.done-year')}</dt>
        <dd class="ar-num">{number(year.done)}</dd>
      </div>
      {year.median_days !== null && (
        <div>
          <dt>{t('reports.figures.median', { closed: year.closed, open: year.open })}</dt>
          <dd class="ar-num">{t('reports.figures.days', { n: Math.max(1, Math.round(year.median_days)) })}</dd>
        </div>
      )}
      {share !== null && (
        <div>
          <dt>{t('reports.figures.kept', { n: year.promised })}</dt>
          <dd class="ar-num">{ctx.words.percent(share)}</dd>
        </div>
      )}
      {fixed && fixed.yes + fixed.no >= leastAnswers && (
        <div>
          <dt>{t('reports.figures.fixed', { n: fixed.yes + fixed.no })}</dt>
          <dd class="ar-num">{ctx.words.percent(fixed.yes / (fixed.yes + fixed.no))}</dd>
        </div>
      )}
      <div>
        <dt>{t('reports.figures.late-of', { open: year.open })}</dt>
        <dd class="ar-num">{number(year.late)}</dd>
      </div>
    </dl>
  );
}

/** Rates beside counts: who opens more is not worse. */
function Compared({ ctx, head, rows }: { ctx: Ctx; head: string; rows: { name: string; year: Year }[] }) {
  const { t, number } = ctx.words;
  const sorted = rows.toSorted((a, b) => b.year.open + b.year.closed - a.year.open - a.year.closed);
  return (
    <Figures
      wide
      caption={t('reports.figures.compared')}
      columns={[
        { label: head },
        { label: t('reports.figures.open'), figures: true },
        { label: t('reports.figures.late'), figures: true },
        { label: t('reports.figures.closed-year'), figures: true },
        { label: t('reports.figures.median-short'), figures: true },
        { label: t('reports.figures.kept-short'), figures: true },
      ]}
      rows={sorted.map(({ name, year }) => ({
        head: name,
        cells: [
          number(year.open),
          number(year.late),
          number(year.closed),
          year.median_days === null ? '–' : t('reports.figures.days', { n: Math.max(1, Math.round(year.median_days)) }),
          year.promised === 0
            ? '–'
            : t('reports.figures.kept-of', { share: ctx.words.percent(year.kept / year.promised), base: year.promised }),
        ],
      }))}
    />
  );
}

function weekPairs(ctx: Ctx, weeks: readonly Week[]) {
  let month = '';
  return weeks.map(({ week, opened, closed }) => {
    const monday = romeInstant(week);
    const begins = week.slice(0, 7) !== month;
    month = week.slice(0, 7);
    const label = ctx.words.t('reports.figures.week-of', { day: ctx.words.date(monday, ctx.now) });
    return { label, short: begins ? ctx.words.parts(monday).month.slice(0, 3) : undefined, first: opened, second: closed };
  });
}

function ageWords(ctx: Ctx, { days }: Age): string {
  return ctx.words.t(`reports.figures.age-${days}`);
}

function apiQuery(place: Place, topic: string): string {
  const query = new URLSearchParams();
  if (place.istat) query.set('municipality', place.istat);
  if (topic) query.set('category', topic);
  return query.size > 0 ? `?${query}` : '';
}
