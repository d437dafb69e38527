import type { Entry } from '../../commons/entries/store.ts';
import { settingOf } from '../../commons/settings/settings.ts';
import type { Ctx } from '../../kernel/context.ts';
import { endOfRomeDay, romeDay } from '../../kernel/time.ts';
import { addWorkingDays } from '../../protocols/working-days/working-days.ts';
import { categoryOf } from './category.ts';

/** Until when a report of this kind should have its answer: so many working days of the place after the day it was sent, to the end of that day in Rome. */
export function promisedFor(ctx: Pick<Ctx, 'config'>, place: string, sent: Date, days: number): Date {
  return endOfRomeDay(addWorkingDays(romeDay(sent), days, settingOf<string | null>(ctx, place, 'territory.patron')));
}

/** The clock starts again: what the competent place promises for this kind, from today. Nothing where it knows no such kind. */
export function freshPromise(ctx: Ctx, report: Pick<Entry, 'place' | 'topic'>): Date | null {
  const category = categoryOf(ctx, report.place, report.topic);
  return category ? promisedFor(ctx, report.place, ctx.now, category.days) : null;
}
