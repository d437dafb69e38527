import { type IconName, type Look, sprite } from './glyphs.ts';

const address = `/assets/${sprite.name}`;

/** An icon beside words; never alone, so it is hidden from those who listen. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="ar-i icon icon-sm" width="24" height="24" aria-hidden="true" focusable="false">
      <use href={`${address}#i-${name}`} />
    </svg>
  );
}

/** The shape of a state, without its word. */
export function Glyph({ look }: { look: Look }) {
  return (
    <svg class={`ar-g st-${look}`} width="16" height="16" aria-hidden="true" focusable="false">
      <use href={`${address}#st-${look}`} />
    </svg>
  );
}

/** Colour + shape + word, always all three. Never a filled pill. */
export function State({ look, word }: { look: Look; word: string }) {
  return (
    <span class={`ar-state d-inline-flex align-items-center st-${look}`}>
      <Glyph look={look} />
      {word}
    </span>
  );
}
