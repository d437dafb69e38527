import { Map as LiveMap, LngLatBounds, NavigationControl, Popup, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';

/** Colours of the states (look.md section 5). */
const looks = [
  'match',
  ['get', 'look'],
  'new',
  '#4a5f86',
  'taken',
  '#1559a6',
  'work',
  '#8a4b00',
  'done',
  '#176b3a',
  'late',
  '#b0182b',
  '#4b4a57',
];

/** The live map: takes the place of the server's drawing once it has really loaded. The list beside stays the equivalent. */
const place = document.querySelector<HTMLElement>('[data-map]');
if (place) start(place);

function start(holder: HTMLElement): void {
  const { kind = '', municipality = '', box = '', label = '', worker = '' } = holder.dataset;
  const [west, south, east, north] = box.split(',').map(Number) as [number, number, number, number];
  if (![west, south, east, north].every(Number.isFinite)) return;
  setWorkerUrl(worker);
  const canvas = document.createElement('div');
  canvas.className = 'ar-live';
  holder.append(canvas);
  const query = new URLSearchParams(Object.entries({ kind, municipality }).filter(([, value]) => value));
  const map = new LiveMap({
    container: canvas,
    style: styleOf(`${location.origin}/tiles/{z}/{x}/{y}.mvt${query.size > 0 ? `?${query}` : ''}`),
    bounds: new LngLatBounds([west, south], [east, north]),
    fitBoundsOptions: { padding: 20 },
    maxZoom: 18,
    attributionControl: false,
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.getCanvas().setAttribute('aria-label', label);
  map.once('load', () => {
    holder.querySelector('figure')?.remove();
  });
  map.on('click', 'points', (event) => {
    const { code, title, path } = (event.features?.[0]?.properties ?? {}) as Record<string, string>;
    if (!code) return;
    const link = document.createElement('a');
    link.href = path ?? '#';
    link.textContent = title ?? code;
    new Popup().setLngLat(event.lngLat).setDOMContent(link).addTo(map);
  });
  map.on('click', 'clusters', (event) => {
    map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
  });
}

function styleOf(tiles: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: '/api/v1/municipalities.geojson' },
      entries: { type: 'vector', tiles: [tiles], maxzoom: 16 },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': '#d5e6ea' } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': '#fbf9f4' } },
      { id: 'borders', type: 'line', source: 'land', paint: { 'line-color': '#a9b3ae', 'line-width': 0.9 } },
      {
        id: 'areas',
        type: 'fill',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': looks as never, 'fill-opacity': 0.25 },
      },
      {
        id: 'lines',
        type: 'line',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': looks as never, 'line-width': 3 },
      },
      {
        id: 'clusters',
        type: 'circle',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['has', 'count'],
        paint: {
          'circle-color': '#ffffff',
          'circle-stroke-color': '#14242c',
          'circle-stroke-width': 2,
          'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 9, 40, 34],
        },
      },
      {
        id: 'points',
        type: 'circle',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['has', 'code'],
        paint: { 'circle-color': looks as never, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2, 'circle-radius': 8 },
      },
    ],
  };
}
