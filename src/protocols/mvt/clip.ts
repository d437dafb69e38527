import type { Box } from './grid.ts';

export type Place = [number, number];

/** The parts of a line inside the box (Liang-Barsky, segment by segment); a line that leaves and returns becomes several. */
export function clipLine(line: readonly Place[], box: Box): Place[][] {
  const parts: Place[][] = [];
  let part: Place[] = [];
  for (let i = 1; i < line.length; i++) {
    const inside = clipSegment(line[i - 1]!, line[i]!, box);
    if (!inside) continue;
    if (part.length === 0) part.push(inside.from);
    else if (!same(part[part.length - 1]!, inside.from)) {
      parts.push(part);
      part = [inside.from];
    }
    part.push(inside.to);
  }
  if (part.length > 1) parts.push(part);
  return parts;
}

/** The part of a ring inside the box (Sutherland-Hodgman). A ring that leaves and returns is joined along the edge of the box,
 *  which lies in the buffer and is never seen. Closed or open rings are taken; the answer is open. */
export function clipRing(ring: readonly Place[], box: Box): Place[] {
  const last = ring.length - 1;
  let points: readonly Place[] = last > 0 && same(ring[0]!, ring[last]!) ? ring.slice(0, last) : ring;
  points = clipSide(points, 0, box.minX, 1);
  points = clipSide(points, 0, box.maxX, -1);
  points = clipSide(points, 1, box.minY, 1);
  points = clipSide(points, 1, box.maxY, -1);
  return points as Place[];
}

/** Keeps what is on the inner side of one edge: `axis` 0 is x, 1 is y; `sign` 1 keeps what is greater. */
function clipSide(points: readonly Place[], axis: 0 | 1, edge: number, sign: 1 | -1): readonly Place[] {
  if (points.every((point) => (point[axis] - edge) * sign >= 0)) return points;
  const kept: Place[] = [];
  for (let i = 0; i < points.length; i++) {
    const from = points[(i + points.length - 1) % points.length]!;
    const to = points[i]!;
    const fromInside = (from[axis] - edge) * sign >= 0;
    const toInside = (to[axis] - edge) * sign >= 0;
    if (fromInside !== toInside) {
      const share = (edge - from[axis]) / (to[axis] - from[axis]);
      const other = axis === 0 ? from[1] + share * (to[1] - from[1]) : from[0] + share * (to[0] - from[0]);
      kept.push(axis === 0 ? [edge, other] : [other, edge]);
    }
    if (toInside) kept.push(to);
  }
  return kept;
}

function clipSegment(from: Place, to: Place, box: Box): { from: Place; to: Place } | undefined {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  let enter = 0;
  let leave = 1;
  const edges: [number, number][] = [
    [-dx, from[0] - box.minX],
    [dx, box.maxX - from[0]],
    [-dy, from[1] - box.minY],
    [dy, box.maxY - from[1]],
  ];
  for (const [towards, distance] of edges) {
    if (towards === 0) {
      if (distance < 0) return undefined;
    } else if (towards < 0) enter = Math.max(enter, distance / towards);
    else leave = Math.min(leave, distance / towards);
  }
  if (enter > leave) return undefined;
  return {
    from: enter === 0 ? from : [from[0] + enter * dx, from[1] + enter * dy],
    to: leave === 1 ? to : [from[0] + leave * dx, from[1] + leave * dy],
  };
}

function same(a: Place, b: Place): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
