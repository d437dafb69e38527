import type { MultiPolygon } from 'geojson';
import type { Ctx } from '../../kernel/context.ts';
import type { Area, MapFigureProps, MapLabel } from '../../kernel/pages/map.tsx';
import { type Chart, chartOf, outlinePath, type Spot } from '../../protocols/boundaries/outline.ts';
import { listAreas } from './store.ts';
import { type Place, type Territory, territoryOf } from './territory.ts';

/** Pictures of the territory are drawn once and kept as long as the territory is the same. */
const drawn = new WeakMap<Territory, Map<string, unknown>>();

function once<T>(territory: Territory, key: string, draw: () => T): T {
  const kept = drawn.get(territory) ?? new Map<string, unknown>();
  drawn.set(territory, kept);
  if (!kept.has(key)) kept.set(key, draw());
  return kept.get(key) as T;
}

/** The mark of a place: its own outline in a square box. */
export function shapeOf(ctx: Pick<Ctx, 'config'>, place: Place, box: number): string {
  return once(territoryOf(ctx), `shape ${place.id} ${box}`, () => {
    if (!place.outline) return '';
    const area = place.outline.outline as MultiPolygon;
    const chart = chartOf([area], { width: box, maxHeight: box, margin: 1 });
    const down = Math.max(0, (box - chart.height) / 2);
    const centred: Chart = { ...chart, place: (lon, lat) => [chart.place(lon, lat)[0], chart.place(lon, lat)[1] + down] };
    return outlinePath(area, centred, { tolerance: 0.6, decimals: 1 });
  });
}

export interface TerritoryMap {
  chart: Chart;
  land: Area[];
  labels: MapLabel[];
}

/** All the municipalities on one chart, for the home page and the lists; `href` makes each a door. */
export function mapOfAll(
  ctx: Ctx,
  width: number,
  maxHeight: number,
  margin: number,
  href?: (place: Place) => string,
): TerritoryMap {
  const territory = territoryOf(ctx);
  const base = once(territory, `all ${width} ${maxHeight} ${margin}`, () => {
    const places = territory.municipalities.filter((place) => place.outline);
    const areas = places.map((place) => place.outline!.outline as MultiPolygon);
    const chart = chartOf(areas.length > 0 ? areas : [emptyArea], { width, maxHeight, margin });
    const ranked = [...places].sort((a, b) => (b.population ?? 0) - (a.population ?? 0));
    return {
      chart,
      paths: places.map((place) => ({
        place,
        path: outlinePath(place.outline!.outline as MultiPolygon, chart, { tolerance: 0.5 }),
      })),
      labels: places.map((place): MapLabel => {
        const [x, y] = chart.place(place.outline!.lon, place.outline!.lat);
        const rank = ranked.indexOf(place);
        return {
          x: Math.round(x),
          y: Math.round(y),
          lines: wrapped(place.name),
          rank: rank === 0 ? 'chief' : rank < 5 ? 'main' : rank < 12 ? 'middle' : 'minor',
        };
      }),
    };
  });
  const many = base.labels.length > 30;
  return {
    chart: base.chart,
    land: base.paths.map(({ place, path }) => (href ? { path, href: href(place), label: place.name } : { path })),
    labels: many ? base.labels.filter((label) => label.rank !== 'minor') : base.labels,
  };
}

/** One municipality among its neighbours. */
export function mapOfOne(
  ctx: Ctx,
  place: Place,
  width: number,
  maxHeight: number,
): { chart: Chart; land: Area[]; outline: string } {
  const territory = territoryOf(ctx);
  return once(territory, `one ${place.id} ${width} ${maxHeight}`, () => {
    const own = (place.outline?.outline as MultiPolygon | undefined) ?? emptyArea;
    const chart = chartOf([own], { width, maxHeight, margin: 28 });
    const others = territory.municipalities.filter((other) => other.id !== place.id && other.outline && overlaps(other, place));
    const drawing = { tolerance: 0.5 };
    return {
      chart,
      land: [
        ...others.map(
          (other): Area => ({ path: outlinePath(other.outline!.outline as MultiPolygon, chart, drawing), look: 'far' }),
        ),
        { path: outlinePath(own, chart, drawing), look: 'selected' as const },
      ],
      outline: outlinePath(own, chart, drawing),
    };
  });
}

type Around = Pick<MapFigureProps, 'land' | 'labels' | 'width' | 'height' | 'pin' | 'fixed'>;

