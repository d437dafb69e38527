import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, FormEnds, Incoming } from '../../kernel/http/route.ts';
import type { Entered } from './actions-entering.ts';
import { agentOf, noSessionCookie, sessionCookie, sessionOf } from './sessions.ts';

/** What a sign-in takes from the request beside its form, and what it leaves in the browser. */
export function entering(): Pick<FormEnds<Entered>, 'input' | 'then'> {
  return {
    input: (_ctx, request) => ({
      ...request.body,
      ...request.params,
      session: secretOf(request),
      agent: agentOf(request.headers['user-agent']),
    }),
    then: (ctx, done) => {
      const step = done.fresh ? '/profilo/nome' : done.awaits ? '/entra/secondo' : undefined;
      return redirect(step ? `${step}?next=${encodeURIComponent(done.next)}` : done.next, [
        sessionCookie(done.session, done.expires, ctx.now),
        languageCookie(done.language),
      ]);
    },
  };
}

/** Out: the session is over, and what the browser kept of its pages goes (OWASP ASVS 5.0, 14.3.1). What waits on a phone for the network stays: it
 *  was not sent yet, and only the same person sends it. */
export function leaving(to: string): Answer {
  const out = redirect(to, [noSessionCookie]);
  return { ...out, headers: { ...out.headers, 'clear-site-data': '"cache"' } };
}

export function secretOf(request: Incoming): string | undefined {
  return sessionOf(request)?.slice(0, 100);
}

export function languageCookie(language: string) {
  return { name: 'arengo_lang', value: language, maxAge: 365 * 24 * 3600 };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
