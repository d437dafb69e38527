/** Days of the calendar in Europe/Rome, as YYYY-MM-DD; instants are UTC. */

const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'medium' });

export function romeDay(at: Date): string {
  return day.format(at);
}

/** The instant at which a clock in Rome shows this day and time (HH:MM:SS). Of an hour that comes twice, the first; of one that never comes, the next. */
export function romeInstant(dayText: string, time = '00:00:00'): Date {
  const wanted = Date.parse(`${dayText}T${time}Z`);
  let at = wanted - 3_600_000;
  for (let i = 0; i < 2; i++) at += wanted - Date.parse(`${clock.format(new Date(at)).replace(' ', 'T')}Z`);
  const earlier = at - 3_600_000;
  return clock.format(new Date(earlier)).replace(' ', 'T') === `${dayText}T${time}` ? new Date(earlier) : new Date(at);
}

/** The last second of a day in Rome: until then a promise for that day is kept. */
export function endOfRomeDay(dayText: string): Date {
  return romeInstant(dayText, '23:59:59');
}

/** Whole days from one instant to another, by the calendar of Rome; negative when `to` comes first. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((Date.parse(romeDay(to)) - Date.parse(romeDay(from))) / 86_400_000);
}
