import { createHash, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, exportJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Proof of possession (RFC 9449): whoever brings the token shows that it was given to them. */

/** A key pair on the curve P-256. */
export interface ProofKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export interface Proof {
  method: string;
  /** Without query and fragment. */
  address: string;
  jti: string;
  at: Date;
  /** The token that goes with it; none where one is asked for. */
  token?: string;
  /** What the server asked to be said. */
  nonce?: string;
}

export async function dpopProof(
  { privateKey, publicKey }: ProofKey,
  { method, address, jti, at, token, nonce }: Proof,
): Promise<string> {
  const ath = token === undefined ? undefined : tokenHash(token);
  return new SignJWT({ htm: method, htu: target(address), jti, iat: Math.floor(at.getTime() / 1000), ath, nonce })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .sign(privateKey);
}

/** Does an answer ask to be asked again with a nonce (sections 8 and 9)? The nonce then. */
export function nonceWanted(answer: {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}): string | undefined {
  const { 'dpop-nonce': nonce, 'www-authenticate': challenge } = answer.headers;
  if (typeof nonce !== 'string' || (answer.status !== 400 && answer.status !== 401)) return undefined;
  return `${challenge ?? ''} ${answer.body}`.includes('use_dpop_nonce') ? nonce : undefined;
}

export interface ProofChecking {
  method: string;
  address: string;
  now: Date;
  /** The token that came with it, and the thumbprint to which it is bound (`cnf.jkt`). */
  token?: { text: string; thumbprint: string };
  nonce?: string;
  /** Takes a `jti` that was never seen; false when it was. */
  first(jti: string): boolean | Promise<boolean>;
}

/** How long a proof may have been on its way, in seconds. */
const proofLasts = 60;

/** The thumbprint of the key that signed a proof (RFC 7638), or nothing when it proves nothing (section 4.3). */
export async function checkProof(proof: string, asked: ProofChecking): Promise<string | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
      currentDate: asked.now,
      requiredClaims: ['jti', 'iat', 'htm', 'htu'],
    });
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk!);
    if (!fits(payload, asked) || (asked.token && asked.token.thumbprint !== thumbprint)) return undefined;
    return (await asked.first(payload.jti!)) ? thumbprint : undefined;
  } catch {
    return undefined;
  }
}

function fits(claims: JWTPayload, { method, address, now, token, nonce }: ProofChecking): boolean {
  const age = now.getTime() / 1000 - claims.iat!;
  if (claims['htm'] !== method || claims['htu'] !== target(address)) return false;
  if (age > proofLasts || age < -5) return false;
  if (token && claims['ath'] !== tokenHash(token.text)) return false;
  return nonce === undefined || claims['nonce'] === nonce;
}

function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function target(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
