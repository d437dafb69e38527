/** Codes of six figures that an app makes every thirty seconds (RFC 6238), and the codes on paper for when the phone is lost. */
import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { decrypt, encrypt, keyFor } from '../../kernel/secrets.ts';

const period = 30;

/** 160 bits, as RFC 4226 (R6) recommends; encrypted for the row of this person alone. */
export function newAppSecret(ctx: Ctx, person: string): Buffer {
  const secret = new Secret({ buffer: Uint8Array.from(Buffer.from(ctx.secret(20), 'base64url')).buffer });
  return encrypt(keyFor(ctx.config, 'people.code-apps'), secret.base32, person);
}

/** The secret as an app takes it: typed in fours, or read from a square. */
export function appSecretOf(
  config: Config,
  secret: Buffer,
  person: { id: string; name: string; email: string | null },
  issuer: string,
) {
  const app = appOf(config, secret, person.id);
  const named = new TOTP({ issuer, label: person.email ?? person.name, secret: app.secret, period });
  return { typed: app.secret.base32.match(/.{1,4}/g)!.join(' '), square: squareOf(named.toString()) };
}

/** The interval of thirty seconds to which a code belongs: that of now, the one before or the one after (RFC 6238, section 5.2). */
export function stepOfCode(config: Config, secret: Buffer, person: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = appOf(config, secret, person).validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / period) + delta;
}

function appOf(config: Config, secret: Buffer, person: string): TOTP {
  const base32 = decrypt(keyFor(config, 'people.code-apps'), secret, person);
  return new TOTP({ secret: Secret.fromBase32(base32), period });
}

/** Ten codes of fifty bits: thirty-two letters and figures that are not taken for one another. */
export function newRecoveryCodes(ctx: Ctx): string[] {
  const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const five = (bytes: Buffer) => Array.from(bytes, (byte) => signs[byte & 31]).join('');
  return Array.from({ length: 10 }, () => {
    const chance = Buffer.from(ctx.secret(10), 'base64url');
    return `${five(chance.subarray(0, 5))}-${five(chance.subarray(5))}`;
  });
}

/** As it is compared: whatever was typed between the signs, and in whatever case. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** A QR code as one outline, a unit for each module, with the quiet border of four that ISO/IEC 18004 asks for. */
function squareOf(text: string): { size: number; outline: string } {
  const { data, size } = encode(text, { border: 4 });
  const outline = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('');
  return { size, outline };
}
