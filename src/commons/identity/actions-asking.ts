import { ownPath } from '../../kernel/http/answers.ts';
import { anyone } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { romeDay } from '../../kernel/time.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { fiscalCodeOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import { type Certified, type Checked, checkAnswer, openAnswer } from '../../protocols/spid/answer.ts';
import { attributesAsked } from '../../protocols/spid/metadata.ts';
import type { Pair } from '../../protocols/spid/names.ts';
import type { IdentityProvider } from '../../protocols/spid/providers.ts';
import { authnRequest, redirectAddress } from '../../protocols/spid/request.ts';
import { hashOf } from '../people/sessions.ts';
import { ageOn, youngest } from '../registry/age.ts';
import { askForm, receiveForm } from './forms.ts';
import { assertionHash, assuranceOf, bornOn, certifiedName, fiscalHash } from './identity.ts';
import { certificatesOf, findProvider } from './providers.ts';
import { acsOf, entityIdOf, ownPair } from './service.ts';
import { dropRequest, findRequest, insertRequest, keepAnswer, type RequestRow } from './store.ts';

const minute = 60_000;
/** A person may have to look for the telephone; a browser comes back at once, or stops at a question. */
const answerLasts = 20 * minute;
const returnLasts = 10 * minute;

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

/** What is told when the provider answered, and it was not a yes that we can take. */
export type No = { no: string };
export type Received = { code: string } | No;

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
      request: { id: request.id, at: request.asked, level: request.level },
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
    const read =
      'fault' in checked
        ? (checked.code ?? checked.fault)
        : whoIs(checked.certified, keyFor(ctx.config, 'identity.fiscal'), ctx.now);
    if (typeof read === 'string') {
      if (!(await dropRequest(ctx.db, request.id, read, ctx.now))) return refuse('identity.unbelieved', 403);
      await ctx.act({ verb: 'identity.receive', public: { source: input.source, outcome: 'no' } });
      return { no: read };
    }
    const code = ctx.secret(32);
    const { level, assertionId } = (checked as { certified: Certified }).certified;
    const answer = {
      ...read,
      code: hashOf(code),
      reached: assuranceOf[level],
      assertion: assertionHash(request.provider, assertionId),
    };
    const kept = await keepAnswer(ctx.db, request.id, answer, ctx.now, new Date(ctx.now.getTime() + returnLasts));
    if (!kept) return refuse('identity.unbelieved', 403);
    await ctx.act({ verb: 'identity.receive', public: { source: input.source, outcome: 'certified' } });
    return { code };
  },
});

/** Name, day of birth and keyed hash of who was certified, or why they cannot have an account. */
function whoIs({ attributes }: Certified, key: Buffer, now: Date): { fiscal: Buffer; name: string; born: string } | string {
  const code = fiscalCodeOf(attributes['fiscalNumber']!);
  if (!code) return 'fiscal-code';
  const today = romeDay(now);
  const born = bornOn(today, attributes['dateOfBirth'], code);
  if (born === undefined) return 'attributes';
  if (ageOn(born, today) < youngest) return 'too-young';
  return { fiscal: fiscalHash(key, code), name: certifiedName(attributes['name']!, attributes['familyName']!), born };
}
