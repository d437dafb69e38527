/** What an identity provider answered: opened, checked by every rule of the national systems, and read only where its signatures reach. The text is
 *  parsed once; what is read afterwards are the canonical bytes that a signature was found to cover. */
import { bearer, entityFormat, type Level, levelNamed, ns, success, transientFormat } from './names.ts';
import { signedBytesOf } from './signature.ts';
import { childrenOf, everyElement, isNamed, onlyChild, parseXml, textOf } from './xml.ts';

/** Why an answer is not believed. `status` is what the provider itself says instead of a yes. */
export type Fault =
  | 'too-large'
  | 'unreadable'
  | 'shape'
  | 'signature'
  | 'issuer'
  | 'version'
  | 'destination'
  | 'in-response-to'
  | 'time'
  | 'status'
  | 'subject'
  | 'audience'
  | 'level'
  | 'attributes';

/** Opened, not yet believed. */
export interface Opened {
  xml: string;
  response: Element;
  /** The request that it says to answer: only for finding that request, whose own facts everything is then held against. */
  inResponseTo: string;
}

export interface Expected {
  now: Date;
  /** Our entity ID and the address that takes answers. */
  entityId: string;
  acs: string;
  provider: { entityId: string; certificates: readonly string[] };
  request: { id: string; at: Date; level: Level };
  /** Names of the attributes that must be there, each once and not empty. */
  attributes: readonly string[];
}

export interface Certified {
  assertionId: string;
  level: Level;
  /** The last instant at which the assertion might be shown again. */
  notOnOrAfter: Date;
  attributes: Record<string, string>;
}

/** `authentic`: the provider did sign it. `code`: the number of a national error, such as `nr25`. */
export type Checked = { certified: Certified } | { fault: Fault; authentic: boolean; code?: string };

/** Characters of base64: real answers have some ten thousand. */
const most = 128 * 1024;
const tolerance = 60_000;

export function openAnswer(encoded: string): Opened | Fault {
  if (encoded.length > most) return 'too-large';
  const base64 = encoded.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'unreadable';
  const xml = utf8(Buffer.from(base64, 'base64'));
  const document = xml === undefined ? undefined : parseXml(xml);
  if (!document) return 'unreadable';
  const response = document.documentElement;
  if (!isNamed(response, ns.protocol, 'Response') || !hasOnePlaceForEach(response)) return 'shape';
  return { xml: xml!, response, inResponseTo: response.getAttribute('InResponseTo') ?? '' };
}

export function checkAnswer({ xml, response }: Opened, expected: Expected): Checked {
  const { certificates } = expected.provider;
  const bytes = signedBytesOf(xml, response, certificates);
  const read = bytes === undefined ? undefined : parseXml(bytes)?.documentElement;
  if (!read || !isNamed(read, ns.protocol, 'Response')) return { fault: 'signature', authentic: false };
  const no = (fault: Fault, code?: string) => ({ fault, authentic: true, code });
  const fault = faultOfMessage(read, expected);
  if (fault) return no(fault);
  const { status, code } = statusOf(read);
  if (status === undefined) return no('shape');
  if (status !== success) return no('status', code);

  const original = onlyChild(response, ns.assertion, 'Assertion');
  if (!original) return no('shape');
  const assertionBytes = signedBytesOf(xml, original, certificates);
  const assertion = assertionBytes === undefined ? undefined : parseXml(assertionBytes)?.documentElement;
  if (!assertion || !isNamed(assertion, ns.assertion, 'Assertion')) return { fault: 'signature', authentic: false };
  return readAssertion(assertion, expected);
}

/** One response, at most one assertion and right below it, a signature only directly in these two, and no ID twice: the places in which signature
 *  wrapping hides what it brings. */
function hasOnePlaceForEach(response: Element): boolean {
  const ids = new Set<string>();
  for (const element of everyElement(response)) {
    const id = element.getAttribute('ID');
    if (id && ids.has(id)) return false;
    if (id) ids.add(id);
    const parent = element.parentNode as Element;
    if (isNamed(element, ns.protocol, 'Response') && element !== response) return false;
    if (isNamed(element, ns.assertion, 'Assertion') && parent !== response) return false;
    if (isNamed(element, ns.assertion, 'EncryptedAssertion')) return false;
    if (isNamed(element, ns.signature, 'Signature')) {
      const isOfAssertion = isNamed(parent, ns.assertion, 'Assertion') && parent.parentNode === response;
      if (parent !== response && !isOfAssertion) return false;
    }
  }
  return childrenOf(response, ns.assertion, 'Assertion').length <= 1;
}

