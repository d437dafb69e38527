import type { MultiPolygon, Position } from 'geojson';

export type Spot = [number, number];

/** A drawing of part of the earth: where a longitude and latitude falls in the SVG view box. */
export interface Chart {
  width: number;
  height: number;
  viewBox: string;
  place(lon: number, lat: number): Spot;
}

/** Fits all the areas in a view box of that width (and at most that height), with a margin on every side. Equirectangular at the middle
 *  latitude: over a metropolitan city it differs from Mercator by less than a line's width. */
export function chartOf(areas: readonly MultiPolygon[], size: { width: number; maxHeight?: number; margin?: number }): Chart {
  const { minX, minY, maxX, maxY } = extentOf(areas.flatMap((area) => area.coordinates.flat(2)));
  const margin = size.margin ?? 0;
  const shrink = Math.cos((((minY + maxY) / 2) * Math.PI) / 180);
  const wide = Math.max((maxX - minX) * shrink, 1e-9);
  const high = Math.max(maxY - minY, 1e-9);
  const scale = Math.min((size.width - 2 * margin) / wide, ((size.maxHeight ?? Infinity) - 2 * margin) / high);
  const height = Math.ceil(high * scale + 2 * margin);
  const left = (size.width - wide * scale) / 2;
  return {
    width: size.width,
    height,
    viewBox: `0 0 ${size.width} ${height}`,
    place: (lon, lat) => [left + (lon - minX) * shrink * scale, margin + (maxY - lat) * scale],
  };
}

/** The `d` of one path for a whole area, to be filled with `fill-rule="evenodd"`: rings simplified by `tolerance` (units of the view box),
 *  specks left out, relative steps in so many decimals. The largest ring always stays, so no municipality vanishes. */
export function outlinePath(area: MultiPolygon, chart: Chart, { tolerance = 0.5, decimals = 1 } = {}): string {
  const rings = area.coordinates
    .flat()
    .map((ring) => ring.map(([lon, lat]) => chart.place(lon!, lat!)))
    .toSorted((a, b) => Math.abs(doubleArea(b)) - Math.abs(doubleArea(a)));
  return rings
    .filter((ring, i) => i === 0 || Math.abs(doubleArea(ring)) >= 4 * tolerance ** 2)
    .map((ring) => ringPath(simplified(ring, tolerance), decimals))
    .join('');
}

/** Where a name reads best: about the centre of the largest circle inside the area, to about a hundredth of its smaller side. */
export function labelPoint(area: MultiPolygon): { lon: number; lat: number } {
  const polygon = area.coordinates.reduce((best, other) =>
    Math.abs(doubleArea(other[0] as Spot[])) > Math.abs(doubleArea(best[0] as Spot[])) ? other : best,
  );
  const { minX, minY, maxX, maxY } = extentOf(polygon[0]!);
  const shrink = Math.cos((((minY + maxY) / 2) * Math.PI) / 180);
  const rings = polygon.map((ring) => ring.map(([lon, lat]): Spot => [lon! * shrink, lat!]));
  const [x, y] = mostInland(rings, { minX: minX * shrink, minY, maxX: maxX * shrink, maxY });
  return { lon: x / shrink, lat: y };
}

/** Douglas-Peucker on a closed ring, cut at its point farthest from the first so that both halves have ends to hold on to. */
export function simplified(ring: readonly Spot[], tolerance: number): Spot[] {
  if (ring.length < 5) return [...ring];
  const far = ring.reduce((best, spot, i) => (distance2(spot, ring[0]!) > distance2(ring[best]!, ring[0]!) ? i : best), 0);
  const keep = new Set([0, far, ring.length - 1]);
  const open: [number, number][] = [
    [0, far],
    [far, ring.length - 1],
  ];
  while (open.length > 0) {
    const [from, to] = open.pop()!;
    let worst = tolerance ** 2;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const off = segmentDistance2(ring[i]!, ring[from]!, ring[to]!);
      if (off > worst) [worst, at] = [off, i];
    }
    if (at < 0) continue;
    keep.add(at);
    open.push([from, at], [at, to]);
  }
  if (keep.size < 4) keep.add(farthestFromChord(ring, far));
  return ring.filter((_, i) => keep.has(i));
}

