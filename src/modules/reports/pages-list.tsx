import { type Asked, daysFields, nearOf } from '../../commons/entries/asked.ts';
import { askedLinks, keptOf } from '../../commons/entries/asked-links.ts';
import { kindOf, stateShown } from '../../commons/entries/kind.ts';
import type { Page } from '../../commons/entries/list.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { Figure, Tally } from '../../commons/entries/store-figures.ts';
import type { Year } from '../../commons/entries/store-year.ts';
import { followAddress } from '../../commons/notices/follow.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { mapOfAll, mapOfOne } from '../../commons/territory/drawing.ts';
import { getPlace, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import type { Link } from '../../kernel/pages/document.tsx';
import { MapFigure, type MapPoint } from '../../kernel/pages/map.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Chips, Filters, Key, Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { ActionLine, Breadcrumb, ListAndMap, PageHead } from '../../kernel/pages/structure.tsx';
import { categoriesOf } from './category.ts';
import { listAddress, mapAddress } from './query.ts';
import { type State, shownStates, states } from './report.ts';

export interface ListData {
  /** Of the chosen municipality and kind; nothing before it is first computed. */
  year: Year | undefined;
  asked: Asked;
  unclear: string[];
  page: Page;
  tallies: Tally[];
  figures: Figure[];
}

/** List and map of the reports, with the same filters; on phones the list comes first. */
export function listPage(ctx: Ctx, { asked, unclear, page, tallies, figures, year }: ListData): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities, bySlug } = territoryOf(ctx);
  const place = bySlug.get(asked.comune) ?? metropolis!;
  const narrowed = isNarrowed(asked);
  const looks = ['sent', 'taken-in-charge', 'in-progress', 'resolved', 'closed-without-action'] as const;
  const body = (
    <div class="container">
      <Breadcrumb trail={[{ href: '/', label: t('reports.home') }]} here={t('reports.many')} />
      <PageHead
        title={t('reports.many')}
        lead={asked.mie && ctx.actor.person ? t('reports.year-mine') : year && leadOf(ctx, year)}
        action={{ href: '/segnalazioni/nuova', label: t('reports.tell'), icon: 'plus' }}
      />
      <Filters
        action="/segnalazioni"
        kept={keptOf(asked)}
        fields={[
          { name: 'q', label: t('reports.filter.text'), value: asked.q },
          {
            name: 'comune',
            label: t('reports.filter.municipality'),
            value: asked.comune,
            options: [
              { value: '', label: t('reports.filter.all-municipalities', { n: municipalities.length }) },
              { value: metropolis!.slug, label: t('reports.filter.of-metropolis') },
              ...municipalities.map((one) => ({ value: one.slug, label: one.name })),
            ],
          },
          {
            name: 'tipo',
            label: t('reports.filter.category'),
            value: asked.tipo,
            options: [
              { value: '', label: t('reports.filter.all-categories') },
              ...categoriesOf(ctx, place.id).map((one) => ({ value: one.code, label: one[ctx.words.lang] })),
            ],
          },
          ...daysFields(ctx, asked),
        ]}
      />
      <Around ctx={ctx} asked={asked} />
      <Chips label={t('reports.filter.state')} chips={chips(ctx, asked, narrowed, tallies, figures)} />
      {unclear.length > 0 && <Notice kind="info" title={unclear.join(' ')} />}
      {page.mended && <Notice kind="info" title={t('reports.mended', { typed: asked.q, mended: page.mended })} />}
      <ListAndMap
        list={<List ctx={ctx} asked={asked} page={page} />}
        map={
          <div class="ar-beside">
            <ReportsMap ctx={ctx} asked={asked} page={page} tallies={narrowed ? [] : tallies} />
            <Key
              states={[
                ...looks.map((state) => ({ look: states[state].look, word: t(states[state].word) })),
                { look: 'late' as const, word: t('entries.late') },
              ]}
            >
              {asked.comune || narrowed ? null : t('reports.map-clusters')}
            </Key>
          </div>
        }
      />
    </div>
  );
  const feed = (ending: string, type: string) => ({
    href: listAddress(asked, { dopo: '' }, ending),
    type,
    title: t('reports.many'),
  });
  return sitePage(
    ctx,
    {
      title: t('reports.many'),
      path: listAddress(asked),
      section: '/segnalazioni',
      place: asked.comune ? place.id : null,
      islands: ['near'],
      cache: asked.mie ? 'private' : 'public',
      description: t('reports.list-description'),
      alternates: [feed('.atom', 'application/atom+xml'), feed('.geojson', 'application/geo+json')],
    },
    body,
  );
}

/** Is less shown than the totals count? */
function isNarrowed({ q, tipo, giorni, dal, al, mie, vicino, riquadro }: Asked): boolean {
  return Boolean(q || tipo || giorni || dal || al || mie || vicino || riquadro);
}

