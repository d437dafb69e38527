import { getPlace, officeName } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Hop } from './store-moves.ts';

/** «Passata ad AQP il 3 novembre, loro riferimento 4411.» */
export function hopSentence(ctx: Ctx, hop: Hop): string {
  const { t, date } = ctx.words;
  const reference = hop.reference ?? '';
  return t('reports.hop', { ...toWhom(ctx, hop), day: date(hop.at, ctx.now), reference, known: reference ? 'yes' : 'no' });
}

export function toWhom(ctx: Ctx, hop: Hop): { name: string; vowel: string } {
  const name = hop.body ?? (hop.to_place ? officeName(ctx, getPlace(ctx, hop.to_place)) : '');
  return { name, vowel: beginsWithA(name) };
}

/** Before an «a» the Italian preposition takes a «d». */
export function beginsWithA(name: string): 'yes' | 'no' {
  return /^[aà]/i.test(name) ? 'yes' : 'no';
}
