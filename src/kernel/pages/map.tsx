import type { ComponentChildren } from 'preact';
import type { Look } from './glyphs.ts';
import { layoutOf, type PlacedLabel, type Size, sizes } from './map-layout.ts';
import { Cluster, Drop, Mark } from './marks.tsx';

/** A shape already projected: `path` is SVG in the units of the map's box. */
export interface Area {
  path: string;
  href?: string;
  label?: string;
  /** Moved by so much: one drawing serves maps of many places. */
  shift?: { x: number; y: number };
  /** `far`: outside what is spoken of; `selected`; `part`: a dashed part of the selected; q0 to q4: five steps, from white to deep. */
  look?: 'far' | 'selected' | 'part' | 'q0' | 'q1' | 'q2' | 'q3' | 'q4';
}

export interface MapLabel {
  x: number;
  y: number;
  lines: string[];
  /** In this order names take their place; small screens show no `middle` and `minor`: the list beside has them. */
  rank?: 'chief' | 'main' | 'middle' | 'minor';
  /** Second line, lighter. */
  under?: string;
  /** White on a deep area. */
  inverse?: boolean;
}

export interface MapPoint {
  x: number;
  y: number;
  look: Look;
  href: string;
  /** Read aloud: title and state. */
  label: string;
  chosen?: boolean;
}

export interface MapFigureProps {
  /** Unique in the page: shapes are drawn once and used again. */
  id: string;
  width: number;
  height: number;
  /** What the map is, for those who do not see it. Every map has an equivalent list. */
  label: string;
  land: Area[];
  /** Drawn over the land: parts of the selected place. */
  parts?: Area[];
  /** Around the selected place. */
  outline?: string;
  towns?: string[];
  roads?: string[];
  rivers?: { path: string; minor?: boolean }[];
  labels?: MapLabel[];
  points?: MapPoint[];
  clusters?: { x: number; y: number; count: number; done: number; late: number }[];
  /** How close together things lie: a path for each step, from the lightest. */
  heat?: string[];
  /** Letters that point to the rows of a list. */
  letters?: { x: number; y: number; letter: string }[];
  /** The point that counts. */
  pin?: { x: number; y: number };
  /** Always shown as large as its box says: names and marks need not grow on small screens. */
  fixed?: boolean;
  /** `rates`: an area map of rates, without sea; `parts`: labels stay readable on phones. */
  kind?: 'rates' | 'parts';
  caption?: ComponentChildren;
}

const glow = [
  { width: 34, opacity: 0.16 },
  { width: 24, opacity: 0.25 },
  { width: 15, opacity: 0.38 },
  { width: 7, opacity: 0.6 },
];

const areaClass = {
  far: 'mu far',
  selected: 'mu sel',
  part: 'mu q',
  q0: 'mu q0',
  q1: 'mu q1',
  q2: 'mu q2',
  q3: 'mu q3',
  q4: 'mu q4',
};

