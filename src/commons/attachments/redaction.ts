import Type from 'typebox';
import type { Region } from '../../kernel/files/image.ts';

/** Why something in a picture is covered. */
export const redactReasons = ['face', 'plate', 'home', 'document', 'other'] as const;

export const mostRegions = 20;

/** Left, top, width and height in hundredths of the picture, such as `12.5,40,10,8`. */
const region = Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,2})?(,\\d{1,3}(\\.\\d{1,2})?){3}$', maxLength: 40 });

export const redactForm = Type.Object({
  code: Type.String({ maxLength: 30, control: 'hidden' }),
  id: Type.String({ format: 'uuid', control: 'hidden' }),
  regions: Type.Array(region, { minItems: 1, maxItems: mostRegions }),
  reason: Type.Enum([...redactReasons], { control: 'select' }),
});

/** What one more part is asked as, where it is not drawn. */
export const regionForm = Type.Object({
  left: Type.Number({ minimum: 0, maximum: 99 }),
  top: Type.Number({ minimum: 0, maximum: 99 }),
  width: Type.Number({ minimum: 1, maximum: 100 }),
  height: Type.Number({ minimum: 1, maximum: 100 }),
});

/** Nothing where it does not say four numbers that lie in the picture. */
export function readRegion(text: string): Region | undefined {
  const [left = Number.NaN, top = Number.NaN, width = Number.NaN, height = Number.NaN, ...more] = text.split(',').map(Number);
  if (more.length > 0 || ![left, top, width, height].every((n) => Number.isFinite(n) && n >= 0)) return undefined;
  if (left >= 100 || top >= 100 || width <= 0 || height <= 0) return undefined;
  return { left, top, width: Math.min(width, 100 - left), height: Math.min(height, 100 - top) };
}

/** The parts that an address names, as it names them; those that say nothing are left out. */
export function readRegions(texts: readonly string[]): Region[] {
  return texts.slice(0, mostRegions).flatMap((text) => readRegion(text) ?? []);
}

export function writeRegion({ left, top, width, height }: Region): string {
  return [left, top, width, height].map((n) => Math.round(n * 100) / 100).join(',');
}
