import { type Asked, addressWith, daysFields } from '../../commons/entries/asked.ts';
import { askedLinks, keptOf } from '../../commons/entries/asked-links.ts';
import type { Filter } from '../../commons/entries/filter.ts';
import type { Heat } from '../../commons/entries/heat.ts';
import { allKinds, type Kind, kindOf, type Look, type StateOf, stateShown } from '../../commons/entries/kind.ts';
import type { Page } from '../../commons/entries/list.ts';
import { EntryRow } from '../../commons/entries/rows.tsx';
import type { Tally } from '../../commons/entries/store-figures.ts';
import { followAddress } from '../../commons/notices/follow.ts';
import { assetUrl, sitePage } from '../../commons/site/page.tsx';
import { mapOfAll, mapOfOne, type TerritoryMap } from '../../commons/territory/drawing.ts';
import { getPlace, type Place, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { MapFigure, type MapPoint } from '../../kernel/pages/map.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Chips, type FilterField, Filters, Key, Pager, Rows } from '../../kernel/pages/rows.tsx';
import { ActionLine, Breadcrumb, ListAndMap, PageHead } from '../../kernel/pages/structure.tsx';
import { type Ground, groundOf } from './ground.ts';
import { HeatKey, HeatTable, heatPaths } from './heat.tsx';

export interface MapData {
  kind: Kind | undefined;
  place: Place | null;
  asked: Asked;
  filter: Filter;
  unclear: string[];
  code: string;
  /** Each thing by itself, or how close together they lie. */
  shown: { page: Page } | { heat: Heat };
  /** What there is, for the states to choose from. */
  tallies: Tally[];
}

/** Everything public on one map; the list beside says the same. The drawing of the server stands until the live map takes its place. */
export function mapPage(ctx: Ctx, data: MapData): Answer {
  const { t } = ctx.words;
  const { kind, place, asked, unclear, shown } = data;
  const address = (change: Partial<Asked> & { vista?: string }) => mapAddress(data, { dopo: '', ...change });
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={t('app.map')} />
      <PageHead title={t('app.map')} lead={t('app.map.lead')} />
      <Filters action="/mappa" kept={keptHere(data)} fields={fieldsOf(ctx, data)} />
      <ActionLine
        links={[
          ...askedLinks(ctx, asked, address),
          { href: followAddress(asked), label: t('notices.here'), icon: 'bell' },
          ...(kind?.list
            ? [{ href: kind.list({ ...asked, dopo: '' }), label: t('entries.in-list'), icon: 'list' as const }]
            : []),
        ]}
      />
      {unclear.length > 0 && <Notice kind="info" title={unclear.join(' ')} />}
      <Chips
        label={t('app.heat.look')}
        chips={[
          { href: `${address({ vista: '' })}#carta`, label: t('app.heat.points'), current: 'page' in shown },
          { href: `${address({ vista: 'calore' })}#carta`, label: t('app.heat.heat'), current: 'heat' in shown },
        ]}
      />
      {/* on a phone the map stands under the whole list */}
      <p class="d-lg-none">
        <a href="#carta">{t('app.map.down')}</a>
      </p>
      <ListAndMap
        list={
          'heat' in shown ? (
            <HeatTable
              ctx={ctx}
              heat={shown.heat}
              address={(part) => (kind?.list ? kind.list({ ...asked, dopo: '', ...part }) : address({ vista: '', ...part }))}
            />
          ) : (
            <List ctx={ctx} page={shown.page} next={shown.page.next ? address({ dopo: shown.page.next }) : undefined} />
          )
        }
        map={
          <div class="ar-beside" id="carta">
            <Drawn ctx={ctx} data={data} />
            {'heat' in shown ? (
              <HeatKey ctx={ctx} heat={shown.heat} place={place ?? territoryOf(ctx).metropolis ?? null} />
            ) : (
              data.tallies.length > 0 && <Key states={keyOf(ctx, kind, data.tallies)}>{t('app.map.circles')}</Key>
            )}
          </div>
        }
      />
    </div>
  );
  return sitePage(
    ctx,
    {
      title: t('app.map'),
      path: address({}),
      section: '/mappa',
      place: place?.id ?? null,
      islands: ['map'],
      styles: ['map'],
      cache: asked.mie ? 'private' : 'public',
    },
    body,
  );
}

