import { randomBytes } from 'node:crypto';

/** UUID v7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. Sorts by time of making. */
export function uuid7(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Chance for links, sessions and keys: `bytes` random bytes in base64url. */
export function secret(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}
