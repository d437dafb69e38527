import { kindOf, stateShown } from '../../commons/entries/kind.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { Tally } from '../../commons/entries/store-figures.ts';
import type { Outcome } from '../../commons/entries/store-outcomes.ts';
import type { Module } from '../../commons/module.ts';
import { settingOf } from '../../commons/settings/settings.ts';
import type { Theme } from '../../commons/settings/theme.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { shortName } from '../../commons/site/site.tsx';
import { mapOfAll, shapeOf } from '../../commons/territory/drawing.ts';
import { getPlace, type Place, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Hero } from '../../kernel/pages/hero.tsx';
import { State } from '../../kernel/pages/icon.tsx';
import { Empty } from '../../kernel/pages/notice.tsx';
import { RiverPlot } from '../../kernel/pages/river.tsx';
import { Agenda } from '../../kernel/pages/rows.tsx';
import { Shapes } from '../../kernel/pages/silhouette.tsx';
import { Section, Split } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';

type Part = NonNullable<Module['onHome']>;
let parts: readonly Part[] = [];

/** Called once, when the house is built: what the rooms put on the home page. */
export function declareHome(list: readonly Part[]): void {
  parts = list;
}

export interface HomeData {
  metropolis: Place;
  latest: Entry[];
  /** Of the last twelve months. */
  year: Tally[];
  late: number;
  outcomes: Outcome[];
}

/** Newcomers understand in five seconds; then what happens now, then what became of it, then their municipality. */
export function homePage(ctx: Ctx, { metropolis, latest, year, late, outcomes }: HomeData): Answer {
  const { t, number } = ctx.words;
  const { municipalities } = territoryOf(ctx);
  const name = shortName(metropolis.name);
  const inhabitants = municipalities.reduce((sum, place) => sum + (place.population ?? 0), 0);
  const body = (
    <>
      <Hero
        title={t('app.home.title')}
        lead={t('app.home.lead', { n: municipalities.length, name })}
        action={{ href: '/segnalazioni/nuova', label: t('app.home.report'), icon: 'megaphone' }}
        verbs={[
          { href: '/segnalazioni', label: t('app.home.verb-reports') },
          { href: '/mappa', label: t('app.home.verb-map') },
          { href: '/cerca', label: t('app.home.verb-search') },
          { href: '/comuni', label: t('app.home.verb-municipality') },
        ]}
        map={heroMap(ctx, latest, name)}
      />
      <div class="container">
        <Section id="now" title={t('app.home.now')} link={{ href: '/mappa', label: t('app.home.all') }}>
          <Split>
            {latest.length === 0 ? (
              <Empty text={t('app.home.empty')} links={[{ href: '/segnalazioni/nuova', label: t('app.home.report') }]} />
            ) : (
              <Agenda
                label={t('app.home.now')}
                items={latest.map((entry, i) => ({
                  href: kindOf(entry.kind).path(entry.code),
                  title: entry.title,
                  mark: letter(i),
                  kicker: `${t(kindOf(entry.kind).one)} · ${getPlace(ctx, entry.place).name}`,
                  meta: [
                    stateShown(ctx.words, entry.kind, entry.state, entry.closed ? null : entry.due, ctx.now).word,
                    ctx.words.relative(entry.published, ctx.now),
                  ],
                }))}
              />
            )}
            {parts.map((part) => part(ctx))}
          </Split>
        </Section>
        <Section id="river" title={t('app.home.river')} lead={t('app.home.river-lead')}>
          <River ctx={ctx} year={year} late={late} />
        </Section>
        {outcomes.length > 0 && (
          <Section id="kept" title={t('app.home.kept')} link={{ href: '/segnalazioni', label: t('app.home.kept-all') }}>
            <Outcomes ctx={ctx} outcomes={outcomes} />
          </Section>
        )}
        <Section
          id="yours"
          title={t('app.home.yours')}
          note={t('app.home.yours-note', { n: municipalities.length, inhabitants: number(inhabitants) })}
          last
        >
          <Municipalities ctx={ctx} />
        </Section>
      </div>
    </>
  );
  return sitePage(
    ctx,
    { title: t('app.home.title'), path: '/', description: t('app.home.lead', { n: municipalities.length, name }) },
    body,
  );
}

