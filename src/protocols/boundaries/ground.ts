import type { Position } from 'geojson';

/** Whether positions can be longitude and latitude of inhabited ground. `x`, `y` is an example: the middle of them all. */
export type Ground =
  | { verdict: 'good' }
  | { verdict: 'projected'; systems: string; x: number; y: number }
  | { verdict: 'swapped' | 'out-of-range'; x: number; y: number };

export function judgeGround(positions: readonly Position[]): Ground {
  const box = boxOf(positions);
  const at = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
  if (within(box, EARTH)) return looksSwapped(box) ? { verdict: 'swapped', ...at } : { verdict: 'good' };
  if (within(turned(box), INHABITED)) return { verdict: 'swapped', ...at };
  const systems = ITALIAN_GRIDS.filter((grid) => within(box, grid.box)).map((grid) => grid.name);
  return systems.length > 0 ? { verdict: 'projected', systems: systems.join(', '), ...at } : { verdict: 'out-of-range', ...at };
}

/** Least x, least y, greatest x, greatest y. */
type Box4 = readonly [number, number, number, number];

const EARTH: Box4 = [-180, -90, 180, 90];
/** No municipality lies south of Tierra del Fuego or north of Svalbard. */
const INHABITED: Box4 = [-180, -56, 180, 82];
const ITALY: Box4 = [6.5, 35.3, 18.7, 47.2];

/** Exchanged axes that stay within the range of degrees. Italy exchanged falls between Ethiopia and Arabia, Boston exchanged in
 *  Antarctica; both are taken for mistakes. Bari, Boston and their like as they should be are neither. */
function looksSwapped(box: Box4): boolean {
  return within(turned(box), ITALY) || (!within(box, INHABITED) && within(turned(box), INHABITED));
}

/** Where Italy lies in the systems that Italian offices use, in metres. They overlap: what cannot be told apart is named together. */
const ITALIAN_GRIDS: { name: string; box: Box4 }[] = [
  { name: 'EPSG:3003', box: [1_250_000, 3_900_000, 1_860_000, 5_260_000] },
  { name: 'EPSG:3004', box: [2_200_000, 3_900_000, 2_850_000, 5_260_000] },
  { name: 'EPSG:32632', box: [270_000, 3_900_000, 1_330_000, 5_260_000] },
  { name: 'EPSG:32633', box: [-180_000, 3_900_000, 830_000, 5_260_000] },
  { name: 'EPSG:7794', box: [6_600_000, 3_900_000, 7_600_000, 5_260_000] },
  { name: 'EPSG:7795', box: [2_850_000, 3_900_000, 3_600_000, 5_260_000] },
  { name: 'EPSG:3857', box: [720_000, 4_200_000, 2_090_000, 5_980_000] },
];

function boxOf(positions: readonly Position[]): Box4 {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positions as [number, number][]) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return [minX, minY, maxX, maxY];
}

function within(box: Box4, outer: Box4): boolean {
  return box[0] >= outer[0] && box[1] >= outer[1] && box[2] <= outer[2] && box[3] <= outer[3];
}

function turned(box: Box4): Box4 {
  return [box[1], box[0], box[3], box[2]];
}
