import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { written } from './answer.ts';
import { type Asked, askedOf, instantOf, sendingOf } from './asked.ts';
import type { ServiceRequest } from './schemas.ts';

const full: ServiceRequest = {
  service_request_id: 'SEG-2026-000001',
  status: 'closed',
  status_notes: 'Rifatto il giunto <ieri> & oggi ]]> "così"',
  service_name: 'Strade e marciapiedi',
  service_code: 'roads',
  description: 'Riga una\nRiga due\r\n\tterza',
  requested_datetime: '2026-11-01T08:00:00.000Z',
  updated_datetime: '2026-11-02T08:00:00.000Z',
  lat: 41.1,
  long: -0.25,
  extended_attributes: {
    channel: 'web',
    photos: [{ media_url: 'https://valdarena.example/allegati/1?a=1&b=2', created_at: '2026-11-01T08:00:00.000Z' }],
  },
  notes: [{ datetime: '2026-11-01T08:00:00.000Z', description: 'Ricevuta', type: 'send' }],
};

const lists = ['service_requests', 'services', 'attributes', 'endpoints', 'formats', 'errors', 'photos', 'notes'];

/** What another reader finds in the XML, by the Spark convention: an element of a list's name is an array of its children. */
function spark(text: string): unknown {
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    htmlEntities: true,
    isArray: (name) => ['request', 'service', 'attribute', 'endpoint', 'format', 'error', 'photo', 'note'].includes(name),
  });
  const strip = (name: string, node: unknown): unknown => {
    if (lists.includes(name)) {
      if (node === '') return [];
      const [children] = Object.values(node as Record<string, unknown[]>);
      return children!.map((child) => strip('', child));
    }
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([field, child]) => [field, strip(field, child)]));
  };
  const [[root, node]] = Object.entries(parser.parse(text.trimEnd()) as Record<string, unknown>).filter(
    ([name]) => name !== '#text',
  ) as [[string, unknown]];
  return strip(root, node);
}

/** Leaves as words: XML knows no other. */
function asWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asWords);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, asWords(one)]));
}

test('a list is wrapped in XML and bare in JSON, and what is not said is in neither', () => {
  const requests = [{ service_request_id: 'A', status: 'open', status_notes: undefined, lat: 1.5 }];
  assert.equal(
    written('xml', 'service_requests', requests),
    '<?xml version="1.0" encoding="UTF-8"?>\n<service_requests><request><service_request_id>A</service_request_id><status>open</status><lat>1.5</lat></request></service_requests>\n',
  );
  assert.equal(written('json', 'service_requests', requests), '[{"service_request_id":"A","status":"open","lat":1.5}]');
  assert.match(
    written('xml', 'errors', [{ code: 403, description: 'no' }]),
    /<errors><error><code>403<\/code><description>no<\/description><\/error><\/errors>/,
  );
  assert.match(
    written('xml', 'discovery', { endpoints: [{ formats: ['text/xml', 'application/json'] }] }),
    /<discovery><endpoints><endpoint><formats><format>text\/xml<\/format><format>application\/json<\/format><\/formats><\/endpoint><\/endpoints><\/discovery>/,
  );
  assert.match(written('xml', 'services', [{ metadata: false }]), /<services><service><metadata>false<\/metadata>/);
});

test('no requests are an empty list in both', () => {
  assert.match(written('xml', 'service_requests', []), /<service_requests><\/service_requests>|<service_requests\/>/);
  assert.equal(written('json', 'service_requests', []), '[]');
  assert.match(written('xml', 'service_definition', { service_code: 'a', attributes: [] }), /<attributes><\/attributes>/);
});

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '<b>',
    ']]>',
    '&amp;',
    '&#0;',
    '<!--',
    '<![CDATA[',
    '\r\n',
    '\u0000',
    '\uFFFE',
    '\uD800',
    '__proto__',
    '  a  ',
    '\u202Eabc',
    '007',
    'true',
    '1e3',
  ),
);

test('property: XML and JSON of the same request say the same, whatever was written in it', () => {
  fc.assert(
    fc.property(words, words, words, words, (description, notes, title, note) => {
      const request = {
        ...full,
        description,
        status_notes: notes,
        extended_attributes: { channel: 'web', photos: [{ ...full.extended_attributes!.photos[0]!, title }] },
        notes: [{ ...full.notes![0]!, description: `x${note}` }],
      };
      const [xml, json] = [written('xml', 'service_requests', [request]), written('json', 'service_requests', [request])];
      assert.deepEqual(spark(xml), asWords(JSON.parse(json)));
      assert.ok(xml.isWellFormed() && JSON.parse(json)[0].service_code === 'roads');
    }),
    { numRuns: 300 },
  );
});

test('property: xmllint finds every answer well-formed', (t) => {
  if (spawnSync('xmllint', ['--version']).error)
    return t.skip('xmllint is not installed: the XML of Open311 was not read by an independent parser');
  fc.assert(
    fc.property(words, words, (description, notes) => {
      const text = written('xml', 'service_requests', [{ ...full, description, status_notes: notes }]);
      const check = spawnSync('xmllint', ['--noout', '-'], { input: text });
      assert.equal(check.status, 0, check.stderr.toString());
    }),
    { numRuns: 40 },
  );
});

