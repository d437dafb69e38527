import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Ctx } from '../../kernel/context.ts';
import { findSecret, keepSecret } from '../../kernel/register/store.ts';

/** What each key is for: one that signs for the federation signs nothing else, and one that opens signs nothing at all (SPID and CIE OpenID Connect
 *  rules, «Entity Configuration»). */
const uses = {
  federation: { use: 'sig', alg: 'RS256' },
  signing: { use: 'sig', alg: 'RS256' },
  encryption: { use: 'enc', alg: 'RSA-OAEP-256' },
} as const;

export type KeyName = keyof typeof uses;

export interface OwnKey {
  key: KeyObject;
  kid: string;
  alg: string;
  /** The public half, as it is published. */
  jwk: JWK;
}

const known = new WeakMap<object, Map<KeyName, Promise<OwnKey>>>();

/** Files of the operator, else made at first need and kept. To be called outside a transaction: making one takes a second. */
export function ownKey(ctx: Ctx, name: KeyName): Promise<OwnKey> {
  const keys = known.get(ctx.config) ?? new Map<KeyName, Promise<OwnKey>>();
  known.set(ctx.config, keys);
  const kept = keys.get(name) ?? read(ctx, name);
  keys.set(name, kept);
  kept.catch(() => keys.delete(name));
  return kept;
}

async function read(ctx: Ctx, name: KeyName): Promise<OwnKey> {
  const file = ctx.config.openid.keys?.[name];
  const secret = `openid ${name}`;
  const pem = file
    ? readFileSync(file)
    : ((await findSecret(ctx.db, secret)) ?? (await keepSecret(ctx.db, secret, await makeKey())));
  const key = createPrivateKey(pem);
  const { kty, n, e } = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  if (kty !== 'RSA') throw new Error(`the key of OpenID Connect for ${name} is not RSA`);
  const kid = await calculateJwkThumbprint({ kty, n, e } as JWK);
  const { alg, use } = uses[name];
  return { key, kid, alg, jwk: { kty, n, e, kid, alg, use } };
}

async function makeKey(): Promise<Buffer> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
