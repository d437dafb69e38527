import type { ComponentChildren } from 'preact';

/** How sure we are of what was counted: solid, striped, dashed outline survive greyscale. */
export interface Level {
  count: number;
  /** The count in figures. */
  text: string;
  about: ComponentChildren;
}

const tones = ['c1', 'c2', 'c3'];

/** At most three levels of assurance, to scale and in words. */
export function Levels({ levels }: { levels: Level[] }) {
  const total = levels.reduce((sum, level) => sum + level.count, 0);
  return (
    <>
      <div class="ar-stack" aria-hidden="true">
        {levels.map((level, i) => (
          <svg class={tones[i]} width={`${total > 0 ? Math.round((level.count / total) * 1000) / 10 : 0}%`} height="36" />
        ))}
      </div>
      <ul class="ar-trio ar-num">
        {levels.map((level, i) => (
          <li>
            <b>
              <i class={tones[i]} aria-hidden="true" />
              {level.text}
            </b>
            {level.about}
          </li>
        ))}
      </ul>
    </>
  );
}

export interface Result {
  title: string;
  /** Between 0 and 1, of the base that is written beside. */
  share: number;
  /** "41,9%" */
  percent: string;
  /** "24.981 voti" */
  count: string;
}

/** What was chosen, from the most to the least; only the first is full. */
export function Results({ results, labelledBy }: { results: Result[]; labelledBy: string }) {
  return (
    <ol class="ar-res ar-num" aria-labelledby={labelledBy}>
      {results.map((result, i) => (
        <li class={i === 0 ? undefined : 'alt'}>
          <div class="t">
            <h3>{result.title}</h3>
            <span>
              <span class="v">{result.percent}</span> {result.count}
            </span>
          </div>
          <div class="track" aria-hidden="true">
            <svg width={`${Math.round(result.share * 1000) / 10}%`} height="20" />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Two sides with the same room, in the words of people. */
export function Sides({ sides }: { sides: [Side, Side] }) {
  return (
    <div class="ar-sides">
      {sides.map((side, i) => (
        <div class={i === 0 ? 'ar-side' : 'ar-side no'}>
          <h3>{side.title}</h3>
          <ol>
            {side.points.map((point) => (
              <li class="ar-voice">{point}</li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

export interface Side {
  title: string;
  points: string[];
}

/** What can be chosen, with a line on each. */
export function Options({ options }: { options: { title: string; text: string }[] }) {
  return (
    <ol class="ar-opts">
      {options.map((option) => (
        <li>
          <b>{option.title}</b>
          <span>{option.text}</span>
        </li>
      ))}
    </ol>
  );
}
