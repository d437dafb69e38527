import { createHash, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';

/** The security patterns of the Italian interoperability model (AgID, Linee guida sull’interoperabilità tecnica, «Pattern di sicurezza»), for whoever
 *  asks: INTEGRITY_REST_02 (`Digest` and `Agid-JWT-Signature`) and AUDIT_REST_02 (`Agid-JWT-TrackingEvidence`). With the trust of PDND the token of
 *  ID_AUTH_REST_02 is the voucher (`protocols/pdnd`), and keys are known by their `kid`. What the other side checks is `check.ts`. */

/** A private key (RSA, signing RS256), and the name under which the other side knows its public part. */
export interface SigningKey {
  key: KeyObject;
  kid: string;
}

export interface Said {
  issuer: string;
  audience: string;
  /** Unique: a token is taken once. */
  jti: string;
  at: Date;
  /** Seconds. */
  lasts: number;
}

/** `SHA-256=` and base64, as the header `Digest` carries it (RFC 3230, 5843). */
export function digestOf(body: string | Buffer): string {
  return `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
}

/** INTEGRITY_REST_02: the token for `Agid-JWT-Signature`. `headers` are those that were sent, `digest` among them. */
export function integrityToken(signing: SigningKey, said: Said, headers: Readonly<Record<string, string>>): Promise<string> {
  const signed_headers = Object.entries(headers).map(([name, value]) => ({ [name.toLowerCase()]: value }));
  return token(signing, said, { signed_headers });
}

/** Who asks within our house, for the other side's records. `userID` is a name of ours, not a person’s. */
export interface Evidence {
  userID: string;
  userLocation: string;
  /** Level of assurance of whoever asks, as a URI. */
  LoA: string;
  purposeId: string;
}

/** AUDIT_REST_02: the token for `Agid-JWT-TrackingEvidence`. */
export function evidenceToken(signing: SigningKey, said: Said, evidence: Evidence): Promise<string> {
  return token(signing, said, { ...evidence });
}

function token({ key, kid }: SigningKey, { issuer, audience, jti, at, lasts }: Said, claims: JWTPayload): Promise<string> {
  const now = Math.floor(at.getTime() / 1000);
  return new SignJWT({ ...claims, iss: issuer, sub: issuer, aud: audience, jti, iat: now, nbf: now, exp: now + lasts })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(key);
}
