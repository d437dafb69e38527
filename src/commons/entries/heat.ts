import type { Ctx } from '../../kernel/context.ts';
import { encodeTile, type TileFeature } from '../../protocols/mvt/tile.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Filter } from './filter.ts';
import { understood } from './search.ts';
import { type Box, GRID, labelsIn, squaresIn } from './store-tiles.ts';
import { mercator, tileBox } from './tiles.ts';

/** A square is a tile of the web grid at this zoom: no more than so many lie across the place that is looked at, and none is smaller than a cell. */
export const finest = Math.log2(GRID);
const across = 48;
const named = 8;

/** Where the cells do not know, so many of the newest things are counted. */
export const mostCounted = 100_000;

export interface Heat {
  /** Zoom of the web grid whose tiles are the squares. */
  zoom: number;
  /** The fullest first. */
  squares: HeatSquare[];
  /** What the places of the first ones are called, in the words of the things themselves; empty where nothing says it. */
  labels: string[];
  /** From how many things on each colour begins; no more than five. */
  steps: number[];
  /** Were only the newest counted? */
  cut: boolean;
}

export interface HeatSquare {
  x: number;
  y: number;
  things: number;
  /** The municipality that most of its things are in. */
  place: string;
}

/** How close together the public things that fit the filter lie: points in squares of one size. Lines and areas are not counted. */
export async function heat(ctx: Ctx, filter: Filter): Promise<Heat> {
  const zoom = squareZoom(ctx, filter.place);
  const wanted = await understood(ctx, filter);
  if (!wanted) return { zoom, squares: [], labels: [], steps: [], cut: false };
  const squares = joined(await squaresIn(ctx.db, wanted, finest - zoom, null, ctx.now, mostCounted));
  squares.sort((a, b) => b.things - a.things || a.y - b.y || a.x - b.x);
  const boxes = squares.slice(0, named).map(({ x, y }) => boxOfSquare(zoom, x, y));
  return {
    zoom,
    squares,
    labels: await labelsIn(ctx.db, wanted, boxes, ctx.now),
    steps: stepsTo(squares[0]?.things ?? 0),
    cut: total(squares) === mostCounted,
  };
}

/** The same squares as a vector tile of a zoom up to `finest`, in one layer `heat`: each has `count`. */
export async function heatTile(ctx: Ctx, z: number, x: number, y: number, filter: Filter): Promise<Uint8Array> {
  const zoom = squareZoom(ctx, filter.place);
  const wanted = await understood(ctx, filter);
  if (!wanted) return new Uint8Array();
  const by = finest - zoom;
  const cells = GRID / 2 ** z;
  // Each square that reaches into the tile, whole: every tile says the same number of it.
  const [west, north] = [(x * cells) >> by, (y * cells) >> by];
  const [east, south] = [((x + 1) * cells - 1) >> by, ((y + 1) * cells - 1) >> by];
  const [first, last] = [tileBox(zoom, west, north, 0.01), tileBox(zoom, east, south, 0.01)];
  const part = {
    cells: [west << by, north << by, ((east + 1) << by) - 1, ((south + 1) << by) - 1] as const,
    box: [first[0], last[1], last[2], first[3]] as const,
  };
  const squares = joined(await squaresIn(ctx.db, wanted, by, part, ctx.now, mostCounted));
  return encodeTile({ z, x, y }, [{ name: 'heat', features: squares.map((square) => drawn(zoom, square)) }]);
}

/** Degrees of a square. */
export function boxOfSquare(zoom: number, x: number, y: number): Box {
  return tileBox(zoom, x, y, 0);
}

/** Side of a square on the ground, to the nearest ten metres. */
export function sideOfSquare(zoom: number, lat: number): number {
  return Math.round(((40_075_017 / 2 ** zoom) * Math.cos((lat * Math.PI) / 180)) / 10) * 10;
}

/** Five steps, each as many times the one before, to one figure: few squares are very full, and most hold little. */
export function stepsTo(most: number): number[] {
  const steps: number[] = [];
  for (let i = 0; i < 5; i++) {
    const from = Math.max(oneFigure(most ** (i / 5)), (steps.at(-1) ?? 0) + 1);
    if (from <= most) steps.push(from);
  }
  return steps;
}

function oneFigure(number: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, number)));
  return Math.round(number / unit) * unit;
}

function squareZoom(ctx: Ctx, place: string | undefined): number {
  const { byId, metropolis } = territoryOf(ctx);
  const outline = (place === undefined ? metropolis : byId.get(place))?.outline;
  if (!outline) return finest - 2;
  const { west, east, south, north } = outline;
  const wide = ((east - west) / 360) * GRID;
  const high = ((mercator(0, north)[1] - mercator(0, south)[1]) / 40_075_017) * GRID;
  return finest - Math.max(0, Math.ceil(Math.log2(Math.max(wide, high) / across)));
}

/** A square on a border comes once for each municipality. */
function joined(parts: readonly HeatSquare[]): HeatSquare[] {
  const squares = new Map<number, HeatSquare & { most: number }>();
  for (const part of parts) {
    const key = part.y * GRID + part.x;
    const known = squares.get(key);
    if (!known) squares.set(key, { ...part, most: part.things });
    else {
      known.things += part.things;
      const isMore = part.things > known.most || (part.things === known.most && part.place < known.place);
      if (isMore) Object.assign(known, { most: part.things, place: part.place });
    }
  }
  return [...squares.values()];
}

function total(squares: readonly HeatSquare[]): number {
  return squares.reduce((sum, square) => sum + square.things, 0);
}

function drawn(zoom: number, { x, y, things }: HeatSquare): TileFeature {
  const [west, south, east, north] = boxOfSquare(zoom, x, y);
  const [left, bottom] = mercator(west, south);
  const [right, top] = mercator(east, north);
  const ring = [
    [left, top],
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
  return { geometry: { type: 'Polygon', coordinates: [ring] }, properties: { count: things } };
}
