/** A real exchange: the identity provider is `samlp`, a program of others, with its own reading of our question and its own making of an answer. It
 *  knows nothing of Italy: what SPID wants beyond SAML is put in before its old xml-crypto signs. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openHouse } from '../../../test/house.ts';
import { newPair } from '../../protocols/spid/spid.testing.ts';
import { identityEnv, newCode, ours, providerFile } from './identity.testing.ts';

const require = createRequire(import.meta.url);
const samlp = require('samlp');
const { SignedXml } = createRequire(require.resolve('samlp'))('xml-crypto');
const pair = newPair();

function sign(xml: string, id: string): string {
  const signer = new SignedXml(null, {
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    idAttribute: 'ID',
  });
  const transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'];
  signer.addReference(`//*[@ID='${id}']`, transforms, 'http://www.w3.org/2001/04/xmlenc#sha256');
  signer.signingKey = pair.key;
  signer.computeSignature(xml, { location: { reference: `//*[@ID='${id}']/*[local-name(.)='Issuer']`, action: 'after' } });
  return signer.getSignedXml();
}

/** Adds what SPID asks for, and signs assertion and response. */
function italian(xml: string, issuer: string): string {
  const entity = 'Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"';
  const whole = xml
    .replaceAll('<saml:Issuer', `<saml:Issuer ${entity}`)
    .replace('<saml:NameID ', `<saml:NameID NameQualifier="${issuer}" `);
  const idOf = (name: string) => new RegExp(`<${name}[^>]* ID="([^"]+)"`).exec(whole)![1]!;
  return sign(sign(whole, idOf('saml:Assertion')), idOf('samlp:Response'));
}

test('samlp understands our question, and its answer signs a person in', async (t) => {
  const code = newCode();
  let read: Record<string, unknown> = {};
  const provider = http.createServer((request, response) => {
    const query = Object.fromEntries(new URL(request.url!, origin).searchParams);
    const theirs = Object.assign(request, { query, originalUrl: request.url });
    samlp.parseRequest(theirs, { signingCert: ours.certificate }, (error: Error | null, question: Record<string, string>) => {
      if (error || !question) return response.writeHead(400).end(String(error));
      read = question;
      const user = { id: '_transitorio' };
      const made = {
        issuer: origin,
        cert: pair.certificate,
        key: pair.key,
        audience: question['issuer'],
        recipient: acs,
        destination: acs,
        inResponseTo: question['id'],
        lifetimeInSeconds: 300,
        signAssertion: false,
        signResponse: false,
        authnContextClassRef: 'https://www.spid.gov.it/SpidL2',
        profileMapper: () => ({
          getClaims: () => ({ name: 'AMINA', familyName: 'CHERRADI', fiscalNumber: `TINIT-${code}`, dateOfBirth: '1980-01-01' }),
          getNameIdentifier: () => ({
            nameIdentifier: '_transitorio',
            nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
          }),
        }),
      };
      samlp.getSamlResponse(made, user, (fault: Error | null, xml: string) =>
        response.end(fault ? String(fault) : Buffer.from(italian(xml, origin)).toString('base64')),
      );
    });
  });
  await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
  t.after(() => provider.close());
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const house = await openHouse({ env: { ...identityEnv, SPID_IDP_METADATA: providerFile(origin, pair) } });
  t.after(() => house.close());
  const acs = `${house.config.origin}/spid/acs`;
  const base = await house.listen();

  const sent = await fetch(`${base}/entra/spid?idp=${encodeURIComponent(origin)}&next=/mappa`, { redirect: 'manual' });
  assert.equal(sent.status, 303);
  const cookie = sent.headers.get('set-cookie')!.split(';')[0]!;
  const answered = await fetch(sent.headers.get('location')!);
  const answer = await answered.text();
  assert.equal(answered.status, 200, answer);
  assert.equal(read['issuer'], `${house.config.origin}/spid/metadata`);
  assert.equal(read['destination'], `${origin}/sso`);
  assert.equal(read['forceAuthn'], 'true');

  const body = new URLSearchParams({ SAMLResponse: answer, RelayState: 'x' });
  const post = () =>
    fetch(`${base}/spid/acs`, { method: 'POST', body, redirect: 'manual', headers: { origin, 'sec-fetch-site': 'cross-site' } });
  const taken = await post();
  assert.equal(taken.status, 303, await taken.text());
  const entered = await fetch(base + taken.headers.get('location'), { redirect: 'manual', headers: { cookie } });
  assert.equal(entered.headers.get('location'), '/mappa');
  const session = entered.headers.getSetCookie().find((one) => one.startsWith('arengo_session='))!;
  assert.match(await (await fetch(`${base}/profilo`, { headers: { cookie: session } })).text(), /Amina Cherradi/);
  assert.equal((await post()).status, 403, 'a second time');
});
