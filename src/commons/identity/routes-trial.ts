import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { blank } from '../../kernel/forms/form.ts';
import { parse } from '../../kernel/forms/parse.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, ask, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Level } from '../../protocols/spid/names.ts';
import { type AskedOfProvider, requestIn, requestRead } from '../../protocols/spid/request.ts';
import { certifyingResponse, refusingResponse, type ToAnswer } from '../../protocols/spid/response.ts';
import { trialForm } from './forms.ts';
import { trialChosenPage, trialPage } from './pages-trial.tsx';
import { acsOf, entityIdOf, ownPair } from './service.ts';
import type { Source } from './store.ts';
import { trialPair, trialPath, trialPeople, trialProvider } from './trial.ts';

export const trialRoutes: readonly Route[] = [
  page(trialPath, anyone, 'The identity provider of the demo: who is to be certified', async (ctx, request) => {
    if (!ctx.config.demo) return refuse('kernel.absent', 404);
    const asked = await askedIn(ctx, request.query);
    return trialPage(ctx, { asked, message: messageIn(request.query), form: blank('identity.trial', trialForm, { level: '2' }) });
  }),
  ask(trialPath, anyone, 'The identity provider of the demo: its signed answer', async (ctx, request) => {
    if (!ctx.config.demo) return refuse('kernel.absent', 404);
    const asked = await askedIn(ctx, request.body);
    if (!asked) return trialPage(ctx, { message: {}, form: blank('identity.trial', trialForm) });
    return answer(ctx, request, asked);
  }),
];

interface Asked extends AskedOfProvider {
  source: Source;
}

async function answer(ctx: Ctx, request: Incoming, asked: Asked): Promise<Answer | Refusal> {
  const pair = await trialPair(ctx);
  const told: ToAnswer = {
    id: `_${ctx.secret(24)}`,
    at: ctx.now,
    issuer: trialProvider(ctx.config).entityId,
    acs: acsOf(ctx.config, asked.source),
    audience: asked.issuer,
    inResponseTo: asked.id,
  };
  if (request.body['no'] !== undefined)
    return trialChosenPage(ctx, { acs: told.acs, response: refusingResponse(told, 'nr25', pair) });
  const form: FormState = parse(ctx.words, 'identity.trial', trialForm, request.body, false);
  const person = trialPeople(ctx.now).find(({ key }) => key === form.values['person']);
  if (form.errors.length > 0 || !person) return trialPage(ctx, { asked, message: messageIn(request.body), form });
  const { name, familyName, fiscalNumber, dateOfBirth } = person;
  const response = certifyingResponse(
    {
      ...told,
      assertionId: `_${ctx.secret(24)}`,
      nameId: `_${ctx.secret(24)}`,
      level: Number(form.values['level']) as Level,
      attributes: { name, familyName, fiscalNumber, dateOfBirth },
    },
    pair,
  );
  return trialChosenPage(ctx, { acs: told.acs, response, person });
}

/** A request that this house has signed, for this provider; nothing otherwise. */
async function askedIn(ctx: Ctx, given: Record<string, unknown>): Promise<Asked | undefined> {
  const message = messageIn(given);
  if (!message['SAMLRequest']) return undefined;
  const xml = requestIn(message, (await ownPair(ctx)).certificate);
  const read = xml === undefined ? undefined : requestRead(xml);
  const source = (['spid', 'cie'] as const).find((one) => entityIdOf(ctx.config, one) === read?.issuer);
  return read && source && read.destination === trialProvider(ctx.config).sso ? { ...read, source } : undefined;
}

function messageIn(given: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(
    ['SAMLRequest', 'RelayState', 'SigAlg', 'Signature'].map((name) => [
      name,
      typeof given[name] === 'string' ? given[name] : undefined,
    ]),
  );
}