function faultOfMessage(response: Element, { acs, provider, request, now }: Expected): Fault | undefined {
  if (response.getAttribute('Version') !== '2.0') return 'version';
  if (!response.getAttribute('ID')) return 'shape';
  if (!isBetween(response.getAttribute('IssueInstant'), request.at, now)) return 'time';
  if (response.getAttribute('InResponseTo') !== request.id) return 'in-response-to';
  if (response.getAttribute('Destination') !== acs) return 'destination';
  const issuer = onlyChild(response, ns.assertion, 'Issuer');
  const format = issuer?.getAttribute('Format') ?? '';
  const isTheirs = textOf(issuer) === provider.entityId && (format === entityFormat || !issuer?.hasAttribute('Format'));
  return isTheirs ? undefined : 'issuer';
}

function statusOf(response: Element): { status?: string; code?: string } {
  const status = onlyChild(response, ns.protocol, 'Status');
  const value = onlyChild(status, ns.protocol, 'StatusCode')?.getAttribute('Value');
  const said = textOf(onlyChild(status, ns.protocol, 'StatusMessage'));
  return { status: value || undefined, code: /\bnr\d{2}\b/.exec(said)?.[0] };
}

function readAssertion(assertion: Element, expected: Expected): Checked {
  const { request, now, provider } = expected;
  const no = (fault: Fault) => ({ fault, authentic: true });
  const assertionId = assertion.getAttribute('ID');
  if (!assertionId) return no('shape');
  if (assertion.getAttribute('Version') !== '2.0') return no('version');
  if (!isBetween(assertion.getAttribute('IssueInstant'), request.at, now)) return no('time');
  const issuer = onlyChild(assertion, ns.assertion, 'Issuer');
  if (textOf(issuer) !== provider.entityId || issuer?.getAttribute('Format') !== entityFormat) return no('issuer');
  const fault = faultOfSubject(assertion, expected) ?? faultOfConditions(assertion, expected);
  if (fault) return no(fault);
  const statement = onlyChild(assertion, ns.assertion, 'AuthnStatement');
  const context = onlyChild(statement, ns.assertion, 'AuthnContext');
  const level = levelNamed(textOf(onlyChild(context, ns.assertion, 'AuthnContextClassRef')));
  if (level === undefined || level < request.level) return no('level');
  if (!isBetween(statement!.getAttribute('AuthnInstant'), new Date(0), now)) return no('time');
  const attributes = attributesOf(assertion);
  if (!attributes || expected.attributes.some((name) => !attributes[name])) return no('attributes');
  const until = instantOf(onlyChild(assertion, ns.assertion, 'Conditions')!.getAttribute('NotOnOrAfter'))!;
  return { certified: { assertionId, level, notOnOrAfter: new Date(until.getTime() + tolerance), attributes } };
}

function faultOfSubject(assertion: Element, { acs, request, now }: Expected): Fault | undefined {
  const subject = onlyChild(assertion, ns.assertion, 'Subject');
  const name = onlyChild(subject, ns.assertion, 'NameID');
  if (!textOf(name) || name!.getAttribute('Format') !== transientFormat || !name!.getAttribute('NameQualifier')) return 'subject';
  const confirmation = onlyChild(subject, ns.assertion, 'SubjectConfirmation');
  const data = onlyChild(confirmation, ns.assertion, 'SubjectConfirmationData');
  if (!data || confirmation!.getAttribute('Method') !== bearer) return 'subject';
  if (data.getAttribute('Recipient') !== acs) return 'destination';
  if (data.getAttribute('InResponseTo') !== request.id) return 'in-response-to';
  return isStillGood(data.getAttribute('NotOnOrAfter'), now) ? undefined : 'time';
}

function faultOfConditions(assertion: Element, { entityId, now }: Expected): Fault | undefined {
  const conditions = onlyChild(assertion, ns.assertion, 'Conditions');
  if (!conditions) return 'shape';
  if (!isBetween(conditions.getAttribute('NotBefore'), new Date(0), now)) return 'time';
  if (!isStillGood(conditions.getAttribute('NotOnOrAfter'), now)) return 'time';
  const audience = onlyChild(onlyChild(conditions, ns.assertion, 'AudienceRestriction'), ns.assertion, 'Audience');
  return textOf(audience) === entityId ? undefined : 'audience';
}

/** Nothing when one has no name, no value, or comes twice. */
function attributesOf(assertion: Element): Record<string, string> | undefined {
  const statement = onlyChild(assertion, ns.assertion, 'AttributeStatement');
  const found: Record<string, string> = Object.create(null);
  for (const attribute of statement ? childrenOf(statement, ns.assertion, 'Attribute') : []) {
    const name = attribute.getAttribute('Name');
    const value = onlyChild(attribute, ns.assertion, 'AttributeValue');
    if (!name || !value || name in found) return undefined;
    found[name] = textOf(value);
  }
  return found;
}

function isBetween(text: string | null, from: Date, to: Date): boolean {
  const at = instantOf(text)?.getTime();
  return at !== undefined && at >= from.getTime() - tolerance && at <= to.getTime() + tolerance;
}

function isStillGood(text: string | null, now: Date): boolean {
  const at = instantOf(text)?.getTime();
  return at !== undefined && now.getTime() < at + tolerance;
}

function instantOf(text: string | null): Date | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text)) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