/** «612 risolte negli ultimi 12 mesi. Metà delle 690 chiuse in 9 giorni o meno; 210 sono ancora aperte.» */
function leadOf(ctx: Ctx, { done, closed, median_days, open }: Year): string {
  const days = median_days === null ? 0 : Math.max(1, Math.round(median_days));
  return ctx.words.t('reports.year', { done, closed, days, open, known: days > 0 ? 'yes' : 'no' });
}

/** Near me and mine, which only make sense to whoever is there; the same on the map, and being told of it. */
function Around({ ctx, asked }: { ctx: Ctx; asked: Asked }) {
  const { t } = ctx.words;
  const links: Link[] = [
    ...askedLinks(ctx, asked, (change) => listAddress(asked, { ...change, dopo: '' })),
    { href: mapAddress(asked), label: t('entries.on-map'), icon: 'map' },
    { href: followAddress(isOwn(ctx, asked) ? { ...asked, comune: '' } : asked), label: t('notices.here'), icon: 'bell' },
  ];
  return (
    <div data-near={listAddress(asked, { vicino: '', dopo: '' })} data-denied={t('reports.what.position-denied')}>
      {!nearOf(asked.vicino) && (
        <button type="button" class="btn btn-outline-primary btn-sm ar-scripted">
          {t('reports.filter.near')}
        </button>
      )}
      <ActionLine links={links} />
      <p role="status" />
    </div>
  );
}

/** Only what is of the metropolis itself? */
function isOwn(ctx: Ctx, { comune }: Asked): boolean {
  return comune !== '' && comune === territoryOf(ctx).metropolis?.slug;
}

function chips(ctx: Ctx, asked: Asked, narrowed: boolean, tallies: Tally[], figures: Figure[]) {
  const { t } = ctx.words;
  const many = (of: (tally: Tally) => boolean) =>
    narrowed ? undefined : tallies.filter(of).reduce((sum, tally) => sum + tally.total, 0);
  const late = figures.find((figure) => figure.name === 'late');
  return [
    {
      href: listAddress(asked, { stato: '', dopo: '' }),
      label: t('reports.filter.all-states'),
      count: many((tally) => !states[tally.state as State]?.aside),
      current: asked.stato === '',
    },
    ...shownStates.map((state) => ({
      href: listAddress(asked, { stato: state, dopo: '' }),
      label: t(states[state].word),
      look: states[state].look,
      count: many((tally) => tally.state === state),
      current: asked.stato === state,
    })),
    {
      href: listAddress(asked, { stato: 'late', dopo: '' }),
      label: t('entries.late'),
      look: 'late' as const,
      count: narrowed || isOwn(ctx, asked) ? undefined : (late?.value ?? 0),
      current: asked.stato === 'late',
    },
  ];
}

function List({ ctx, asked, page }: { ctx: Ctx; asked: Asked; page: Page }) {
  const { t } = ctx.words;
  if (page.items.length === 0) {
    return (
      <Empty
        text={t('reports.empty')}
        links={[
          { href: '/segnalazioni', label: t('reports.empty-all') },
          { href: '/segnalazioni/nuova', label: t('reports.tell') },
        ]}
      />
    );
  }
  return (
    <div>
      <div class="ar-section-h d-flex flex-wrap justify-content-between">
        <h2 class="ar-h3">{asked.q ? t('reports.found', { text: asked.q }) : t('reports.latest')}</h2>
        <p class="ar-soft mb-0">{asked.q ? t('reports.order-best') : t('reports.order-latest')}</p>
      </div>
      <Rows label={t('reports.many')}>
        {page.items.map((entry) => (
          <ReportRow ctx={ctx} entry={entry} from={nearOf(asked.vicino)} />
        ))}
      </Rows>
      <Pager
        previous={asked.dopo ? listAddress(asked, { dopo: '' }) : undefined}
        next={page.next ? listAddress(asked, { dopo: page.next }) : undefined}
      />
      <ActionLine
        links={[
          { href: listAddress(asked, { dopo: '' }, '.csv'), label: t('reports.as-csv') },
          { href: listAddress(asked, { dopo: '' }, '.geojson'), label: t('reports.as-geojson') },
          { href: listAddress(asked, { dopo: '' }, '.atom'), label: t('reports.as-atom') },
          { href: listAddress(asked, { dopo: '' }, '.ics'), label: t('reports.as-calendar') },
          { href: '/segnalazioni/dati', label: t('reports.figures.crumb') },
          ...ownHere(ctx, asked),
        ]}
      />
    </div>
  );
}

