import { createHmac } from 'node:crypto';
import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { keyFor } from '../../kernel/secrets.ts';

export const documentKinds = ['identity-card', 'passport', 'licence', 'residence-permit', 'none'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** So long one help lasts, and so long a code waits for being used. */
export const helpLasts = 30 * 60_000;
export const codeLasts = 10 * 60_000;

const roles = ['counter-operator'];

export function assistsIn(actor: Actor, place: string): boolean {
  return actor.kind === 'person' && holds(actor, roles, place);
}

/** Only for showing doors; also while helping. */
export function assistsSomewhere(actor: Actor): boolean {
  return actor.assisted !== undefined || (actor.kind === 'person' && holdsAnywhere(actor, roles));
}

/** Eight signs that are not taken for one another: forty bits, for ten minutes and one use. */
export function newCode(ctx: Ctx): string {
  const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const made = Array.from(Buffer.from(ctx.secret(8), 'base64url'), (byte) => signs[byte & 31]).join('');
  return `${made.slice(0, 4)}-${made.slice(4, 8)}`;
}

/** So few bits are not stored under a plain hash: whoever reads the table could try them all. */
export function hashOfCode(ctx: Pick<Ctx, 'config'>, typed: string): Buffer {
  const code = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return createHmac('sha256', keyFor(ctx.config, 'assistance.codes')).update(code).digest();
}
