import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { sampleData } from '../../../test/sample-data.ts';
import { type ServiceProvider, serviceProviderMetadata } from './metadata.ts';
import { identityProviders } from './providers.ts';
import { authnRequest, redirectAddress, requestIn, requestRead } from './request.ts';
import { signedBytesOf } from './signature.ts';
import { provider as idp, newPair } from './spid.testing.ts';
import { parseXml } from './xml.ts';

const pair = newPair();
const folder = mkdtempSync(path.join(tmpdir(), 'arengo-spid-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const provider = (system: 'spid' | 'cie'): ServiceProvider => ({
  system,
  entityId: `https://arengo.example/${system}/metadata`,
  acs: `https://arengo.example/${system}/acs`,
  slo: 'https://arengo.example/spid/slo',
  organisation: { name: 'Città metropolitana di Valdarena & C.', url: 'https://valdarena.example', ipaCode: 'cm_valdarena' },
  contact: { email: 'spid@valdarena.example', phone: '+39055123456' },
  seat: { municipality: 'H501', province: 'RM' },
  service: 'Servizi digitali',
});
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const fileOf = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

for (const system of ['spid', 'cie'] as const) {
  const metadata = serviceProviderMetadata(provider(system), pair, '_abc');

  test(`${system}: what the national checks look for`, () => {
    for (const must of [
      `entityID="https://arengo.example/${system}/metadata"`,
      'AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"',
      '<md:KeyDescriptor use="signing">',
      'bindings:HTTP-POST" Location="https://arengo.example/spid/slo"',
      'index="0" isDefault="true"',
      '<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="it">',
      '<md:RequestedAttribute Name="fiscalNumber"/>',
      '<md:OrganizationName xml:lang="it">',
      `<${system}:IPACode>cm_valdarena</${system}:IPACode>`,
      `<${system}:Public/>`,
      'nameid-format:transient</md:NameIDFormat>',
      'rsa-sha256',
    ])
      assert.ok(metadata.includes(must), must);
    assert.equal(metadata.match(/<ds:X509Certificate>/g)?.length, 2, 'the signature brings its certificate');
    assert.match(metadata, /<md:EntityDescriptor [^>]*><ds:Signature/, 'the signature stands first');
    assert.ok(signedBytesOf(metadata, parseXml(metadata)!.documentElement, [pair.certificate]));
    assert.equal(serviceProviderMetadata(provider(system), pair, '_abc'), metadata, 'the same content is the same bytes');
  });

  test(`${system}: its signature is good for xmlsec, which is not ours`, (t) => {
    if (!has('xmlsec1')) return t.skip('xmlsec1 is not installed');
    const certificate = fileOf(`${system}.pem`, pair.certificate);
    const args = [
      '--verify',
      '--enabled-key-data',
      'x509,raw-x509-cert',
      '--trusted-pem',
      certificate,
      '--id-attr:ID',
      'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor',
    ];
    execFileSync('xmlsec1', [...args, fileOf(`${system}.xml`, metadata)], { stdio: 'pipe' });
    const changed = fileOf(`${system}-changed.xml`, metadata.replace('cm_valdarena', 'cm_altro'));
    assert.throws(() => execFileSync('xmlsec1', [...args, changed], { stdio: 'pipe' }));
  });
}

test('spid: the schema of SPID takes it', (t) => {
  const schema = sampleData(t, 'standards/spid/xsd/saml-schema-metadata-sp-spid.xsd');
  if (!schema) return;
  if (!has('xmllint')) return t.skip('xmllint is not installed');
  const metadata = fileOf('schema.xml', serviceProviderMetadata(provider('spid'), pair, '_abc'));
  execFileSync('xmllint', ['--nonet', '--noout', '--schema', schema, metadata], { stdio: 'pipe' });
});

test('the certificate names the administration as AgID asks, and signed itself', () => {
  const certificate = new X509Certificate(pair.certificate);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.equal(certificate.subject, certificate.issuer);
  assert.match(
    certificate.subject,
    /^O=Prova\nCN=Prova\n(2\.5\.4\.83|uri)=https:\/\/idp\.example\n(2\.5\.4\.97|organizationIdentifier)=PA:IT-prova\nC=IT\nL=Arenaria$/,
  );
  assert.equal(certificate.ca, false);
  assert.match(certificate.validTo, /2036/);
  const read = spawnSync('openssl', ['x509', '-noout', '-text'], { input: pair.certificate, encoding: 'utf8' });
  if (read.error) return;
  assert.match(read.stdout, /Digital Signature, Non Repudiation/);
  assert.match(read.stdout, /Policy: 1\.3\.76\.16\.4\.2\.1/);
  assert.match(read.stdout, /cert_SP_Pub/);
});

test('a question is signed in its address, for its destination', () => {
  const xml = authnRequest({
    id: '_q',
    at: new Date('2026-11-30T10:00:00.5Z'),
    issuer: 'https://a.example/?b=1&c',
    destination: 'https://idp.example/sso?x=1',
    level: 2,
  });
  assert.match(xml, /ForceAuthn="true"/);
  assert.doesNotMatch(xml, /IsPassive|AllowCreate/);
  assert.match(xml, /IssueInstant="2026-11-30T10:00:00Z"/);
  const address = new URL(redirectAddress(xml, 'https://idp.example/sso?x=1', 'stato', pair));
  const query = Object.fromEntries(address.searchParams);
  assert.equal(query['x'], '1');
  assert.equal(requestIn(query, pair.certificate), xml);
  assert.deepEqual(requestRead(xml), {
    id: '_q',
    issuer: 'https://a.example/?b=1&c',
    destination: 'https://idp.example/sso?x=1',
  });
  assert.equal(requestIn({ ...query, RelayState: 'altro' }, pair.certificate), undefined);
  assert.equal(requestIn(query, idp.pair.certificate), undefined);
  assert.doesNotMatch(authnRequest({ id: '_q', at: new Date(), issuer: 'a', destination: 'b', level: 1 }), /ForceAuthn/);
});

test('providers are read from one file or from an aggregate; one that cannot be used is named', () => {
  const body = idp.pair.certificate.replace(/-----.*?-----/g, '');
  const entity = (id: string, more = '') =>
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${id}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>${more || '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>'}</md:IDPSSODescriptor><md:Organization><md:OrganizationDisplayName xml:lang="en">Trial</md:OrganizationDisplayName><md:OrganizationDisplayName xml:lang="it">Prova</md:OrganizationDisplayName></md:Organization></md:EntityDescriptor>`;
  const all = `<?xml version="1.0"?>\n<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${entity('https://uno.example')}${entity('https://due.example')}</md:EntitiesDescriptor>`;
  assert.deepEqual(
    identityProviders(all).map(({ entityId, name, sso }) => [entityId, name, sso]),
    [
      ['https://uno.example', 'Prova', 'https://idp.example/sso'],
      ['https://due.example', 'Prova', 'https://idp.example/sso'],
    ],
  );
  assert.equal(
    identityProviders(entity('https://uno.example'))[0]!.certificates[0],
    new X509Certificate(idp.pair.certificate).toString(),
  );
  assert.throws(() => identityProviders(entity('https://uno.example', '<md:x/>')), /https:\/\/uno\.example: no address/);
  assert.throws(() => identityProviders('<a/>'), /no identity provider/);
  assert.throws(() => identityProviders('a'), /not well-formed/);
});
