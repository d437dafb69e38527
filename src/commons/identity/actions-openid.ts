import type { Ctx } from '../../kernel/context.ts';
import { ownPath } from '../../kernel/http/answers.ts';
import { anyone } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { hashOf } from '../people/sessions.ts';
import { answerLasts } from './actions-asking.ts';
import { type Received, settle } from './answering.ts';
import { askOpenidForm, exchangeForm, takeCodeForm } from './forms.ts';
import { Away } from './openid-client.ts';
import { exchange, questionAddress } from './openid-exchange.ts';
import { findOpenid, findOpenidByIssuer, type OpenidProvider, sourceOf } from './openid-providers.ts';
import { findQuestion, insertRequest, type RequestRow, takeQuestion } from './store.ts';
import type { VerifiedPerson } from './verified.ts';

const limit = { times: 60, seconds: 15 * 60 };

/** Puts a question to a provider. What the browser carries there and back is `state`; nonce and PKCE verifier are derived from it, and a cookie
 *  binds both to this browser. */
export const askOpenid = verb({
  name: 'identity.ask-openid',
  form: askOpenidForm,
  limit,
  before: async (ctx, input): Promise<Prepared | Refusal | undefined> => {
    const provider = findOpenid(ctx, input.provider);
    if (!provider) return undefined;
    const level = provider.kind === 'plain' && input.level === undefined ? null : input.level === 3 ? 3 : 2;
    const state = ctx.secret(32);
    const address = await reaching(ctx, () => questionAddress(ctx, provider, { state, level }));
    return isRefusal(address) ? address : { address, state, level };
  },
  find: async (ctx, input) => findOpenid(ctx, input.provider),
  may: anyone,
  run: async (ctx, input, provider: OpenidProvider, prepared: Prepared | undefined) => {
    const { state, level, address } = prepared!;
    const browser = ctx.secret(32);
    const source = sourceOf(provider);
    await insertRequest(ctx.db, {
      id: state,
      protocol: 'openid',
      source,
      provider: provider.issuer,
      level,
      browser: hashOf(browser),
      person: ctx.actor.kind === 'person' ? ctx.actor.person : null,
      next: ownPath(input.next),
      asked: ctx.now,
      expires: new Date(ctx.now.getTime() + answerLasts),
    });
    await ctx.act({ verb: 'identity.ask-openid', public: { source } });
    return { address, browser };
  },
});

interface Prepared {
  address: string;
  state: string;
  level: 2 | 3 | null;
}

/** The browser that asked is back. From here on nobody else comes with this `state`: not at the same instant, not after a restart. */
export const takeCode = verb({
  name: 'identity.take-code',
  form: takeCodeForm,
  limit,
  find: async (ctx, input) => {
    const question = await findQuestion(ctx.db, input.state, hashOf(input.browser), false, ctx.now);
    const provider = question && findOpenidByIssuer(ctx, question.provider);
    // Each plain provider sends people back to an address of its own.
    const name = provider?.kind === 'plain' ? provider.name : undefined;
    return provider && input.provider === name ? question : refuse('identity.gone', 410);
  },
  may: anyone,
  run: async (ctx, _input, question: RequestRow): Promise<{ source: RequestRow['source'] } | Refusal> => {
    if (!(await takeQuestion(ctx.db, question.id, ctx.now))) return refuse('identity.gone', 410);
    await ctx.act({ verb: 'identity.take-code', public: { source: question.source } });
    return { source: question.source };
  },
});

interface Exchanged {
  question: RequestRow;
  said: VerifiedPerson | string;
}

/** Brings the code to its provider, and keeps who it is until the browser comes back with the next step. */
export const exchangeCode = verb({
  name: 'identity.exchange',
  form: exchangeForm,
  limit,
  before: async (ctx, input): Promise<Exchanged | Refusal> => {
    const question = await findQuestion(ctx.db, input.state, hashOf(input.browser), true, ctx.now);
    const provider = question && findOpenidByIssuer(ctx, question.provider);
    if (!provider) return refuse('identity.gone', 410);
    const said = await reaching(ctx, () => exchange(ctx, provider, question, input.answer));
    if (isRefusal(said)) return said;
    if (typeof said === 'string')
      ctx.log.warn({ fault: said, source: question.source, provider: provider.issuer }, 'an answer is a no');
    return { question, said };
  },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, _input, _subject, { question, said }: Exchanged): Promise<Received | Refusal> => {
    const received = await settle(ctx, question, said);
    if (isRefusal(received)) return received;
    const outcome = 'no' in received ? 'no' : 'certified';
    await ctx.act({ verb: 'identity.exchange', public: { source: question.source, outcome } });
    return received;
  },
});

/** A provider that is away is told as such; why stands in the log. */
async function reaching<T>(ctx: Ctx, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    ctx.log.warn({ fault: error.message }, 'an identity provider is away');
    return refuse('identity.away', 503);
  }
}