/** The map calls the kind of thing `tipo`, and a topic of it `argomento`. */
function mapAddress({ kind, asked, shown }: MapData, change: Partial<Asked> & { vista?: string }): string {
  const { tipo, ...others } = { ...asked, vista: 'heat' in shown ? 'calore' : '', ...change };
  return addressWith('/mappa', { tipo: kind?.name ?? '', argomento: tipo, ...others });
}

function keptHere({ asked: { mie, vicino, riquadro }, shown }: MapData): Record<string, string> {
  return { ...keptOf({ mie, vicino, riquadro }), ...('heat' in shown && { vista: 'calore' }) };
}

function fieldsOf(ctx: Ctx, { kind, place, asked, tallies }: MapData): FilterField[] {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const topics = kind?.topics?.(ctx, (place ?? metropolis)?.id ?? '') ?? [];
  return [
    {
      name: 'tipo',
      label: t('app.map.kind'),
      value: kind?.name ?? '',
      options: [
        { value: '', label: t('app.map.every-kind') },
        ...allKinds().map((known) => ({ value: known.name, label: t(known.many) })),
      ],
    },
    ...(topics.length > 0
      ? [
          {
            name: 'argomento',
            label: t('app.map.topic'),
            value: asked.tipo,
            options: [
              { value: '', label: t('app.map.every-topic') },
              ...topics.map(({ code, name }) => ({ value: code, label: name })),
            ],
          },
        ]
      : []),
    {
      name: 'comune',
      label: t('app.municipality'),
      value: place?.slug ?? '',
      options: [
        { value: '', label: t('app.map.everywhere') },
        ...municipalities.map((other) => ({ value: other.slug, label: other.name })),
      ],
    },
    {
      name: 'stato',
      label: t('app.map.state'),
      value: asked.stato,
      options: [{ value: '', label: t('app.map.every-state') }, ...stateOptions(ctx, kind, tallies)],
    },
    ...daysFields(ctx, asked),
    { name: 'q', label: t('app.map.words'), value: asked.q },
  ];
}

function List({ ctx, page, next }: { ctx: Ctx; page: Page; next?: string }) {
  const { t } = ctx.words;
  if (page.items.length === 0)
    return <Empty text={t('app.map.empty')} links={[{ href: '/mappa', label: t('app.map.everywhere') }]} />;
  return (
    <div>
      <h2 class="visually-hidden">{t('app.map.list')}</h2>
      <Rows label={t('app.map.list')}>
        {page.items.map((entry) => (
          <EntryRow ctx={ctx} entry={entry} place />
        ))}
      </Rows>
      <Pager next={next} />
    </div>
  );
}

/** The server's drawing, with what the live map needs to take its place. */
function Drawn({ ctx, data }: { ctx: Ctx; data: MapData }) {
  const { t } = ctx.words;
  const { place, filter, shown } = data;
  const one = place ? mapOfOne(ctx, place, 720, 720) : null;
  const all = one ? null : mapOfAll(ctx, 720, 720, 16, (other) => mapAddress(data, { comune: other.slug, dopo: '' }));
  const { chart } = (one ?? all)!;
  const ground = groundOf(ctx);
  const heat = 'heat' in shown ? shown.heat : null;
  const box = boxOfFilter(filter) ?? (place ?? territoryOf(ctx).metropolis)?.outline;
  const live = {
    'data-map': '',
    'data-tiles': tilesOf(ctx, filter, heat !== null),
    'data-steps': heat?.steps.join(','),
    'data-square': heat ? t('app.heat.square') : undefined,
    'data-box': box ? [box.west, box.south, box.east, box.north].join(',') : '',
    'data-ground': ground ? JSON.stringify(ground.source) : '',
    'data-label': t('app.map.live'),
    'data-worker': assetUrl('map-worker.js'),
  };
  return (
    <div class="ar-live-map" {...live}>
      <MapFigure
        id="map"
        width={chart.width}
        height={chart.height}
        label={t('app.map')}
        land={(one ?? all)!.land}
        outline={one?.outline}
        labels={all?.labels}
        points={'page' in shown ? pointsOf(ctx, shown.page, data.code, chart) : []}
        heat={heat ? heatPaths(heat, chart) : undefined}
        caption={t(heat ? 'app.heat.caption' : 'app.map.caption')}
      />
      {ground && <Credit ctx={ctx} ground={ground} />}
    </div>
  );
}

