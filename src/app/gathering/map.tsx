import { allKinds, kindOf, type Look, type StateOf, stateShown } from '../../commons/entries/kind.ts';
import type { Page } from '../../commons/entries/list.ts';
import { periodField, sinceOf } from '../../commons/entries/query.ts';
import { EntryRow } from '../../commons/entries/rows.tsx';
import type { Tally } from '../../commons/entries/store-figures.ts';
import { assetUrl, sitePage } from '../../commons/site/page.tsx';
import { mapOfAll, mapOfOne } from '../../commons/territory/drawing.ts';
import { type Place, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { MapFigure, type MapPoint } from '../../kernel/pages/map.tsx';
import { Empty } from '../../kernel/pages/notice.tsx';
import { Filters, Key, Pager, Rows } from '../../kernel/pages/rows.tsx';
import { Breadcrumb, ListAndMap, PageHead } from '../../kernel/pages/structure.tsx';
import { type Ground, groundOf } from './ground.ts';

export interface MapData {
  kind: string;
  place: Place | null;
  state: string;
  days: string;
  code: string;
  page: Page;
  /** What there is, for the states to choose from. */
  tallies: Tally[];
}

/** Everything public on one map; the list beside says the same. The drawing of the server stands until the live map takes its place. */
export function mapPage(ctx: Ctx, { kind, place, state, days, code, page, tallies }: MapData): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const address = (change: Record<string, string>) => {
    const params = new URLSearchParams(
      Object.entries({ tipo: kind, comune: place?.slug ?? '', stato: state, giorni: days, ...change }).filter(
        ([, value]) => value,
      ),
    );
    return params.size > 0 ? `/mappa?${params}` : '/mappa';
  };
  const one = place ? mapOfOne(ctx, place, 720, 720) : null;
  const all = one ? null : mapOfAll(ctx, 720, 720, 16, (other) => address({ comune: other.slug }));
  const { chart } = (one ?? all)!;
  const points = page.items.flatMap((entry): MapPoint[] => {
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
  const box = (place ?? metropolis)?.outline;
  const ground = groundOf(ctx);
  const live = {
    'data-map': '',
    'data-kind': kind,
    'data-municipality': place?.istat ?? '',
    'data-state': state,
    'data-from': sinceOf(ctx, days)?.toISOString() ?? '',
    'data-box': box ? [box.west, box.south, box.east, box.north].join(',') : '',
    'data-ground': ground ? JSON.stringify(ground.source) : '',
    'data-label': t('app.map.live'),
    'data-worker': assetUrl('map-worker.js'),
  };
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={t('app.map')} />
      <PageHead title={t('app.map')} lead={t('app.map.lead')} />
      <Filters
        action="/mappa"
        fields={[
          {
            name: 'tipo',
            label: t('app.map.kind'),
            value: kind,
            options: [
              { value: '', label: t('app.map.every-kind') },
              ...allKinds().map((known) => ({ value: known.name, label: t(known.many) })),
            ],
          },
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
            value: state,
            options: [{ value: '', label: t('app.map.every-state') }, ...stateOptions(ctx, kind, tallies)],
          },
          periodField(ctx, days),
        ]}
      />
      <ListAndMap
        list={
          page.items.length === 0 ? (
            <Empty text={t('app.map.empty')} links={[{ href: '/mappa', label: t('app.map.everywhere') }]} />
          ) : (
            <div>
              <h2 class="visually-hidden">{t('app.map.list')}</h2>
              <Rows label={t('app.map.list')}>
                {page.items.map((entry) => (
                  <EntryRow ctx={ctx} entry={entry} place />
                ))}
              </Rows>
              <Pager next={page.next ? address({ dopo: page.next }) : undefined} />
            </div>
          )
        }
        map={
          <div class="ar-beside">
            <div class="ar-live-map" {...live}>
              <MapFigure
                id="map"
                width={chart.width}
                height={chart.height}
                label={t('app.map')}
                land={(one ?? all)!.land}
                outline={one?.outline}
                labels={all?.labels}
                points={points}
                caption={t('app.map.caption')}
              />
              {ground && <Credit ctx={ctx} ground={ground} />}
            </div>
            <Key states={keyOf(ctx, kind, tallies)}>{t('app.map.circles')}</Key>
          </div>
        }
      />
    </div>
  );
  return sitePage(
    ctx,
    { title: t('app.map'), path: address({}), section: '/mappa', place: place?.id ?? null, islands: ['map'], styles: ['map'] },
    body,
  );
}

/** States that something public is in. */
function shownStates(kind: string, tallies: readonly Tally[]): { code: string; state: StateOf }[] {
  return allKinds()
    .filter((known) => !kind || known.name === kind)
    .flatMap((known) => Object.entries(known.states).map(([code, state]) => ({ kind: known.name, code, state })))
    .filter((shown) => tallies.some((tally) => tally.kind === shown.kind && tally.state === shown.code));
}

function stateOptions(ctx: Ctx, kind: string, tallies: readonly Tally[]): { value: string; label: string }[] {
  const words = new Map(shownStates(kind, tallies).map(({ code, state }) => [code, ctx.words.t(state.word)]));
  return [...words.set('late', ctx.words.t('entries.late'))].map(([value, label]) => ({ value, label }));
}

/** One word for each look. */
function keyOf(ctx: Ctx, kind: string, tallies: readonly Tally[]): { look: Look; word: string }[] {
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
