import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SigningKey } from '../modi/modi.ts';

/** Vouchers of the Piattaforma Digitale Nazionale Dati: OAuth 2.0 client credentials with a client assertion (RFC 6749, 7521, 7523). */

export interface ClientAssertion {
  clientId: string;
  purposeId: string;
  /** Of the authorisation server. */
  audience: string;
  jti: string;
  at: Date;
  /** Seconds. */
  lasts: number;
  /** The tracking evidence that goes with the request: the voucher is then bound to it (AUDIT_REST_02). */
  evidence?: string;
}

/** Only the claims that PDND takes: no `nbf`. */
export function clientAssertion({ key, kid }: SigningKey, said: ClientAssertion): Promise<string> {
  const { clientId, purposeId, audience, jti, at, lasts, evidence } = said;
  const now = Math.floor(at.getTime() / 1000);
  const digest = evidence === undefined ? undefined : { alg: 'SHA256', value: evidenceDigest(evidence) };
  return new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti, iat: now, exp: now + lasts, purposeId, digest })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(key);
}

/** Hexadecimal SHA-256 of a tracking evidence, as it stands in assertion and voucher. */
export function evidenceDigest(evidence: string): string {
  return createHash('sha256').update(evidence).digest('hex');
}

/** The body of the request, `application/x-www-form-urlencoded`. */
export function voucherRequest(clientId: string, assertion: string): string {
  return new URLSearchParams({
    client_id: clientId,
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    grant_type: 'client_credentials',
  }).toString();
}

export interface Voucher {
  token: string;
  type: 'Bearer' | 'DPoP';
}

/** Reads what the authorisation server answered; nothing when it is no voucher of the kind that was asked for. */
export function voucherIn(body: string, type: Voucher['type']): Voucher | undefined {
  const { access_token: token, token_type: said } = objectIn(body);
  if (typeof token !== 'string' || typeof said !== 'string') return undefined;
  return said.toLowerCase() === type.toLowerCase() ? { token, type } : undefined;
}

function objectIn(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
