import type { Ctx } from '../../kernel/context.ts';
import { romeInstant } from '../../kernel/time.ts';
import { territoryOf } from '../territory/territory.ts';
import type { Judged, Reason } from './eligibility.ts';
import type { Rule } from './rule.ts';

/** A day of the calendar in words: «3 marzo 2026». */
export function dayWords(ctx: Ctx, day: string): string {
  return ctx.words.day(romeInstant(day, '12:00:00'));
}

/** Of municipalities; the name of each, or nothing. */
export function nameOf(ctx: Ctx, place: string | null): string {
  return (place && territoryOf(ctx).byId.get(place)?.name) || '';
}

/** «Residenti di Arenaria da 16 anni; anche chi ci studia». */
export function ruleWords(ctx: Ctx, { places, from, on, groups }: Rule): string {
  const { t } = ctx.words;
  const names = places.map((place) => nameOf(ctx, place)).join(', ');
  return [
    t('registry.rule.residents', { places: names, from }),
    ...groups.map((group) => t(`registry.rule.${group}`)),
    ...(on ? [t('registry.rule.on', { day: dayWords(ctx, on) })] : []),
  ].join('; ');
}

/** Why, each in a sentence. */
export function reasonWords(ctx: Ctx, reasons: readonly Reason[], rule: Rule): string[] {
  return reasons.map((reason) => ctx.words.t(`registry.reason.${reason}`, { from: rule.from }));
}

/** Who said it, and as of which day; nothing where nobody did. */
export function sourceWords(ctx: Ctx, { source, asOf }: Pick<Judged, 'source' | 'asOf'>): string | undefined {
  if (!source || !asOf) return undefined;
  return ctx.words.t(`registry.source.${source}`, { day: dayWords(ctx, asOf) });
}
