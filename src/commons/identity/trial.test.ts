import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openHouse } from '../../../test/house.ts';
import { readConfig } from '../../kernel/config.ts';
import { isFiscalCode } from '../../protocols/fiscal-code/fiscal-code.ts';
import { changeSetting } from '../settings/actions.ts';
import { identityEnv } from './identity.testing.ts';
import { trialPeople } from './trial.ts';

const house = await openHouse();
after(() => house.close());
const { get, post } = house;

const hiddenOf = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value!.replaceAll('&amp;', '&').replaceAll('&#43;', '+').replaceAll('&quot;', '"'),
    ]),
  );

test('the demo signs in an invented person with SPID, by pages and forms alone', async () => {
  const list = await get('/entra/spid?next=%2Fmappa');
  const link = /href="(\/entra\/spid\?idp=[^"]+)"/.exec(list.body)![1]!.replaceAll('&amp;', '&');
  const sent = await get(link);
  const cookie = String(sent.headers['set-cookie']).split(';')[0]!;
  const there = new URL(sent.headers.location!);
  assert.equal(there.pathname, '/identita-di-prova');
  const choose = await get(there.pathname + there.search);
  assert.match(choose.body, /Marta Dossena/);
  const { no: _cancel, ...message } = hiddenOf(choose.body);
  const none = await post('/identita-di-prova', { ...message, level: '2' });
  assert.equal(none.statusCode, 422);
  assert.match(none.body, /Scegli una persona/);
  const consent = await post('/identita-di-prova', { ...message, person: 'pietro-vallesi', level: '3' });
  assert.match(consent.body, /VLLPTR61S02X001/);
  const answer = hiddenOf(consent.body)['SAMLResponse']!;
  const taken = await post('/spid/acs', { SAMLResponse: answer });
  assert.equal(taken.statusCode, 303, taken.body);
  const entered = await get(taken.headers.location!, cookie);
  assert.equal(entered.headers.location, '/mappa');
  const session = [entered.headers['set-cookie']]
    .flat()
    .find((one) => String(one).startsWith('arengo_session='))!
    .split(';')[0]!;
  assert.match((await get('/profilo', session)).body, /Pietro Vallesi[\s\S]*livello elevato[\s\S]*Identità di prova/);

  const cancelled = await post('/identita-di-prova', { ...message, no: '1' });
  const no = await post('/spid/acs', { SAMLResponse: hiddenOf(cancelled.body)['SAMLResponse']! });
  assert.equal(no.statusCode, 403);
});

test('a question that this house did not sign is not answered', async () => {
  const page = await get('/identita-di-prova?SAMLRequest=abc&SigAlg=x&Signature=y');
  assert.match(page.body, /Qui si arriva dalla pagina per entrare/);
});

test('the invented people have codes that are codes, and one is too young', () => {
  const people = trialPeople(new Date('2026-11-30T09:00:00Z'));
  for (const { fiscalNumber } of people) assert.ok(isFiscalCode(fiscalNumber.replace('TINIT-', '')), fiscalNumber);
  assert.ok(people.some(({ dateOfBirth }) => dateOfBirth > '2012-11-30'));
});

test('a production configuration has no such provider: it does not start with one', () => {
  assert.throws(() => readConfig({ ARENGO_ORIGIN: 'https://arengo.example', ARENGO_DEMO: '1' }), /ARENGO_DEMO=1 cannot be used/);
});

test('outside demo mode there is no such provider, and metadata are there once the administration is set', async (t) => {
  const real = await openHouse({ env: { ...identityEnv, ARENGO_DEMO: '0' } });
  t.after(() => real.close());
  assert.equal((await real.get('/identita-di-prova')).statusCode, 404);
  assert.equal((await real.post('/identita-di-prova', {})).statusCode, 404);
  assert.doesNotMatch((await real.get('/entra/spid')).body, /Identità di prova/);
  assert.equal((await real.get('/spid/metadata')).statusCode, 404);
  const [metropolis] = (await real.database.pool.query(`select slug from territory.places where kind = 'metropolis'`)).rows;
  const value = {
    ipaCode: 'cm_valdarena',
    url: 'https://valdarena.example',
    email: 'spid@valdarena.example',
    municipality: 'H501',
    province: 'RM',
    locality: 'Arenaria',
  };
  await real.done(changeSetting, { place: metropolis.slug, name: 'identity.organisation', value });
  const spid = await real.server.app.inject({ url: '/spid/metadata', headers: { 'accept-language': 'en' } });
  assert.equal(spid.statusCode, 200);
  assert.match(String(spid.headers['content-type']), /samlmetadata\+xml/);
  assert.match(spid.body, /entityID="http:\/\/127\.0\.0\.1:3000\/spid\/metadata"[\s\S]*<spid:IPACode>cm_valdarena</);
  assert.match(
    spid.body,
    /<md:ServiceName xml:lang="it">Servizi digitali di Città metropolitana di Valdarena</,
    'in Italian, whoever asks',
  );
  assert.match((await real.get('/cie/metadata')).body, /<cie:Municipality>H501<\/cie:Municipality><cie:Province>RM</);
});

test('files that cannot be used stop the start, with a sentence', async () => {
  await assert.rejects(openHouse({ env: { SPID_IDP_METADATA: '/nessun/file.xml' } }), /SPID_IDP_METADATA: \/nessun\/file\.xml/);
  assert.throws(() => readConfig({ SPID_KEY: 'a.pem' }), /go together/);
});
