/** Names of SAML 2.0 (OASIS, 2005), of XML Signature and of the two national systems. */
export const ns = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  spid: 'https://spid.gov.it/saml-extensions',
  cie: 'https://www.cartaidentita.interno.gov.it/saml-extensions',
} as const;

export const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
export const postBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
export const entityFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
export const transientFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
export const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
export const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const rsaSha512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512';
export const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const sha512 = 'http://www.w3.org/2001/04/xmlenc#sha512';
export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** SPID and CIE share the names of the levels of authentication. */
export type Level = 1 | 2 | 3;
const levels = 'https://www.spid.gov.it/SpidL';

export function nameOfLevel(level: Level): string {
  return levels + level;
}

export function levelNamed(name: string): Level | undefined {
  return ([1, 2, 3] as const).find((level) => nameOfLevel(level) === name);
}

/** Who we are for an identity provider: the key signs, the certificate is what they know of it. Both PEM. */
export interface Pair {
  key: string;
  certificate: string;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** xs:dateTime in UTC, to the second: some providers take no more. */
export function instant(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The bytes of a certificate as XML holds them. */
export function certificateBody(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----|\s/g, '');
}
