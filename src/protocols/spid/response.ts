/** The answer of an identity provider, made: for trials, and for telling that one's own checks can be passed. */
import {
  bearer,
  entityFormat,
  escaped,
  instant,
  type Level,
  nameOfLevel,
  ns,
  type Pair,
  success,
  transientFormat,
} from './names.ts';
import { signElement } from './signature.ts';

export interface ToAnswer {
  id: string;
  at: Date;
  issuer: string;
  acs: string;
  audience: string;
  inResponseTo: string;
}

export interface Assertion extends ToAnswer {
  assertionId: string;
  nameId: string;
  level: Level;
  attributes: Record<string, string>;
}

const lasts = 5 * 60_000;

/** A yes, in base64 as it is posted: the assertion is signed, and the response around it. */
export function certifyingResponse(told: Assertion, pair: Pair): string {
  const signed = signElement(certifyingXml(told), told.assertionId, pair, 'behind-issuer');
  return encodedAndSigned(signed, told.id, pair);
}

/** The same before it is signed. */
export function certifyingXml(told: Assertion): string {
  return responseXml(told, success, assertionXml(told));
}

/** A no, with the number of the national table. */
export function refusingResponse(told: ToAnswer, code: string, pair: Pair): string {
  const status = 'urn:oasis:names:tc:SAML:2.0:status:';
  const inner = `<samlp:StatusCode Value="${status}AuthnFailed"/>`;
  return encodedAndSigned(responseXml(told, `${status}Responder`, '', inner, `ErrorCode ${code}`), told.id, pair);
}

function encodedAndSigned(xml: string, id: string, pair: Pair): string {
  return Buffer.from(signElement(xml, id, pair, 'behind-issuer')).toString('base64');
}

function responseXml(
  { id, at, issuer, acs, inResponseTo }: ToAnswer,
  status: string,
  assertion: string,
  inner = '',
  message = '',
): string {
  return (
    `<samlp:Response xmlns:samlp="${ns.protocol}" xmlns:saml="${ns.assertion}" ID="${id}" Version="2.0" IssueInstant="${instant(at)}"` +
    ` Destination="${escaped(acs)}" InResponseTo="${escaped(inResponseTo)}"><saml:Issuer Format="${entityFormat}">${escaped(issuer)}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="${status}">${inner}</samlp:StatusCode>` +
    `${message && `<samlp:StatusMessage>${escaped(message)}</samlp:StatusMessage>`}</samlp:Status>${assertion}</samlp:Response>`
  );
}

function assertionXml({ assertionId, at, issuer, acs, audience, inResponseTo, nameId, level, attributes }: Assertion): string {
  const until = instant(new Date(at.getTime() + lasts));
  const statements = Object.entries(attributes)
    .map(
      ([name, value]) =>
        `<saml:Attribute Name="${name}"><saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:${name.startsWith('date') ? 'date' : 'string'}">${escaped(value)}</saml:AttributeValue></saml:Attribute>`,
    )
    .join('');
  return (
    `<saml:Assertion ID="${assertionId}" Version="2.0" IssueInstant="${instant(at)}"><saml:Issuer Format="${entityFormat}">${escaped(issuer)}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${transientFormat}" NameQualifier="${escaped(issuer)}">${escaped(nameId)}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData InResponseTo="${escaped(inResponseTo)}" NotOnOrAfter="${until}" Recipient="${escaped(acs)}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${instant(at)}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${escaped(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${instant(at)}" SessionIndex="${assertionId}"><saml:AuthnContext><saml:AuthnContextClassRef>${nameOfLevel(level)}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${statements}</saml:AttributeStatement></saml:Assertion>`
  );
}
