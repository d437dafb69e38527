import { hash } from 'node:crypto';

/** HMAC-SHA-256 (RFC 2104) for keys of at most 64 bytes. That of node:crypto makes an object of every key, which costs twenty times the hashing;
 *  here each act has a key of its own. */
export function hmac(key: Uint8Array, message: string): Buffer {
  const inner = Buffer.alloc(64, 0x36);
  const outer = Buffer.alloc(64, 0x5c);
  for (let i = 0; i < key.length; i++) {
    inner[i]! ^= key[i]!;
    outer[i]! ^= key[i]!;
  }
  return sha256(Buffer.concat([outer, sha256(Buffer.concat([inner, Buffer.from(message)]))]));
}

function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}