const now = new Date('2026-11-22T10:00:00.000Z');
const asked = (query: Record<string, unknown>) => askedOf(query, now) as Asked;
const facts = (query: Record<string, unknown>) => {
  const found = askedOf(query, now);
  return Array.isArray(found) ? found.map(({ status, fact }) => `${status} ${fact}`) : found;
};
const days = ({ from, until }: Asked) => (until.getTime() - 1 - from.getTime()) / 86_400_000;

test('nothing said is the last ninety days, all states, a thousand; an empty parameter is an absent one', () => {
  const nothing = asked({});
  assert.equal(days(nothing), 90);
  assert.equal(nothing.until.getTime(), now.getTime() + 1);
  assert.deepEqual(
    { ...nothing, from: 0, until: 0 },
    { ids: [], services: [], statuses: [], from: 0, until: 0, page: 1, size: 1000, extensions: false },
  );
  const empty = Object.fromEntries(
    ['service_request_id', 'service_code', 'start_date', 'end_date', 'status', 'page', 'page_size', 'extensions'].map((name) => [
      name,
      ' ',
    ]),
  );
  assert.deepEqual(asked(empty), nothing);
});

test('one end is ninety days from there, two are what they say and include both', () => {
  const start = asked({ start_date: '2026-01-01T00:00:00+01:00' });
  assert.deepEqual([start.from.toISOString(), days(start)], ['2025-12-31T23:00:00.000Z', 90]);
  const end = asked({ end_date: '2026-01-01T00:00:00Z' });
  assert.deepEqual([end.until.toISOString(), days(end)], ['2026-01-01T00:00:00.001Z', 90]);
  const both = asked({ start_date: '2026-08-01T00:00:00+02:00', end_date: '2026-10-30T00:00:00+01:00' });
  assert.ok(days(both) > 90, 'ninety days of the calendar, with an hour more in October');
});

test('what cannot be understood is told, several at once', () => {
  assert.deepEqual(facts({ start_date: 'ieri', end_date: '2026-01-01', status: 'late', page: '0', page_size: '1001' }), [
    '400 page',
    '400 page-size',
    '400 datetime',
    '400 datetime',
    '400 status',
  ]);
  assert.deepEqual(facts({ start_date: '2026-01-01T00:00:00Z', end_date: '2026-04-02T00:00:00Z' }), ['400 span']);
  assert.deepEqual(facts({ start_date: '2026-01-02T00:00:00Z', end_date: '2026-01-01T00:00:00Z' }), ['400 order']);
  assert.deepEqual(facts({ page: '101', page_size: '1000' }), ['400 too-far']);
  assert.deepEqual(facts({ page: '-1' }), ['400 page']);
});

test('lists are comma-separated or said again; numbers of requests override the rest', () => {
  assert.deepEqual(asked({ service_code: ['roads, green', 'water', ''] }).services, ['roads', 'green', 'water']);
  assert.deepEqual(asked({ status: 'open,CLOSED,open' }).statuses, ['open', 'closed']);
  assert.deepEqual(asked({ service_request_id: 'A,,B', start_date: 'nonsense', status: 'x' }).ids, ['A', 'B']);
});

test('a date has time and zone, and is in the calendar', () => {
  for (const [text, iso] of [
    ['2026-11-05T08:15:30-05:00', '2026-11-05T13:15:30.000Z'],
    ['2026-11-05T08:15Z', '2026-11-05T08:15:00.000Z'],
    ['2026-11-05T08:15:30.25 01:00', '2026-11-05T07:15:30.250Z'],
  ])
    assert.equal(instantOf(text!)?.toISOString(), iso);
  for (const text of [
    '2026-11-05',
    '2026-11-05T08:15:30',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    "1' or 1=1",
  ])
    assert.equal(instantOf(text), undefined, text);
});

test('property: no query throws, and what it asks is never more than ninety days and a thousand', () => {
  const value = fc.oneof(
    fc.string(),
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(
      fc.record({ start_date: value, end_date: value, page: value, page_size: value, status: value }, { requiredKeys: [] }),
      (query) => {
        const found = askedOf(query, now);
        if (!Array.isArray(found)) assert.ok(days(found) <= 90.05 && found.size <= 1000);
      },
    ),
  );
});

test('a sending needs a kind and a place', () => {
  const sent = (form: Record<string, unknown>) => {
    const found = sendingOf(form);
    return Array.isArray(found) ? found.map(({ fact }) => fact) : found;
  };
  assert.deepEqual(sent({}), ['no-service-code', 'no-location']);
  for (const wrong of [
    { lat: '41' },
    { lat: '91', long: '1' },
    { lat: '41,1', long: '16' },
    { lat: '0x10', long: '1' },
    { lat: 'NaN', long: '1' },
  ])
    assert.deepEqual(sent({ service_code: 'roads', ...wrong }), ['point'], JSON.stringify(wrong));
  assert.deepEqual(
    sent({
      service_code: 'roads',
      lat: '41.5',
      long: '-1',
      first_name: 'Ada',
      last_name: 'Neri',
      phone: '1',
      device_id: '2',
      account_id: '3',
    }),
    {
      service: 'roads',
      point: { lat: 41.5, long: -1 },
      addressString: undefined,
      addressId: undefined,
      email: undefined,
      name: 'Ada Neri',
      description: undefined,
      mediaUrl: undefined,
      attributes: {},
    },
  );
});
