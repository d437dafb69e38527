import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { type Format, type Root, types, written } from '../../../protocols/open311/answer.ts';
import type { Errors } from '../../../protocols/open311/schemas.ts';

/** Why there is no answer: the status of HTTP and a sentence. */
export interface Wrong {
  status: number;
  description: string;
}

export type Found = { found: unknown } | { wrong: Wrong[] };

export function wrong(ctx: Ctx, status: number, fact: string, params: Record<string, string | number> = {}): Wrong {
  return { status, description: ctx.words.t(`reports.open311.fault.${fact}`, params) };
}

/** The specification knows 403 for the key, 404 for what is not there and 400 for everything else; too often and not ready keep their own
 *  number, so that a client tries again instead of giving up. */
export function wrongOf(ctx: Ctx, refusal: Refusal): Wrong {
  const status = refusal.status === 401 ? 403 : [403, 404, 429, 503].includes(refusal.status) ? refusal.status : 400;
  return { status, description: ctx.words.t(refusal.textKey, refusal.params) };
}

export function answered(format: Format, root: Root, answer: Found, cache: Answer['cache']): Answer {
  if ('found' in answer) return { status: 200, type: types[format], body: written(format, root, answer.found), cache };
  const errors: Errors = answer.wrong.map(({ status, description }) => ({ code: status, description }));
  return { status: errors[0]!.code, type: types[format], body: written(format, 'errors', errors), cache: 'private' };
}
