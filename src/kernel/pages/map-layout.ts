import type { MapFigureProps, MapLabel } from './map.tsx';

/** Where the names and marks of a map stand, so that no mark covers another and no name lies under a mark. Counted on the server, from what is
 *  to be drawn alone: the same map is the same picture. `narrow` is for a map so small on the screen that all must grow to be read. */
export type Size = 'wide' | 'narrow';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface PlacedLabel extends MapLabel {
  size: number;
  /** From one line to the next. */
  leading: number;
  box: Box;
}

/** A mark where it can be seen; `home` is the spot that it means, when it had to move. */
export type Placed<T> = T & { r: number; home: { x: number; y: number } | null };

export interface Layout {
  labels: PlacedLabel[];
  letters: Placed<NonNullable<MapFigureProps['letters']>[number]>[];
  points: Placed<NonNullable<MapFigureProps['points']>[number]>[];
  clusters: Placed<NonNullable<MapFigureProps['clusters']>[number]>[];
}

export const sizes = {
  wide: { name: 15, chief: 19, parts: 15, under: 13, letter: 14.5, mark: 1, count: 14 },
  narrow: { name: 25, chief: 29, parts: 19, under: 18, letter: 23, mark: 1.75, count: 23 },
};

export function layoutOf(map: MapFigureProps, size: Size): Layout {
  const { letter, mark } = sizes[size];
  const { alone, crowds } = gathered(map.points ?? [], 15 * mark);
  const [letters, points, clusters] = spread(map, [
    (map.letters ?? []).map((one) => ({ ...one, r: letter })),
    alone.map((one) => ({ ...one, r: (one.chosen ? 25 : 15) * mark })),
    [...(map.clusters ?? []), ...crowds].map((one) => ({ ...one, r: clusterRadius(one.count, size) })),
  ]) as [Layout['letters'], Layout['points'], Layout['clusters']];
  const taken = [...letters, ...points, ...clusters].map(boxOf);
  // The drop: its head above the point, and a little of the ground below.
  if (map.pin) taken.push({ left: map.pin.x - 26, top: map.pin.y - 58, right: map.pin.x + 26, bottom: map.pin.y + 10 });
  return { labels: labelled(map, size, taken), letters, points, clusters };
}

export function boxOf({ x, y, r }: { x: number; y: number; r: number }): Box {
  return { left: x - r, top: y - r, right: x + r, bottom: y + r };
}

/** Grows with the square root of the count; the ring around it included. */
function clusterRadius(count: number, size: Size): number {
  return 3 + Math.round(size === 'wide' ? Math.min(12 + Math.sqrt(count) * 1.45, 40) : Math.min(19 + Math.sqrt(count) * 1.2, 44));
}

type Points = NonNullable<MapFigureProps['points']>;

/** Points that would hide one another become one circle with their number, as on the live map; the chosen one is always seen. */
function gathered(points: Points, r: number): { alone: Points; crowds: NonNullable<MapFigureProps['clusters']> } {
  const groups: Points[] = [];
  for (const point of points) {
    const near = groups.find(([first]) => !first!.chosen && Math.hypot(first!.x - point.x, first!.y - point.y) < 1.5 * r);
    if (near && !point.chosen) near.push(point);
    else groups.push([point]);
  }
  const mean = (group: Points, of: (point: Points[number]) => number) =>
    group.reduce((sum, point) => sum + of(point), 0) / group.length;
  const crowds = groups
    .filter((group) => group.length > 1)
    .map((group) => ({
      x: Math.round(mean(group, ({ x }) => x)),
      y: Math.round(mean(group, ({ y }) => y)),
      count: group.length,
      done: group.filter(({ look }) => look === 'done').length,
      late: group.filter(({ look }) => look === 'late').length,
    }));
  return { alone: groups.filter((group) => group.length === 1).flat(), crowds };
}

type Round = { x: number; y: number; r: number };
const gap = 2;

/** Large marks stay where they are; a smaller one that would touch another goes to the nearest free spot around its own. */
function spread(map: Pick<MapFigureProps, 'width' | 'height'>, kinds: Round[][]): Placed<Round>[][] {
  const placed = new Map<Round, Placed<Round>>();
  const taken: Box[] = [];
  for (const mark of kinds.flat().toSorted((a, b) => b.r - a.r)) {
    const spot = freeSpot(map, mark, taken);
    const moved = Math.hypot(spot.x - mark.x, spot.y - mark.y) > 3;
    placed.set(mark, { ...mark, ...spot, home: moved ? { x: mark.x, y: mark.y } : null });
    taken.push(widened(boxOf({ ...mark, ...spot }), gap));
  }
  return kinds.map((marks) => marks.map((mark) => placed.get(mark)!));
}

function freeSpot({ width, height }: Pick<MapFigureProps, 'width' | 'height'>, mark: Round, taken: readonly Box[]) {
  const { r } = mark;
  const inside = (at: number, most: number) => Math.round(Math.max(r + gap, Math.min(most - r - gap, at)));
  for (let away = 0; away < width + height; away += r * 0.75) {
    const turns = away === 0 ? 1 : 12;
    for (let turn = 0; turn < turns; turn++) {
      const angle = (turn / turns) * 2 * Math.PI - Math.PI / 2;
      const x = inside(mark.x + away * Math.cos(angle), width);
      const y = inside(mark.y + away * Math.sin(angle), height);
      const box = boxOf({ x, y, r });
      if (!taken.some((other) => overlap(other, box))) return { x, y };
    }
  }
  return { x: mark.x, y: mark.y };
}

