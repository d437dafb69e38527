import {
  type LayerSpecification,
  Map as LiveMap,
  LngLatBounds,
  NavigationControl,
  Popup,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import { type MapGround, mapGround, writeNames } from './map-ground.ts';

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
  const { tiles = '', steps = '', square = '', box = '', label = '', worker = '', ground = '' } = holder.dataset;
  const [west, south, east, north] = box.split(',').map(Number) as [number, number, number, number];
  if (![west, south, east, north].every(Number.isFinite)) return;
  setWorkerUrl(worker);
  const frame = document.createElement('div');
  frame.className = 'ar-live';
  const canvas = document.createElement('div');
  frame.append(canvas);
  holder.prepend(frame);
  const map = new LiveMap({
    container: canvas,
    style: styleOf(location.origin + tiles, steps.split(',').filter(Boolean).map(Number), mapGround(ground)),
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
    holder.querySelector('.ar-live-credit')?.removeAttribute('hidden');
    frame.classList.add('ready');
    map.resize();
    void writeNames(map);
    map.fitBounds([west, south, east, north], { padding: 20, animate: false });
  });
  map.on('click', 'points', async (event) => {
    const codes = [...new Set((event.features ?? []).map((feature) => String(feature.properties['code'])))].slice(0, 5);
    const content = await Promise.all(codes.map(cardOf));
    const list = document.createElement('ul');
    list.className = 'ar-live-cards';
    list.append(...content.flat());
    if (list.childElementCount > 0) new Popup({ maxWidth: '280px' }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
  });
  for (const layer of ['points', 'clusters']) {
    map.on('mouseenter', layer, () => map.getCanvas().classList.add('ar-live-hand'));
    map.on('mouseleave', layer, () => map.getCanvas().classList.remove('ar-live-hand'));
  }
  map.on('click', 'clusters', (event) => {
    map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
  });
  map.on('click', 'heat', (event) => {
    const count = Number(event.features?.[0]?.properties['count']);
    const told = `${new Intl.NumberFormat(document.documentElement.lang).format(count)} ${square}`;
    if (count > 0) new Popup({ maxWidth: '280px' }).setLngLat(event.lngLat).setText(told).addTo(map);
  });
}

/** A thing in few words, asked of the API when it is wanted: tiles carry no titles. Nothing when it cannot be had. */
async function cardOf(code: string): Promise<HTMLElement[]> {
  const answer = await fetch(`/api/v1/entries/${code}`).catch(() => null);
  if (!answer?.ok) return [];
  const thing = (await answer.json()) as { title: string; url: string; placeLabel: string; published: string };
  const link = document.createElement('a');
  link.href = new URL(thing.url).pathname;
  link.textContent = thing.title;
  const under = document.createElement('small');
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'Europe/Rome' });
  under.textContent = [thing.placeLabel, day.format(new Date(thing.published))].filter(Boolean).join(' · ');
  const card = document.createElement('li');
  card.append(link, under);
  return [card];
}

/** Draws what a mark shows: a cluster with its number, a thing with the colour and the outline of its state (look.md section 5). */
function drawMark(name: string): ImageData | null {
  const [what, value = '', done = '0', late = '0'] = name.split(':');
  const count = Number(value);
  const canvas = document.createElement('canvas');
  const size = what === 'cluster' ? Math.round(Math.min(96, 44 + Math.sqrt(count) * 1.6)) : 40;
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const middle = size / 2;
  pen.lineWidth = 4;
  if (what === 'cluster') {
    const disc = (from: number, to: number, colour: string, backwards: boolean) => {
      pen.beginPath();
      pen.strokeStyle = colour;
      pen.arc(middle, middle, middle - 4, (from - 0.25) * 2 * Math.PI, (to - 0.25) * 2 * Math.PI, backwards);
      pen.stroke();
    };
    pen.beginPath();
    pen.fillStyle = '#fff';
    pen.arc(middle, middle, middle - 4, 0, 2 * Math.PI);
    pen.fill();
    // As on the drawings of the server: done from the top clockwise, late the other way (look.md section 6).
    disc(0, 1, '#14242c', false);
    pen.lineWidth = 7;
    if (done !== '0') disc(0, Number(done) / 12, colours['done']!, false);
    if (late !== '0') disc(0, -Number(late) / 12, colours['late']!, true);
    const words = new Intl.NumberFormat(document.documentElement.lang, count < 10_000 ? {} : { notation: 'compact' }).format(
      count,
    );
    pen.fillStyle = '#14242c';
    pen.font = `600 ${words.length > 5 ? 17 : words.length > 3 ? 20 : 24}px "Titillium Web", sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(words, middle, middle + 1);
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

/** Each thing by itself, or gathered where there are many. */
function thingLayers(): LayerSpecification[] {
  return [
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
      layout: {
        'icon-image': [
          'concat',
          'cluster:',
          ['get', 'count'],
          ':',
          twelfths('done', 'floor'),
          ':',
          twelfths('late', 'ceil'),
        ] as never,
        'icon-allow-overlap': true,
      },
    },
    {
      id: 'points',
      type: 'symbol',
      source: 'entries',
      'source-layer': 'entries',
      filter: ['has', 'code'],
      layout: { 'icon-image': ['concat', 'look:', ['get', 'look']], 'icon-allow-overlap': true },
    },
  ];
}

/** How close together things lie, in the colours of the key beside: a square takes the last step that it reaches. */
function heatLayers(steps: number[]): LayerSpecification[] {
  const colours = steps.map((_, i) => colourOf(document.querySelector(`.ar-heat-key .h${i}`)));
  const [lightest, ...others] = colours;
  const stepped = others.flatMap((colour, i) => [steps[i + 1]!, colour]);
  return [
    {
      id: 'heat',
      type: 'fill',
      source: 'entries',
      'source-layer': 'heat',
      paint: {
        'fill-color': (stepped.length > 0 ? ['step', ['get', 'count'], lightest, ...stepped] : lightest) as never,
        // as in the key (map.css)
        'fill-opacity': 0.75,
        'fill-antialias': false,
      },
    },
  ];
}

/** As the map library reads colours: the browser may give them in other words. */
function colourOf(element: Element | null): string {
  const pen = document.createElement('canvas').getContext('2d');
  if (!element || !pen) return '#47575f';
  pen.fillStyle = getComputedStyle(element).fill;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
}

function styleOf(tiles: string, steps: number[], ground: MapGround): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: '/api/v1/municipalities.geojson' },
      entries: { type: 'vector', tiles: [tiles], maxzoom: 16 },
      ...ground.sources,
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': '#d5e6ea' } },
      // Under the ground too: where its tiles do not come, the map stands on the boundaries.
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': '#fbf9f4' } },
      ...ground.layers,
      { id: 'borders', type: 'line', source: 'land', paint: { 'line-color': '#a9b3ae', 'line-width': 0.9 } },
      // Names are read over the colours, and under the marks.
      ...(steps.length > 0 ? [...heatLayers(steps), ...ground.names] : [...ground.names, ...thingLayers()]),
    ],
  };
}

/** The share of a cluster in twelfths: few enough marks to draw. */
function twelfths(part: string, rounded: 'floor' | 'ceil'): unknown {
  return [rounded, ['/', ['*', 12, ['get', part]], ['get', 'count']]];
}

function polygon(pen: CanvasRenderingContext2D, middle: number, corners: [number, number][]): void {
  for (const [x, y] of corners) pen.lineTo(middle + x * (middle - 7), middle + y * (middle - 7));
}