/** What lies in a municipality and is of the metropolis, like its roads, is in a list of its own. */
function ownHere(ctx: Ctx, asked: Asked): { href: string; label: string }[] {
  const { metropolis, bySlug } = territoryOf(ctx);
  const place = bySlug.get(asked.comune);
  if (!metropolis || place?.kind !== 'municipality' || !place.outline) return [];
  const { west, south, east, north } = place.outline;
  const riquadro = [west, south, east, north].map((degrees) => degrees.toFixed(4)).join(',');
  const label = ctx.words.t('reports.of-metropolis-here', { name: metropolis.name });
  return [{ href: listAddress(asked, { comune: metropolis.slug, riquadro, dopo: '' }), label }];
}

/** A report as a row of any list: its state first, the date that counts at the right. */
export function ReportRow({ ctx, entry, from }: { ctx: Ctx; entry: Entry; from?: { lat: number; lon: number } }) {
  const { t, relative } = ctx.words;
  const shown = stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now);
  const place = getPlace(ctx, entry.place);
  return (
    <Row
      href={kindOf('report').path(entry.code)}
      title={entry.title}
      state={shown}
      note={dueNote(ctx, entry)}
      id={entry.code}
      meta={[
        from &&
          entry.geometry?.type === 'Point' &&
          t('reports.alike.metres', { n: metresFrom(from, entry.geometry.coordinates as [number, number]) }),
        entry.organisation && t('entries.on-behalf', { name: entry.organisation }),
        entry.place_label ? `${entry.place_label}, ${place.name}` : place.name,
        relative(entry.published, ctx.now),
        entry.supports > 0 && t('reports.also', { n: entry.supports }),
      ]}
    />
  );
}

/** To the nearest ten, on a sphere: to know which is nearer. */
export function metresFrom({ lat, lon }: { lat: number; lon: number }, [otherLon, otherLat]: [number, number]): number {
  const radians = Math.PI / 180;
  const [dLat, dLon] = [(otherLat - lat) * radians, (otherLon - lon) * radians * Math.cos(lat * radians)];
  return Math.max(10, Math.round((Math.hypot(dLat, dLon) * 6_371_000) / 10) * 10);
}

/** The one date to know: when it was done, or by when. */
export function dueNote(ctx: Ctx, entry: Pick<Entry, 'state' | 'due' | 'closed'>): string {
  const { t, date } = ctx.words;
  if (entry.closed) {
    const ended = { resolved: 'reports.done-on', 'not-ours': 'reports.passed-on' }[entry.state] ?? 'reports.closed-on';
    return t(ended, { day: date(entry.closed, ctx.now) });
  }
  if (!entry.due) return '';
  return t(entry.due < ctx.now ? 'reports.was-for' : 'reports.by', { day: date(entry.due, ctx.now) });
}

/** The same list on the map. Counts of the municipalities come from the totals, points from the rows: no query of its own. */
function ReportsMap({ ctx, asked, page, tallies }: { ctx: Ctx; asked: Asked; page: Page; tallies: Tally[] }) {
  const { t } = ctx.words;
  const place = territoryOf(ctx).bySlug.get(asked.comune);
  const one = place?.kind === 'municipality' ? mapOfOne(ctx, place, 640, 740) : null;
  const all = one ? null : mapOfAll(ctx, 640, 740, 16, (other) => listAddress(asked, { comune: other.slug, dopo: '' }));
  const chart = (one ?? all)!.chart;
  const points = page.items.flatMap((entry): MapPoint[] => {
    if (entry.geometry?.type !== 'Point') return [];
    const [lon, lat] = entry.geometry.coordinates as [number, number];
    const [x, y] = chart.place(lon, lat);
    const { look, word } = stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now);
    return [{ x: Math.round(x), y: Math.round(y), look, href: `/segnalazioni/${entry.code}`, label: `${entry.title}: ${word}` }];
  });
  const gathered = one || asked.stato || isNarrowed(asked) ? [] : clusters(ctx, chart, tallies);
  return (
    <MapFigure
      id="map"
      width={chart.width}
      height={chart.height}
      label={t('reports.map-label')}
      land={(one ?? all)!.land}
      outline={one?.outline}
      labels={all?.labels}
      points={gathered.length > 0 ? [] : points}
      clusters={gathered}
      caption={t('reports.map-caption')}
    />
  );
}

function clusters(ctx: Ctx, chart: { place(lon: number, lat: number): [number, number] }, tallies: Tally[]) {
  return territoryOf(ctx).municipalities.flatMap((place) => {
    const own = tallies.filter((tally) => tally.place === place.id);
    const count = own.reduce((sum, tally) => sum + tally.total, 0);
    if (!place.outline || count === 0) return [];
    const [x, y] = chart.place(place.outline.lon, place.outline.lat);
    const done = own.filter((tally) => tally.state === 'resolved').reduce((sum, tally) => sum + tally.total, 0);
    return [{ x: Math.round(x), y: Math.round(y) - 6, count, done, late: 0 }];
  });
}