function pointsOf(ctx: Ctx, page: Page, code: string, chart: TerritoryMap['chart']): MapPoint[] {
  return page.items.flatMap((entry): MapPoint[] => {
    if (entry.geometry?.type !== 'Point') return [];
    const [lon, lat] = entry.geometry.coordinates as [number, number];
    const [x, y] = chart.place(lon, lat);
    const { look, word } = stateShown(ctx.words, entry.kind, entry.state, entry.closed ? null : entry.due, ctx.now);
    return [
      {
        x: Math.round(x),
        y: Math.round(y),
        look,
        href: kindOf(entry.kind).path(entry.code),
        label: `${entry.title}: ${word}`,
        chosen: entry.code === code,
      },
    ];
  });
}

/** Where a circle or a part of the map was asked for, the live map opens there. */
function boxOfFilter({ near, bbox }: Filter): { west: number; south: number; east: number; north: number } | undefined {
  if (bbox) return { west: bbox[0], south: bbox[1], east: bbox[2], north: bbox[3] };
  if (!near) return undefined;
  const high = near.metres / 111_320;
  const wide = high / Math.cos((near.lat * Math.PI) / 180);
  return { west: near.lon - wide, south: near.lat - high, east: near.lon + wide, north: near.lat + high };
}

/** The tiles of what was asked, in the names of the API. */
function tilesOf(ctx: Ctx, filter: Filter, heat: boolean): string {
  const { kind, place, states, late, topic, from, until, text, near, bbox, author } = filter;
  return addressWith(`/tiles${heat ? '/heat' : ''}/{z}/{x}/{y}.mvt`, {
    kind: kind ?? '',
    municipality: (place && getPlace(ctx, place).istat) || '',
    state: late ? 'late' : (states?.join(',') ?? ''),
    topic: topic ?? '',
    from: from?.toISOString() ?? '',
    until: until?.toISOString() ?? '',
    q: text ?? '',
    near: near ? [near.lat, near.lon, near.metres].join(',') : '',
    bbox: bbox?.join(',') ?? '',
    mine: author ? '1' : '',
  });
}

/** States that something public is in. */
function shownStates(kind: Kind | undefined, tallies: readonly Tally[]): { code: string; state: StateOf }[] {
  return allKinds()
    .filter((known) => !kind || known === kind)
    .flatMap((known) => Object.entries(known.states).map(([code, state]) => ({ kind: known.name, code, state })))
    .filter((shown) => tallies.some((tally) => tally.kind === shown.kind && tally.state === shown.code));
}

function stateOptions(ctx: Ctx, kind: Kind | undefined, tallies: readonly Tally[]): { value: string; label: string }[] {
  const words = new Map(shownStates(kind, tallies).map(({ code, state }) => [code, ctx.words.t(state.word)]));
  return [...words.set('late', ctx.words.t('entries.late'))].map(([value, label]) => ({ value, label }));
}

/** One word for each look. */
function keyOf(ctx: Ctx, kind: Kind | undefined, tallies: readonly Tally[]): { look: Look; word: string }[] {
  const words = new Map<Look, string>();
  for (const { state } of shownStates(kind, tallies)) if (!words.has(state.look)) words.set(state.look, ctx.words.t(state.word));
  return [...words.set('late', ctx.words.t('entries.late'))].map(([look, word]) => ({ look, word }));
}

/** Who made the ground of the live map (the licence of OpenStreetMap and most others require it); hidden while the server's drawing stands. */
function Credit({ ctx, ground }: { ctx: Ctx; ground: Ground }) {
  if (ground.credit.length === 0) return null;
  return (
    <p class="ar-live-credit" hidden>
      {ctx.words.t('app.map.ground')} {ground.credit.map(({ text, href }) => (href ? <a href={href}>{text}</a> : text))}
    </p>
  );
}
