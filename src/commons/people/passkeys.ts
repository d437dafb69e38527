/** Passkeys (W3C Web Authentication, level 3): the device keeps the private half and asks for a finger, a face or a PIN before it signs, so one
 *  touch is both something that one has and something that one is or knows. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
  WebAuthnCredential,
} from '@simplewebauthn/server';
import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { hashOf } from './sessions.ts';

// Heavy, and seldom needed: read when somebody uses a passkey.
const library = () => import('@simplewebauthn/server');

const challengeLasts = 10 * 60_000;

/** What the device is asked for when somebody enters: any passkey of this house that it holds. */
export async function entryOptions(ctx: Ctx) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: houseOf(ctx.config),
    challenge: newChallenge(ctx, 'enter'),
    userVerification: 'required',
    timeout: challengeLasts,
  });
}

/** What the device is asked for when a passkey is made; those that the person has are named, so that none is made twice on one device. */
export async function newKeyOptions(
  ctx: Ctx,
  person: { id: string; name: string; email: string | null },
  has: readonly { id: Buffer; transports: readonly string[] }[],
) {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: 'Arengo',
    rpID: houseOf(ctx.config),
    userID: Uint8Array.from(Buffer.from(person.id.replaceAll('-', ''), 'hex')),
    userName: person.email ?? person.name,
    userDisplayName: person.name,
    challenge: newChallenge(ctx, person.id),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: has.map((key) => ({ id: key.id.toString('base64url'), transports: transportsOf(key.transports) })),
    timeout: challengeLasts,
  });
}

export interface KeyMade {
  id: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  challenge: Buffer;
}

/** What a device answered when it made a passkey for this person; nothing when it is not true, late, or for somebody else. */
export async function readNewKey(ctx: Ctx, text: string, person: string): Promise<KeyMade | undefined> {
  const answer = answerOf<RegistrationResponseJSON>(text);
  if (!answer) return undefined;
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: (challenge) => isChallenge(ctx, challenge, person),
    expectedOrigin: originFor(ctx.config, answer),
    expectedRPID: houseOf(ctx.config),
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!verified?.verified) return undefined;
  const { credential } = verified.registrationInfo;
  return {
    id: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: (credential.transports ?? []).slice(0, 8),
    challenge: hashOf(challengeIn(answer)),
  };
}

/** The passkey that a device says it has used. */
export function keyNamed(text: string): Buffer | undefined {
  const answer = answerOf<AuthenticationResponseJSON>(text);
  return answer && Buffer.from(answer.id, 'base64url');
}

/** Did this passkey sign what it was asked? The new counter and the challenge, to be noted with the sign-in. */
export async function readEntry(
  ctx: Ctx,
  text: string,
  key: { id: Buffer; publicKey: Buffer; counter: number; transports: readonly string[] },
): Promise<{ counter: number; challenge: Buffer } | undefined> {
  const answer = answerOf<AuthenticationResponseJSON>(text);
  if (!answer) return undefined;
  const { verifyAuthenticationResponse } = await library();
  const credential: WebAuthnCredential = {
    id: key.id.toString('base64url'),
    publicKey: Uint8Array.from(key.publicKey),
    counter: key.counter,
    transports: transportsOf(key.transports),
  };
  const verified = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: (challenge) => isChallenge(ctx, challenge, 'enter'),
    expectedOrigin: originFor(ctx.config, answer),
    expectedRPID: houseOf(ctx.config),
    credential,
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!verified?.verified) return undefined;
  return { counter: verified.authenticationInfo.newCounter, challenge: hashOf(challengeIn(answer)) };
}

/** Until when (8 bytes), chance (16) and the seal of the house over both and what it is for (32): a question asked and never answered leaves
 *  nothing behind. That it is answered once only is kept by `people.answered_challenges`. */
function newChallenge(ctx: Ctx, purpose: string): Uint8Array<ArrayBuffer> {
  const asked = Buffer.alloc(24);
  asked.writeBigUInt64BE(BigInt(ctx.now.getTime() + challengeLasts));
  Buffer.from(ctx.secret(16), 'base64url').copy(asked, 8);
  return Uint8Array.from(Buffer.concat([asked, sealOf(ctx, asked, purpose)]));
}

function isChallenge(ctx: Ctx, text: string, purpose: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 56 || !timingSafeEqual(bytes.subarray(24), sealOf(ctx, bytes.subarray(0, 24), purpose))) return false;
  return bytes.readBigUInt64BE() > BigInt(ctx.now.getTime());
}

/** When a challenge can be forgotten. */
export function challengeEnds(now: Date): Date {
  return new Date(now.getTime() + challengeLasts);
}

function sealOf(ctx: Ctx, asked: Buffer, purpose: string): Buffer {
  return createHmac('sha256', keyFor(ctx.config, 'people.challenges')).update(asked).update(purpose).digest();
}

/** The name that passkeys are bound to: that of the public address. An address made of figures has none, and is `localhost` to its own machine. */
function houseOf(config: Config): string {
  const { hostname } = new URL(config.origin);
  return /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname;
}

/** Where the answer must come from. Only while one tries things out may it be any port of this very machine. */
function originFor(config: Config, answer: { response: { clientDataJSON: string } }): string {
  if (config.production) return config.origin;
  const { origin } = clientData(answer);
  return typeof origin === 'string' && /^http:\/\/localhost(:\d+)?$/.test(origin) ? origin : config.origin;
}

function challengeIn(answer: { response: { clientDataJSON: string } }): string {
  return String(clientData(answer).challenge);
}

function clientData(answer: { response: { clientDataJSON: string } }): { origin?: unknown; challenge?: unknown } {
  try {
    return (JSON.parse(Buffer.from(answer.response.clientDataJSON, 'base64url').toString()) as object | null) ?? {};
  } catch {
    return {};
  }
}

function answerOf<T extends { id: string; response: { clientDataJSON: string } }>(text: string): T | undefined {
  try {
    const answer = JSON.parse(text) as T | null;
    return typeof answer?.id === 'string' && typeof answer.response?.clientDataJSON === 'string' ? answer : undefined;
  } catch {
    return undefined;
  }
}

function transportsOf(names: readonly string[]): AuthenticatorTransport[] {
  return [...names] as AuthenticatorTransport[];
}
