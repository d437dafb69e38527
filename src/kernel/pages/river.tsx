import { useWords } from './render.tsx';
import { FiguresBelow } from './table.tsx';

export interface Branch {
  count: number;
  look: 'done' | 'work' | 'no' | 'late';
  /** What became of these: "fatte". */
  word: string;
  note?: string;
}

export interface RiverProps {
  id: string;
  total: number;
  /** "cose dette in dodici mesi" */
  word: string;
  note?: string;
  branches: Branch[];
  /** Of when these figures are. */
  caption: string;
  /** Heads of the table: what became of it, number, of a hundred. */
  heads: [string, string, string];
}

const source = { width: 430, top: 70, height: 230 };
const mouth = 800;

/** One wide river of things said, that splits into what became of them: to scale, from figures, with the table below. */
export function RiverPlot({ id, total, word, note, branches, caption, heads }: RiverProps) {
  const { number, t } = useWords();
  const drawn = place(total, branches);
  const bottom = Math.max(380, Math.ceil(drawn.at(-1)!.y + drawn.at(-1)!.height + 30));
  const biggest = Math.max(...branches.map((branch) => branch.count));
  const told = t('kernel.river.told', {
    total: number(total),
    parts: branches.map((branch) => `${number(branch.count)} ${branch.word}`).join(', '),
  });
  return (
    <div class="ar-river">
      <svg class="ar-flow d-none d-lg-block" viewBox={`0 0 1180 ${bottom}`} role="img" aria-labelledby={`${id}-told`}>
        <title id={`${id}-told`}>{told}</title>
        <rect class="from" y={source.top} width={source.width} height={source.height} />
        <text class="n in big" x="28" y="171">
          {number(total)}
        </text>
        <text class="w in" x="28" y="203">
          {word}
        </text>
        {note && (
          <text class="s in" x="28" y="229">
            {note}
          </text>
        )}
        {drawn.map((branch) => (
          <>
            <path class={`st-${branch.look}`} d={branch.path} fill="currentColor" opacity=".9" />
            <text class={branch.count === biggest ? 'n wide' : 'n mid'} x={mouth + 22} y={branch.middle + 2}>
              {number(branch.count)}
              <tspan class="w" dx="8">
                {branch.word}
              </tspan>
            </text>
            {branch.note && (
              <text class="s" x={mouth + 22} y={branch.middle + 23}>
                {branch.note}
              </text>
            )}
          </>
        ))}
      </svg>
      <div class="d-lg-none">
        <p class="ar-said">
          <b>{number(total)}</b>
          {word}
        </p>
        <div class="ar-stack" aria-hidden="true">
          {branches.map((branch) => (
            <svg class={`st-${branch.look}`} width={`${share(branch.count, total)}%`} height="36" />
          ))}
        </div>
        <ul class="ar-fate">
          {branches.map((branch) => (
            <li class={`st-${branch.look}`}>
              <b>
                {number(branch.count)} {branch.word}
              </b>
              {branch.note && <span>{branch.note}</span>}
            </li>
          ))}
        </ul>
      </div>
      <FiguresBelow
        caption={caption}
        columns={[{ label: heads[0] }, { label: heads[1], figures: true }, { label: heads[2], figures: true }]}
        rows={branches.map((branch) => ({
          head: branch.word,
          cells: [number(branch.count), number(share(branch.count, total), 0)],
        }))}
      />
    </div>
  );
}

/** Each branch leaves the source where the one before ended, and arrives far enough from it for its two lines of words. */
function place(total: number, branches: Branch[]) {
  const pitch = 64;
  let from = source.top;
  let y = 14;
  let middleBefore = Number.NEGATIVE_INFINITY;
  return branches.map((branch) => {
    const height = total > 0 ? (branch.count / total) * source.height : 0;
    y = Math.max(y, middleBefore + pitch - height / 2);
    const middle = y + height / 2;
    const path = ribbon(from, y, height);
    const placed = { ...branch, height: round(height), y: round(y), middle: round(middle), path };
    from += height;
    middleBefore = middle;
    y += height + 26;
    return placed;
  });
}

function ribbon(from: number, to: number, height: number): string {
  const [a, b, c, d] = [from, to, to + height, from + height].map(round);
  const start = source.width;
  const [near, far] = [start + 190, mouth - 190];
  return `M${start} ${a}C${near} ${a} ${far} ${b} ${mouth} ${b}V${c}C${far} ${c} ${near} ${d} ${start} ${d}Z`;
}

function share(part: number, total: number): number {
  return total > 0 ? round((part / total) * 100) : 0;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
