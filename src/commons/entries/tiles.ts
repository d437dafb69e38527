import type { Ctx } from '../../kernel/context.ts';
import { encodeTile, type TileFeature } from '../../protocols/mvt/tile.ts';
import type { Filter } from './filter.ts';
import { kindOf, lookOf } from './kind.ts';
import { clustersIn, type ShapeRow, shapesIn } from './store-tiles.ts';

/** Below this zoom points are gathered; from it on each thing shows itself. */
const gatheredBelow = 12;
const most = 5_000;

/** A vector tile (Mapbox Vector Tile 2.1) of the public things that fit the filter, in one layer `entries`. A thing has code, kind, state,
 *  look and title; a cluster `count`, `done` and `late`. One code path for both engines: SQL chooses, we encode. */
export async function tile(ctx: Ctx, z: number, x: number, y: number, filter: Filter): Promise<Uint8Array> {
  const features: TileFeature[] = [];
  const gathered = z < gatheredBelow;
  if (gathered) {
    const box = tileBox(z, x, y, 0);
    const [wide, high] = [(box[2] - box[0]) / 8, (box[3] - box[1]) / 8];
    for (const cluster of await clustersIn(ctx.db, filter, box, ctx.now, wide, high)) {
      const { count, done, late, lon, lat, code, kind, state, title } = cluster;
      const geometry = { type: 'Point' as const, coordinates: mercator(lon, lat) };
      const alone = code !== null && kind !== null && state !== null && title !== null;
      features.push({ geometry, properties: alone ? shown({ code, kind, state, title }, late > 0) : { count, done, late } });
    }
  }
  for (const shape of await shapesIn(ctx.db, filter, tileBox(z, x, y, 64 / 4096), ctx.now, gathered, most)) {
    const geometry =
      shape.lon === null ? projected(shape.geometry!) : { type: 'Point' as const, coordinates: mercator(shape.lon, shape.lat!) };
    features.push({ geometry, properties: shown(shape, shape.late) });
  }
  return encodeTile({ z, x, y }, [{ name: 'entries', features }]);
}

function shown(thing: Pick<ShapeRow, 'code' | 'kind' | 'state' | 'title'>, late: boolean): TileFeature['properties'] {
  const { code, kind, state, title } = thing;
  return { code, kind, state, look: lookOf(kind, state, late), title, path: kindOf(kind).path(code) };
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
