import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { newShortCode, shortCodeHash } from '../../kernel/short-code.ts';

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

/** As it is shown: `7KQ4-M2XA`; for ten minutes and one use. */
export function newCode(ctx: Ctx): string {
  const code = newShortCode(ctx);
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

export function hashOfCode(ctx: Pick<Ctx, 'config'>, typed: string): Buffer {
  return shortCodeHash(ctx, 'assistance.codes', typed);
}
