import { kindOf, stateShown } from '../../commons/entries/kind.ts';
import type { Page } from '../../commons/entries/list.ts';
import { periodField } from '../../commons/entries/query.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { Figure, Tally } from '../../commons/entries/store-figures.ts';
import type { Year } from '../../commons/entries/store-year.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { mapOfAll, mapOfOne } from '../../commons/territory/drawing.ts';
import { getPlace, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { MapFigure, type MapPoint } from '../../kernel/pages/map.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Chips, type FilterField, Filters, Key, Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { ActionLine, Breadcrumb, ListAndMap, PageHead } from '../../kernel/pages/structure.tsx';
import { categoriesOf } from './category.ts';
import { type Asked, betweenDays, listAddress, nearOf } from './query.ts';
import { asideStates, shownStates, states } from './report.ts';

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
        lead={year && leadOf(ctx, year)}
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

/** How far back; or, once that is chosen, from which day to which. */
function daysFields(ctx: Ctx, { giorni, dal, al }: Asked): FilterField[] {
  const { t } = ctx.words;
  const between = dal || al || giorni === betweenDays;
  const period = periodField(ctx, between ? betweenDays : giorni);
  return [
    { ...period, options: [...period.options, { value: betweenDays, label: t('reports.filter.between') }] },
    ...(between
      ? [
          { name: 'dal', label: t('reports.filter.from'), value: dal, day: true },
          { name: 'al', label: t('reports.filter.until'), value: al, day: true },
        ]
      : []),
  ];
}

/** Is less shown than the totals count? */
function isNarrowed({ q, tipo, giorni, dal, al, mie, vicino }: Asked): boolean {
  return Boolean(q || tipo || giorni || dal || al || mie || vicino);
}

/** What is chosen elsewhere than in the fields. */
function keptOf({ stato, mie, vicino }: Asked): Record<string, string> {
  return { ...(stato && { stato }), ...(mie && { mie }), ...(vicino && { vicino }) };
}

/** «612 risolte negli ultimi 12 mesi. Metà delle 690 chiuse in 9 giorni o meno; 210 sono ancora aperte.» */
function leadOf(ctx: Ctx, { done, closed, median_days, open }: Year): string {
  const days = median_days === null ? 0 : Math.max(1, Math.round(median_days));
  return ctx.words.t('reports.year', { done, closed, days, open, known: days > 0 ? 'yes' : 'no' });
}

/** Near me, and mine: presses that only make sense to whoever is there. */
function Around({ ctx, asked }: { ctx: Ctx; asked: Asked }) {
  const { t, number } = ctx.words;
  const near = nearOf(asked.vicino);
  const links = [
    ...(near
      ? [
          {
            href: listAddress(asked, { vicino: '', dopo: '' }),
            label: t('reports.filter.near-off', { metres: number(near.metres) }),
            icon: 'close' as const,
          },
        ]
      : []),
    ...(ctx.actor.person
      ? [
          asked.mie
            ? { href: listAddress(asked, { mie: '', dopo: '' }), label: t('reports.filter.mine-off'), icon: 'close' as const }
            : { href: listAddress(asked, { mie: '1', dopo: '' }), label: t('reports.filter.mine'), icon: 'user' as const },
        ]
      : []),
  ];
  return (
    <div
      data-near={listAddress(asked, { vicino: '', dopo: '' })}
      data-label={near ? '' : t('reports.filter.near')}
      data-denied={t('reports.what.position-denied')}
    >
      {links.length > 0 && <ActionLine links={links} />}
    </div>
  );
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
      count: many((tally) => !(asideStates as readonly string[]).includes(tally.state)),
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
      count: narrowed ? undefined : (late?.value ?? 0),
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
          { href: followAddress(asked), label: t('reports.by-mail'), icon: 'mail' },
          { href: listAddress(asked, { dopo: '' }, '.csv'), label: t('reports.as-csv') },
          { href: listAddress(asked, { dopo: '' }, '.geojson'), label: t('reports.as-geojson') },
          { href: listAddress(asked, { dopo: '' }, '.atom'), label: t('reports.as-atom') },
          { href: listAddress(asked, { dopo: '' }, '.ics'), label: t('reports.as-calendar') },
          { href: '/segnalazioni/dati', label: t('reports.figures.crumb') },
        ]}
      />
    </div>
  );
}

/** Of what was filtered, a circle, or a municipality and a kind of problem, can be followed. */
function followAddress({ comune, tipo, vicino }: Asked): string {
  const near = nearOf(vicino);
  const circle = near && { lat: String(near.lat), lon: String(near.lon), metri: String(near.metres) };
  const followed = new URLSearchParams(circle ?? { ...(comune && { comune }), ...(tipo && { tipo }) });
  return followed.size > 0 ? `/segui?${followed}` : '/segui';
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
  if (entry.closed) return t(entry.state === 'resolved' ? 'reports.done-on' : 'reports.closed-on', { day: date(entry.closed) });
  if (!entry.due) return '';
  return t(entry.due < ctx.now ? 'reports.was-for' : 'reports.by', { day: date(entry.due) });
}

/** The same list on the map. Counts of the municipalities come from the totals, points from the rows: no query of its own. */
function ReportsMap({ ctx, asked, page, tallies }: { ctx: Ctx; asked: Asked; page: Page; tallies: Tally[] }) {
  const { t } = ctx.words;
  const place = territoryOf(ctx).bySlug.get(asked.comune);
  const one = place ? mapOfOne(ctx, place, 640, 740) : null;
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
