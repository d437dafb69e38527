import { createHmac } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { decrypt, encrypt, keyFor } from '../../kernel/secrets.ts';

/** How a program is told what happens: Standard Webhooks 1.0 (standardwebhooks.com). */

const hour = 3_600_000;
const day = 24 * hour;

/** So long the secret before still signs beside the new one. */
export const overlap = day;

/** Who hears nothing for so long is told no more, until somebody turns it on again. */
export const patience = 3 * day;

/** Deliveries are kept so long, to be looked at and sent again. */
export const kept = 30 * day;

/** Of a place. */
export const mostWebhooks = 20;

/** Why a try did not succeed. `away`: nobody answers, and what comes after waits; the others are answers, and only this one waits. */
export const hindrances = {
  unreachable: 'away',
  slow: 'away',
  busy: 'away',
  address: 'answered',
  redirected: 'answered',
  big: 'answered',
  refused: 'answered',
  gone: 'answered',
} as const;
export type Hindrance = keyof typeof hindrances;

/** What is sent, besides the thing itself as the API shows it. */
export interface Happening {
  /** `room.verb`; of a test `webhooks.try`. */
  type: string;
  /** Of the act. */
  happened: Date;
  act: string | null;
}

export function bodyOf({ type, happened, act }: Happening, entry: object | null): string {
  return JSON.stringify({ type, timestamp: happened.toISOString(), data: { act, entry } });
}

/** `now` is when it is signed: receivers refuse what is minutes old. With two secrets there are two signatures, in one header. */
export function signedHeaders(delivery: string, body: string, secrets: readonly string[], now: Date): Record<string, string> {
  const id = `msg_${delivery}`;
  const seconds = Math.floor(now.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

const prefix = 'whsec_';

/** 256 random bits, written as the standard says. */
export function newSecret(ctx: Ctx): string {
  return prefix + Buffer.from(ctx.secret(32), 'base64url').toString('base64');
}

/** The secret as it is kept: only this house can read it, and only as that of this webhook. */
export function sealSecret(ctx: Ctx, webhook: string, secret: string): Buffer {
  return encrypt(keyFor(ctx.config, 'webhooks.secret'), secret, webhook);
}

export function openSecret(ctx: Ctx, webhook: string, sealed: Buffer): string {
  return decrypt(keyFor(ctx.config, 'webhooks.secret'), sealed, webhook);
}
