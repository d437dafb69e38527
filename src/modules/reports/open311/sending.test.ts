/** A report sent by a client of Open311: the verb of the form, what is refused, nothing personal comes out again. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { countStatements } from '../../../../test/statements.ts';
import * as schemas from '../../../protocols/open311/schemas.ts';
import { base, openEndpoint, said } from './endpoint.testing.ts';

const { house, inside, istat, elsewhere, key, json, post, count } = await openEndpoint();
after(() => house.close());

test('personal fields never come out: neither the names nor the values', async () => {
  const form = {
    api_key: key,
    service_code: 'lighting',
    ...inside,
    description: 'Lampione spento davanti alla scuola',
    email: 'ada.neri@example.org',
    first_name: 'Adalgisa',
    last_name: 'Neri',
    phone: '333999111',
    device_id: 'tt222111',
    account_id: 'acc77',
  };
  const sent = await post(form);
  assert.equal(sent.status, 200, sent.text);
  assert.deepEqual(said(schemas.createdSchema, JSON.parse(sent.text)), []);
  const [{ service_request_id: code, service_notice }] = JSON.parse(sent.text);
  assert.match(service_notice, /Comune di Arenaria entro .* La ricevuta è [0-9A-Z-]{19}/);
  for (const format of ['xml', 'json']) {
    const answer = (await house.get(`${base}/requests/${code}.${format}?extensions=true`)).body;
    assert.ok(answer.includes('Lampione spento'));
    for (const value of ['ada.neri', 'Adalgisa', '333999111', 'tt222111', 'acc77', service_notice.slice(-30)])
      assert.ok(!answer.includes(value), value);
    for (const name of ['email', 'first_name', 'last_name', 'phone', 'device_id', 'account_id'])
      assert.ok(!answer.includes(name), name);
  }
  const { rows } = await house.database.pool.query(
    `select r::text || e::text as row from reports.reports r join entries.entries e on e.id = r.id where e.code = $1`,
    [code],
  );
  assert.match(rows[0].row, /ada\.neri@example\.org/, 'the address is kept for the answer');
  assert.doesNotMatch(rows[0].row, /333999111|tt222111|acc77/, 'what nothing needs is not kept');
});

test('a sending is the verb of the form: report, act, promise; the same again is the same report, another is another', async () => {
  const form = {
    api_key: key,
    service_code: 'water',
    jurisdiction_id: istat,
    ...inside,
    description: `${'Tombino che perde acqua da giorni, '.repeat(5)}\n\nSeconda riga`,
  };
  const from = '10.3.1.1';
  const first = await post(form, 'json', from);
  const again = await post(form, 'json', from);
  assert.equal(first.status, 200, first.text);
  assert.equal(again.text, first.text);
  const [{ service_request_id: code }] = JSON.parse(first.text);
  const other = JSON.parse((await post({ ...form, description: 'Un’altra perdita' }, 'json', from)).text)[0];
  assert.notEqual(other.service_request_id, code);
  const { rows } = await house.database.pool.query(
    `select r.channel, e.title, e.due, (select count(*)::int from kernel.acts a where a.entry = e.id and a.verb = 'reports.send') as acts
     from reports.reports r join entries.entries e on e.id = r.id where e.code = $1`,
    [code],
  );
  assert.deepEqual([rows[0].channel, rows[0].acts], ['api', 1]);
  assert.ok(rows[0].due && rows[0].title.length <= 80 && rows[0].title.endsWith('…'), rows[0].title);
  const shown = (await json(`/requests/${code}.json`)).body[0];
  assert.equal(shown.description, form.description, 'the words, once');
  const counter = countStatements(house.database.pool);
  counter.take();
  const xml = await post(
    {
      api_key: key,
      service_code: 'roads',
      jurisdiction_id: istat,
      address_string: 'Via Lunga 4',
      media_url: 'http://127.0.0.1/a.jpg',
    },
    'xml',
  );
  const statements = counter.take().filter((text) => !/^(begin|start|commit)/i.test(text));
  assert.ok(
    statements.length > 0 && statements.length <= 12,
    `${statements.length} statements: ${statements.map((text) => text.slice(0, 60)).join('; ')}`,
  );
  assert.equal(xml.status, 200, xml.text);
  assert.match(
    xml.text,
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<service_requests><request><service_request_id>SEG-\d{4}-\d{6}<\/service_request_id><service_notice>.*media_url/,
  );
});

test('a sending that cannot be one is refused with a sentence, and nothing is saved', async () => {
  const before = await count();
  const good: Record<string, string> = { api_key: key, service_code: 'roads', ...inside, description: 'Buca grande' };
  const wrong: [change: Record<string, string>, status: number, words: RegExp, how?: number][] = [
    [{ service_code: '' }, 400, /services/],
    [{ service_code: 'nothing' }, 404, /«nothing» non c’è/],
    [{ lat: '', long: '' }, 400, /Manca il luogo/],
    [{ lat: '', long: '', service_code: '' }, 400, /service_code/, 2],
    [{ long: '' }, 400, /vanno insieme/],
    [{ lat: 'abc' }, 400, /gradi WGS84/],
    [{ lat: '41.9', long: '12.5' }, 400, /fuori dalla Città metropolitana/],
    [{ jurisdiction_id: '999999' }, 404, /ISTAT/],
    [{ jurisdiction_id: elsewhere }, 400, new RegExp(`Arenaria.*${istat}`)],
    [{ lat: '', long: '', address_string: 'Via Lunga 4' }, 400, /jurisdiction_id/],
    [{ lat: '', long: '', address_id: '12' }, 404, /«12» non c’è/],
    [{ description: 'x'.repeat(4001) }, 400, /4\.?000/],
    [{ email: 'nessuna' }, 400, /./],
    [{ description: 'Buca \u202E storta' }, 400, /./],
  ];
  for (const [change, status, words, how = 1] of wrong) {
    const answer = await post({ ...good, ...change });
    const errors = JSON.parse(answer.text);
    assert.equal(answer.status, status, `${JSON.stringify(change).slice(0, 80)}: ${answer.text}`);
    assert.ok(errors.length >= how);
    assert.deepEqual(said(schemas.errorsSchema, errors), []);
    assert.match(errors[0].description, words);
  }
  assert.equal(await count(), before);
});

test('what a kind asks more is in its definition, and is answered by attributes', async () => {
  const { body } = await json('/services/safety.json');
  assert.deepEqual(said(schemas.definitionSchema, body), []);
  assert.deepEqual(
    [body.attributes[0].code, body.attributes[0].datatype, body.attributes[0].required, body.attributes[0].values[0]],
    ['danger-now', 'singlevaluelist', true, { key: 'no', name: 'No' }],
  );
  assert.ok((await json('/services.json')).body.find((one: any) => one.service_code === 'safety').metadata);
  const before = await count();
  const form = { api_key: key, service_code: 'safety', ...inside, description: 'Muro che pende sul marciapiede' };
  const missing = await post(form);
  assert.equal(missing.status, 400);
  assert.match(missing.text, /pericolo in questo momento/);
  const stopped = await post({ ...form, 'attribute[danger-now]': 'yes' });
  assert.equal(stopped.status, 400);
  assert.match(stopped.text, /Chiama subito il 112/);
  assert.equal(await count(), before);
  const sent = await post({ ...form, 'attribute[danger-now]': 'no' });
  assert.equal(sent.status, 200, sent.text);
  const [{ service_request_id: code }] = JSON.parse(sent.text);
  assert.equal((await json(`/requests/${code}.json`)).status, 404, 'what is for the office alone does not come out');
  const { rows } = await house.database.pool.query(
    'select said from reports.answers a join entries.entries e on e.id = a.report where e.code = $1',
    [code],
  );
  assert.deepEqual(rows, [{ said: 'No' }]);
});