/** Ten kilometres around a point as a small static map: what boundaries can show. The land is drawn once, and moved under the point. */
export function neighbourhood(ctx: Ctx, lat: number, lon: number, width: number, height: number): Around {
  const territory = territoryOf(ctx);
  const { west = lon, north = lat, south = lat } = territory.metropolis?.outline ?? {};
  const shrink = Math.cos((((north + south) / 2) * Math.PI) / 180);
  const scale = (width * 111_320 * shrink) / 10_000;
  const fromCorner: Chart = {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    place: (x, y) => [(x - west) * scale, ((north - y) * scale) / shrink],
  };
  const [x, y] = fromCorner.place(lon, lat);
  const shift = { x: Math.round(width / 2 - x), y: Math.round(height / 2 - y) };
  const chart: Chart = { ...fromCorner, place: (at, up) => moved(fromCorner.place(at, up), shift) };
  const land = placesAround(ctx, chart).map(
    (place): Area => ({ path: once(territory, `around ${place.id} ${width}`, () => pathOf(place, fromCorner)), shift }),
  );
  const [pinX, pinY] = chart.place(lon, lat);
  return { width, height, land, labels: labelsOn(ctx, chart), pin: { x: Math.round(pinX), y: Math.round(pinY) }, fixed: true };
}

/** Any part of the territory as a static map; `metres` is half the width. */
export function mapAround(
  ctx: Ctx,
  lat: number,
  lon: number,
  metres: number,
  width: number,
  height: number,
): Around & { chart: Chart } {
  const dLon = metres / (111_320 * Math.cos((lat * Math.PI) / 180));
  const scale = width / (2 * dLon);
  const shrink = Math.cos((lat * Math.PI) / 180);
  const chart: Chart = {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    place: (x, y) => [width / 2 + (x - lon) * scale, height / 2 - ((y - lat) * scale) / shrink],
  };
  const land = placesAround(ctx, chart).map((place): Area => ({ path: pathOf(place, chart) }));
  return { width, height, land, labels: labelsOn(ctx, chart), pin: { x: width / 2, y: height / 2 }, fixed: true, chart };
}

function moved([x, y]: Spot, by: { x: number; y: number }): Spot {
  return [x + by.x, y + by.y];
}

function pathOf(place: Place, chart: Chart): string {
  return outlinePath(place.outline!.outline as MultiPolygon, chart, { tolerance: 0.7, decimals: 0 });
}

/** Municipalities that reach into a chart. */
function placesAround(ctx: Ctx, { width, height, place: spot }: Chart): Place[] {
  return territoryOf(ctx).municipalities.filter(({ outline }) => {
    if (!outline) return false;
    const [left, top] = spot(outline.west, outline.north);
    const [right, bottom] = spot(outline.east, outline.south);
    return right > 0 && left < width && bottom > 0 && top < height;
  });
}

function labelsOn(ctx: Ctx, { width, height, place: spot }: Chart): MapLabel[] {
  return territoryOf(ctx).municipalities.flatMap((place): MapLabel[] => {
    if (!place.outline) return [];
    const [x, y] = spot(place.outline.lon, place.outline.lat);
    return x > 30 && y > 14 && x < width - 30 && y < height - 6
      ? [{ x: Math.round(x), y: Math.round(y), lines: [place.name], rank: 'main' }]
      : [];
  });
}

export interface NamedArea {
  set: string;
  name: string;
  kind: string | null;
  geometry: { type: string; coordinates: unknown };
}

/** Named areas (districts) inside a municipality's box, for its map. */
export async function areasWithin(ctx: Ctx, place: Place): Promise<NamedArea[]> {
  if (!place.outline) return [];
  const { west, east, south, north } = place.outline;
  return (await listAreas(ctx.db)).filter((area) => {
    const spot = firstPosition(area.geometry.coordinates);
    return spot && spot[0] >= west && spot[0] <= east && spot[1] >= south && spot[1] <= north;
  });
}

function firstPosition(coordinates: unknown): [number, number] | null {
  let inner = coordinates;
  while (Array.isArray(inner) && Array.isArray(inner[0])) inner = inner[0];
  return Array.isArray(inner) && typeof inner[0] === 'number' ? (inner as [number, number]) : null;
}

function overlaps(a: Place, b: Place): boolean {
  const [p, q] = [a.outline!, b.outline!];
  const wide = (q.east - q.west) * 0.4;
  return p.west < q.east + wide && p.east > q.west - wide && p.south < q.north + wide && p.north > q.south - wide;
}

/** Long names in two lines, broken at the space nearest the middle. */
function wrapped(name: string): string[] {
  if (name.length < 13) return [name];
  const spaces = [...name].flatMap((letter, i) => (letter === ' ' ? [i] : []));
  if (spaces.length === 0) return [name];
  const middle = name.length / 2;
  const at = spaces.reduce((best, i) => (Math.abs(i - middle) < Math.abs(best - middle) ? i : best));
  return [name.slice(0, at), name.slice(at + 1)];
}

const emptyArea: MultiPolygon = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
  ],
};
