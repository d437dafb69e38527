import type { Geometry, MultiLineString, MultiPoint, MultiPolygon, Position } from 'geojson';
import { areaOf, type Flaw, flaw, groundFlaw, type Layer, positionsOf, readLayer } from './boundaries.ts';
import { judgeGround } from './ground.ts';

export type Thing = MultiPoint | MultiLineString | MultiPolygon;

/** Reads things of any shape (poles, roads, grounds) from the same files as boundaries, with the same faults. */
export function readThings(text: string): Layer<Thing> {
  return readLayer(text, thingOf);
}

function thingOf(geometry: Geometry): Thing | Flaw {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiPolygon':
      return areaOf(geometry);
    case 'Point':
      return pointsOf([geometry.coordinates]);
    case 'MultiPoint':
      return pointsOf(geometry.coordinates);
    case 'LineString':
      return linesOf([geometry.coordinates]);
    case 'MultiLineString':
      return linesOf(geometry.coordinates);
    default:
      return flaw('not-a-thing', { type: typeof geometry.type === 'string' ? geometry.type : '?' });
  }
}

function pointsOf(given: unknown): MultiPoint | Flaw {
  // A point without coordinates is how files write an empty one.
  if (Array.isArray(given) && given.every((one) => Array.isArray(one) && one.length === 0)) return flaw('empty-geometry');
  const positions = positionsOf(given);
  if (!positions) return flaw('bad-position');
  return groundFlaw(judgeGround(positions)) ?? { type: 'MultiPoint', coordinates: positions };
}

function linesOf(given: unknown): MultiLineString | Flaw {
  if (!Array.isArray(given)) return flaw('bad-position');
  const lines: Position[][] = [];
  for (const one of given) {
    const line = positionsOf(one);
    if (!line) return flaw('bad-position');
    if (line.length === 0) return flaw('empty-geometry');
    if (line.length < 2) return flaw('short-line', { points: line.length });
    lines.push(line);
  }
  if (lines.length === 0) return flaw('empty-geometry');
  return groundFlaw(judgeGround(lines.flat())) ?? { type: 'MultiLineString', coordinates: lines };
}
