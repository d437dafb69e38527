import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { secret } from '../../kernel/ids.ts';
import { keepSecret } from '../../kernel/register/store.ts';

/** What a mail lets its reader stop with one press, without signing in (RFC 8058): mails on a thing, of a follow, or the digests. */
export type Stop =
  | { what: 'thing'; person: string; entry: string }
  | { what: 'follow'; person: string; follow: string }
  | { what: 'digest'; person: string };

const letters = { thing: 't', follow: 'f', digest: 'd' } as const;

/** The token says what it stops and is sealed with a secret of the house: none is kept, none expires, none can be guessed. */
export function tokenOf(key: Buffer, stop: Stop): string {
  const other = stop.what === 'thing' ? stop.entry : stop.what === 'follow' ? stop.follow : '';
  const said = Buffer.concat([Buffer.from(letters[stop.what]), bytesOf(stop.person), bytesOf(other)]);
  return Buffer.concat([sealOf(key, said), said]).toString('base64url');
}

export function readToken(key: Buffer, token: string): Stop | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const said = bytes.subarray(16);
  if (bytes.length < 33 || !timingSafeEqual(bytes.subarray(0, 16), sealOf(key, said))) return undefined;
  const person = idOf(said.subarray(1, 17));
  const other = said.subarray(17);
  switch (String.fromCharCode(said[0]!)) {
    case letters.thing:
      return { what: 'thing', person, entry: idOf(other) };
    case letters.follow:
      return { what: 'follow', person, follow: idOf(other) };
    default:
      return { what: 'digest', person };
  }
}

/** The secret of the seals, made once for each store, when the house is prepared: whoever only looks at a link changes nothing. */
export function stopKey({ db }: Pick<Ctx, 'db'>): Promise<Buffer> {
  return keepSecret(db, 'notices', Buffer.from(secret(32), 'base64url'));
}

function sealOf(key: Buffer, said: Buffer): Buffer {
  return createHmac('sha256', key).update(said).digest().subarray(0, 16);
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function idOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
