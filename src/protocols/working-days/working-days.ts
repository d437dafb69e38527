/** Plain dates, `YYYY-MM-DD`: a deadline in days is a matter of the calendar, not of hours or zones. */

/** The day that comes `n` working days after `day`. The first day is not counted (art. 2963 of the Civil Code, art. 155 of the Code of Civil
 *  Procedure). With 0, the day itself, or the next one on which offices work. `patron` is the patron saint's day, `MM-DD`. */
export function addWorkingDays(day: string, n: number, patron: string | null = null): string {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`not a number of days: ${n}`);
  let at = numberOf(day);
  if (n === 0) while (!isWorking(at, patron)) at++;
  for (let left = n; left > 0; ) if (isWorking(++at, patron)) left--;
  return dayOf(at);
}

/** How many working days there are after `from`, up to and including `to`; 0 when `to` is not later. */
export function workingDaysBetween(from: string, to: string, patron: string | null = null): number {
  const last = numberOf(to);
  let count = 0;
  for (let at = numberOf(from) + 1; at <= last; at++) if (isWorking(at, patron)) count++;
  return count;
}

/** Do public offices work on that day? Monday to Friday, but for holidays and the patron's day. */
export function isWorkingDay(day: string, patron: string | null = null): boolean {
  return isWorking(numberOf(day), patron);
}

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm, J. Meeus, Astronomical Algorithms, chapter 8). */
export function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${String(year).padStart(4, '0')}-0${month}-${String(day).padStart(2, '0')}`;
}

/** Holidays of the whole State: law 260/1949, art. 2, as reduced by law 54/1977, with the Epiphany given back by DPR 792/1985 and 2 June by
 *  law 336/2000. Easter Monday is reckoned apart. */
const NATIONAL = new Set(['01-01', '01-06', '04-25', '05-01', '06-02', '08-15', '11-01', '12-08', '12-25', '12-26']);

/** 4 October, Saint Francis: a holiday again since law 151/2025, art. 1, in force from 1 January 2026. */
const SAINT_FRANCIS = { day: '10-04', since: '2026' };

const DAY = 86_400_000;

function isWorking(at: number, patron: string | null): boolean {
  const weekday = new Date(at * DAY).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  const day = dayOf(at);
  const [year, monthDay] = [day.slice(0, 4), day.slice(5)];
  if (NATIONAL.has(monthDay) || monthDay === patron) return false;
  if (monthDay === SAINT_FRANCIS.day && year >= SAINT_FRANCIS.since) return false;
  return at !== numberOf(easter(Number(year))) + 1;
}

/** Days since 1970-01-01. */
function numberOf(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`) / DAY;
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(at) || dayOf(at) !== day) throw new RangeError(`not a day: ${day}`);
  return at;
}

function dayOf(at: number): string {
  return new Date(at * DAY).toISOString().slice(0, 10);
}
