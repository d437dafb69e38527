import { Glyph } from './icon.tsx';
import { useWords } from './render.tsx';
import { FiguresBelow } from './table.tsx';

export interface Threshold {
  at: number;
  /** What is due when it is reached. */
  title: string;
  /** "Raggiunta", "Mancano 816 firme". */
  status: string;
  /** When it was reached. */
  when?: string;
}

/** Thresholds to scale: solid as far as it got, dotted ahead. */
export function Goal({ value, thresholds, label }: { value: number; thresholds: Threshold[]; label: string }) {
  const { number } = useWords();
  const end = thresholds.at(-1)!.at;
  const place = (n: number) => `${Math.round(Math.min(n / end, 1) * 1000) / 10}%`;
  return (
    <>
      <svg class="ar-goal-line" height="28" aria-hidden="true">
        <line class="ahead" x1="0" x2="100%" y1="14" y2="14" />
        <line class="past" x1="0" x2={place(value)} y1="14" y2="14" />
        {thresholds.map((threshold) => (
          <svg class={value >= threshold.at ? 'st-done' : 'st-new'} x={place(threshold.at)} overflow="visible" aria-hidden="true">
            {value >= threshold.at ? (
              <>
                <rect x="-26" y="1" width="26" height="26" rx="3" fill="currentColor" stroke="#fff" stroke-width="2" />
                <path d="M-20 14l5 5 9-10" fill="none" stroke="#fff" stroke-width="3" />
              </>
            ) : (
              <circle cx="-13" cy="14" r="10" fill="#fff" stroke="currentColor" stroke-width="4" />
            )}
          </svg>
        ))}
      </svg>
      <ol class="ar-goal" aria-label={label}>
        {spans(thresholds.map((threshold) => threshold.at)).map((span, i) => {
          const threshold = thresholds[i]!;
          const reached = value >= threshold.at;
          return (
            <li class={`of-${span}${reached ? ' ok' : ''}`}>
              <Glyph look={reached ? 'done' : 'new'} />
              <b class="ar-num">{number(threshold.at)}</b>
              <span>{threshold.title}</span>
              <span class={reached ? 'st-done' : 'st-new'}>
                <strong>{threshold.status}</strong>
              </span>
              {threshold.when && <span class="small ar-soft">{threshold.when}</span>}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** Twenty-four columns for the words under the line; each keeps at least four, to be readable. */
function spans(at: number[]): number[] {
  const end = at.at(-1)!;
  const wide = at.map((n, i) => Math.max(4, Math.round(((n - (at[i - 1] ?? 0)) / end) * 24)));
  while (sum(wide) > 24 && Math.max(...wide) > 1) wide[wide.indexOf(Math.max(...wide))]! -= 1;
  return wide;
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

export interface GrowthProps {
  label: string;
  caption: string;
  heads: [string, string];
  /** Counts jump: `at` runs from 0 (start) to 1 (end of the axis). */
  points: { at: number; value: number; label: string }[];
  axis: { at: number; label: string }[];
  thresholds: { value: number; title: string }[];
  /** "2.184 oggi" */
  now: string;
  event?: { at: number; lines: string[] };
}

/** How a count grew, in steps, against its thresholds. */
export function Growth(props: GrowthProps) {
  const { number } = useWords();
  return (
    <>
      <div class="d-none d-lg-block">
        <GrowthDrawing {...props} width={620} room={122} titles />
      </div>
      <div class="d-lg-none">
        <GrowthDrawing {...props} width={358} room={44} />
      </div>
      <FiguresBelow
        caption={props.caption}
        columns={[{ label: props.heads[0] }, { label: props.heads[1], figures: true }]}
        rows={props.points.map((point) => ({ head: point.label, cells: [number(point.value)] }))}
      />
    </>
  );
}

function GrowthDrawing(props: GrowthProps & { width: number; room: number; titles?: boolean }) {
  const { number } = useWords();
  const left = 8;
  const right = props.width - props.room;
  const ground = 270;
  const top = Math.max(...props.thresholds.map((threshold) => threshold.value), ...props.points.map((point) => point.value), 1);
  const x = (at: number) => round(left + at * (right - left));
  const y = (value: number) => round(ground - (value / top) * 240);
  const last = props.points.at(-1)!;
  const line = `M${left} ${ground}${props.points.map((point) => `H${x(point.at)}V${y(point.value)}`).join('')}`;
  const before = props.event && props.points.findLast((point) => point.at <= props.event!.at);
  return (
    <svg class="ar-plot" viewBox={`0 0 ${props.width} 310`} role="img" aria-label={props.label}>
      {props.thresholds.map((threshold) => (
        <>
          <path class="thr" d={`M${left} ${y(threshold.value)}H${right}`} />
          <text class="lab" x={right + 8} y={y(threshold.value) + (props.titles ? -1 : 5)}>
            {number(threshold.value)}
          </text>
          {props.titles && (
            <text x={right + 8} y={y(threshold.value) + 15}>
              {threshold.title}
            </text>
          )}
        </>
      ))}
      <path class="fill" d={`${line}V${ground}Z`} />
      <path class="ln" d={line} />
      <path class="base" d={`M${left} ${ground}H${right}`} />
      {props.axis.map((mark) => (
        <>
          <path class="tick" d={`M${x(mark.at)} ${ground}v6`} />
          <text x={x(mark.at)} y={ground + 26} text-anchor={mark.at === 0 ? 'start' : 'middle'}>
            {mark.label}
          </text>
        </>
      ))}
      <circle class="dot" cx={x(last.at)} cy={y(last.value)} r="7" />
      <text class="lab now" x={x(last.at) - 12} y={y(last.value) - 14} text-anchor="end">
        {props.now}
      </text>
      {props.event && before && (
        <>
          <path class="promise thin" d={`M${x(props.event.at)} ${y(before.value)}V${ground - 10}`} />
          {props.event.lines.map((words, i) => (
            <text class="ink" x={x(props.event!.at) + 9} y={ground - 24 + i * 17}>
              {words}
            </text>
          ))}
        </>
      )}
    </svg>
  );
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
