/** The question to an identity provider, and its way there by HTTP redirect (SAML 2.0 Bindings, 3.4), signed in the address. */
import { sign, verify, X509Certificate } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { entityFormat, escaped, instant, type Level, nameOfLevel, ns, type Pair, rsaSha256, transientFormat } from './names.ts';
import { isNamed, onlyChild, parseXml, textOf } from './xml.ts';

export interface AuthnRequest {
  /** An XML name: begins with a letter or `_`. */
  id: string;
  at: Date;
  /** Our entity ID, and where the provider takes requests. */
  issuer: string;
  destination: string;
  level: Level;
}

/** `ForceAuthn` from the second level: an open session of the provider is not enough. No AllowCreate, no IsPassive (SPID notice 5). */
export function authnRequest({ id, at, issuer, destination, level }: AuthnRequest): string {
  return (
    `<samlp:AuthnRequest xmlns:samlp="${ns.protocol}" xmlns:saml="${ns.assertion}" ID="${id}" Version="2.0" IssueInstant="${instant(at)}"` +
    ` Destination="${escaped(destination)}"${level > 1 ? ' ForceAuthn="true"' : ''} AssertionConsumerServiceIndex="0" AttributeConsumingServiceIndex="0">` +
    `<saml:Issuer Format="${entityFormat}" NameQualifier="${escaped(issuer)}">${escaped(issuer)}</saml:Issuer>` +
    `<samlp:NameIDPolicy Format="${transientFormat}"/>` +
    `<samlp:RequestedAuthnContext Comparison="minimum"><saml:AuthnContextClassRef>${nameOfLevel(level)}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>` +
    `</samlp:AuthnRequest>`
  );
}

/** The address to send the browser to. */
export function redirectAddress(xml: string, destination: string, relayState: string, pair: Pair): string {
  const query = [
    ['SAMLRequest', deflateRawSync(Buffer.from(xml)).toString('base64')],
    ['RelayState', relayState],
    ['SigAlg', rsaSha256],
  ]
    .map(([name, value]) => `${name}=${encodeURIComponent(value!)}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(query), pair.key).toString('base64');
  return `${destination}${destination.includes('?') ? '&' : '?'}${query}&Signature=${encodeURIComponent(signature)}`;
}

/** The request in a redirect that was signed by this certificate, or nothing. */
export function requestIn(query: Record<string, string | undefined>, certificate: string): string | undefined {
  const { SAMLRequest, RelayState, SigAlg, Signature } = query;
  if (!SAMLRequest || SigAlg !== rsaSha256 || !Signature) return undefined;
  const signed = [
    ['SAMLRequest', SAMLRequest],
    ...(RelayState === undefined ? [] : [['RelayState', RelayState]]),
    ['SigAlg', SigAlg],
  ]
    .map(([name, value]) => `${name}=${encodeURIComponent(value!)}`)
    .join('&');
  const { publicKey } = new X509Certificate(certificate);
  if (!verify('sha256', Buffer.from(signed), publicKey, Buffer.from(Signature, 'base64'))) return undefined;
  return inflateRawSync(Buffer.from(SAMLRequest, 'base64'), { maxOutputLength: 64 * 1024 }).toString();
}

export interface AskedOfProvider {
  id: string;
  issuer: string;
  destination: string;
}

/** What a provider needs to know of a request to answer it. */
export function requestRead(xml: string): AskedOfProvider | undefined {
  const request = parseXml(xml)?.documentElement;
  if (!request || !isNamed(request, ns.protocol, 'AuthnRequest')) return undefined;
  const id = request.getAttribute('ID') ?? '';
  const issuer = textOf(onlyChild(request, ns.assertion, 'Issuer'));
  return id && issuer ? { id, issuer, destination: request.getAttribute('Destination') ?? '' } : undefined;
}
