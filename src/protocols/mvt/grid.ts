/** The square grid of web maps: tile z/x/y of EPSG:3857, y growing southwards (OGC Two Dimensional Tile Matrix Set, WebMercatorQuad). */
export interface Tile {
  z: number;
  x: number;
  y: number;
}

export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/** Units along one side of a tile, and those drawn beyond each side so that no edge of a line or symbol shows. */
export const EXTENT = 4096;
export const BUFFER = 64;
export const MAX_ZOOM = 22;

/** Half the side of the Mercator square, in metres: pi times the equatorial radius of WGS84. */
const HALF = Math.PI * 6378137;

/** The tile of an address, or nothing when it is outside the grid. Takes the raw words of the path. */
export function tileOf(z: string, x: string, y: string): Tile | undefined {
  if (![z, x, y].every((part) => /^\d{1,7}$/.test(part))) return undefined;
  const tile = { z: Number(z), x: Number(x), y: Number(y) };
  if (tile.z > MAX_ZOOM) return undefined;
  const side = 2 ** tile.z;
  return tile.x < side && tile.y < side ? tile : undefined;
}

/** The tile's square in metres of EPSG:3857, wider on each side by `buffer` tile units. */
export function metres(tile: Tile, buffer = 0): Box {
  const size = (2 * HALF) / 2 ** tile.z;
  const margin = (buffer / EXTENT) * size;
  const minX = tile.x * size - HALF;
  const maxY = HALF - tile.y * size;
  return { minX: minX - margin, minY: maxY - size - margin, maxX: minX + size + margin, maxY: maxY + margin };
}

/** The same square in degrees of WGS84, kept within the Mercator square so that it can be compared with stored geometries. */
export function degrees(tile: Tile, buffer = 0): Box {
  const box = metres(tile, buffer);
  return { minX: toLon(box.minX), minY: toLat(box.minY), maxX: toLon(box.maxX), maxY: toLat(box.maxY) };
}

/** WGS84 degrees to EPSG:3857 metres. */
export function project(lon: number, lat: number): [number, number] {
  const radians = (lat * Math.PI) / 180;
  return [(lon / 180) * HALF, (HALF / Math.PI) * Math.log(Math.tan(Math.PI / 4 + radians / 2))];
}

function toLon(x: number): number {
  return (Math.max(-HALF, Math.min(HALF, x)) / HALF) * 180;
}

function toLat(y: number): number {
  const inside = Math.max(-HALF, Math.min(HALF, y));
  return (Math.atan(Math.sinh((inside / HALF) * Math.PI)) * 180) / Math.PI;
}
