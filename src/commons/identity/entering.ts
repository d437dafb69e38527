/** What every way back from a provider has in common. */
import type { Ctx } from '../../kernel/context.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming } from '../../kernel/http/route.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Entered } from '../people/actions-entering.ts';
import { agentOf, sessionCookie, sessionOf } from '../people/sessions.ts';
import { gonePage } from './pages.tsx';

/** Binds an answer to the browser that asked. Of SAML the answer itself arrives without it (SameSite=Lax); the way back from there brings it. */
export const identityCookie = 'arengo_identity';

/** To a provider, with the secret that this browser will have to bring back. */
export function sendTo(address: string, browser: string): Answer {
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    body: '',
    headers: { location: address },
    cookies: [{ name: identityCookie, value: browser, maxAge: 3600 }],
    cache: 'private',
  };
}

export function entering() {
  return {
    input: (_ctx: Ctx, request: Incoming) => inputOf(request, textOf(request.body['code']) ?? ''),
    then: (ctx: Ctx, done: Entered) => entered(ctx, done),
    again: async (ctx: Ctx, _request: Incoming, _form: unknown, refusal?: Refusal) => gone(ctx, refusal),
  };
}

/** A role that awaits a second proof leads there first, as after every other sign-in. */
export function entered(ctx: Ctx, done: Entered): Answer {
  const next = done.awaits ? `/entra/secondo?next=${encodeURIComponent(done.next)}` : done.next;
  return redirect(next, [
    sessionCookie(done.session, done.expires, ctx.now),
    { name: identityCookie, value: '', maxAge: 0 },
    { name: 'arengo_lang', value: done.language, maxAge: 365 * 24 * 3600 },
  ]);
}

export function gone(ctx: Ctx, refusal: Refusal = refuse('identity.gone', 410)): Answer {
  return gonePage(ctx, refusal.status, ctx.words.t(refusal.textKey, refusal.params));
}

export function inputOf(request: Incoming, code: string) {
  const session = sessionOf(request)?.slice(0, 100);
  return { code, browser: browserOf(request), session, agent: agentOf(request.headers['user-agent']) };
}

/** A browser without the cookie has a secret that fits no question. */
export function browserOf(request: Incoming): string {
  return request.cookies[identityCookie]?.slice(0, 100) || 'none';
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
