import type { FilterSpecification, GeoJSONSource, LayerSpecification, Map as LiveMap, StyleSpecification } from 'maplibre-gl';

/** What lies under the things of the live map: nothing but the boundaries, pictures, or vectors drawn in the colours of the house. */
export interface MapGround {
  sources: StyleSpecification['sources'];
  layers: LayerSpecification[];
  /** Drawn over the borders. */
  names: LayerSpecification[];
}

/** `told` is the source as the page gives it, with addresses of our own host without their origin. */
export function mapGround(told: string): MapGround {
  if (told === '') return { sources: { names: { type: 'geojson', data: noNames } }, layers: [], names: [municipalityNames] };
  const { tiles, ...rest } = JSON.parse(told);
  const ground = {
    ...rest,
    tiles: tiles.map((address: string) => (address.startsWith('/') ? location.origin + address : address)),
  };
  if (ground.type === 'raster')
    return { sources: { ground }, layers: [{ id: 'ground', type: 'raster', source: 'ground' }], names: [] };
  return { sources: { ground }, layers, names };
}

/** Where there is no ground to say it: the names of the municipalities, each where it reads best. */
export async function writeNames(map: LiveMap): Promise<void> {
  const names = map.getSource<GeoJSONSource>('names');
  const land = (await map.getSource<GeoJSONSource>('land')?.getData()) as GeoJSON.FeatureCollection | undefined;
  names?.setData({
    type: 'FeatureCollection',
    features: (land?.features ?? []).map(({ properties }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: properties?.['label'] },
      properties: { kind: 'locality', name: properties?.['name'], population_rank: properties?.['population'] },
    })),
  });
}

const noNames: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Layers of the Protomaps basemap, in the colours of look.md section 7: sand, white streets, no relief, no points of interest of others. */
const ink = '#47575f';
const land = '#fbf9f4';
const sand = '#ddd2bb';
const block = '#f1ede3';
const green = ['park', 'nature_reserve', 'national_park', 'protected_area', 'forest', 'wood', 'grass', 'grassland', 'garden'];
const greens = [...green, 'cemetery', 'golf_course', 'playground', 'pitch', 'village_green', 'recreation_ground', 'scrub'];
const built = ['residential', 'industrial', 'commercial', 'hospital', 'school', 'university', 'college', 'railway', 'military'];

const layers: LayerSpecification[] = [
  area('earth', 'earth', land),
  area('cover', 'landcover', '#efe7d6', kindIn('urban_area')),
  area('woods', 'landcover', '#e9efe2', kindIn('forest', 'grassland', 'scrub')),
  area('built', 'landuse', block, kindIn(...built)),
  area('green', 'landuse', '#dbe8d3', kindIn(...greens)),
  area('beach', 'landuse', '#f3ead2', kindIn('beach', 'sand')),
  area('squares', 'landuse', '#f8f5ee', kindIn('pedestrian')),
  area('inland-water', 'water', '#c9dfe6', ['!=', ['get', 'kind'], 'ocean']),
  area('sea-water', 'water', '#d5e6ea', kindIn('ocean')),
  line('rivers', 'water', '#7fb0c0', kindIn('river', 'canal', 'stream'), [8, 0.6, 14, 1.6, 18, 4]),
  { ...area('buildings', 'buildings', '#e6e2d4', kindIn('building', 'building_part')), minzoom: 14 },
  { ...line('rails', 'roads', '#c8c1b1', kindIn('rail'), [10, 0.6, 16, 1.8]), minzoom: 11 },
  { ...line('paths', 'roads', '#d9d2c2', kindIn('path'), [14, 0.6, 18, 1.8], { 'line-dasharray': [3, 2] }), minzoom: 14 },
  { ...line('minor-edge', 'roads', sand, kindIn('minor_road'), [12, 0.6, 14, 2.6, 18, 15]), minzoom: 12 },
  line('major-edge', 'roads', sand, kindIn('major_road'), [7, 0.5, 12, 2.2, 14, 4.6, 18, 22]),
  line('highway-edge', 'roads', '#cdbf9f', kindIn('highway'), [6, 0.8, 12, 3, 14, 5.6, 18, 24]),
  { ...line('minor', 'roads', '#fff', kindIn('minor_road'), [13, 0.6, 14, 1.6, 18, 13]), minzoom: 13 },
  { ...line('major', 'roads', '#fff', kindIn('major_road'), [12, 0.8, 14, 3.2, 18, 20]), minzoom: 12 },
  { ...line('highway', 'roads', '#fff', kindIn('highway'), [12, 1.2, 14, 3.8, 18, 21]), minzoom: 12 },
  line('limits', 'boundaries', '#a9b3ae', kindIn('country', 'region'), [5, 0.6, 12, 1.2], { 'line-dasharray': [4, 3] }),
];

