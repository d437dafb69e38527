import type { Asked } from '../../commons/entries/asked.ts';
import { boxOfSquare, type Heat, mostCounted, sideOfSquare } from '../../commons/entries/heat.ts';
import { getPlace, type Place } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { Empty } from '../../kernel/pages/notice.tsx';
import { Table } from '../../kernel/pages/table.tsx';

/** The fullest squares in words: what the colours show, with the list of each. */
export function HeatTable({
  ctx,
  heat,
  address,
}: {
  ctx: Ctx;
  heat: Heat;
  /** Of the list of a part of the map. */
  address: (change: Pick<Asked, 'riquadro'>) => string;
}) {
  const { t, number } = ctx.words;
  if (heat.squares.length === 0)
    return <Empty text={t('app.map.empty')} links={[{ href: '/mappa', label: t('app.map.everywhere') }]} />;
  const total = heat.squares.reduce((sum, { things }) => sum + things, 0);
  return (
    <div>
      <h2 class="ar-h3">{t('app.heat.title')}</h2>
      <p>{t('app.heat.total', { n: total, squares: heat.squares.length })}</p>
      {heat.cut && <p>{t('app.heat.cut', { n: number(mostCounted) })}</p>}
      <Table
        caption={t('app.heat.title')}
        columns={[{ label: t('app.heat.where') }, { label: t('app.heat.things'), short: t('app.heat.things'), figures: true }]}
        rows={heat.labels.map((label, i) => {
          const { x, y, things, place } = heat.squares[i]!;
          const { name } = getPlace(ctx, place);
          return {
            head: (
              <a href={address({ riquadro: boxText(boxOfSquare(heat.zoom, x, y)) })}>
                {label ? t('app.heat.around', { label: streetOf(label), name }) : name}
              </a>
            ),
            cells: [number(things)],
          };
        })}
      />
    </div>
  );
}

/** What the colours mean, in numbers, and how they were chosen. The live map takes its colours from here. */
export function HeatKey({ ctx, heat, place }: { ctx: Ctx; heat: Heat; place: Place | null }) {
  const { t, number } = ctx.words;
  const most = heat.squares[0]?.things ?? 0;
  if (most === 0) return null;
  const lat = place?.outline?.lat ?? 42;
  return (
    <>
      <ul class="ar-key ar-heat-key">
        {heat.steps.map((from, i) => {
          const until = (heat.steps[i + 1] ?? most + 1) - 1;
          return (
            <li>
              <svg class={`h${i}`} viewBox="0 0 1 1" aria-hidden="true">
                <path d="M0 0h1v1h-1z" />
              </svg>
              {from === until
                ? t('app.heat.exactly', { n: from })
                : t('app.heat.between', { from: number(from), until: number(until) })}
            </li>
          );
        })}
      </ul>
      <p class="ar-soft small">{t('app.heat.method', { metres: number(sideOfSquare(heat.zoom, lat)) })}</p>
    </>
  );
}

/** A path for each step, on the chart of the server's drawing. */
export function heatPaths(heat: Heat, chart: { place(lon: number, lat: number): [number, number] }): string[] {
  const paths = heat.steps.map(() => '');
  const tenths = (units: number) => Math.round(units * 10) / 10;
  for (const { x, y, things } of heat.squares) {
    const [west, south, east, north] = boxOfSquare(heat.zoom, x, y);
    const [left, top] = chart.place(west, north).map(tenths);
    const [right, bottom] = chart.place(east, south).map(tenths);
    paths[heat.steps.findLastIndex((from) => things >= from)] += `M${left} ${top}H${right}V${bottom}H${left}z`;
  }
  return paths;
}

/** Without the number of the house: a square is not one door. */
function streetOf(label: string): string {
  return label.replace(/[\s,]+\d\S*$/, '');
}

function boxText(box: readonly number[]): string {
  return box.map((degrees) => degrees.toFixed(7)).join(',');
}
