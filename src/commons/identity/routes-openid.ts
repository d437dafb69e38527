import type { Ctx } from '../../kernel/context.ts';
import { json, ownPath, redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, form, page, performVerb } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { statementType } from '../../protocols/oidc-federation/statement.ts';
import { disconnect, joinAccount } from './actions-entering.ts';
import { askOpenid, exchangeCode, takeCode } from './actions-openid.ts';
import { browserOf, entering, gone, sendTo, textOf } from './entering.ts';
import { ownKey } from './openid-keys.ts';
import { entityConfiguration, resolution } from './openid-party.ts';
import { findOpenid, listOpenid } from './openid-providers.ts';
import { noPage } from './pages.tsx';
import { startPage } from './pages-accounts.tsx';

export const openidRoutes: readonly Route[] = [
  page('/entra/oidc', anyone, 'The way to a provider of OpenID Connect: the query names one', start),
  page('/oidc/ritorno', anyone, 'The way back from a provider of CIE or SPID (OpenID Connect), with a code', comeBack),
  page('/oidc/ritorno/:provider', anyone, 'The way back from another provider of OpenID Connect, with a code', comeBack),
  form('/entra/identita/collega', joinAccount, {
    input: entering().input,
    then: (_ctx, done) => redirect(done.next),
    again: async (ctx, _request, _form, refusal) => (refusal?.status === 401 ? refusal : gone(ctx, refusal)),
  }),
  form('/entra/identita/scollega', disconnect, {
    then: () => '/profilo',
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  feed(
    '/.well-known/openid-federation',
    anyone,
    'Who this service is for its federations (entity configuration)',
    async (ctx) => {
      const statement = await entityConfiguration(ctx);
      return typeof statement === 'string' ? signed(statement, statementType) : statement;
    },
  ),
  feed('/oidc/risolvi', anyone, 'What this service trusts of a provider (federation resolve endpoint)', async (ctx, request) => {
    const { sub, trust_anchor: anchor } = request.query;
    const statement = await resolution(ctx, textOf(sub) ?? '', textOf(anchor) ?? '');
    return typeof statement === 'string' ? signed(statement, 'application/resolve-response+jwt') : statement;
  }),
  feed('/oidc/jwks', anyone, 'The public halves of the keys with which this service asks', async (ctx) => {
    if (listOpenid(ctx).length === 0) return refuse('kernel.absent', 404);
    const keys = await Promise.all((['signing', 'encryption'] as const).map(async (name) => (await ownKey(ctx, name)).jwk));
    return json({ keys }, 200, 'public');
  }),
];

function signed(body: string, type: string): Answer {
  return { status: 200, type, body, cache: 'public' };
}

/** A page of somebody else may lead a browser here, and a provider that knows the browser may answer without a word: then it is asked first. */
async function start(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const provider = findOpenid(ctx, textOf(request.query['provider']) ?? '');
  if (!provider) return refuse('kernel.absent', 404);
  const asked = { next: ownPath(textOf(request.query['next'])), livello: textOf(request.query['livello']) };
  if (request.headers['sec-fetch-site'] === 'cross-site') return startPage(ctx, provider, asked);
  const level = asked.livello === '2' || asked.livello === '3' ? asked.livello : undefined;
  const outcome = await performVerb(ctx, askOpenid, { provider: provider.name, next: asked.next, level });
  if ('refused' in outcome) return gone(ctx, outcome.refused);
  if ('invalid' in outcome) return refuse('kernel.absent', 404);
  const { address, browser } = outcome.done;
  return sendTo(address, browser);
}

/** The cookie of the question comes along (SameSite=Lax, a top-level GET): without it nothing is even looked for. */
async function comeBack(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const { state } = request.query;
  const browser = browserOf(request);
  const asked = { state: textOf(state) ?? '', browser };
  const taken = await performVerb(ctx, takeCode, { ...asked, provider: request.params['provider'] });
  if (!('done' in taken)) return gone(ctx, 'refused' in taken ? taken.refused : undefined);
  const answer = new URLSearchParams(
    Object.entries(request.query).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one] as [string, string])),
  );
  const outcome = await performVerb(ctx, exchangeCode, { ...asked, answer: answer.toString() });
  if (!('done' in outcome)) return gone(ctx, 'refused' in outcome ? outcome.refused : undefined);
  if ('no' in outcome.done) return noPage(ctx, taken.done.source, outcome.done.no);
  return redirect(`/entra/identita?codice=${encodeURIComponent(outcome.done.code)}`);
}
