import { createHash } from 'node:crypto';
import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { newShortCode, shortCodeHash } from '../../kernel/short-code.ts';

export const documentKinds = ['identity-card', 'passport', 'licence', 'residence-permit', 'none'] as const;
/** `paper`: nobody stands there, sheets lie there. */
export type DocumentKind = (typeof documentKinds)[number] | 'paper';

/** So long one help lasts, and so long a code waits for being used. */
export const helpLasts = 30 * 60_000;
export const codeLasts = 10 * 60_000;
/** A batch of sheets is entered within a working day. */
export const batchLasts = 8 * 3_600_000;

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

/** SHA-256 of a scan; undefined for what is neither PDF, JPEG nor PNG. */
export function fingerprintOf(scan: unknown): Buffer | undefined {
  const bytes = typeof scan === 'string' ? Buffer.from(scan) : scan;
  if (!Buffer.isBuffer(bytes) || !scanStarts.some((start) => bytes.subarray(0, start.length).equals(start))) return undefined;
  return createHash('sha256').update(bytes).digest();
}
const scanStarts = [Buffer.from('%PDF-'), Buffer.from([0xff, 0xd8, 0xff]), Buffer.from([0x89, 0x50, 0x4e, 0x47])];