/** A ring of two points is no area: the third is the one that leaves most of it. */
function farthestFromChord(ring: readonly Spot[], far: number): number {
  let best = 1;
  for (let i = 1; i < ring.length - 1; i++) {
    if (i !== far && segmentDistance2(ring[i]!, ring[0]!, ring[far]!) > segmentDistance2(ring[best]!, ring[0]!, ring[far]!))
      best = i;
  }
  return best;
}

/** `m10.5 3l2-1 0 4z`: steps from rounded place to rounded place, so that rounding never adds up along the ring. */
function ringPath(ring: readonly Spot[], decimals: number): string {
  const unit = 10 ** decimals;
  const places = ring.map(([x, y]): Spot => [Math.round(x * unit), Math.round(y * unit)]);
  const steps: Spot[] = [];
  let [x, y] = places[0]!;
  for (const [px, py] of places.slice(1, -1)) {
    if (px === x && py === y) continue;
    steps.push([px - x, py - y]);
    [x, y] = [px, py];
  }
  const lines = steps.length > 0 ? `l${steps.map((step) => pair(step, unit)).join(' ')}` : '';
  return `M${pair(places[0]!, unit)}${lines}z`.replaceAll(' -', '-');
}

function pair([x, y]: Spot, unit: number): string {
  return `${short(x / unit)} ${short(y / unit)}`;
}

/** 0.5 is .5 in a path, -0 is 0. */
function short(value: number): string {
  return String(value === 0 ? 0 : value).replace(/^(-?)0\./, '$1.');
}

/** Best-first search over ever smaller squares (the approach known as polylabel): a square is looked into only while it can still
 *  hold a point farther from the shore than the best one so far. */
function mostInland(rings: Spot[][], box: { minX: number; minY: number; maxX: number; maxY: number }): Spot {
  const [wide, high] = [box.maxX - box.minX, box.maxY - box.minY];
  const side = Math.max(Math.min(wide, high), Math.max(wide, high) / 50);
  const middle: Spot = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  if (side === 0) return middle;
  const squareAt = (x: number, y: number, half: number) => ({ x, y, half, shore: shoreDistance([x, y], rings) });
  let squares = [];
  for (let x = box.minX; x < box.maxX; x += side)
    for (let y = box.minY; y < box.maxY; y += side) squares.push(squareAt(x + side / 2, y + side / 2, side / 2));
  let best = squareAt(middle[0], middle[1], 0);
  for (let half = side / 2; half > side / 200; half /= 2) {
    for (const square of squares) if (square.shore > best.shore) best = square;
    squares = squares
      .filter((square) => square.shore + square.half * Math.SQRT2 > best.shore)
      .flatMap(({ x, y, half: h }) => [
        squareAt(x - h / 2, y - h / 2, h / 2),
        squareAt(x + h / 2, y - h / 2, h / 2),
        squareAt(x - h / 2, y + h / 2, h / 2),
        squareAt(x + h / 2, y + h / 2, h / 2),
      ]);
  }
  return [best.x, best.y];
}

/** Distance to the nearest edge, negative outside (even-odd rule, so holes are outside). */
function shoreDistance(spot: Spot, rings: Spot[][]): number {
  let inside = false;
  let nearest = Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      if (a[1] > spot[1] !== b[1] > spot[1] && spot[0] < ((b[0] - a[0]) * (spot[1] - a[1])) / (b[1] - a[1]) + a[0])
        inside = !inside;
      nearest = Math.min(nearest, segmentDistance2(spot, a, b));
    }
  }
  return (inside ? 1 : -1) * Math.sqrt(nearest);
}

function segmentDistance2(spot: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((spot[0] - a[0]) * dx + (spot[1] - a[1]) * dy) / length2));
  return distance2(spot, [a[0] + along * dx, a[1] + along * dy]);
}

function distance2(a: Spot, b: Spot): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

function doubleArea(ring: readonly Spot[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}

function extentOf(positions: readonly Position[]) {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const [x, y] of positions as Spot[]) {
    box.minX = Math.min(box.minX, x);
    box.minY = Math.min(box.minY, y);
    box.maxX = Math.max(box.maxX, x);
    box.maxY = Math.max(box.maxY, y);
  }
  return box;
}
