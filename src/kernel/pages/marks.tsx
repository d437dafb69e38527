import type { Look } from './glyphs.ts';

/** The shapes of the states at the size of a map, with a white edge. Written here and not taken from the sprite, so that a map saved alone keeps them. */
export function Mark({ x, y, look, chosen, scale }: { x: number; y: number; look: Look; chosen?: boolean; scale: number }) {
  return (
    <g transform={`translate(${round(x)} ${round(y)})${scale === 1 ? '' : ` scale(${scale})`}`}>
      <g class={`mk st-${look}`}>
        {chosen ? <circle class="ring chosen" r="23" /> : <circle r="15" fill="transparent" />}
        {shapes[look]}
      </g>
    </g>
  );
}

const shapes = {
  new: <circle r="9" fill="#fff" stroke="currentColor" stroke-width="4" />,
  taken: (
    <>
      <circle r="9" fill="#fff" stroke="currentColor" stroke-width="4" />
      <path d="M0-9A9 9 0 010 9z" fill="currentColor" />
    </>
  ),
  work: <path d="M0-13L13 10H-13z" fill="currentColor" stroke="#fff" stroke-width="2" />,
  done: (
    <>
      <rect x="-11" y="-11" width="22" height="22" rx="3" fill="currentColor" stroke="#fff" stroke-width="2" />
      <path d="M-5 0l3.5 3.5L5-4" fill="none" stroke="#fff" stroke-width="2.5" />
    </>
  ),
  no: (
    <>
      <path d="M-5-12H5L12-5V5L5 12H-5L-12 5V-5z" fill="currentColor" stroke="#fff" stroke-width="2" />
      <path d="M-6 0H6" stroke="#fff" stroke-width="3" />
    </>
  ),
  late: (
    <>
      <path d="M0-14L14 0 0 14-14 0z" fill="currentColor" stroke="#fff" stroke-width="2" />
      <path d="M0-6V2M0 5v2.5" stroke="#fff" stroke-width="2.5" />
    </>
  ),
};

interface ClusterProps {
  x: number;
  y: number;
  r: number;
  /** Of its number. */
  size: number;
  count: number;
  done: number;
  late: number;
}

/** Many in one place; on the edge the share that is done (clockwise) and late (the other way). */
export function Cluster({ x, y, r, size, count, done, late }: ClusterProps) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes focus
    <g aria-hidden="true" transform={`translate(${round(x)} ${round(y)})`}>
      <g class="mk">
        <circle class="cl" r={r} />
        {done > 0 && <path class="st-done" d={arc(r, done / count, 1)} fill="none" stroke="currentColor" stroke-width="6" />}
        {late > 0 && <path class="st-late" d={arc(r, late / count, -1)} fill="none" stroke="currentColor" stroke-width="6" />}
        <text class="clt" y={round(size * 0.36)} font-size={size}>
          {count}
        </text>
      </g>
    </g>
  );
}

/** The point that counts, with the ground around it. */
export function Drop({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${round(x)} ${round(y)})`} pointer-events="none">
      <circle class="halo" r="44" />
      <path class="drop" d="M0 6c-15-17-22-28-22-39a22 22 0 0144 0c0 11-7 22-22 39z" />
      <circle class="spark" cy="-32" r="8" />
    </g>
  );
}

/** From the top, along the edge; a whole circle needs two arcs, so it stops just before. */
function arc(r: number, share: number, direction: 1 | -1): string {
  const angle = Math.min(share, 0.999) * 2 * Math.PI;
  const x = round(direction * r * Math.sin(angle));
  const y = round(-r * Math.cos(angle));
  return `M0 ${-r}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} ${direction === 1 ? 1 : 0} ${x} ${y}`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
