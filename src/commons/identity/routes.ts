import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { ownPath, redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, performVerb } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { serviceProviderMetadata } from '../../protocols/spid/metadata.ts';
import { inLine, startLine } from '../people/line.ts';
import { findPerson } from '../people/store.ts';
import { askProvider, receiveAnswer } from './actions-asking.ts';
import { accountsInQuestion, accountToJoin, enterCertified, findReturning, mergeAccounts } from './actions-entering.ts';
import type { Received } from './answering.ts';
import { browserOf, entered, entering, gone, inputOf, sendTo, textOf } from './entering.ts';
import { findOpenidByIssuer } from './openid-providers.ts';
import { mergePage, noPage, providersPage, signedOutPage } from './pages.tsx';
import { joinPage, ownerPage } from './pages-accounts.tsx';
import { ownPair, serviceProvider } from './service.ts';
import type { ReturnRow, Source } from './store.ts';
import { listWays } from './ways.ts';

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
  const summary = `The way to the identity providers of ${name}: the page of a question names one`;
  const asking = inLine(
    startLine,
    page(`/entra/${source}`, anyone, summary, (ctx, request) => start(ctx, request, source)),
    async (_ctx, _request, refusal) => refusal,
  );
  return [
    {
      ...asking,
      // Only what asks waits its turn: the list of the providers is a page like others.
      run: (ctx, request) => (textOf(request.query['idp']) ? asking.run(ctx, request) : choose(ctx, request, source)),
    },
    {
      ...form<Received>(`/${source}/acs`, receiveAnswer, {
        input: (_ctx, request) => ({ source, answer: request.body['SAMLResponse'] }),
        then: (ctx, done) =>
          'no' in done ? noPage(ctx, source, done.no) : redirect(`/entra/identita?codice=${encodeURIComponent(done.code)}`),
        again: async (ctx, _request, _form, refusal) => gone(ctx, refusal ?? refuse('identity.unbelieved', 403)),
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

async function choose(ctx: Ctx, request: Incoming, source: Source): Promise<Answer> {
  const { next, level } = wishOf(request);
  return providersPage(ctx, source, listWays(ctx, source, { next, livello: level }));
}

/** Nothing is asked here that the browser could not be made to ask: to be sent to a provider harms nobody, and comes back only with the cookie. */
async function start(ctx: Ctx, request: Incoming, source: Source): Promise<Answer | Refusal> {
  const { next, level } = wishOf(request);
  const provider = textOf(request.query['idp']) ?? '';
  const outcome = await performVerb(ctx, askProvider, { source, provider, next, level });
  if ('refused' in outcome) return outcome.refused;
  if ('invalid' in outcome) return refuse('kernel.absent', 404);
  const { address, browser } = outcome.done;
  return sendTo(address, browser);
}

function wishOf({ query }: Incoming) {
  const level = textOf(query['livello']) === '3' ? ('3' as const) : ('2' as const);
  return { next: ownPath(textOf(query['next'])), level };
}

/** With the one-time code of the answer and the cookie of the question: signs in, as the last step of what the person began. Where two accounts are
 *  in question, it asks first. */
async function back(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const code = textOf(request.query['codice']) ?? '';
  const found = await findReturning(ctx, { code, browser: browserOf(request) });
  const two = found && (await accountsInQuestion(ctx, found));
  if (two) {
    const [from, into] = await Promise.all([findPerson(ctx.db, two.from), findPerson(ctx.db, two.into)]);
    return mergePage(ctx, { code, from: from!, into: into! });
  }
  const own = found && (await accountToJoin(ctx, found));
  if (found && own) {
    const person = await findPerson(ctx.db, own);
    return joinPage(ctx, { code, provider: titleOf(ctx, found), account: found, person: person!, next: found.next });
  }
  const outcome = await performVerb(ctx, enterCertified, inputOf(request, code));
  if ('done' in outcome) return entered(ctx, outcome.done);
  const refusal = 'refused' in outcome ? outcome.refused : undefined;
  if (found && refusal?.code === 'identity.address-taken')
    return ownerPage(ctx, { code, provider: titleOf(ctx, found), email: found.email! });
  return gone(ctx, refusal);
}

function titleOf(ctx: Ctx, { provider }: ReturnRow): string {
  return findOpenidByIssuer(ctx, provider)?.title ?? provider;
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
