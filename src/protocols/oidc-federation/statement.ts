/** Entity statements of OpenID Federation 1.0: what an entity says of itself (its configuration), or of one below it, as a signed JWT. */
import type { KeyObject } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';

/** Why a statement or a chain is not believed. */
export type FederationFaultKind =
  | 'unreachable'
  | 'too-large'
  | 'unreadable'
  | 'signature'
  | 'issuer'
  | 'subject'
  | 'time'
  | 'policy'
  | 'constraints'
  | 'no-path'
  | 'metadata';

/** Thrown by whatever reads a federation; the message is a sentence for the log of the operator, and names no person. */
export class FederationFault extends Error {
  readonly kind: FederationFaultKind;

  constructor(kind: FederationFaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Metadata of one type of entity. */
export type Metadata = Record<string, unknown>;

/** Times are seconds since 1970. */
export interface Statement {
  iss: string;
  sub: string;
  iat: number;
  exp: number;
  jwks: JSONWebKeySet;
  authority_hints?: string[];
  metadata?: Record<string, Metadata>;
  metadata_policy?: Record<string, Record<string, Record<string, unknown>>>;
  metadata_policy_crit?: string[];
  constraints?: Record<string, unknown>;
  trust_marks?: unknown[];
}

export const statementType = 'application/entity-statement+jwt';

/** Where an entity says who it is (OpenID Federation 1.0, section 9). */
export function configurationAddress(entity: string): string {
  return `${entity.replace(/\/$/, '')}/.well-known/openid-federation`;
}

/** Characters: a configuration with its keys and trust marks has some ten thousand. */
const most = 64 * 1024;
/** Clocks of different houses. */
const tolerance = 60;
/** RS256 is what every member of the Italian federations signs with. Nothing symmetric, and no «none». */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** Signs what an entity says; `kid` is that of the key in its federation keys. */
export function signStatement(
  statement: object,
  key: { key: KeyObject; kid: string; alg: string },
  typ = 'entity-statement+jwt',
): Promise<string> {
  return new SignJWT({ ...statement }).setProtectedHeader({ alg: key.alg, kid: key.kid, typ }).sign(key.key);
}

/** Not believed yet: only for finding out whose keys it must be checked with. */
export function openStatement(jwt: string): Statement {
  if (jwt.length > most) throw new FederationFault('too-large', `a statement of ${jwt.length} characters`);
  let read: unknown;
  try {
    read = decodeJwt(jwt);
  } catch {
    throw new FederationFault('unreadable', 'not a JWT');
  }
  if (!isStatement(read)) throw new FederationFault('unreadable', 'a statement without iss, sub, iat, exp or keys');
  return read;
}

export interface Expected {
  issuer: string;
  subject: string;
  keys: JSONWebKeySet;
  now: Date;
}

/** The statement, when one of these keys signed it, it is of whom it must be, and it holds at this instant. */
export async function checkStatement(jwt: string, { issuer, subject, keys, now }: Expected): Promise<Statement> {
  const opened = openStatement(jwt);
  if (opened.iss !== issuer) throw new FederationFault('issuer', `a statement of ${opened.iss}, not of ${issuer}`);
  if (opened.sub !== subject) throw new FederationFault('subject', `a statement about ${opened.sub}, not about ${subject}`);
  const about = `what ${issuer} says of ${subject}`;
  try {
    await jwtVerify(jwt, createLocalJWKSet(keys), {
      algorithms,
      typ: 'entity-statement+jwt',
      issuer,
      subject,
      currentDate: now,
      clockTolerance: tolerance,
      requiredClaims: ['iat', 'exp'],
    });
  } catch (error) {
    const isLate = error instanceof errors.JWTExpired || (error as { claim?: string }).claim === 'nbf';
    throw new FederationFault(isLate ? 'time' : 'signature', `${about}: ${(error as Error).message}`);
  }
  if (opened.iat > now.getTime() / 1000 + tolerance) throw new FederationFault('time', `${about} is of tomorrow`);
  // A claim that must be understood, and is not (section 3.1.1).
  if ('crit' in opened) throw new FederationFault('constraints', `${about} needs claims that are not known here`);
  return opened;
}

function isStatement(value: unknown): value is Statement {
  if (!isObject(value)) return false;
  const { iss, sub, iat, exp, jwks, authority_hints: hints, metadata, metadata_policy: policy, constraints } = value;
  return (
    typeof iss === 'string' &&
    typeof sub === 'string' &&
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    isObject(jwks) &&
    Array.isArray(jwks['keys']) &&
    (jwks['keys'] as unknown[]).every((key) => isObject(key) && typeof key['kid'] === 'string') &&
    (hints === undefined || (Array.isArray(hints) && hints.every((hint) => typeof hint === 'string'))) &&
    (metadata === undefined || (isObject(metadata) && Object.values(metadata).every(isObject))) &&
    (policy === undefined ||
      (isObject(policy) && Object.values(policy).every((type) => isObject(type) && Object.values(type).every(isObject)))) &&
    (constraints === undefined || isObject(constraints))
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type { JSONWebKeySet };
