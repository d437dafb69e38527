import assert from 'node:assert/strict';
import { test } from 'node:test';
import { written } from './answer.ts';
import { addressAt, faultsOf, mostDescription, requestForm, requestsOf, speaksJson, takenOf } from './client.ts';

const plain = {
  service: 'roads',
  description: 'Buca & acqua',
  point: { lat: 41.1, long: 16.8 },
  address: null,
  mediaUrl: null,
  apiKey: 'k',
  jurisdiction: null,
};

test('a request says what it has and nothing else, as a form', () => {
  assert.equal(requestForm(plain), 'api_key=k&service_code=roads&lat=41.1&long=16.8&description=Buca+%26+acqua');
  const full = new URLSearchParams(
    requestForm({
      ...plain,
      point: null,
      address: 'Via Roma è lunga',
      mediaUrl: 'https://a.example/1?x=1&y=2',
      jurisdiction: '072006',
    }),
  );
  assert.deepEqual(
    [...full.keys()],
    ['api_key', 'jurisdiction_id', 'service_code', 'address_string', 'description', 'media_url'],
  );
  assert.equal(full.get('address_string'), 'Via Roma è lunga');
  assert.equal(
    new URLSearchParams(requestForm({ ...plain, description: 'a'.repeat(9000) })).get('description')!.length,
    mostDescription,
  );
  assert.equal(new URLSearchParams(requestForm({ ...plain, description: 'a\u0000b' })).get('description'), 'ab');
});

test('addresses, with or without a slash at the end of the endpoint, and ids that would lead elsewhere', () => {
  assert.equal(addressAt('https://x.example/v2/', 'requests', 'json'), 'https://x.example/v2/requests.json');
  assert.equal(
    addressAt('https://x.example/v2', 'requests', 'xml', { jurisdiction_id: 'a b', service_code: null, status: '' }),
    'https://x.example/v2/requests.xml?jurisdiction_id=a+b',
  );
});

test('the number, or the token where there is no number yet, in both formats and as servers of the wild say them', () => {
  const id = { id: '638344' };
  for (const answer of [
    '[{"service_request_id":638344,"service_notice":"x","account_id":null}]',
    '{"service_request_id":"638344"}',
    '{"service_requests":[{"service_request_id":"638344"}]}',
    '{"service_requests":{"request":{"service_request_id":"638344","token":""}}}',
    '﻿  [{"service_request_id":" 638344 ","token":"t"}]',
    '<?xml version="1.0" encoding="utf-8"?>\n<service_requests type="array">\n <request>\n  <service_request_id>638344</service_request_id><service_notice/>\n </request></service_requests>',
    '<service_requests><request><service_request_id>638344</service_request_id><token/></request></service_requests>',
    written('xml', 'service_requests', [{ service_request_id: '638344' }]),
    written('json', 'service_requests', [{ service_request_id: '638344' }]),
  ])
    assert.deepEqual(takenOf(answer), id, answer);
  const token = { token: '12345' };
  for (const answer of [
    '[{"service_request_id":"","token":"12345"}]',
    '[{"service_request_id":null,"token":12345}]',
    '<service_requests><request><service_request_id/><token>12345</token></request></service_requests>',
    '<service_requests><request><token>12345</token></request></service_requests>',
  ])
    assert.deepEqual(takenOf(answer), token, answer);
  // A number keeps its noughts where it was written as words.
  assert.deepEqual(
    takenOf('<service_requests><request><service_request_id>007</service_request_id></request></service_requests>'),
    {
      id: '007',
    },
  );
});

test('what is no answer is none: pages of HTML, broken text, entities of its own, other things', () => {
  for (const answer of [
    '',
    'OK',
    '<!DOCTYPE html><html><body><service_request_id>1</service_request_id></body></html>',
    '<html><body>Errore 500</body></html>',
    '<!DOCTYPE a [<!ENTITY b "cccccccccc">]><service_requests><request><service_request_id>&b;</service_request_id></request></service_requests>',
    '<service_requests><request><service_request_id>1',
    '[{"service_request_id":"1"',
    '[]',
    '{}',
    'null',
    '[[[]]]',
    '[null, 3, "a"]',
    '<service_requests/>',
    '[{"service_request_id":{"a":1}}]',
    '[{"service_request_id":[1]}]',
    '{"__proto__":{"service_request_id":"1"}}',
  ])
    assert.equal(takenOf(answer), undefined, answer);
});

