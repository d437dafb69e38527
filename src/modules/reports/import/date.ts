/** Dates as other systems write them. A format is made of YYYY MM DD HH (0-23) hh (1-12) mm ss A (AM or PM) and whatever stands between; `ISO` is
 *  ISO 8601, where an offset, if there is one, counts more than the zone. */
export function dateReader(format: string, zone: string): (text: string) => Date | undefined {
  const { pattern, names } = format === 'ISO' ? iso : patternOf(format);
  const clock = clockOf(zone);
  return (text) => {
    const match = pattern.exec(text.trim());
    if (!match) return undefined;
    const part = Object.fromEntries(names.map((name, n) => [name, match[n + 1]]));
    const [year, month, day] = [Number(part['YYYY']), Number(part['MM']), Number(part['DD'])];
    const hour = part['A'] ? (Number(part['hh']) % 12) + (/^p/i.test(part['A']) ? 12 : 0) : Number(part['HH'] ?? 0);
    const [minute, second] = [Number(part['mm'] ?? 0), Number(part['ss'] ?? 0)];
    const wanted = Date.UTC(year, month - 1, day, hour, minute, second);
    const real = new Date(wanted);
    // 31 February, 25 o'clock and the like come out as another day.
    if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
      return undefined;
    if (part['offset']) return new Date(wanted - minutesOf(part['offset']) * 60_000);
    return instantAt(wanted, clock);
  };
}

/** Is this a time zone that the machine knows, such as `Europe/Rome`? */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

export function isFormat(format: string): boolean {
  return format === 'ISO' || ['YYYY', 'MM', 'DD'].every((part) => format.includes(part));
}

const iso = {
  pattern: /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i,
  names: ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss', 'offset'],
};

const digits: Record<string, string> = {
  YYYY: '(\\d{4})',
  MM: '(\\d{1,2})',
  DD: '(\\d{1,2})',
  HH: '(\\d{1,2})',
  hh: '(1[0-2]|0?[1-9])',
  mm: '(\\d{2})',
  ss: '(\\d{2})',
  A: '([AaPp]\\.?[Mm]\\.?)',
};

function patternOf(format: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const pattern = format.split(/(YYYY|MM|DD|HH|hh|mm|ss|A)/).map((piece) => {
    if (!digits[piece]) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(piece);
    return digits[piece];
  });
  return { pattern: new RegExp(`^${pattern.join('')}$`), names };
}

function minutesOf(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset)!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(zone, known);
  return known;
}

/** The instant at which that clock shows this. Of an hour that comes twice, the first; of one that never comes, the next. */
function instantAt(wanted: number, clock: Intl.DateTimeFormat): Date {
  const shown = (at: number) => Date.parse(`${clock.format(new Date(at)).replace(' ', 'T')}Z`);
  let at = wanted;
  for (let i = 0; i < 2; i++) at += wanted - shown(at);
  return new Date(shown(at - 3_600_000) === wanted ? at - 3_600_000 : at);
}
