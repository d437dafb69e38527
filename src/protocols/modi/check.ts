import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { digestOf } from './modi.ts';

/** What is wrong with a token or with what it stands for. */
export type Fault = 'signature' | 'unknown-key' | 'expired' | 'audience' | 'claims' | 'digest' | 'headers' | 'replayed';

export interface Checking {
  now: Date;
  audience: string;
  /** The public key of a `kid`; nothing when nobody has it. */
  keyOf(kid: string): KeyObject | undefined | Promise<KeyObject | undefined>;
  /** Takes a `jti` that was never seen for this issuer; false when it was. To be kept at least as long as its token is valid. */
  first(issuer: string, jti: string): boolean | Promise<boolean>;
}

/** Clocks differ a little. */
const leeway = 5;

/** Checks a token of ID_AUTH_REST_02 or AUDIT_REST_02: signed with RS256 or ES256 by the key of its `kid`, for us, now, and for the first time. */
export async function checkToken(token: string, checking: Checking): Promise<JWTPayload | Fault> {
  const claims = await readToken(token, checking);
  if (typeof claims === 'string') return claims;
  return (await checking.first(claims.iss!, claims.jti!)) ? claims : 'replayed';
}

/** Checks a message of INTEGRITY_REST_02: its `Digest` is that of its body, and the signed headers are those that arrived. */
export async function checkIntegrity(
  message: { headers: Readonly<Record<string, string | string[] | undefined>>; body: string | Buffer },
  checking: Checking,
): Promise<JWTPayload | Fault> {
  const { digest, 'agid-jwt-signature': token } = message.headers;
  if (typeof token !== 'string') return 'signature';
  if (digest !== digestOf(message.body)) return 'digest';
  const claims = await readToken(token, checking);
  if (typeof claims === 'string') return claims;
  const signed = signedHeaders(claims['signed_headers']);
  if (!signed?.some(([name]) => name === 'digest')) return 'headers';
  if (!signed.some(([name]) => name === 'content-type') && message.headers['content-type'] !== undefined) return 'headers';
  if (!signed.every(([name, value]) => message.headers[name] === value)) return 'headers';
  return (await checking.first(claims.iss!, claims.jti!)) ? claims : 'replayed';
}

function signedHeaders(said: unknown): [string, unknown][] | undefined {
  if (!Array.isArray(said) || said.length === 0) return undefined;
  return said.flatMap((one) => Object.entries((one ?? {}) as object)).map(([name, value]) => [name.toLowerCase(), value]);
}

async function readToken(token: string, { now, audience, keyOf }: Checking): Promise<JWTPayload | Fault> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keyOf(kid);
        if (!key) throw new UnknownKey();
        return key;
      },
      {
        // The algorithms are ours to choose, not the token's (RFC 8725, 3.1).
        algorithms: ['RS256', 'ES256'],
        typ: 'JWT',
        audience,
        currentDate: now,
        clockTolerance: leeway,
        requiredClaims: ['iss', 'iat', 'exp', 'jti'],
      },
    );
    if (typeof payload.iss !== 'string' || typeof payload.jti !== 'string') return 'claims';
    // What was issued in the time to come was not issued.
    return payload.iat! > now.getTime() / 1000 + leeway ? 'claims' : payload;
  } catch (error) {
    if (error instanceof UnknownKey) return 'unknown-key';
    if (error instanceof errors.JWTExpired) return 'expired';
    if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'aud' ? 'audience' : 'claims';
    return 'signature';
  }
}

class UnknownKey extends Error {}