test('a request as it is told: status, words, the day with or without a zone', () => {
  const told = {
    service_request_id: 'A/1',
    status: 'Closed',
    status_notes: 'Rifatto <il giunto> & pulito',
    description: 'Buca\nSEG-2026-000001/1',
    updated_datetime: '2026-11-02T08:00:00+01:00',
  };
  for (const format of ['xml', 'json'] as const) {
    const [heard] = requestsOf(written(format, 'service_requests', [told]))!;
    assert.deepEqual(heard, {
      id: 'A/1',
      status: 'closed',
      notes: 'Rifatto <il giunto> & pulito',
      description: 'Buca\nSEG-2026-000001/1',
      updated: new Date('2026-11-02T07:00:00Z'),
    });
  }
  const day = (updated_datetime: unknown) =>
    requestsOf(JSON.stringify([{ ...told, updated_datetime }]))![0]!.updated?.toISOString();
  assert.equal(day('2026-11-02T08:00:00'), '2026-11-02T08:00:00.000Z');
  assert.equal(day('2026-11-02 08:00:00'), '2026-11-02T08:00:00.000Z');
  assert.equal(day('2026-11-02 08:00:00+01:00'), '2026-11-02T07:00:00.000Z');
  assert.equal(day('2026-11-02'), '2026-11-02T00:00:00.000Z');
  for (const strange of ['ieri', null, 7, '2026-02-31T00:00:00Z']) assert.equal(day(strange), undefined);
  assert.deepEqual(
    requestsOf('[{"service_request_id":1,"status":"maybe"},{"status":"open"},{"service_request_id":2,"status":"open"}]')!.length,
    1,
  );
  assert.deepEqual(requestsOf('<service_requests></service_requests>'), []);
  assert.equal(requestsOf('<html>'), undefined);
});

test('the sentences of what is wrong, and whether JSON is spoken', () => {
  const errors = [
    { code: 403, description: 'api_key non vale' },
    { code: 400, description: 'manca lat' },
  ];
  for (const format of ['xml', 'json'] as const)
    assert.deepEqual(faultsOf(written(format, 'errors', errors)), ['api_key non vale', 'manca lat']);
  assert.deepEqual(faultsOf('{"errors":[{"code":400,"description":"no"}]}'), ['no']);
  assert.deepEqual(faultsOf('{"code":400,"description":"no"}'), ['no']);
  assert.deepEqual(faultsOf('<html>no</html>'), []);
  const discovery = (formats: string[]) => ({ changeset: 'x', endpoints: [{ url: 'https://x.example', formats }] });
  assert.ok(speaksJson(JSON.stringify(discovery(['text/xml', 'application/json']))));
  assert.ok(speaksJson(written('xml', 'discovery', discovery(['text/xml', 'application/json']))));
  assert.ok(!speaksJson(JSON.stringify(discovery(['text/xml']))));
  assert.ok(!speaksJson('<html>application/json</html>'));
});

test('two million letters are read in a moment, whatever they are', () => {
  const begun = performance.now();
  const one = '<request><service_request_id>1</service_request_id><status>open</status></request>';
  const many = Math.floor(2e6 / one.length);
  assert.equal(requestsOf(`<service_requests>${one.repeat(many)}</service_requests>`)!.length, many);
  assert.equal(takenOf('<'.repeat(2e6)), undefined);
  assert.equal(takenOf(`${'['.repeat(1e6)}${']'.repeat(1e6)}`), undefined);
  assert.equal(takenOf('<a>'.repeat(6e5)), undefined);
  assert.ok(!speaksJson(`{"discovery":{"endpoints":${'['.repeat(9e5)}${']'.repeat(9e5)}}}`));
  assert.equal(takenOf(`<service_requests>${'&amp;'.repeat(4e5)}</service_requests>`), undefined);
  assert.equal(faultsOf(JSON.stringify([{ description: 'a'.repeat(2e6) }])).length, 1);
  assert.ok(performance.now() - begun < 5_000);
});
