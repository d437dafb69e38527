import type { Ctx } from './context.ts';
import { hmac } from './register/hmac.ts';
import { keyFor } from './secrets.ts';

/** No letter that is taken for a digit or for another. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** Eight signs, thirty-nine bits of chance, to be shown and read aloud: for minutes and one use. */
export function newShortCode(ctx: Pick<Ctx, 'secret'>): string {
  let code = '';
  while (code.length < length) {
    const fit = [...Buffer.from(ctx.secret(16), 'base64url')]
      .filter((byte) => byte < 240)
      .map((byte) => signs[byte % signs.length]!);
    code += fit.slice(0, length - code.length).join('');
  }
  return code;
}

/** However it was typed. Keyed: whoever reads the table could try all of so few bits under a plain hash. */
export function shortCodeHash({ config }: Pick<Ctx, 'config'>, purpose: string, typed: string): Buffer {
  return hmac(keyFor(config, purpose), typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''));
}