const order = ['chief', 'main', 'middle', 'minor'];

/** Important names first. One that would lie under a mark or on another name stands beside it; where nothing is free it is left out: the list has it. */
function labelled(map: MapFigureProps, size: Size, marks: readonly Box[]): PlacedLabel[] {
  const shown = (map.labels ?? []).filter(
    ({ rank }) => size === 'wide' || map.kind === 'parts' || (rank !== 'middle' && rank !== 'minor'),
  );
  const taken = [...marks];
  return shown
    .toSorted((a, b) => order.indexOf(a.rank ?? 'main') - order.indexOf(b.rank ?? 'main'))
    .flatMap((label): PlacedLabel[] => {
      const letters = lettering(label, map.kind === 'parts', size);
      const own = labelBox(label, letters);
      const free = besides(own, marks, letters.size).find(
        (box) => within(box, map) && !taken.some((other) => overlap(other, box)) && staysHome(label, own, box, map.labels!),
      );
      if (!free) return [];
      taken.push(free);
      const [x, y] = [label.x + free.left - own.left, label.y + free.top - own.top].map(Math.round) as [number, number];
      return [{ ...label, ...letters, x, y, box: free }];
    });
}

/** A name never stands nearer to the heart of another place than to its own: it would be read as that place's. */
function staysHome(label: MapLabel, own: Box, box: Box, all: readonly MapLabel[]): boolean {
  const [dx, dy] = [box.left - own.left, box.top - own.top];
  return all.every((other) => Math.hypot(label.x + dx - other.x, label.y + dy - other.y) >= Math.hypot(dx, dy));
}

function lettering(label: MapLabel, parts: boolean, size: Size): { size: number; leading: number } {
  const { name, chief, parts: part } = sizes[size];
  const letters = label.rank === 'chief' ? chief : parts ? part : name;
  return { size: letters, leading: Math.round(letters * 1.1) };
}

/** The room of a name, whose first line stands on `y`. */
function labelBox(label: MapLabel, { size, leading }: { size: number; leading: number }): Box {
  const half =
    Math.max(...label.lines.map((line) => widthOf(line, size)), label.under ? widthOf(label.under, size) : 0) / 2 + gap;
  const lines = label.lines.length + (label.under ? 1 : 0);
  return {
    left: label.x - half,
    right: label.x + half,
    top: label.y - size * 0.85,
    bottom: label.y + (lines - 1) * leading + size * 0.3,
  };
}

/** Its own place; then around each mark that covers it: below, above, right, left; then near about. */
function besides(own: Box, marks: readonly Box[], size: number): Box[] {
  const [wide, high] = [own.right - own.left, own.bottom - own.top];
  const middle = (own.left + own.right) / 2;
  const centre = (own.top + own.bottom) / 2;
  const around = marks
    .filter((mark) => overlap(mark, own))
    .flatMap((mark) => [
      moved(own, 0, mark.bottom + gap - own.top),
      moved(own, 0, mark.top - gap - own.bottom),
      moved(own, mark.right + gap - own.left, (mark.top + mark.bottom) / 2 - centre),
      moved(own, mark.left - gap - own.right, (mark.top + mark.bottom) / 2 - centre),
      moved(own, (mark.left + mark.right) / 2 - middle, mark.bottom + gap - own.top),
      moved(own, (mark.left + mark.right) / 2 - middle, mark.top - gap - own.bottom),
    ]);
  const near = [0, 0.5, -0.5, 1, -1, 1.5, -1.5]
    .flatMap((down) => [0, 0.25, -0.25, 0.5, -0.5].map((along) => ({ dx: along * wide, dy: down * Math.min(high, 2 * size) })))
    .toSorted((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy));
  return [own, ...around, ...near.map(({ dx, dy }) => moved(own, dx, dy))];
}

/** Widths of Titillium Web, semibold or bold, in ems, rounded up to the next twentieth. */
const widths: [string, number][] = [
  [" '", 0.25],
  ['ijlìI.,’', 0.3],
  ['J()', 0.35],
  ['frt', 0.4],
  ['c-', 0.45],
  ['svxyzL', 0.5],
  ['abdegkopqàèéòCFSTZ', 0.55],
  ['hnuùEKPXY0123456789', 0.6],
  ['ABDGRV', 0.65],
];
const letterWidth = new Map(widths.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width] as const)));

function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (letterWidth.get(letter) ?? ('wmMW'.includes(letter) ? 0.95 : 0.7)), 0) * size;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function within(box: Box, { width, height }: Pick<MapFigureProps, 'width' | 'height'>): boolean {
  return box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
}

function moved(box: Box, dx: number, dy: number): Box {
  return { left: box.left + dx, right: box.right + dx, top: box.top + dy, bottom: box.bottom + dy };
}

function widened(box: Box, by: number): Box {
  return { left: box.left - by, right: box.right + by, top: box.top - by, bottom: box.bottom + by };
}
