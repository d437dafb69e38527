import type { Geometry } from 'geojson';
import { feature as featureOf } from 'topojson-client';
import type { GeometryObject as Shape, Topology } from 'topojson-specification';
import type { BoundaryFault } from './boundaries.ts';

/** A feature as the file has it. `vertices` is counted before anything is unfolded, since arcs may be used many times over. */
export interface RawFeature {
  index: number;
  properties: Record<string, unknown>;
  vertices: number;
  geometry(): Geometry | null | 'broken';
}

export function layerOf(text: string): { features: RawFeature[] } | BoundaryFault {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { code: 'not-json', params: {} };
  }
  if (!isObject(json)) return { code: 'not-geojson', params: {} };
  const crs = otherCrs(json['crs']);
  if (crs) return { code: 'other-crs-declared', params: { crs } };
  if (json['type'] === 'FeatureCollection' && Array.isArray(json['features'])) return fromGeoJson(json['features']);
  if (json['type'] === 'Topology' && Array.isArray(json['arcs']) && isObject(json['objects']))
    return fromTopology(json as unknown as Topology);
  return { code: 'not-geojson', params: {} };
}

function fromGeoJson(features: unknown[]): { features: RawFeature[] } | BoundaryFault {
  if (!features.every((feature) => isObject(feature) && feature['type'] === 'Feature'))
    return { code: 'not-geojson', params: {} };
  return {
    features: (features as Record<string, unknown>[]).map((feature, index) => {
      const geometry = isObject(feature['geometry']) ? (feature['geometry'] as unknown as Geometry) : null;
      return {
        index,
        properties: isObject(feature['properties']) ? feature['properties'] : {},
        vertices: geometry && 'coordinates' in geometry ? countPositions(geometry.coordinates) : 0,
        geometry: () => geometry,
      };
    }),
  };
}

/** Layers without areas (labels, lines) are passed over; with more than one of areas there is no telling which is meant. */
function fromTopology(topology: Topology): { features: RawFeature[] } | BoundaryFault {
  const layers = Object.entries(topology.objects).filter(([, object]) => isObject(object) && membersOf(object).length > 0);
  const areas = layers.filter(([, object]) => membersOf(object).some((member) => /Polygon$/.test(String(member.type))));
  const chosen = areas.length > 0 ? areas : layers;
  if (chosen.length > 1) return { code: 'many-layers', params: { names: chosen.map(([name]) => name).join(', ') } };
  return {
    features: chosen.flatMap(([, object]) =>
      membersOf(object).map((member, index) => ({
        index,
        properties: isObject(member.properties) ? (member.properties as Record<string, unknown>) : {},
        vertices: countArcs(topology, 'arcs' in member ? member.arcs : []),
        geometry: () => unfold(topology, member),
      })),
    ),
  };
}

function membersOf(object: Shape<any>): Shape<any>[] {
  if (object.type !== 'GeometryCollection') return [object];
  return Array.isArray(object.geometries) ? object.geometries.filter(isObject) : [];
}

function unfold(topology: Topology, member: Shape<any>): Geometry | null | 'broken' {
  if (member.type == null) return null;
  try {
    const feature = featureOf(topology, { ...member, properties: {} });
    return 'geometry' in feature ? feature.geometry : { type: 'GeometryCollection', geometries: [] };
  } catch {
    return 'broken';
  }
}

/** A null or absent `crs`, WGS84 and CRS84 are what RFC 7946 prescribes; anything else is named. */
function otherCrs(crs: unknown): string | undefined {
  if (crs === undefined || crs === null) return undefined;
  const properties = isObject(crs) && isObject(crs['properties']) ? crs['properties'] : {};
  const name = properties['name'] ?? properties['href'] ?? properties['code'];
  if (typeof name !== 'string' && typeof name !== 'number') return '?';
  return /(CRS84|(^|[:/])4326)$/i.test(String(name)) ? undefined : String(name).slice(0, 100);
}

/** `depth` ends the descent into what is nested deeper than any geometry. */
function countPositions(coordinates: unknown, depth = 4): number {
  if (!Array.isArray(coordinates) || depth === 0) return 0;
  if (!Array.isArray(coordinates[0])) return 1;
  return coordinates.reduce((sum: number, part) => sum + countPositions(part, depth - 1), 0);
}

function countArcs(topology: Topology, arcs: unknown, depth = 4): number {
  if (Array.isArray(arcs))
    return depth === 0 ? 0 : arcs.reduce((sum: number, part) => sum + countArcs(topology, part, depth - 1), 0);
  const arc = typeof arcs === 'number' ? topology.arcs[arcs < 0 ? ~arcs : arcs] : undefined;
  return Array.isArray(arc) ? arc.length : 0;
}

function isObject(value: unknown): value is Record<string, unknown> & { type?: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