/** Sea, land, marks. Plain SVG, complete before any script; an island may take its place. */
export function MapFigure(map: MapFigureProps) {
  const interactive = [...map.land, ...(map.parts ?? [])].some((area) => area.href) || (map.points?.length ?? 0) > 0;
  const classes = ['ar-map w-100', map.kind === 'rates' && 'ar-choro', map.kind === 'parts' && 'q-map'].filter(Boolean).join(' ');
  return (
    <figure class="ar-map-fig" id={map.id}>
      <svg class={classes} viewBox={`0 0 ${map.width} ${map.height}`} role={interactive ? 'group' : 'img'} aria-label={map.label}>
        <defs>
          <g id={`${map.id}-land`}>
            {map.land.map((area, i) => (
              <path id={`${map.id}-${i}`} d={area.path} transform={area.shift && `translate(${area.shift.x} ${area.shift.y})`} />
            ))}
          </g>
        </defs>
        {glow.map((line) => (
          <use href={`#${map.id}-land`} class="coast" stroke-width={line.width} opacity={line.opacity} />
        ))}
        {map.land.map((area, i) => (
          <AreaLink area={area}>
            <use href={`#${map.id}-${i}`} class={area.look ? areaClass[area.look] : 'mu'} />
          </AreaLink>
        ))}
        <g class="town" pointer-events="none">
          {map.towns?.map((path) => (
            <path d={path} />
          ))}
        </g>
        <g class="road" pointer-events="none">
          {map.roads?.map((path) => (
            <path d={path} />
          ))}
        </g>
        {map.parts?.map((area) => (
          <AreaLink area={area}>
            <path d={area.path} class={areaClass[area.look ?? 'part']} />
          </AreaLink>
        ))}
        {map.heat?.map((path, step) => (
          <path d={path} class={`heat h${step}`} pointer-events="none" />
        ))}
        {map.outline && <path class="outline" d={map.outline} pointer-events="none" />}
        {map.rivers?.map((river) => (
          <path class={river.minor ? 'rv s' : 'rv'} d={river.path} pointer-events="none" />
        ))}
        {map.fixed ? (
          <Things map={map} size="wide" />
        ) : (
          <>
            <g class="wide">
              <Things map={map} size="wide" />
            </g>
            <g class="narrow">
              <Things map={map} size="narrow" />
            </g>
          </>
        )}
        {map.pin && <Drop {...map.pin} />}
      </svg>
      {map.caption && <figcaption>{map.caption}</figcaption>}
    </figure>
  );
}

function AreaLink({ area, children }: { area: Area; children: ComponentChildren }) {
  if (!area.href) return <>{children}</>;
  return (
    <a href={area.href} aria-label={area.label}>
      {children}
    </a>
  );
}

/** Names and marks, each where it can be read; a thin line leads from one that moved to the spot that it means. */
function Things({ map, size }: { map: MapFigureProps; size: Size }) {
  const { labels, letters, points, clusters } = layoutOf(map, size);
  const { letter: radius, mark, count, under } = sizes[size];
  return (
    <>
      {labels.map((label) => (
        <Label label={label} under={under} />
      ))}
      {[...letters, ...points, ...clusters].map(({ x, y, home }) => home && <Leader x={x} y={y} home={home} />)}
      {clusters.map((cluster) => (
        <Cluster {...cluster} r={cluster.r - 3} size={count} />
      ))}
      {points.map((point) => (
        <a href={point.href} aria-label={point.label}>
          <Mark {...point} scale={mark} />
        </a>
      ))}
      {letters.map(({ x, y, letter }) => (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes focus
        <g aria-hidden="true" pointer-events="none">
          <circle class="pin" cx={x} cy={y} r={radius - 1.5} />
          <text class="pt" x={x} y={y + radius * 0.36} font-size={radius}>
            {letter}
          </text>
        </g>
      ))}
    </>
  );
}

function Leader({ x, y, home }: { x: number; y: number; home: { x: number; y: number } }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes focus
    <g class="leader" aria-hidden="true" pointer-events="none">
      <path d={`M${home.x} ${home.y}L${x} ${y}`} />
      <circle cx={home.x} cy={home.y} r="3.5" />
    </g>
  );
}

function Label({ label, under }: { label: PlacedLabel; under: number }) {
  const classes = `${label.rank === 'chief' ? 'name cap' : 'name'}${label.inverse ? ' inv' : ''}`;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes focus; the list beside says the same
    <text class={classes} aria-hidden="true" pointer-events="none" x={label.x} y={label.y} font-size={label.size}>
      {label.lines.map((line, i) => (
        <tspan x={label.x} dy={i === 0 ? 0 : label.leading}>
          {line}
        </tspan>
      ))}
      {label.under && (
        <tspan class="sub" x={label.x} dy={label.leading} font-size={under}>
          {label.under}
        </tspan>
      )}
    </text>
  );
}
