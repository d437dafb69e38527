import { ownPath } from '../../kernel/http/answers.ts';
import { anyone } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { type Certified, type Checked, checkAnswer, openAnswer } from '../../protocols/spid/answer.ts';
import { attributesAsked } from '../../protocols/spid/metadata.ts';
import type { Pair } from '../../protocols/spid/names.ts';
import type { IdentityProvider } from '../../protocols/spid/providers.ts';
import { authnRequest, redirectAddress } from '../../protocols/spid/request.ts';
import { hashOf } from '../people/sessions.ts';
import { type Received, settle } from './answering.ts';
import { askForm, receiveForm } from './forms.ts';
import { assuranceOf } from './identity.ts';
import { certificatesOf, findProvider } from './providers.ts';
import { acsOf, entityIdOf, ownPair } from './service.ts';
import { findRequest, insertRequest, type RequestRow } from './store.ts';
import type { VerifiedPerson } from './verified.ts';

/** A person may have to look for the telephone. */
export const answerLasts = 20 * 60_000;

/** Puts a question to an identity provider. It is kept here, not in the browser: the answer comes without our cookies. */
export const askProvider = verb({
  name: 'identity.ask',
  form: askForm,
  limit: { times: 60, seconds: 15 * 60 },
  before: (ctx) => ownPair(ctx),
  find: async (ctx, input) => findProvider(ctx, input.source, input.provider),
  may: anyone,
  run: async (ctx, input, provider: IdentityProvider, pair: Pair) => {
    const level = input.level === 3 ? 3 : 2;
    const id = `_${ctx.secret(24)}`;
    const browser = ctx.secret(32);
    await insertRequest(ctx.db, {
      id,
      protocol: 'saml',
      source: input.source,
      provider: provider.entityId,
      level,
      browser: hashOf(browser),
      person: ctx.actor.kind === 'person' ? ctx.actor.person : null,
      next: ownPath(input.next),
      asked: ctx.now,
      expires: new Date(ctx.now.getTime() + answerLasts),
    });
    const issuer = entityIdOf(ctx.config, input.source);
    const message = authnRequest({ id, at: ctx.now, issuer, destination: provider.sso, level });
    await ctx.act({ verb: 'identity.ask', public: { source: input.source } });
    return { address: redirectAddress(message, provider.sso, ctx.secret(24), pair), browser };
  },
});

interface Read {
  request: RequestRow;
  checked: Checked;
}

/** Takes an answer. One that its provider did not sign is nobody's, and changes nothing; one that was signed uses its question up, whatever it says:
 *  a second time, also at the same instant or after a restart, there is no question any more. */
export const receiveAnswer = verb({
  name: 'identity.receive',
  form: receiveForm,
  limit: { times: 60, seconds: 15 * 60 },
  before: async (ctx, input): Promise<Read | Refusal> => {
    const opened = openAnswer(input.answer);
    const request =
      typeof opened === 'string' ? undefined : await findRequest(ctx.db, opened.inResponseTo, input.source, ctx.now);
    const provider = request && findProvider(ctx, input.source, request.provider);
    if (typeof opened === 'string' || !request || !provider) {
      ctx.log.warn(
        { fault: typeof opened === 'string' ? opened : 'no-request', source: input.source },
        'an answer to no question',
      );
      return refuse('identity.unbelieved', 403);
    }
    const checked = checkAnswer(opened, {
      now: ctx.now,
      entityId: entityIdOf(ctx.config, input.source),
      acs: acsOf(ctx.config, input.source),
      provider: { entityId: provider.entityId, certificates: await certificatesOf(ctx, provider) },
      request: { id: request.id, at: request.asked, level: request.level ?? 2 },
      attributes: attributesAsked[input.source],
    });
    if ('fault' in checked)
      ctx.log.warn(
        { fault: checked.fault, code: checked.code, source: input.source, provider: provider.entityId },
        'an answer is a no',
      );
    if ('fault' in checked && !checked.authentic) return refuse('identity.unbelieved', 403);
    return { request, checked };
  },
  find: async () => ({}),
  may: anyone,
  run: async (ctx, input, _subject, { request, checked }: Read): Promise<Received | Refusal> => {
    const said = 'fault' in checked ? (checked.code ?? checked.fault) : verified(request, checked.certified);
    const received = await settle(ctx, request, said);
    if (isRefusal(received)) return received;
    await ctx.act({ verb: 'identity.receive', public: { source: input.source, outcome: 'no' in received ? 'no' : 'certified' } });
    return received;
  },
});

function verified(request: RequestRow, { assertionId, level, attributes }: Certified): VerifiedPerson {
  return {
    issuer: request.provider,
    answerId: assertionId,
    givenName: attributes['name']!,
    familyName: attributes['familyName']!,
    certified: {
      level: assuranceOf[level],
      fiscalNumber: attributes['fiscalNumber']!,
      dateOfBirth: attributes['dateOfBirth'],
    },
  };
}
