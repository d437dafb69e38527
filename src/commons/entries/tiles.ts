import type { Ctx } from '../../kernel/context.ts';
import { encodeTile, type TileFeature } from '../../protocols/mvt/tile.ts';
import type { Filter } from './filter.ts';
import { lookOf } from './kind.ts';
import { understood } from './search.ts';
import { type Cluster, clustersIn, GRID, type Point, pointsIn, type Shape, type Shown, shapesIn } from './store-tiles.ts';

/** Below this zoom points are gathered, eight by eight squares a tile (64 px wide on the screen); from it on each thing shows itself. */
const gatheredBelow = 15;
const most = 5_000;

/** A vector tile (Mapbox Vector Tile 2.1) of the public things that fit the filter, in one layer `entries`. A thing has `code`, `kind`, `state`
 *  and `look`, its words are at /api/v1/entries/CODE; a cluster has `count`, `done` and `late`. One code path for both engines: SQL chooses,
 *  we encode. */
export async function tile(ctx: Ctx, z: number, x: number, y: number, filter: Filter): Promise<Uint8Array> {
  const wanted = await understood(ctx, filter);
  if (!wanted) return new Uint8Array();
  const box = tileBox(z, x, y, 64 / 4096);
  const wide = GRID / 2 ** z;
  const cells = [x * wide, y * wide, (x + 1) * wide - 1, (y + 1) * wide - 1] as const;
  const points =
    z < gatheredBelow
      ? await clustersIn(ctx.db, wanted, Math.log2(wide / 8), cells, tileBox(z, x, y, 0), ctx.now)
      : await pointsIn(ctx.db, wanted, box, ctx.now, most);
  const shapes = await shapesIn(ctx.db, wanted, box, ctx.now, most);
  return encodeTile({ z, x, y }, [{ name: 'entries', features: featuresOf(shapes, points) }]);
}

function* featuresOf(shapes: Shape[], points: Iterable<Point | Cluster>): Iterable<TileFeature> {
  for (const shape of shapes) yield { geometry: projected(shape.geometry), properties: shown(shape) };
  for (const one of points) yield 'things' in one ? gathered(one) : point(one);
}

function gathered({ things, done, late, lon, lat, alone }: Cluster): TileFeature {
  if (alone) return point(alone);
  return { geometry: { type: 'Point', coordinates: mercator(lon, lat) }, properties: { count: things, done, late } };
}

function point(thing: Point): TileFeature {
  return { geometry: { type: 'Point', coordinates: mercator(thing.lon, thing.lat) }, properties: shown(thing) };
}

function shown({ code, kind, state, late }: Shown): TileFeature['properties'] {
  return { code, kind, state, look: lookOf(kind, state, late) };
}

/** Degrees of a tile, widened by a share of its side. */
export function tileBox(z: number, x: number, y: number, margin: number): [number, number, number, number] {
  const side = 2 ** z;
  const lon = (at: number) => (at / side) * 360 - 180;
  const lat = (at: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * at) / side))) * 180) / Math.PI;
  return [
    Math.max(-180, lon(x - margin)),
    Math.max(-85.05, lat(y + 1 + margin)),
    Math.min(180, lon(x + 1 + margin)),
    Math.min(85.05, lat(y - margin)),
  ];
}

const radius = 6_378_137;

/** WGS84 degrees to metres of EPSG:3857. */
export function mercator(lon: number, lat: number): [number, number] {
  return [(lon * Math.PI * radius) / 180, radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];
}

function projected<G extends { type: string; coordinates: unknown }>(geometry: G): any {
  const turn = (inner: any): any => (typeof inner[0] === 'number' ? mercator(inner[0], inner[1]) : inner.map(turn));
  return { type: geometry.type, coordinates: turn(geometry.coordinates) };
}
