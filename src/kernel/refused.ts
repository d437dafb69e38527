import type { Ctx } from './context.ts';
import type { Refusal } from './refusal.ts';
import { hmac } from './register/hmac.ts';
import { keyFor } from './secrets.ts';

/** Notes in the log that somebody was refused, and by what: a wrong password, another's thing, too often (OWASP ASVS 5.0, 16.3.1 to 16.3.3).
 *  `who` is the same for the same person, or for the same source of visitors, and says to nobody who that is; what was typed is not there. */
export function noteRefusal(
  ctx: Ctx,
  refusal: Pick<Refusal, 'code' | 'status'>,
  what: { verb: string } | { route: string },
): void {
  const { kind, person } = ctx.actor;
  if (kind === 'system') return;
  const who = hmac(keyFor(ctx.config, 'log'), person ?? ctx.source)
    .toString('hex')
    .slice(0, 16);
  ctx.log.info({ refused: refusal.code, status: refusal.status, ...what, actor: kind, who }, 'refused');
}
