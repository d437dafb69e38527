import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Db } from './context.ts';
import { keepSecret } from './register/store.ts';

const roots = new WeakMap<object, Buffer>();

/** Reads the secret of this store, made at the first start; each key of the house is derived from it. */
export async function loadSecret(config: object, db: Db): Promise<void> {
  roots.set(config, await keepSecret(db, 'house', randomBytes(32)));
}

/** The key of this house for one purpose, 32 bytes (HKDF-SHA-256, RFC 5869). The same purpose gives the same key for as long as the store lives. */
export function keyFor(config: object, purpose: string): Buffer {
  const root = roots.get(config);
  if (!root) throw new Error('the secret of the store was not read');
  return Buffer.from(hkdfSync('sha256', root, '', purpose, 32));
}

/** AES-256-GCM: nonce of 12 bytes, text, tag of 16. `about` is not hidden, but must be the same to open it: a text moved to another row opens nothing. */
export function encrypt(key: Buffer, text: string, about: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when it was changed, or belongs to something else. */
export function decrypt(key: Buffer, sealed: Buffer, about: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
}
