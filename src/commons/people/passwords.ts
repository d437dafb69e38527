import { argon2, timingSafeEqual } from 'node:crypto';

/** Argon2id with 19 MiB and two passes (RFC 9106; the second profile of the OWASP password storage sheet). */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** Hashing is heavy on purpose: two at once leave the machine to the others, and those who would wait too long are sent away. */
const atOnce = 2;
const mostWaiting = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** Why a password will not do, or nothing. Its length is in the form; rules about figures and signs only make people write it down
 *  (NIST SP 800-63B 5.1.1.2). */
export function faultOfPassword(password: string, address: string): 'password-is-address' | 'password-too-plain' | undefined {
  const said = password.trim().toLowerCase();
  if (said === address || said === address.slice(0, address.lastIndexOf('@'))) return 'password-is-address';
  if (new Set(said).size < 5) return 'password-too-plain';
  return undefined;
}

export type Verified = 'right' | 'wrong' | 'busy';

/** Hash in PHC form, with a salt of 16 random bytes: $argon2id$v=19$m=...,t=...,p=...$salt$tag. */
export async function hashPassword(password: string, salt: Buffer): Promise<string> {
  const tag = await derive(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${plain64(salt)}$${plain64(tag)}`;
}

/** Is this the password? Without a hash (nobody has this address, or no password was set) the same work is done, to take the same time. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<Verified> {
  if (running >= atOnce && waiting.length >= mostWaiting) return 'busy';
  const kept = hash === undefined ? undefined : read(hash);
  const tag = await derive(password, kept?.salt ?? Buffer.alloc(16), kept ?? cost);
  return kept && timingSafeEqual(tag, kept.tag) ? 'right' : 'wrong';
}

function read(hash: string): {
  memory: number;
  passes: number;
  parallelism: number;
  tagLength: number;
  salt: Buffer;
  tag: Buffer;
} {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (!parts) throw new Error('a stored password is not an argon2id hash');
  const tag = Buffer.from(parts[5]!, 'base64');
  return {
    memory: Number(parts[1]),
    passes: Number(parts[2]),
    parallelism: Number(parts[3]),
    tagLength: tag.length,
    salt: Buffer.from(parts[4]!, 'base64'),
    tag,
  };
}

/** Keyboards write the same accented letter in different ways: NFKC makes them one. */
async function derive(password: string, salt: Buffer, { memory, passes, parallelism, tagLength }: typeof cost): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      argon2(
        'argon2id',
        { message: password.normalize('NFKC'), nonce: salt, memory, passes, parallelism, tagLength },
        (error, tag) => (error ? reject(error) : resolve(tag)),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function plain64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
