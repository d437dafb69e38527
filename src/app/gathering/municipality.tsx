import { kindOf } from '../../commons/entries/kind.ts';
import { EntryRow } from '../../commons/entries/rows.tsx';
import type { Entry } from '../../commons/entries/store.ts';
import type { Figure, Tally } from '../../commons/entries/store-figures.ts';
import type { Outcome } from '../../commons/entries/store-outcomes.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { mapOfAll, mapOfOne, type NamedArea } from '../../commons/territory/drawing.ts';
import { officeName, type Place, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { SearchForm } from '../../kernel/pages/form.tsx';
import { MapFigure } from '../../kernel/pages/map.tsx';
import { Empty } from '../../kernel/pages/notice.tsx';
import { LinkList, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, ButtonLink, Go, PageHead, Section, Split } from '../../kernel/pages/structure.tsx';
import { labelPoint, outlinePath } from '../../protocols/boundaries/outline.ts';
import { Municipalities, Outcomes } from './home.tsx';

export interface MunicipalityData {
  place: Place;
  latest: Entry[];
  tallies: Tally[];
  figures: Figure[];
  outcomes: Outcome[];
  areas: NamedArea[];
}

/** A municipality: its headline is a measured fact, not a welcome. */
export function municipalityPage(ctx: Ctx, { place, latest, tallies, figures, outcomes, areas }: MunicipalityData): Answer {
  const { t, number } = ctx.words;
  const median = figures.find((figure) => figure.name === 'median-days');
  const before = figures.find((figure) => figure.name === 'median-days-last-year');
  const open = tallies
    .filter((tally) => kindOf(tally.kind).states[tally.state]?.open)
    .reduce((sum, tally) => sum + tally.total, 0);
  const days = median?.value ? Math.max(1, Math.round(median.value)) : null;
  const title = days && median!.base >= 5 ? t('app.place.answers', { name: place.name, n: days }) : place.name;
  const lead =
    days && median!.base >= 5
      ? before?.value && before.base >= 5
        ? t('app.place.answers-lead-before', { base: number(median!.base), before: Math.max(1, Math.round(before.value)) })
        : t('app.place.answers-lead', { base: number(median!.base) })
      : t('app.place.lead');
  const body = (
    <div class="container">
      <Split kind="even" align="middle">
        <div>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          <Acts>
            <ButtonLink href="/segnalazioni/nuova" label={t('app.home.report')} icon="megaphone" />
            <Go href={`/segnalazioni?comune=${place.slug}`} label={t('app.place.open', { n: number(open) })} />
          </Acts>
          <SearchForm action="/cerca" label={t('app.place.search')} name="q" submit={t('app.search')} id="place-search" />
        </div>
        <PlaceMap ctx={ctx} place={place} areas={areas} />
      </Split>
      <Section id="now" title={t('app.place.now')} link={{ href: `/mappa?comune=${place.slug}`, label: t('app.home.all') }}>
        <Split>
          {latest.length === 0 ? (
            <Empty
              text={t('app.place.empty', { name: place.name })}
              links={[{ href: '/segnalazioni/nuova', label: t('app.home.report') }]}
            />
          ) : (
            <Rows label={t('app.place.now')}>
              {latest.map((entry) => (
                <EntryRow ctx={ctx} entry={entry} />
              ))}
            </Rows>
          )}
          <div>
            <h2 class="ar-h3">{t('app.place.here')}</h2>
            <LinkList
              lines
              links={[
                { href: `/segnalazioni?comune=${place.slug}`, label: t('app.place.reports'), icon: 'megaphone' },
                { href: `/mappa?comune=${place.slug}`, label: t('app.map'), icon: 'map' },
                { href: `/segui?comune=${place.slug}`, label: t('app.place.follow'), icon: 'bell' },
                { href: `/segnalazioni.atom?comune=${place.slug}`, label: t('app.place.feed'), icon: 'rss' },
              ]}
            />
          </div>
        </Split>
      </Section>
      {outcomes.length > 0 && (
        <Section id="kept" title={t('app.place.kept')}>
          <Outcomes ctx={ctx} outcomes={outcomes} />
        </Section>
      )}
      <Section id="figures" title={t('app.place.figures')} last>
        <dl class="ar-facts">
          {place.population !== null && (
            <div>
              <dt>{t('app.place.population')}</dt>
              <dd class="ar-num">{number(place.population)}</dd>
            </div>
          )}
          {place.outline && (
            <div>
              <dt>{t('app.place.area')}</dt>
              <dd class="ar-num">{t('app.place.km2', { n: number(place.outline.km2, 1) })}</dd>
            </div>
          )}
          <div>
            <dt>{t('app.place.istat')}</dt>
            <dd class="ar-code">{place.istat}</dd>
          </div>
          {place.cadastral && (
            <div>
              <dt>{t('app.place.cadastral')}</dt>
              <dd class="ar-code">{place.cadastral}</dd>
            </div>
          )}
        </dl>
      </Section>
    </div>
  );
  return sitePage(
    ctx,
    { title: officeName(ctx, place), path: `/comuni/${place.slug}`, place: place.id, section: '/comuni', description: lead },
    body,
  );
}

function PlaceMap({ ctx, place, areas }: { ctx: Ctx; place: Place; areas: NamedArea[] }) {
  const { chart, land, outline } = mapOfOne(ctx, place, 560, 600);
  const polygons = areas.filter((area) => area.geometry.type === 'MultiPolygon' || area.geometry.type === 'Polygon');
  const shapes = polygons.map((area) => ({ name: area.name, geometry: multi(area.geometry) }));
  return (
    <MapFigure
      id="place"
      kind={shapes.length > 0 ? 'parts' : undefined}
      width={chart.width}
      height={chart.height}
      label={ctx.words.t('app.place.map', { name: place.name })}
      land={land}
      parts={shapes.map((shape) => ({ path: outlinePath(shape.geometry, chart, { tolerance: 0.5 }), look: 'part' as const }))}
      outline={outline}
      labels={shapes.map((shape) => {
        const at = labelPoint(shape.geometry);
        const [x, y] = chart.place(at.lon, at.lat);
        return { x: Math.round(x), y: Math.round(y), lines: [shape.name], rank: 'main' as const };
      })}
      caption={place.population === null ? undefined : ctx.words.t('app.inhabitants', { n: ctx.words.number(place.population) })}
    />
  );
}

function multi(geometry: { type: string; coordinates: unknown }): any {
  return geometry.type === 'Polygon' ? { type: 'MultiPolygon', coordinates: [geometry.coordinates] } : geometry;
}

/** All the municipalities, on the map and by name. */
export function municipalitiesPage(ctx: Ctx): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const map = mapOfAll(ctx, 640, 640, 16, (place) => `/comuni/${place.slug}`);
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={t('app.territory')} />
      <PageHead title={metropolis?.name ?? t('app.territory')} lead={t('app.territory-lead', { n: municipalities.length })} />
      <MapFigure
        id="all"
        width={map.chart.width}
        height={map.chart.height}
        label={t('app.territory')}
        land={map.land}
        labels={map.labels}
      />
      <Section id="list" title={t('app.municipalities')}>
        <Municipalities ctx={ctx} />
      </Section>
    </div>
  );
  return sitePage(ctx, { title: t('app.territory'), path: '/comuni', section: '/comuni' }, body);
}
