import type { Ctx } from '../context.ts';
import type { FieldError } from '../forms/form.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Answer } from './route.ts';

/** Who brings a key that is nobody's believes to act under its name. */
export const unknownKey = refuse('kernel.key-unknown', 401);

/** 303 See Other: the answer to every form that was performed. Only a path of our own: `to` must begin with one slash. */
export function redirect(to: string, cookies?: Answer['cookies']): Answer {
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    body: '',
    headers: { location: asAscii(ownPath(to)) },
    cookies,
    cache: 'private',
  };
}

/** A path on this site, whatever was asked for: `//host`, `/\host` and full addresses lead home. */
export function ownPath(to: string | undefined): string {
  return to && /^\/(?![/\\])[^\u0000-\u001f\\]*$/.test(to) ? to : '/';
}

/** A header carries no other letters (RFC 9110, section 5.5): they go percent-encoded (RFC 3986, section 2.1). */
function asAscii(path: string): string {
  return path.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

export function json(value: unknown, status = 200, cache: Answer['cache'] = 'public'): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value), cache };
}

export function text(body: string | Buffer, type: string, headers?: Record<string, string>): Answer {
  return { status: 200, type, body, headers, cache: 'public' };
}

/** Problem details (RFC 9457); `errors` names each field with a sentence in the language of the client. */
export function problem(
  ctx: Ctx,
  status: number,
  title: string,
  detail: string,
  more: { code?: string; errors?: FieldError[] } = {},
): Answer {
  const errors = more.errors?.map((error) => ({ field: error.field, detail: ctx.words.t(error.key, error.params) }));
  return {
    status,
    type: 'application/problem+json; charset=utf-8',
    body: JSON.stringify({ type: more.code ? `urn:arengo:${more.code}` : 'about:blank', title, status, detail, errors }),
    headers: status === 503 ? { 'retry-after': '5' } : undefined,
    cache: 'private',
  };
}

export function refusalProblem(ctx: Ctx, refusal: Refusal): Answer {
  const title = ctx.words.t(`kernel.status.${refusal.status}`);
  const answer = problem(ctx, refusal.status, title, ctx.words.t(refusal.textKey, refusal.params), { code: refusal.code });
  // RFC 6750, section 3: a program is told that its key is at fault, not that it brought none.
  return refusal === unknownKey ? { ...answer, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } } : answer;
}
