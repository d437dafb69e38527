import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Geometry, Position } from 'geojson';
import { clipLine, clipRing, type Place } from './clip.ts';
import { type Box, BUFFER, EXTENT, metres, type Tile } from './grid.ts';

/** Coordinates are metres of EPSG:3857. Only text, numbers and yes/no are carried; null is left out. */
export interface TileFeature {
  /** A positive whole number (Mapbox Vector Tile 2.1, section 4.2). */
  id?: number;
  geometry: Geometry;
  properties: Record<string, string | number | boolean | null>;
}

export interface TileLayer {
  name: string;
  features: Iterable<TileFeature>;
}

/** What vt-pbf writes: type 1 points, 2 lines, 3 rings, in tile units. */
interface Drawn {
  id?: number;
  type: 1 | 2 | 3;
  geometry: Place[] | Place[][];
  tags: TileFeature['properties'];
}

/** One vector tile (Mapbox Vector Tile 2.1): everything quantised to the tile, cut at its buffer, encoded. A tile without
 *  anything is zero bytes, since a layer must hold at least one feature. */
export function encodeTile(tile: Tile, layers: readonly TileLayer[]): Uint8Array {
  const square = metres(tile);
  const drawn: Record<string, { features: Drawn[] }> = {};
  for (const layer of layers) {
    const features: Drawn[] = [];
    for (const feature of layer.features) features.push(...draw(feature, square));
    if (features.length > 0) drawn[layer.name] = { features };
  }
  return fromGeojsonVt(drawn as unknown as Parameters<typeof fromGeojsonVt>[0], { version: 2, extent: EXTENT });
}

const EDGE: Box = { minX: -BUFFER, minY: -BUFFER, maxX: EXTENT + BUFFER, maxY: EXTENT + BUFFER };

function draw(feature: TileFeature, square: Box): Drawn[] {
  return shapes(feature.geometry, square).map(({ type, geometry }) => ({
    ...(feature.id === undefined ? {} : { id: feature.id }),
    type,
    geometry,
    tags: feature.properties,
  }));
}

function shapes(geometry: Geometry, square: Box): Pick<Drawn, 'type' | 'geometry'>[] {
  switch (geometry.type) {
    case 'Point':
      return filled(1, points([geometry.coordinates], square));
    case 'MultiPoint':
      return filled(1, points(geometry.coordinates, square));
    case 'LineString':
      return filled(2, lines([geometry.coordinates], square));
    case 'MultiLineString':
      return filled(2, lines(geometry.coordinates, square));
    case 'Polygon':
      return filled(3, rings([geometry.coordinates], square));
    case 'MultiPolygon':
      return filled(3, rings(geometry.coordinates, square));
    case 'GeometryCollection':
      return geometry.geometries.flatMap((part) => shapes(part, square));
  }
}

function filled(type: 1 | 2 | 3, geometry: Place[] | Place[][]): Pick<Drawn, 'type' | 'geometry'>[] {
  return geometry.length > 0 ? [{ type, geometry }] : [];
}

function points(positions: Position[], square: Box): Place[] {
  return positions
    .map((position) => rounded(inTile(position, square)))
    .filter(([x, y]) => x >= EDGE.minX && x <= EDGE.maxX && y >= EDGE.minY && y <= EDGE.maxY);
}

function lines(paths: Position[][], square: Box): Place[][] {
  return paths.flatMap((path) =>
    clipLine(
      path.map((position) => inTile(position, square)),
      EDGE,
    )
      .map((part) => withoutRepeats(part.map(rounded)))
      .filter((part) => part.length > 1),
  );
}

/** Outer rings clockwise as seen on the screen, holes the other way (section 4.3.4.4): readers tell them apart by that alone.
 *  A polygon whose outer ring shrinks to nothing takes its holes with it. */
function rings(polygons: Position[][][], square: Box): Place[][] {
  return polygons.flatMap((polygon) => {
    const [outer, ...holes] = polygon.map((ring) => quantisedRing(ring, square));
    if (!outer || outer.length === 0) return [];
    return [turned(outer, 1), ...holes.filter((hole) => hole.length > 0).map((hole) => turned(hole, -1))];
  });
}

function quantisedRing(ring: Position[], square: Box): Place[] {
  const inside = clipRing(
    ring.map((position) => inTile(position, square)),
    EDGE,
  );
  const open = withoutRepeats(inside.map(rounded));
  while (open.length > 1 && same(open[0]!, open[open.length - 1]!)) open.pop();
  return open.length > 2 && doubleArea(open) !== 0 ? open : [];
}

function turned(ring: Place[], sign: 1 | -1): Place[] {
  return Math.sign(doubleArea(ring)) === sign ? ring : ring.toReversed();
}

/** Twice the signed area (surveyor's formula); positive is clockwise where y grows downwards. */
function doubleArea(ring: Place[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i]!;
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

function inTile(position: Position, square: Box): Place {
  const scale = EXTENT / (square.maxX - square.minX);
  return [(position[0]! - square.minX) * scale, (square.maxY - position[1]!) * scale];
}

function rounded(place: Place): Place {
  return [Math.round(place[0]), Math.round(place[1])];
}

function withoutRepeats(places: Place[]): Place[] {
  return places.filter((place, i) => i === 0 || !same(place, places[i - 1]!));
}

function same(a: Place, b: Place): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
