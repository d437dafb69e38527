import { endOfRomeDay, romeDay } from '../../kernel/time.ts';
import { addWorkingDays } from '../../protocols/working-days/working-days.ts';

/** Until when a report of this kind should have its answer: so many working days after the day it was sent, to the end of that day in Rome. */
export function promisedFor(sent: Date, days: number): Date {
  return endOfRomeDay(addWorkingDays(romeDay(sent), days));
}
