import type { Geometry, MultiPolygon, Position } from 'geojson';
import { type Ground, judgeGround } from './ground.ts';
import { layerOf } from './layer.ts';
import { type Known, knownProperties } from './properties.ts';

/** One feature of an imported layer: WGS84 longitude and latitude, every ring closed, heights dropped. Rings may still cross
 *  themselves: that is for the database to repair. */
export interface LayerFeature<G> extends Known {
  /** Place in the file, from 0. */
  index: number;
  properties: Record<string, unknown>;
  geometry: G;
}

export type BoundaryFeature = LayerFeature<MultiPolygon>;

/** What is wrong, and with which feature. The first feature that has it is named; `count` says how many have it. */
export interface BoundaryFault {
  code: FaultCode;
  feature?: { index: number; name: string | null };
  params: Record<string, string | number>;
}

export type FaultCode =
  | 'not-json' //             { }
  | 'not-geojson' //          { }: neither a FeatureCollection nor a Topology
  | 'many-layers' //          { names }: a Topology with several layers of areas
  | 'no-features' //          { }
  | 'other-crs-declared' //   { crs }
  | 'projected-coordinates' // { systems, x, y, count }: the EPSG codes that would put them in Italy
  | 'out-of-range' //         { x, y, count }
  | 'axes-swapped' //         { x, y, count }
  | 'bad-position' //         { count }: not two finite numbers
  | 'broken-arcs' //          { count }: a Topology whose arcs are missing
  | 'null-geometry' //        { count }
  | 'empty-geometry' //       { count }
  | 'not-a-polygon' //        { type, count }
  | 'not-a-thing' //          { type, count }: neither point nor line nor area
  | 'short-line' //           { points, count }
  | 'short-ring' //           { points, count }
  | 'too-many-vertices'; //   { max }

export type Layer<G> = { features: LayerFeature<G>[]; faults?: undefined } | { features?: undefined; faults: BoundaryFault[] };

/** Above this a file is a mistake or an attack; the finest ISTAT boundaries of a metropolis have a third of it. */
export const MAX_VERTICES = 1_000_000;

/** Reads areas from the text of a GeoJSON FeatureCollection (RFC 7946, and the `crs` member of its 2008 ancestor) or of a TopoJSON
 *  Topology. Either everything is good, or all the faults are told at once. */
export function readBoundaries(text: string): Layer<MultiPolygon> {
  return readLayer(text, areaOf);
}

/** The same for features of another shape: `shapeOf` gives the geometry, or what is wrong with it. */
export function readLayer<G extends object>(text: string, shapeOf: (geometry: Geometry) => G | Flaw): Layer<G> {
  const layer = layerOf(text);
  if ('code' in layer) return { faults: [layer] };
  const features: LayerFeature<G>[] = [];
  const faults: BoundaryFault[] = [];
  let left = MAX_VERTICES;
  for (const raw of layer.features) {
    const known = knownProperties(raw.properties);
    const feature = { index: raw.index, name: known.name };
    left -= raw.vertices;
    if (left < 0) return { faults: [{ code: 'too-many-vertices', feature, params: { max: MAX_VERTICES } }] };
    const there = raw.geometry();
    const geometry = there === 'broken' ? flaw('broken-arcs') : there === null ? flaw('null-geometry') : shapeOf(there);
    if ('code' in geometry) faults.push({ ...geometry, feature });
    else features.push({ index: raw.index, ...known, properties: raw.properties, geometry });
  }
  if (faults.length > 0) return { faults: gathered(faults) };
  return features.length > 0 ? { features } : { faults: [{ code: 'no-features', params: {} }] };
}

export type Flaw = Pick<BoundaryFault, 'code' | 'params'>;

export function areaOf(geometry: Geometry): MultiPolygon | Flaw {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
    return flaw('not-a-polygon', { type: typeof geometry.type === 'string' ? geometry.type : '?' });
  const coordinates: unknown = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  if (!isNested(coordinates)) return flaw('bad-position');
  if (coordinates.length === 0 || coordinates.some((polygon) => polygon.length === 0)) return flaw('empty-geometry');
  const polygons: Position[][][] = [];
  for (const polygon of coordinates) {
    const rings: Position[][] = [];
    for (const positions of polygon) {
      const ring = closedRing(positions);
      if (!ring) return flaw('bad-position');
      if (ring.length === 0) return flaw('empty-geometry');
      if (ring.length < 4) return flaw('short-ring', { points: ring.length });
      rings.push(ring);
    }
    polygons.push(rings);
  }
  return groundFlaw(judgeGround(polygons.flat(2))) ?? { type: 'MultiPolygon', coordinates: polygons };
}

export function groundFlaw(ground: Ground): Flaw | undefined {
  if (ground.verdict === 'good') return undefined;
  const at = { x: ground.x, y: ground.y };
  if (ground.verdict === 'projected') return flaw('projected-coordinates', { systems: ground.systems, ...at });
  return flaw(ground.verdict === 'swapped' ? 'axes-swapped' : 'out-of-range', at);
}

export function flaw(code: FaultCode, params: Flaw['params'] = {}): Flaw {
  return { code, params };
}

function isNested(coordinates: unknown): coordinates is unknown[][][] {
  return (
    Array.isArray(coordinates) &&
    coordinates.every((polygon) => Array.isArray(polygon) && polygon.every((ring) => Array.isArray(ring)))
  );
}

/** Longitude and latitude only; nothing when a position is none. */
export function positionsOf(given: unknown): Position[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const positions: Position[] = [];
  for (const position of given) {
    if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) return undefined;
    positions.push([position[0], position[1]]);
  }
  return positions;
}

/** With the last point equal to the first (RFC 7946, section 3.1.6). */
function closedRing(given: unknown[]): Position[] | undefined {
  const ring = positionsOf(given);
  if (!ring) return undefined;
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([...first]);
  return ring;
}

/** The same fault of 41 features is one fault, with the first of them and how many there are. */
function gathered(faults: BoundaryFault[]): BoundaryFault[] {
  const byCode = Map.groupBy(faults, (fault) => fault.code);
  return [...byCode.values()].map((alike) => ({ ...alike[0]!, params: { ...alike[0]!.params, count: alike.length } }));
}
