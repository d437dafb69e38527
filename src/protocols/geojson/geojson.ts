import type { Geometry, Position } from 'geojson';

export interface OutFeature {
  id?: string | number;
  geometry: Geometry | null;
  properties: Record<string, unknown>;
}

/** A FeatureCollection (RFC 7946) on one line per feature: seven decimals (a centimetre, section 11.2 asks for no more than is known),
 *  outer rings anticlockwise (section 3.1.6), no `crs`. `more` are foreign members of the collection, such as a licence. */
export function featureCollection(features: readonly OutFeature[], more: Record<string, unknown> = {}): string {
  const head = JSON.stringify({ ...more, type: 'FeatureCollection' }).slice(0, -1);
  return `${head},"features":[\n${features.map(feature).join(',\n')}\n]}\n`;
}

function feature({ id, geometry, properties }: OutFeature): string {
  return JSON.stringify({ type: 'Feature', id, geometry: geometry && tidy(geometry), properties });
}

function tidy(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: rounded(geometry.coordinates) };
    case 'MultiPoint':
    case 'LineString':
      return { type: geometry.type, coordinates: geometry.coordinates.map(rounded) };
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.map((line) => line.map(rounded)) };
    case 'Polygon':
      return { type: 'Polygon', coordinates: wound(geometry.coordinates) };
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map(wound) };
    case 'GeometryCollection':
      return { type: 'GeometryCollection', geometries: geometry.geometries.map(tidy) };
  }
}

function wound(rings: Position[][]): Position[][] {
  return rings.map((ring, i) => {
    const points = ring.map(rounded);
    return anticlockwise(points) === (i === 0) ? points : points.toReversed();
  });
}

function anticlockwise(ring: Position[]): boolean {
  return (
    ring.reduce((sum, [x, y], i) => sum + x! * ring[(i + 1) % ring.length]![1]! - ring[(i + 1) % ring.length]![0]! * y!, 0) > 0
  );
}

function rounded(position: Position): Position {
  return position.map((value) => Math.round(value * 1e7) / 1e7);
}
