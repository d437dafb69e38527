import { useWords } from './render.tsx';
import { FiguresBelow } from './table.tsx';

export interface Promised {
  label: string;
  /** Days promised, days taken. */
  promised: number;
  taken: number;
}

/** Days promised (the black line) against days taken (a green square, or a red diamond when it took longer). */
export function PromiseBars({
  rows,
  label,
  caption,
  heads,
}: {
  rows: Promised[];
  label: string;
  caption: string;
  heads: [string, string, string];
}) {
  const { t } = useWords();
  const days = (n: number) => t('kernel.plot.days', { n });
  return (
    <>
      <div class="d-none d-lg-block">
        <PromiseDrawing rows={rows} label={label} width={560} />
      </div>
      <div class="d-lg-none">
        <PromiseDrawing rows={rows} label={label} width={358} narrow />
      </div>
      <FiguresBelow
        caption={caption}
        columns={[{ label: heads[0] }, { label: heads[1], figures: true }, { label: heads[2], figures: true }]}
        rows={rows.map((row) => ({ head: row.label, cells: [days(row.promised), days(row.taken)] }))}
      />
    </>
  );
}

function PromiseDrawing({
  rows,
  label,
  width,
  narrow = false,
}: {
  rows: Promised[];
  label: string;
  width: number;
  narrow?: boolean;
}) {
  const { t } = useWords();
  const step = niceStep(Math.max(...rows.flatMap((row) => [row.promised, row.taken]), 1) / 3);
  const marks = Math.ceil(Math.max(...rows.flatMap((row) => [row.promised, row.taken]), 1) / step);
  const left = narrow ? 4 : Math.min(260, Math.max(158, Math.max(...rows.map((row) => row.label.length)) * 7.6 + 12));
  const unit = (width - 82 - left) / (marks * step);
  const pitch = narrow ? 56 : 40;
  const bottom = rows.length * pitch + 8;
  const at = (value: number) => round(left + value * unit);
  return (
    <svg class="ar-plot" viewBox={`0 0 ${width} ${bottom + 26}`} role="img" aria-label={label}>
      {Array.from({ length: marks + 1 }, (_, i) => (
        <>
          <path class="ax" d={`M${at(i * step)} 8V${bottom}`} />
          <text x={at(i * step)} y={bottom + 18} text-anchor={narrow && i === 0 ? 'start' : 'middle'}>
            {i === marks ? t('kernel.plot.days', { n: i * step }) : i * step}
          </text>
        </>
      ))}
      {rows.map((row, i) => {
        const late = row.taken > row.promised;
        const y = i * pitch + (narrow ? 42 : 30);
        const [promised, taken] = [at(row.promised), at(row.taken)];
        return (
          <>
            <text class={narrow ? 'lab over' : 'lab'} x="0" y={narrow ? y - 18 : y + 5}>
              {row.label}
            </text>
            <g class={late ? 'st-late' : 'st-done'}>
              <path
                d={`M${Math.min(promised, taken)} ${y}H${Math.max(promised, taken)}`}
                stroke="currentColor"
                stroke-width="4"
              />
              <path class="promise" d={`M${promised} ${y - 11}V${y + 11}`} />
              {late ? (
                <path d={`M${taken} ${y - 9}l9 9-9 9-9-9z`} fill="currentColor" />
              ) : (
                <rect x={round(taken - 7)} y={y - 7} width="14" height="14" rx="2" fill="currentColor" />
              )}
            </g>
            <text class={late ? 'lab late' : 'lab'} x={Math.max(promised, taken) + 16} y={y + 5}>
              {t(late ? 'kernel.plot.days-over' : 'kernel.plot.days-short', { n: row.taken })}
            </text>
          </>
        );
      })}
    </svg>
  );
}

export interface Bar {
  label: string;
  value: number;
  /** The value in words: "28,5", "48,2%". */
  text: string;
  /** The step of a map of rates beside. */
  tone?: 'q0' | 'q1' | 'q2' | 'q3' | 'q4';
}

/** Bars from zero, with their value at the end. They never shrink to fit: the longest leaves room for its figure. */
export function Bars({ bars }: { bars: Bar[] }) {
  const longest = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE);
  return (
    <ul class="ar-bars ar-num">
      {bars.map((bar) => (
        <li>
          <span>{bar.label}</span>
          <span class="bar">
            <svg class={bar.tone} width={`${round((bar.value / longest) * 62.7)}%`} height="16" aria-hidden="true" />
            {bar.text}
          </span>
        </li>
      ))}
    </ul>
  );
}

export interface Columns {
  label: string;
  caption: string;
  heads: [string, string];
  columns: { label: string; short: string; value: number }[];
  /** The one event that explains the shape. */
  mark?: { at: number; text: string };
}

/** Columns in time, from zero; the last is labelled. */
export function ColumnsPlot({ label, caption, heads, columns, mark }: Columns) {
  const { number } = useWords();
  return (
    <>
      <div class="d-none d-lg-block">
        <ColumnsDrawing label={label} columns={columns} mark={mark} width={620} every={1} />
      </div>
      <div class="d-lg-none">
        <ColumnsDrawing label={label} columns={columns} mark={mark} width={358} every={Math.ceil(columns.length / 5)} />
      </div>
      <FiguresBelow
        caption={caption}
        columns={[{ label: heads[0] }, { label: heads[1], figures: true }]}
        rows={columns.map((column) => ({ head: column.label, cells: [number(column.value)] }))}
      />
    </>
  );
}

function ColumnsDrawing({
  label,
  columns,
  mark,
  width,
  every,
}: Pick<Columns, 'label' | 'columns' | 'mark'> & { width: number; every: number }) {
  const { number } = useWords();
  const highest = Math.max(...columns.map((column) => column.value), 1);
  const pitch = width / columns.length;
  const height = (value: number) => round((value / highest) * 190);
  return (
    <svg class="ar-plot" viewBox={`0 0 ${width} 268`} role="img" aria-label={label}>
      {columns.map((column, i) => {
        const x = round(i * pitch);
        const last = i === columns.length - 1;
        return (
          <>
            <rect
              class="col"
              x={round(x + pitch * 0.12)}
              y={230 - height(column.value)}
              width={round(pitch * 0.76)}
              height={height(column.value)}
            />
            {(last || column.value === highest) && (
              <text
                class="lab"
                x={round(x + pitch / 2)}
                y={222 - height(column.value)}
                text-anchor={last ? 'end' : 'middle'}
                dx={last ? round(pitch / 2) : 0}
              >
                {number(column.value)}
              </text>
            )}
            {(columns.length - 1 - i) % every === 0 && (
              <text x={round(x + pitch / 2)} y="250" text-anchor="middle">
                {column.short}
              </text>
            )}
          </>
        );
      })}
      <path class="base" d={`M0 230H${width}`} />
      {mark && (
        <text class="ink" x={round(mark.at * pitch)} y="14">
          {mark.text}
        </text>
      )}
    </svg>
  );
}

/** 1, 2, 5, 10, 20, 50 ... at least as big as asked. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= least) ?? 10 * power;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
