/** iCalendar (RFC 5545): days on which something is due, for calendars that subscribe to an address. */

export interface Due {
  /** Stable for as long as the thing lives. */
  uid: string;
  /** `YYYY-MM-DD`, of the calendar of the place. */
  day: string;
  summary: string;
  description?: string;
  location?: string;
  url: string;
  point?: { lat: number; lon: number };
  /** When what is said last changed (UTC). */
  updated: Date;
}

/** A calendar of whole days that take nobody's time (TRANSPARENT). Lines end with CRLF and are folded at 75 octets (section 3.1). */
export function calendar(name: string, dues: readonly Due[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Arengo//Arengo//IT',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    // RFC 7986, section 5.1 and 5.7: the name, and how often it is worth asking again.
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...dues.flatMap(event),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function event({ uid, day, summary, description, location, url, point, updated }: Due): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${text(uid)}`,
    // Of a publication both are when it was last written (section 3.8.7.2); a later writing has a greater SEQUENCE.
    `DTSTAMP:${instant(updated)}`,
    `LAST-MODIFIED:${instant(updated)}`,
    `SEQUENCE:${Math.floor(updated.getTime() / 1000) % 2_147_483_647}`,
    `DTSTART;VALUE=DATE:${compact(day)}`,
    `DTEND;VALUE=DATE:${compact(dayAfter(day))}`,
    `SUMMARY:${text(summary)}`,
    ...(description ? [`DESCRIPTION:${text(description)}`] : []),
    ...(location ? [`LOCATION:${text(location)}`] : []),
    ...(point ? [`GEO:${point.lat.toFixed(6)};${point.lon.toFixed(6)}`] : []),
    `URL:${url}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** Section 3.3.11: what would end a value or a line is escaped; other control characters may not stand there. */
function text(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\n/g, '\\n');
}

function folded(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      pieces.push(piece);
      piece = ' ';
      octets = 1;
    }
    piece += character;
    octets += size;
  }
  return [...pieces, piece].join('\r\n');
}

function instant(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
