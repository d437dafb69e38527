/** Open311 where there is nothing to answer: the errors of the specification, whatever was asked and however. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as schemas from '../../../protocols/open311/schemas.ts';
import { base, openEndpoint, said } from './endpoint.testing.ts';

const { house, key, inside } = await openEndpoint();
after(() => house.close());

const asked = (method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: string, type?: string) =>
  house.server.app.inject({
    method,
    url: `${base}${path}`,
    ...(payload !== undefined && { payload, headers: { 'content-type': type ?? 'application/x-www-form-urlencoded' } }),
  });

test('an address that is not there is 404 in errors, in the format of its ending, and in XML where it has none', async () => {
  const absent: [method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, format: 'xml' | 'json'][] = [
    ['GET', '/nothing.json', 'json'],
    ['GET', '/nothing.json?page=1.xml', 'json'],
    ['GET', '/nothing.xml', 'xml'],
    ['GET', '/requests', 'xml'],
    ['GET', '/requests/SEG-2026-000001', 'xml'],
    ['GET', '', 'xml'],
    ['GET', '/', 'xml'],
    ['PUT', '/requests.json', 'json'],
    ['PATCH', '/requests.xml', 'xml'],
    ['DELETE', '/requests/SEG-2026-000001.json', 'json'],
    ['POST', '/services.json', 'json'],
    ['GET', '/requests/%zz.json', 'json'],
    ['GET', `/requests/${'x'.repeat(300)}.json`, 'json'],
  ];
  for (const [method, path, format] of absent) {
    const answer = await asked(method, path);
    const [name, type] = [`${method} ${path}`, String(answer.headers['content-type'])];
    assert.equal(answer.statusCode, 404, name);
    assert.equal(type.split(';')[0], format === 'json' ? 'application/json' : 'text/xml', name);
    if (format === 'json') assert.deepEqual(said(schemas.errorsSchema, answer.json()), [], name);
    else
      assert.match(
        answer.body,
        /^<\?xml [^>]*\?>\n<errors><error><code>404<\/code><description>[^<]+<\/description><\/error><\/errors>\n$/,
      );
    assert.match(answer.body, /\.xml o \.json/, name);
  }
  assert.equal((await asked('HEAD', '/nothing.json')).statusCode, 404);
  const english = await house.server.app.inject({ url: `${base}/nothing.json`, headers: { 'accept-language': 'en' } });
  assert.match(english.json()[0].description, /\.xml or \.json/);
});

test('what cannot be read is 400 in errors', async () => {
  const unreadable: [payload: string, type: string][] = [
    ['{', 'application/json'],
    ['<request/>', 'text/xml'],
    ['x', 'multipart/form-data; boundary=y'],
    [`description=${'x'.repeat(1.1e6)}`, 'application/x-www-form-urlencoded'],
  ];
  for (const [payload, type] of unreadable) {
    const answer = await asked('POST', '/requests.json', payload, type);
    assert.equal(answer.statusCode, 400, type);
    assert.deepEqual(said(schemas.errorsSchema, answer.json()), [], type);
    assert.equal(answer.json()[0].code, 400);
  }
});

test('a fault of ours is told in errors too', async () => {
  const { find } = house.server.cache;
  house.server.cache.find = () => assert.fail('broken');
  const answer = await asked('GET', '/services.json');
  house.server.cache.find = find;
  assert.equal(answer.statusCode, 500);
  assert.deepEqual(said(schemas.errorsSchema, answer.json()), []);
});

test('beside the standard pages are pages', async () => {
  for (const path of ['/open311/v21/nothing.json', '/nothing.json'])
    assert.match(String((await house.get(path)).headers['content-type']), /html/);
  const sent = await asked(
    'POST',
    '/requests.json',
    new URLSearchParams({ api_key: key, service_code: 'roads', ...inside, description: 'Buca' }).toString(),
  );
  assert.equal(sent.statusCode, 200, sent.body);
});