/** Without a `glyphs` address the map library draws letters from the fonts of the page: nobody else is asked. */
const names: LayerSpecification[] = [
  {
    id: 'street-names',
    type: 'symbol',
    source: 'ground',
    'source-layer': 'roads',
    minzoom: 14,
    filter: kindIn('minor_road', 'major_road', 'highway'),
    layout: {
      'symbol-placement': 'line',
      'text-field': ['get', 'name'],
      'text-font': ['Titillium Web'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 14, 11, 18, 14],
    },
    paint: { 'text-color': ink, 'text-halo-color': '#fff', 'text-halo-width': 1.6 },
  },
  placeNames(
    'quarters',
    { source: 'ground', 'source-layer': 'places' },
    ['neighbourhood', 'macrohood'],
    13,
    [12, 12, 16, 14],
    ink,
  ),
  placeNames('towns', { source: 'ground', 'source-layer': 'places' }, ['locality'], 7, [8, 12, 12, 15, 16, 19], '#14242c'),
];

const municipalityNames = placeNames('municipalities', { source: 'names' }, ['locality'], 0, [8, 13, 12, 16], '#14242c');

function kindIn(...kinds: string[]): FilterSpecification {
  return ['in', ['get', 'kind'], ['literal', kinds]];
}

function area(id: string, layer: string, colour: string, filter?: FilterSpecification): LayerSpecification {
  const surface: FilterSpecification = ['==', ['geometry-type'], 'Polygon'];
  return {
    id,
    type: 'fill',
    source: 'ground',
    'source-layer': layer,
    filter: (filter ? ['all', surface, filter] : surface) as FilterSpecification,
    paint: { 'fill-color': colour },
  };
}

/** `widths`: zoom and width in turn. */
function line(
  id: string,
  layer: string,
  colour: string,
  filter: FilterSpecification,
  widths: number[],
  paint: { 'line-dasharray'?: number[] } = {},
): LayerSpecification {
  return {
    id,
    type: 'line',
    source: 'ground',
    'source-layer': layer,
    filter: ['all', ['==', ['geometry-type'], 'LineString'], filter] as FilterSpecification,
    layout: paint['line-dasharray'] ? {} : { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], ...widths] as never, ...paint },
  };
}

function placeNames(
  id: string,
  from: { source: string; 'source-layer'?: string },
  kinds: string[],
  minzoom: number,
  sizes: number[],
  colour: string,
): LayerSpecification {
  return {
    id,
    type: 'symbol',
    ...from,
    minzoom,
    filter: kindIn(...kinds),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['Titillium Web'],
      'text-size': ['interpolate', ['linear'], ['zoom'], ...sizes] as never,
      'text-max-width': 8,
      // Above or below a circle rather than under it; never beside, where it would be read as the neighbour's.
      'text-variable-anchor': ['center', 'bottom', 'top'],
      'text-radial-offset': 0.8,
      'symbol-sort-key': ['-', 0, ['to-number', ['get', 'population_rank'], 0]],
    },
    paint: { 'text-color': colour, 'text-halo-color': land, 'text-halo-width': 1.6 },
  };
}
