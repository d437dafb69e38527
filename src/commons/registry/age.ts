import { romeDay } from '../../kernel/time.ts';

/** What a procedure says of the young: fourteen to seventeen take part where it lets them. */
export interface AgeRule {
  /** The youngest age, in whole years; never under fourteen. */
  from: number;
}

/** Who is under fourteen is refused whatever a procedure says (d.lgs. 196/2003 art. 2-quinquies, GDPR art. 8). */
export const youngest = 14;

/** May whoever was born on this day take part at that instant? A year is full at midnight in Rome, as the birthday begins; whoever was born on
 *  29 February is a year older on 1 March of common years (art. 2963 of the civil code counts a missing day as the end of the month; the next day
 *  is the cautious reading, since nobody is let in too early). */
export function mayTakePart(born: string, at: Date, { from }: AgeRule): boolean {
  return ageOn(born, romeDay(at)) >= Math.max(from, youngest);
}

/** Whole years, of days of the calendar as YYYY-MM-DD. */
export function ageOn(born: string, day: string): number {
  if (!isDay(born) || !isDay(day)) throw new RangeError('not a day of the calendar');
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

/** A day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
