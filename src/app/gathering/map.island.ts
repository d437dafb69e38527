import { Map as LiveMap, LngLatBounds, NavigationControl, Popup, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';

/** Colours and outlines of the states (look.md section 5): colour alone never tells. */
const colours: Record<string, string> = {
  new: '#4a5f86',
  taken: '#1559a6',
  work: '#8a4b00',
  done: '#176b3a',
  no: '#4b4a57',
  late: '#b0182b',
};
const looks = ['match', ['get', 'look'], ...Object.entries(colours).flat(), '#4b4a57'];
const outlines: Record<string, (pen: CanvasRenderingContext2D, m: number) => void> = {
  work: (pen, m) =>
    polygon(pen, m, [
      [0, -1],
      [1, 0.8],
      [-1, 0.8],
    ]),
  done: (pen, m) =>
    polygon(pen, m, [
      [-0.85, -0.85],
      [0.85, -0.85],
      [0.85, 0.85],
      [-0.85, 0.85],
    ]),
  no: (pen, m) =>
    polygon(pen, m, [
      [-0.4, -1],
      [0.4, -1],
      [1, -0.4],
      [1, 0.4],
      [0.4, 1],
      [-0.4, 1],
      [-1, 0.4],
      [-1, -0.4],
    ]),
  late: (pen, m) =>
    polygon(pen, m, [
      [0, -1.1],
      [1.1, 0],
      [0, 1.1],
      [-1.1, 0],
    ]),
};

/** The live map: takes the place of the server's drawing once it has really loaded. The list beside stays the equivalent. */
const place = document.querySelector<HTMLElement>('[data-map]');
if (place) start(place);

function start(holder: HTMLElement): void {
  const { kind = '', municipality = '', box = '', label = '', worker = '', base = '' } = holder.dataset;
  const [west, south, east, north] = box.split(',').map(Number) as [number, number, number, number];
  if (![west, south, east, north].every(Number.isFinite)) return;
  setWorkerUrl(worker);
  const frame = document.createElement('div');
  frame.className = 'ar-live';
  const canvas = document.createElement('div');
  frame.append(canvas);
  holder.append(frame);
  const query = new URLSearchParams(Object.entries({ kind, municipality }).filter(([, value]) => value));
  const map = new LiveMap({
    container: canvas,
    style: styleOf(`${location.origin}/tiles/{z}/{x}/{y}.mvt${query.size > 0 ? `?${query}` : ''}`, base),
    bounds: new LngLatBounds([west, south], [east, north]),
    fitBoundsOptions: { padding: 20 },
    maxZoom: 18,
    attributionControl: false,
  });
  map.setMissingStyleImageResolver((id) => {
    const drawn = drawMark(id);
    if (drawn && !map.hasImage(id)) map.addImage(id, drawn, { pixelRatio: 2 });
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.getCanvas().setAttribute('aria-label', label);
  // A tile that does not come (offline, page left) is not an error of the page: until the first load the drawing stays.
  map.on('error', () => {});
  map.once('load', () => {
    holder.querySelector('figure')?.remove();
    frame.classList.add('ready');
    map.resize();
    map.fitBounds([west, south, east, north], { padding: 20, animate: false });
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

/** Draws what a mark shows: a cluster with its number, a thing with the colour and the outline of its state (look.md section 5). */
function drawMark(name: string): ImageData | null {
  const [what, value = ''] = name.split(':') as [string, string?];
  const canvas = document.createElement('canvas');
  const size = what === 'cluster' ? Math.round(Math.min(88, 36 + Math.sqrt(Number(value)) * 3)) : 40;
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const middle = size / 2;
  pen.lineWidth = 4;
  if (what === 'cluster') {
    pen.fillStyle = '#fff';
    pen.strokeStyle = '#14242c';
    pen.beginPath();
    pen.arc(middle, middle, middle - 3, 0, Math.PI * 2);
    pen.fill();
    pen.stroke();
    pen.fillStyle = '#14242c';
    pen.font = `600 ${value.length > 3 ? 20 : 24}px "Titillium Web", sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(value, middle, middle + 1);
  } else {
    pen.fillStyle = colours[value] ?? '#4b4a57';
    pen.strokeStyle = '#fff';
    pen.beginPath();
    const outline = outlines[value];
    if (outline) outline(pen, middle);
    else pen.arc(middle, middle, middle - 6, 0, Math.PI * 2);
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

function styleOf(tiles: string, base: string): StyleSpecification {
  const ground = base.includes('{z}');
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: '/api/v1/municipalities.geojson' },
      entries: { type: 'vector', tiles: [tiles], maxzoom: 16 },
      ...(ground ? { ground: { type: 'raster' as const, tiles: [base], tileSize: 256 } } : {}),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': '#d5e6ea' } },
      ground
        ? { id: 'ground', type: 'raster', source: 'ground' }
        : { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': '#fbf9f4' } },
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
        type: 'symbol',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['has', 'count'],
        layout: { 'icon-image': ['concat', 'cluster:', ['to-string', ['get', 'count']]], 'icon-allow-overlap': true },
      },
      {
        id: 'points',
        type: 'symbol',
        source: 'entries',
        'source-layer': 'entries',
        filter: ['has', 'code'],
        layout: { 'icon-image': ['concat', 'look:', ['get', 'look']], 'icon-allow-overlap': true },
      },
    ],
  };
}

function polygon(pen: CanvasRenderingContext2D, middle: number, corners: [number, number][]): void {
  for (const [x, y] of corners) pen.lineTo(middle + x * (middle - 7), middle + y * (middle - 7));
}
