import Type, { type Static } from 'typebox';
import { type Refusal, refuse } from '../../kernel/refusal.ts';

const colour = () => Type.String({ pattern: '^#[0-9a-f]{6}$', control: 'colour' });

/** A municipality is four colours (look.md section 4); everything else of the look is the same for all. */
export const themeSchema = Type.Object(
  {
    main: colour(),
    deep: colour(),
    veil: colour(),
    spark: colour(),
  },
  { additionalProperties: false },
);
export type Theme = Static<typeof themeSchema>;

export const metropolitanTheme: Theme = { main: '#0a5c73', deep: '#06303f', veil: '#e8f2f4', spark: '#f4b942' };
const ink = '#14242c';

/** Colours of states that a main colour may not be taken for: those of «done» and «late». */
const stateColours = ['#176b3a', '#b0182b'];

/** Colours that somebody could not read, or would take for a state, are refused at the one to change. */
export function refusedTheme(theme: Theme): Refusal | undefined {
  const fault = faultOfTheme(theme);
  if (!fault) return undefined;
  return refuse(
    'settings.theme-contrast',
    422,
    fault,
    theColour.find((one) => fault.pair.includes(one)),
  );
}

const theColour = ['main', 'spark', 'deep', 'veil'];

/** The first pair of colours that misses its contrast (WCAG 2.2, 1.4.3 and 1.4.11), or nothing. */
export function faultOfTheme(theme: Theme): { pair: string; ratio: string; least: string } | undefined {
  const needed: [string, string, string, number][] = [
    ['main / #ffffff', theme.main, '#ffffff', 4.5],
    ['main / veil', theme.main, theme.veil, 4.5],
    ['#ffffff / deep', '#ffffff', theme.deep, 7],
    ['ink / spark', ink, theme.spark, 4.5],
    ['spark / deep', theme.spark, theme.deep, 4.5],
  ];
  for (const [pair, a, b, least] of needed) {
    const ratio = contrast(a, b);
    if (ratio < least) return { pair, ratio: ratio.toFixed(1), least: String(least) };
  }
  const near = stateColours.find((colour) => distance(colour, theme.main) < 40);
  return near ? { pair: `main / ${near}`, ratio: '1', least: '2' } : undefined;
}

/** WCAG 2.2 contrast ratio of two colours #rrggbb. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function distance(a: string, b: string): number {
  const [x, y] = [channels(a), channels(b)];
  return Math.hypot(x[0]! - y[0]!, x[1]! - y[1]!, x[2]! - y[2]!);
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
}