function letter(i: number): string {
  return String.fromCharCode(65 + i);
}

function heroMap(ctx: Ctx, latest: Entry[], name: string) {
  const { chart, land, labels } = mapOfAll(ctx, 640, 560, 20, (place) => `/comuni/${place.slug}`);
  const letters = latest.flatMap((entry, i) => {
    if (entry.geometry?.type !== 'Point') return [];
    const [lon, lat] = entry.geometry.coordinates as [number, number];
    const [x, y] = chart.place(lon, lat);
    return [{ x: Math.round(x), y: Math.round(y), letter: letter(i) }];
  });
  return {
    id: 'sea',
    width: chart.width,
    height: chart.height,
    label: ctx.words.t('app.home.map', { name }),
    land,
    labels,
    letters,
  };
}

/** What became of what was said, in the last twelve months: counted from the catalogue, never typed. */
function River({ ctx, year, late }: { ctx: Ctx; year: Tally[]; late: number }) {
  const { t, number } = ctx.words;
  const count = (look: string) =>
    year
      .filter((tally) => kindOf(tally.kind).states[tally.outcome]?.look === look && hasOutcome(tally.kind))
      .reduce((sum, tally) => sum + tally.total, 0);
  const [done, work, no, taken, fresh] = [count('done'), count('work'), count('no'), count('taken'), count('new')];
  const total = done + work + no + taken + fresh;
  if (total === 0) return <Empty text={t('app.home.river-empty')} />;
  return (
    <RiverPlot
      id="river-plot"
      total={total}
      word={t('app.home.said')}
      branches={[
        { count: done, look: 'done', word: t('app.home.done') },
        { count: work + taken, look: 'work', word: t('app.home.work') },
        { count: no, look: 'no', word: t('app.home.no') },
        { count: fresh, look: 'late', word: t('app.home.wait'), note: t('app.home.late', { n: number(late) }) },
      ]}
      caption={t('app.home.river-caption', { day: ctx.words.day(ctx.now) })}
      heads={[t('app.home.river-head-1'), t('app.home.river-head-2'), t('app.home.river-head-3')]}
    />
  );
}

/** A kind whose things are answered: some state of it is a look of «done». */
function hasOutcome(kind: string): boolean {
  const looks = Object.values(kindOf(kind).states).map((state) => state.look);
  return looks.includes('done') && looks.includes('taken');
}

export function Outcomes({ ctx, outcomes }: { ctx: Ctx; outcomes: Outcome[] }) {
  const { t, day, date } = ctx.words;
  return (
    <Table
      caption={t('app.home.kept')}
      columns={[{ label: t('app.home.what') }, { label: t('app.home.promised') }, { label: t('app.home.went') }]}
      rows={outcomes.map((outcome) => {
        const shown = stateShown(ctx.words, outcome.kind, outcome.state, outcome.closed ? null : outcome.due, ctx.now);
        return {
          head: (
            <>
              <a href={kindOf(outcome.kind).path(outcome.code)}>{outcome.title}</a>, {getPlace(ctx, outcome.place).name}
            </>
          ),
          cells: [
            outcome.due ? t('app.home.by', { day: day(outcome.due) }) : '',
            <State look={shown.look} word={outcome.closed ? `${shown.word}, ${date(outcome.closed, ctx.now)}` : shown.word} />,
          ],
        };
      })}
    />
  );
}

/** Every municipality by its outline, in its own colour. */
export function Municipalities({ ctx }: { ctx: Ctx }) {
  const { t, number } = ctx.words;
  return (
    <Shapes
      shapes={territoryOf(ctx).municipalities.map((place) => ({
        href: `/comuni/${place.slug}`,
        label: place.name,
        note: place.population === null ? undefined : t('app.inhabitants', { n: number(place.population) }),
        path: shapeOf(ctx, place, 76),
        fill: settingOf<Theme>(ctx, place.id, 'site.theme').main,
      }))}
    />
  );
}
