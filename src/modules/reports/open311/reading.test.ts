/** Open311 GeoReport v2 as a client reads it: both formats, the schemas of the specification, what is refused, what never comes out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import sharp from 'sharp';
import type { TSchema } from 'typebox';
import { sampleData } from '../../../../test/sample-data.ts';
import { countStatements } from '../../../../test/statements.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { isRefusal } from '../../../kernel/refusal.ts';
import * as schemas from '../../../protocols/open311/schemas.ts';
import { resolve, takeCharge } from '../desk/actions.ts';
import { sendReport } from '../intake/actions.ts';
import { base, openEndpoint, said } from './endpoint.testing.ts';

const { house, inside, istat, elsewhere, key, json, post } = await openEndpoint();
after(() => house.close());

/** Every element of a list, whatever it is called. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  isArray: (name) => ['request', 'service', 'attribute', 'endpoint', 'format', 'error', 'photo', 'note'].includes(name),
});
const lists = ['service_requests', 'services', 'attributes', 'endpoints', 'formats', 'errors', 'photos', 'notes'];
function spark(name: string, node: unknown): unknown {
  if (lists.includes(name))
    return node === '' ? [] : (Object.values(node as object)[0] as unknown[]).map((one) => spark('', one));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([field, one]) => [field, spark(field, one)]));
}
const asWords = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(asWords)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([field, one]) => [field, asWords(one)]))
      : String(value);

test('every answer is there in both formats, says the same in both, and is what the specification says, field by field', async (t) => {
  const [one] = (await json('/requests.json?page_size=1')).body;
  const paths: [path: string, query: string, schema: TSchema, root: string][] = [
    ['/discovery', '', schemas.discoverySchema, 'discovery'],
    ['/services', '', schemas.servicesSchema, 'services'],
    ['/services', `?jurisdiction_id=${istat}`, schemas.servicesSchema, 'services'],
    ['/services/roads', '', schemas.definitionSchema, 'service_definition'],
    ['/requests', '?page_size=200', schemas.requestsSchema, 'service_requests'],
    ['/requests', '?page_size=200&extensions=true', schemas.requestsSchema, 'service_requests'],
    ['/requests', '?service_code=nothing', schemas.requestsSchema, 'service_requests'],
    [`/requests/${one.service_request_id}`, '?extensions=true', schemas.requestsSchema, 'service_requests'],
    ['/requests/SEG-1999-000001', '', schemas.errorsSchema, 'errors'],
    ['/tokens/abc', '', schemas.errorsSchema, 'errors'],
  ];
  const xmllint = !spawnSync('xmllint', ['--version']).error;
  for (const [path, query, schema, root] of paths) {
    const [asJson, asXml] = [await house.get(`${base}${path}.json${query}`), await house.get(`${base}${path}.xml${query}`)];
    assert.deepEqual(said(schema, asJson.json()), [], path + query);
    assert.equal(asXml.statusCode, asJson.statusCode);
    assert.equal(asJson.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(asXml.headers['content-type'], 'text/xml; charset=utf-8');
    assert.match(asXml.body, /^<\?xml version="1.0" encoding="UTF-8"\?>\n</);
    const read = parser.parse(asXml.body.trimEnd()) as Record<string, unknown>;
    assert.deepEqual(spark(root, read[root]), asWords(asJson.json()), path + query);
    if (xmllint) assert.equal(spawnSync('xmllint', ['--noout', '-'], { input: asXml.body }).status, 0, path);
  }
  if (!xmllint) t.diagnostic('SKIPPED: xmllint is not installed, no independent parser read the XML');
  assert.notDeepEqual(said(schemas.requestsSchema, [{ ...one, email: 'a@example.org' }]), [], 'a field too many is noticed');
  assert.notDeepEqual(said(schemas.requestsSchema, [{ ...one, requested_datetime: '2026-01-01' }]), []);
});

test('the public description of the standard (swagger) finds the same', async (t) => {
  const file = sampleData(t, 'standards/open311/georeport-v2.swagger.json');
  if (!file) return;
  const { definitions } = JSON.parse(readFileSync(file, 'utf8'));
  // `uid`, `double` and the like are names of that description's own.
  const plain = (node: any): any => {
    if (Array.isArray(node)) return node.map(plain);
    if (typeof node !== 'object' || node === null) return node;
    if (node.$ref) return plain(definitions[node.$ref.split('/').at(-1)]);
    return Object.fromEntries(
      Object.entries(node).flatMap(([k, v]) =>
        k === 'format' && typeof v === 'string' && !['date-time', 'uri'].includes(v) ? [] : [[k, plain(v)]],
      ),
    );
  };
  const check = (name: string, value: unknown) => {
    const schema = { type: 'object', ...plain(definitions[name]) };
    for (const each of [value].flat()) assert.deepEqual(said(schema, each), [], name);
    assert.notDeepEqual(said(schema, { service_code: 1, values: 1, token: 1 }), [], `${name}: what is wrong is noticed`);
  };
  check('Request', (await json('/requests.json?page_size=300')).body);
  check('Service', (await json('/services.json')).body);
  check('ServiceDefinition', (await json('/services/roads.json')).body);
  check(
    'RequestResponse',
    JSON.parse((await post({ api_key: key, service_code: 'roads', ...inside, description: 'Buca per lo swagger' })).text),
  );
});

test('what is private or hidden never comes out, to nobody, by no way', async () => {
  const cookie = await house.enter('elena-sarpieri');
  for (const visibility of ['private', 'hidden', 'draft', 'members'] as const) {
    const { code, title } = await house.report({ visibility, title: `Cosa ${visibility} da non dire` });
    for (const who of [undefined, cookie]) {
      assert.equal((await house.get(`${base}/requests/${code}.json`, who)).statusCode, 404);
      assert.deepEqual((await house.get(`${base}/requests.json?service_request_id=${code}`, who)).json(), []);
      assert.ok(!(await house.get(`${base}/requests.xml?extensions=true`, who)).body.includes(title));
    }
  }
});

test('a request tells state, last words, promise, office, place, photos and history', async () => {
  const made = await house.done(sendReport, {
    category: 'roads',
    title: 'Buca davanti al forno',
    description: 'Larga <come> un & tombino',
    lat: Number(inside.lat),
    lon: Number(inside.long),
    placeLabel: 'Via dei Cordai 3',
  });
  const one = async () => (await json(`/requests/${made.code}.json?extensions=true`)).body[0];
  const open = await one();
  assert.deepEqual(
    [open.status, open.service_code, open.agency_responsible, open.address, open.description, open.status_notes],
    [
      'open',
      'roads',
      'Comune di Arenaria',
      'Via dei Cordai 3, Arenaria',
      'Buca davanti al forno\n\nLarga <come> un & tombino',
      undefined,
    ],
  );
  // Seven decimals are a centimetre.
  assert.ok(Math.abs(open.lat - Number(inside.lat)) < 1e-7 && Math.abs(open.long - Number(inside.long)) < 1e-7);
  assert.ok(Date.parse(open.expected_datetime) > Date.parse(open.requested_datetime));
  const { id } = territoryOf(house.ctx()).byIstat.get(istat)!;
  const officer = await house.person('Rosa Officer', [{ role: 'officer', place: id, whole: false }]);
  await house.done(takeCharge, { code: made.code, answer: 'Mandiamo la squadra.' }, officer);
  await house.done(resolve, { code: made.code, answer: 'Chiusa con asfalto a freddo.' }, officer);
  const closed = await one();
  assert.deepEqual([closed.status, closed.status_notes], ['closed', 'Chiusa con asfalto a freddo.']);
  assert.deepEqual(
    closed.notes.map(({ type, description }: { type: string; description: string }) => [type, description]),
    [
      ['send', 'Ricevuta'],
      ['take-charge', 'Mandiamo la squadra.'],
      ['resolve', 'Chiusa con asfalto a freddo.'],
    ],
  );
  const { rows } = await house.database.pool.query('select closed from entries.entries where code = $1', [made.code]);
  assert.equal(Date.parse(closed.updated_datetime), rows[0].closed.getTime());
  await house.database.pool.query(
    'update entries.notes set hidden = now() where entry = (select id from entries.entries where code = $1)',
    [made.code],
  );
  house.server.cache.forget();
  assert.deepEqual(
    [(await one()).status_notes, (await one()).notes[2].description],
    [undefined, 'Risolta'],
    'words that moderation hid are not said',
  );
});

test('photos: the first as media_url, all of them as an extension, none that was hidden', async () => {
  const photo = async (background: string) => {
    const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toBuffer();
    const taken = await house.ctx().files.take(bytes, 'foto.png', 'image');
    assert.ok(!isRefusal(taken));
    return taken.id;
  };
  const photos = [{ id: await photo('#345'), alt: 'Il <buco> & il bordo' }, { id: await photo('#543') }];
  const { code } = await house.done(sendReport, {
    category: 'roads',
    title: 'Buca con due foto',
    lat: Number(inside.lat),
    lon: Number(inside.long),
    photos,
  });
  const one = async () => (await json(`/requests/${code}.json?extensions=true`)).body[0];
  const shown = await one();
  assert.deepEqual(said(schemas.requestSchema, shown), []);
  const all = shown.extended_attributes.photos;
  assert.equal(all.length, 2);
  assert.ok(all.some((each: { title?: string }) => each.title === 'Il <buco> & il bordo'));
  assert.equal(shown.media_url, all[0].media_url);
  assert.equal((await house.get(new URL(shown.media_url).pathname)).statusCode, 200);
  await house.database.pool.query('update attachments.attachments set hidden = now() where id = $1', [
    shown.media_url.split('/').at(-1),
  ]);
  house.server.cache.forget();
  assert.deepEqual((await one()).extended_attributes.photos, all.slice(1));
});

test('the filters are those of the list, alone and together', async () => {
  const all = (await json('/requests.json')).body;
  assert.ok(all.length > 50);
  const newestFirst = all.map((request: any) => request.requested_datetime);
  assert.deepEqual(newestFirst, newestFirst.toSorted().reverse());
  const some = (await json(`/requests.json?status=open&service_code=roads,water&jurisdiction_id=${istat}`)).body;
  const expected = all.filter(
    (r: any) =>
      r.status === 'open' && ['roads', 'water'].includes(r.service_code) && r.agency_responsible === 'Comune di Arenaria',
  );
  assert.deepEqual(
    some.map((r: any) => r.service_request_id),
    expected.map((r: any) => r.service_request_id),
  );
  assert.ok(some.length > 0 && some.length < all.length);
  assert.equal((await json('/requests.json?status=open,closed')).body.length, all.length);
  assert.equal(
    (await json('/requests.json?status=open')).body.length + (await json('/requests.json?status=closed')).body.length,
    all.length,
  );
  const [first, second, third] = all;
  const ids = `${third.service_request_id},${first.service_request_id},SEG-1999-1`;
  assert.deepEqual(
    (await json(`/requests.json?service_request_id=${ids}&status=nonsense&start_date=x`)).body.map(
      (r: any) => r.service_request_id,
    ),
    [first.service_request_id, third.service_request_id],
  );
  const between = `/requests.json?start_date=${second.requested_datetime}&end_date=${second.requested_datetime}`;
  assert.ok(
    (await json(between)).body.some((r: any) => r.service_request_id === second.service_request_id),
    'both ends are in',
  );
  const paged = [...(await json('/requests.json?page_size=20')).body, ...(await json('/requests.json?page_size=20&page=2')).body];
  assert.deepEqual(paged, all.slice(0, 40));
  assert.equal(
    (
      await json(
        `/requests/${first.service_request_id}.json?jurisdiction_id=${first.agency_responsible === 'Comune di Arenaria' ? elsewhere : istat}`,
      )
    ).status,
    404,
  );
});

test('the last ninety days or a thousand, whichever is smaller; no statement for each', async () => {
  const { rows } = await house.database.pool.query("select id from territory.places where slug = 'arenaria'");
  await house.database.pool.query(
    `with made as (
       insert into entries.entries (id, kind, code, place, title, topic, visibility, state, assurance, published, updated)
       select gen_random_uuid(), 'report', 'SEG-2020-' || lpad(n::text, 6, '0'), $1, 'Vecchia ' || n, 'roads', 'public', 'sent', 'none',
         '2020-01-01T00:00:00Z'::timestamptz + n * interval '3 hours', now() from generate_series(1, 2400) as n returning id)
     insert into reports.reports (id, key, description, receipt, channel) select id, id::text, '', decode(replace(id::text, '-', ''), 'hex'), 'import' from made`,
    [rows[0].id],
  );
  const asked = async (query: string) => {
    const counter = countStatements(house.database.pool);
    counter.take();
    const { body } = await json(`/requests.json?${query}`);
    return { body, statements: counter.take().length };
  };
  // Ninety days have 720 of them: the days are the smaller limit. A thousand is, where they come faster.
  const days = await asked('start_date=2020-01-05T00:00:00Z');
  assert.equal(days.body.length, 721);
  assert.deepEqual(
    [days.body.at(-1).requested_datetime, days.body[0].requested_datetime],
    ['2020-01-05T00:00:00Z', '2020-04-04T00:00:00Z'],
  );
  await house.database.pool.query(
    `update entries.entries set published = '2020-01-01T00:00:00Z'::timestamptz + (right(code, 6)::int) * interval '1 minute' where code like 'SEG-2020-%'`,
  );
  const thousand = await asked('start_date=2020-01-01T00:00:00Z&extensions=true');
  assert.equal(thousand.body.length, 1000);
  assert.equal((await asked('start_date=2020-01-01T00:00:00Z&page=3')).body.length, 400);
  const single = await asked('start_date=2020-01-01T00:00:00Z&extensions=true&page_size=1');
  assert.equal(thousand.statements, single.statements);
  assert.ok(thousand.statements > 0 && thousand.statements <= 12, `${thousand.statements} statements`);
  assert.ok(
    (await json('/requests.json')).body.every(
      (r: any) => Date.parse(r.requested_datetime) > house.ctx().now.getTime() - 90.1 * 86_400_000,
    ),
  );
});

test('errors are the array of the specification, in the format that was asked for and the language of the client', async () => {
  const wrong: [path: string, status: number, words: RegExp][] = [
    ['/services.json?jurisdiction_id=999999', 404, /«999999» non è il codice ISTAT/],
    ['/requests.json?jurisdiction_id=bari', 404, /codice ISTAT/],
    ['/services/nothing.json', 404, /«nothing» non c’è/],
    ['/requests/SEG-1999-000001.json', 404, /«SEG-1999-000001» non c’è/],
    ['/tokens/abc.json', 404, /senza token/],
    ['/requests.json?start_date=2026-01-01', 400, /con ora e fuso/],
    ['/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z', 400, /più di 90 giorni/],
    ['/requests.json?status=late', 400, /open e closed/],
    ['/requests.json?page_size=5000', 400, /da 1 a 1\.000/],
  ];
  for (const [path, status, words] of wrong) {
    const answer = await json(path);
    assert.equal(answer.status, status, path);
    assert.deepEqual(said(schemas.errorsSchema, answer.body), []);
    assert.equal(answer.body[0].code, status);
    assert.match(answer.body[0].description, words);
  }
  assert.equal((await json('/requests.json?status=late&page=0&end_date=x')).body.length, 3);
  const english = await house.server.app.inject({
    url: `${base}/requests.xml?status=%3Cb%3E`,
    headers: { 'accept-language': 'en' },
  });
  assert.match(english.body, /<errors><error><code>400<\/code><description>status: there is no “&lt;b&gt;”/);
  assert.equal((await json('/services.json?jurisdiction_id=')).status, 200, 'an empty parameter is an absent one');
});

test('discovery: another day when the kinds of problem change', async () => {
  const before = (await json('/discovery.json')).body;
  assert.equal(before.endpoints[0].url, `${house.config.origin}${base}`);
  assert.equal(before.endpoints[0].type, 'test');
  const { metropolis } = territoryOf(house.ctx());
  const at = house.ctx().now;
  await house.database.pool.query(
    `insert into settings.settings (id, place, name, value, since, until) values (gen_random_uuid(), $1, 'reports.categories', '[]', $2, $2)`,
    [metropolis!.id, at],
  );
  house.server.cache.forget();
  const { rows } = await house.database.pool.query('select now() > $1 as past', [at]);
  if (rows[0].past) assert.equal((await json('/discovery.json')).body.changeset, at.toISOString());
});
