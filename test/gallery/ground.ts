import { readFileSync } from 'node:fs';
import type { LineString, MultiPolygon, Polygon, Position } from 'geojson';
import type { Area, MapFigureProps, MapLabel } from '../../src/kernel/pages/map.tsx';
import { chartOf, labelPoint, outlinePath } from '../../src/protocols/boundaries/outline.ts';

/** The invented metropolis, drawn as rooms draw it, so that the gallery shows real shapes. */
interface Feature<G> {
  properties: { name: string; population?: number };
  geometry: G;
}

function read<G>(name: string): Feature<G>[] {
  return JSON.parse(readFileSync(new URL(`../../src/app/geography/${name}`, import.meta.url), 'utf8')).features;
}

const municipalities = read<Polygon | MultiPolygon>('valdarena.geojson');
const context = read<Polygon | LineString>('valdarena-contesto.geojson');
const many = (geometry: Polygon | MultiPolygon): MultiPolygon =>
  geometry.type === 'Polygon' ? { type: 'MultiPolygon', coordinates: [geometry.coordinates as Position[][]] } : geometry;

export const names = municipalities.map((feature) => feature.properties.name);

export function shape(name: string, box: number): string {
  return once(`${name} ${box}`, () => drawShape(name, box));
}

function drawShape(name: string, box: number): string {
  const area = many(municipalities.find((feature) => feature.properties.name === name)!.geometry);
  return outlinePath(area, chartOf([area], { width: box, maxHeight: box, margin: 1 }));
}

const drawn = new Map<string, string>();

/** Drawn once, as rooms do. */
function once(key: string, draw: () => string): string {
  const path = drawn.get(key) ?? draw();
  drawn.set(key, path);
  return path;
}

export function wholeShape(box: number): string {
  return once(`whole ${box}`, () => drawWhole(box));
}

function drawWhole(box: number): string {
  const areas = municipalities.map((feature) => many(feature.geometry));
  const chart = chartOf(areas, { width: box, margin: 1 });
  return areas.map((area) => outlinePath(area, chart)).join('');
}

export function wholeMap(width: number): {
  width: number;
  height: number;
  land: Area[];
  labels: MapLabel[];
  at(name: string): { x: number; y: number };
} {
  const areas = municipalities.map((feature) => many(feature.geometry));
  const chart = chartOf(areas, { width, margin: 40 });
  const at = (name: string) => {
    const { lon, lat } = labelPoint(areas[names.indexOf(name)]!);
    const [x, y] = chart.place(lon, lat);
    return { x: Math.round(x), y: Math.round(y) };
  };
  return {
    width,
    height: chart.height,
    land: municipalities.map((feature, i) => ({
      path: outlinePath(areas[i]!, chart),
      href: `/comuni/${i}`,
      label: feature.properties.name,
    })),
    labels: municipalities.map((feature) => ({
      ...at(feature.properties.name),
      lines: [feature.properties.name],
      rank:
        feature.properties.name === 'Arenaria'
          ? ('chief' as const)
          : (feature.properties.population ?? 0) > 30_000
            ? ('main' as const)
            : ('minor' as const),
    })),
    at,
  };
}

/** Arenaria among its neighbours, with its districts and rivers. */
export function districtMap(
  width: number,
): Pick<MapFigureProps, 'width' | 'height' | 'land' | 'parts' | 'outline' | 'rivers' | 'labels'> {
  const own = many(municipalities.find((feature) => feature.properties.name === 'Arenaria')!.geometry);
  const chart = chartOf([own], { width, margin: 42 });
  const districts = context.filter((feature) => feature.geometry.type === 'Polygon');
  return {
    width,
    height: chart.height,
    land: municipalities.map((feature) => ({
      path: outlinePath(many(feature.geometry), chart),
      look: feature.properties.name === 'Arenaria' ? 'selected' : 'far',
    })),
    parts: districts.map((feature) => ({
      path: outlinePath(many(feature.geometry as Polygon), chart),
      href: `#${feature.properties.name}`,
      label: `Quartiere ${feature.properties.name}`,
    })),
    outline: outlinePath(own, chart),
    rivers: context
      .filter((feature) => feature.geometry.type === 'LineString')
      .map((feature) => ({
        path: `M${(feature.geometry as LineString).coordinates.map(([lon, lat]) => chart.place(lon!, lat!).map(Math.round).join(' ')).join('L')}`,
      })),
    labels: districts.map((feature) => {
      const { lon, lat } = labelPoint(many(feature.geometry as Polygon));
      const [x, y] = chart.place(lon, lat);
      return { x: Math.round(x), y: Math.round(y), lines: [feature.properties.name], under: '38 aperte' };
    }),
  };
}
