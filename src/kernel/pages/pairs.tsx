import { useWords } from './render.tsx';
import { FiguresBelow } from './table.tsx';

export interface PairsProps {
  label: string;
  caption: string;
  /** Of the table: time, the first series, the second. */
  heads: [string, string, string];
  /** In time; `short` stands under the axis where there is one. */
  pairs: { label: string; short?: string; first: number; second: number }[];
}

/** Two counts in time: columns for what came in, a line in steps for what was done. */
export function PairsPlot(props: PairsProps) {
  const { number } = useWords();
  return (
    <>
      <div class="d-none d-lg-block">
        <PairsDrawing {...props} width={760} every={1} />
      </div>
      <div class="d-lg-none">
        <PairsDrawing {...props} width={358} every={3} />
      </div>
      <FiguresBelow
        caption={props.caption}
        columns={[{ label: props.heads[0] }, { label: props.heads[1], figures: true }, { label: props.heads[2], figures: true }]}
        rows={props.pairs.map((pair) => ({ head: pair.label, cells: [number(pair.first), number(pair.second)] }))}
      />
    </>
  );
}

const ground = 220;

function PairsDrawing({ label, heads, pairs, width, every }: PairsProps & { width: number; every: number }) {
  const { number } = useWords();
  const highest = Math.max(...pairs.flatMap((pair) => [pair.first, pair.second]), 1);
  const pitch = width / Math.max(1, pairs.length);
  const y = (value: number) => round(ground - (value / highest) * 180);
  const line = pairs.map((pair, i) => `${i === 0 ? 'M0 ' : 'V'}${y(pair.second)}H${round((i + 1) * pitch)}`).join('');
  let named = 0;
  return (
    <svg class="ar-plot" viewBox={`0 0 ${width} 254`} role="img" aria-label={label}>
      {pairs.map((pair, i) => (
        <rect
          class="col"
          x={round(i * pitch + pitch * 0.14)}
          y={y(pair.first)}
          width={round(pitch * 0.72)}
          height={round(ground - y(pair.first))}
        />
      ))}
      <g class="st-done">
        <path d={line} fill="none" stroke="currentColor" stroke-width="3" />
      </g>
      <path class="base" d={`M0 ${ground}H${width}`} />
      {pairs.map((pair, i) =>
        pair.short && named++ % every === 0 ? (
          <text x={round(i * pitch)} y={ground + 22}>
            {pair.short}
          </text>
        ) : null,
      )}
      <text class="ink" x="0" y="14">
        <tspan class="col">■ {heads[1]}</tspan>
        <tspan class="st-done" dx="16" fill="currentColor">
          ━ {heads[2]}
        </tspan>
      </text>
      <text x={width} y="14" text-anchor="end">
        {number(highest)}
      </text>
    </svg>
  );
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
