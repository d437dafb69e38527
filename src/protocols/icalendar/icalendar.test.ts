import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { calendar, type Due } from './icalendar.ts';

const due: Due = {
  uid: 'SEG-2026-000001@arengo.example',
  day: '2026-12-31',
  summary: 'Buca, larga; «tombino» rotto \\ via dei Cordai',
  description: `Prima riga\nSeconda riga ${'àèìòù '.repeat(30)}`,
  location: 'Via dei Cordai 12, Arenaria',
  url: 'https://arengo.example/segnalazioni/SEG-2026-000001',
  point: { lat: 39.4, lon: 14.5 },
  updated: new Date('2026-11-29T08:15:00Z'),
};

test('lines end with CRLF, none is longer than 75 octets, folded ones come back whole', () => {
  const said = calendar('Segnalazioni', [due, { ...due, uid: 'b', summary: 'x'.repeat(200) }]);
  assert.ok(said.endsWith('END:VCALENDAR\r\n'));
  assert.ok(!said.replaceAll('\r\n', '').includes('\n'));
  for (const line of said.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  const { properties } = read(said)[0]!;
  assert.equal(properties.get('SUMMARY'), due.summary);
  assert.equal(properties.get('DESCRIPTION'), due.description);
  assert.deepEqual(
    ['DTSTART;VALUE=DATE', 'DTEND;VALUE=DATE', 'DTSTAMP', 'GEO', 'URL'].map((name) => properties.get(name)),
    ['20261231', '20270101', '20261129T081500Z', '39.400000;14.500000', due.url],
  );
});

test('what was typed begins no line of its own', () => {
  const [only, ...more] = read(calendar('A\r\nBEGIN:VEVENT', [{ ...due, summary: 'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\u0000' }]));
  assert.equal(more.length, 0);
  assert.equal(only!.properties.get('SUMMARY'), 'a\nEND:VEVENT\nBEGIN:VEVENT');
});

test('an independent reader understands it', (t) => {
  const script = `import sys, icalendar
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
for e in c.walk('VEVENT'): print(e['UID'], e['DTSTART'].dt.isoformat(), e['SUMMARY'])`;
  const run = spawnSync('/usr/bin/python3', ['-c', script], { input: calendar('Segnalazioni', [due]), encoding: 'utf8' });
  if (run.error || /No module named/.test(run.stderr)) {
    t.skip('SKIPPED: python3-icalendar is not installed (.ci/run installs it)');
    return;
  }
  assert.equal(run.stdout.trim(), `${due.uid} 2026-12-31 ${due.summary}`, run.stderr);
});

/** A reader by the grammar of RFC 5545, section 3.1: unfolds, splits at the first colon, unescapes. */
function read(said: string): { properties: Map<string, string> }[] {
  const events: { properties: Map<string, string> }[] = [];
  for (const line of said.replaceAll('\r\n ', '').split('\r\n')) {
    const at = line.indexOf(':');
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    if (line === 'BEGIN:VEVENT') events.push({ properties: new Map() });
    else if (at > 0 && events.length > 0)
      events.at(-1)!.properties.set(
        name,
        value.replace(/\\([\\;,nN])/g, (_, c) => (/n/i.test(c) ? '\n' : c)),
      );
  }
  return events;
}
