import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { ownPath, redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, performVerb } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { serviceProviderMetadata } from '../../protocols/spid/metadata.ts';
import type { Entered } from '../people/actions-entering.ts';
import { agentOf, sessionCookie, sessionOf } from '../people/sessions.ts';
import { findPerson } from '../people/store.ts';
import { askProvider, type Received, receiveAnswer } from './actions-asking.ts';
import { accountsInQuestion, enterCertified, findReturning, mergeAccounts } from './actions-entering.ts';
import { gonePage, mergePage, noPage, providersPage, signedOutPage } from './pages.tsx';
import { listProviders } from './providers.ts';
import { ownPair, serviceProvider } from './service.ts';
import type { Source } from './store.ts';

/** Binds an answer to the browser that asked. The answer itself arrives without it (SameSite=Lax); the way back from there brings it. */
const cookieName = 'arengo_identity';

const both: readonly Source[] = ['spid', 'cie'];

export const routes: readonly Route[] = [
  ...both.flatMap(routesOf),
  page('/entra/identita', anyone, 'The way back from an identity provider', back),
  form('/entra/identita', enterCertified, entering()),
  form('/entra/identita/unisci', mergeAccounts, entering()),
  page('/spid/slo', anyone, 'Where an identity provider sends people after a sign-out', async (ctx) => signedOutPage(ctx)),
  {
    ...page('/spid/slo', anyone, 'The same, sent with a form', async (ctx) => signedOutPage(ctx)),
    method: 'POST',
    kind: 'form',
    fromElsewhere: true,
  },
];

function routesOf(source: Source): Route[] {
  const name = source.toUpperCase();
  return [
    page(
      `/entra/${source}`,
      anyone,
      `The way to the identity providers of ${name}: the page of a question names one`,
      (ctx, request) => start(ctx, request, source),
    ),
    {
      ...form<Received>(`/${source}/acs`, receiveAnswer, {
        input: (_ctx, request) => ({ source, answer: request.body['SAMLResponse'] }),
        then: (ctx, done) =>
          'no' in done ? noPage(ctx, source, done.no) : redirect(`/entra/identita?codice=${encodeURIComponent(done.code)}`),
        again: async (ctx, _request, _form, refusal) =>
          gonePage(ctx, refusal?.status ?? 403, ctx.words.t(refusal?.textKey ?? 'identity.refusal.unbelieved', refusal?.params)),
      }),
      fromElsewhere: true,
    },
    {
      method: 'GET',
      path: `/${source}/metadata`,
      kind: 'feed',
      may: anyone,
      summary: `What ${name} must know of this service (SAML metadata)`,
      run: (ctx) => metadata(ctx, source),
    },
  ];
}

/** Nothing is asked here that the browser could not be made to ask: to be sent to a provider harms nobody, and comes back only with the cookie. */
async function start(ctx: Ctx, request: Incoming, source: Source): Promise<Answer | Refusal> {
  const providers = listProviders(ctx, source);
  const next = ownPath(textOf(request.query['next']));
  const level = textOf(request.query['livello']) === '3' ? '3' : '2';
  const provider = textOf(request.query['idp']);
  if (!provider) return providersPage(ctx, source, providers, { next, livello: level });
  const outcome = await performVerb(ctx, askProvider, { source, provider, next, level });
  if ('refused' in outcome) return outcome.refused;
  if ('invalid' in outcome) return refuse('kernel.absent', 404);
  const { address, browser } = outcome.done;
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    body: '',
    headers: { location: address },
    cookies: [{ name: cookieName, value: browser, maxAge: 3600 }],
    cache: 'private',
  };
}

/** With the one-time code of the answer and the cookie of the question: signs in, as the last step of what the person began. Where two accounts are
 *  in question, it asks first. */
async function back(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const code = textOf(request.query['codice']) ?? '';
  const browser = browserOf(request);
  const found = await findReturning(ctx, { code, browser });
  const two = found && (await accountsInQuestion(ctx, found));
  if (two) {
    const [from, into] = await Promise.all([findPerson(ctx.db, two.from), findPerson(ctx.db, two.into)]);
    return mergePage(ctx, { code, from: from!, into: into! });
  }
  const outcome = await performVerb(ctx, enterCertified, inputOf(request, code));
  if ('done' in outcome) return entered(ctx, outcome.done);
  const refusal = 'refused' in outcome ? outcome.refused : refuse('identity.gone', 410);
  return gonePage(ctx, refusal.status, ctx.words.t(refusal.textKey, refusal.params));
}

function entering() {
  return {
    input: (_ctx: Ctx, request: Incoming) => inputOf(request, textOf(request.body['code']) ?? ''),
    then: (ctx: Ctx, done: Entered) => entered(ctx, done),
    again: async (ctx: Ctx, _request: Incoming, _form: unknown, refusal?: Refusal) =>
      gonePage(ctx, refusal?.status ?? 410, ctx.words.t(refusal?.textKey ?? 'identity.refusal.gone', refusal?.params)),
  };
}

function inputOf(request: Incoming, code: string) {
  const session = sessionOf(request)?.slice(0, 100);
  return { code, browser: browserOf(request), session, agent: agentOf(request.headers['user-agent']) };
}

function entered(ctx: Ctx, done: Entered): Answer {
  return redirect(done.next, [
    sessionCookie(done.session, done.expires, ctx.now),
    { name: cookieName, value: '', maxAge: 0 },
    { name: 'arengo_lang', value: done.language, maxAge: 365 * 24 * 3600 },
  ]);
}

async function metadata(ctx: Ctx, source: Source): Promise<Answer | Refusal> {
  const provider = serviceProvider(ctx, source);
  if (!provider) return refuse('identity.not-set', 404);
  const pair = await ownPair(ctx);
  const id = `_${createHash('sha256')
    .update(JSON.stringify([provider, pair.certificate]))
    .digest('hex')
    .slice(0, 40)}`;
  return {
    status: 200,
    type: 'application/samlmetadata+xml; charset=utf-8',
    body: serviceProviderMetadata(provider, pair, id),
    cache: 'public',
  };
}

function browserOf(request: Incoming): string {
  return request.cookies[cookieName]?.slice(0, 100) ?? '';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
