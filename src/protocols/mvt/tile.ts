import type { Geometry, Position } from 'geojson';
import { PbfWriter } from 'pbf';
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

/** Type 1 points, 2 lines, 3 rings, in tile units. */
type Drawn = { type: 1; geometry: Place[] } | { type: 2 | 3; geometry: Place[][] };

/** One vector tile (Mapbox Vector Tile 2.1): everything quantised to the tile, cut at its buffer, encoded. A tile without
 *  anything is zero bytes, since a layer must hold at least one feature. */
export function encodeTile(tile: Tile, layers: readonly TileLayer[]): Uint8Array {
  const square = metres(tile);
  const out = new PbfWriter(new Uint8Array(16_384));
  for (const layer of layers) {
    const bytes = encodeLayer(layer, square);
    if (bytes) out.writeBytesField(3, bytes);
  }
  return out.finish();
}

/** A layer (section 4.1): its features, then the words and values that their tags point to. */
function encodeLayer(layer: TileLayer, square: Box): Uint8Array | null {
  const out = new PbfWriter(new Uint8Array(65_536));
  const feature = new PbfWriter(new Uint8Array(1024));
  const keys = new Map<string, number>();
  const values = new Map<string | number | boolean, number>();
  out.writeVarintField(15, 2);
  out.writeStringField(1, layer.name);
  const empty = out.pos;
  for (const { id, geometry, properties } of layer.features) {
    const drawn = shapes(geometry, square);
    if (drawn.length === 0) continue;
    const tags: number[] = [];
    for (const key in properties) {
      const value = properties[key];
      if (value === null || value === undefined) continue;
      tags.push(numberOf(keys, key), numberOf(values, value));
    }
    for (const shape of drawn) {
      feature.pos = 0;
      if (id !== undefined) feature.writeVarintField(1, id);
      feature.writePackedVarint(2, tags);
      feature.writeVarintField(3, shape.type);
      feature.writePackedVarint(4, shape.type === 1 ? pointCommands(shape.geometry) : pathCommands(shape));
      out.writeBytesField(2, feature.buf.subarray(0, feature.pos));
    }
  }
  if (out.pos === empty) return null;
  for (const key of keys.keys()) out.writeStringField(3, key);
  for (const value of values.keys()) out.writeMessage(4, writeValue, value);
  out.writeVarintField(5, EXTENT);
  return out.finish();
}

function numberOf<T>(known: Map<T, number>, value: T): number {
  let number = known.get(value);
  if (number === undefined) {
    number = known.size;
    known.set(value, number);
  }
  return number;
}

function writeValue(value: string | number | boolean, out: PbfWriter): void {
  if (typeof value === 'string') out.writeStringField(1, value);
  else if (typeof value === 'boolean') out.writeBooleanField(7, value);
  else if (!Number.isInteger(value)) out.writeDoubleField(3, value);
  else if (value < 0) out.writeSVarintField(6, value);
  else out.writeVarintField(5, value);
}

const moveTo = (times: number) => (times << 3) | 1;
const lineTo = (times: number) => (times << 3) | 2;
const closePath = (1 << 3) | 7;
const zigzag = (n: number) => (n << 1) ^ (n >> 31);

/** Commands and steps from one place to the next (section 4.3). */
function pointCommands(places: Place[]): number[] {
  const commands = [moveTo(places.length)];
  steps(commands, places, [0, 0]);
  return commands;
}

function pathCommands({ type, geometry }: { type: 2 | 3; geometry: Place[][] }): number[] {
  const commands: number[] = [];
  let pen: Place = [0, 0];
  for (const path of geometry) {
    commands.push(moveTo(1));
    pen = steps(commands, path.slice(0, 1), pen);
    commands.push(lineTo(path.length - 1));
    pen = steps(commands, path.slice(1), pen);
    if (type === 3) commands.push(closePath);
  }
  return commands;
}

/** Where the pen is afterwards. */
function steps(commands: number[], places: Place[], pen: Place): Place {
  let [x, y] = pen;
  for (const place of places) {
    commands.push(zigzag(place[0] - x), zigzag(place[1] - y));
    [x, y] = place;
  }
  return [x, y];
}

const EDGE: Box = { minX: -BUFFER, minY: -BUFFER, maxX: EXTENT + BUFFER, maxY: EXTENT + BUFFER };

function shapes(geometry: Geometry, square: Box): Drawn[] {
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

function filled(type: 1, geometry: Place[]): Drawn[];
function filled(type: 2 | 3, geometry: Place[][]): Drawn[];
function filled(type: 1 | 2 | 3, geometry: Place[] | Place[][]): Drawn[] {
  return geometry.length > 0 ? [{ type, geometry } as Drawn] : [];
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
