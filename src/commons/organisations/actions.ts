import type { Ctx } from '../../kernel/context.ts';
import { signedIn } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { endOfRomeDay, romeDay } from '../../kernel/time.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { addWorkingDays } from '../../protocols/working-days/working-days.ts';
import { noteNotice } from '../privacy/notice.ts';
import { settingOf } from '../settings/settings.ts';
import { territoryOf } from '../territory/territory.ts';
import { inviteTo } from './actions-delegates.ts';
import { addDocumentForm, askForm, correctForm, registerForm, removeDocumentForm } from './forms.ts';
import { entityCodeOf, ipaCodeOf } from './organisations.ts';
import { mayRegister, mayRepresent } from './permissions.ts';
import * as store from './store.ts';
import { insertDelegate } from './store-delegates.ts';

/** As many papers as an organisation shows of itself. */
export const mostDocuments = 10;

/** Entered by who has checked already that it exists: born verified. */
export const register = verb({
  name: 'organisations.register',
  form: registerForm,
  find: async (ctx, input) => (territoryOf(ctx).byId.has(input.place) ? { place: input.place } : undefined),
  may: mayRegister,
  run: async (ctx, input, { place }) => {
    const codes = codesOf(input);
    if (isRefusal(codes)) return codes;
    const id = ctx.id();
    const { name, kind, description } = input;
    const inserted = await store.insertOrganisation(ctx.db, {
      ...{ id, name, kind, place, description, ...codes },
      state: 'verified',
      now: ctx.now,
    });
    if (!inserted) return takenBy(ctx, { name, place, ...codes });
    await ctx.act({ verb: 'organisations.register', place, public: { organisation: id, name, kind, ...codes } });
    if (!input.email) return { id };
    const invited = await inviteTo(ctx, { id, name, place }, { email: input.email, powers: ['represent', 'speak'], until: null });
    return isRefusal(invited) ? invited : { id };
  },
});

/** Somebody says that they act for an organisation, and asks the office to check it. Nobody else sees it meanwhile. */
export const ask = verb({
  name: 'organisations.ask',
  form: askForm,
  limit: { times: 10, seconds: 24 * 60 * 60 },
  find: async (ctx, input) =>
    territoryOf(ctx).byId.get(input.place)?.kind === 'district' ? undefined : placed(ctx, input.place),
  may: signedIn,
  run: async (ctx, input, { place }) => {
    const fiscalCode = entityCodeOf(input.fiscalCode);
    if (!fiscalCode) return refuse('organisations.fiscal-code', 422, {}, 'fiscalCode');
    const id = ctx.id();
    const person = ctx.actor.person!;
    const { name, kind, description } = input;
    const due = promised(ctx, place);
    const inserted = await store.insertOrganisation(ctx.db, {
      ...{ id, name, kind, place, description, fiscalCode, due },
      state: 'asked',
      now: ctx.now,
    });
    if (!inserted) return refuse('organisations.fiscal-code-taken', 409, {}, 'fiscalCode');
    await insertDelegate(ctx.db, { id: ctx.id(), organisation: id, person, title: input.title, now: ctx.now });
    await noteNotice(ctx, { procedure: 'organisations.organisation', place, person });
    await ctx.act({ verb: 'organisations.ask', place, public: { organisation: id, kind }, private: { name, fiscalCode } });
    return { id, due };
  },
});

/** What was said of it, said better, before the office decides. */
export const correct = verb({
  name: 'organisations.correct',
  form: correctForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayRepresent,
  run: async (ctx, input, { id, place }) => {
    const fiscalCode = entityCodeOf(input.fiscalCode);
    if (!fiscalCode) return refuse('organisations.fiscal-code', 422, {}, 'fiscalCode');
    const { name, kind, description } = input;
    const outcome = await store.correctOrganisation(ctx.db, id, { name, kind, fiscalCode, description });
    if (outcome === 'taken') return refuse('organisations.fiscal-code-taken', 409, {}, 'fiscalCode');
    if (outcome === 'elsewhere') return refuse('organisations.decided', 409);
    await store.answerWanted(ctx.db, id, promised(ctx, place));
    await ctx.act({ verb: 'organisations.correct', place, public: { organisation: id }, private: { name, fiscalCode } });
    return { id };
  },
});

export const addDocument = verb({
  name: 'organisations.add-document',
  form: addDocumentForm,
  limit: { times: 40, seconds: 60 * 60 },
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayRepresent,
  run: async (ctx, input, organisation): Promise<{ id: string } | Refusal> => {
    if (!['asked', 'verified', 'suspended'].includes(organisation.state)) return refuse('organisations.decided', 409);
    if (!(await ctx.files.read(input.file, 'small'))) return refuse('organisations.file-lost', 422, {}, 'file');
    const id = ctx.id();
    const document = {
      id,
      organisation: organisation.id,
      kind: input.kind,
      file: input.file,
      name: input.name ?? '',
      added: ctx.now,
    };
    const inserted = await store.insertDocument(ctx.db, document, mostDocuments);
    if (!inserted) return refuse('organisations.document-there', 409, { most: mostDocuments }, 'file');
    await store.answerWanted(ctx.db, organisation.id, promised(ctx, organisation.place));
    await ctx.act({
      verb: 'organisations.add-document',
      place: organisation.place,
      public: { organisation: organisation.id, kind: input.kind },
      private: { file: input.file },
    });
    return { id };
  },
});

/** Only while nobody has decided on it. */
export const removeDocument = verb({
  name: 'organisations.remove-document',
  form: removeDocumentForm,
  find: async (ctx, input) => {
    const document = await store.findDocument(ctx.db, input.id);
    const organisation = document && (await whose(ctx, document.organisation));
    return organisation && { ...organisation, document };
  },
  may: mayRepresent,
  run: async (ctx, _input, { id, place, state, document }) => {
    if (state !== 'asked') return refuse('organisations.decided', 409);
    if (!(await store.deleteDocument(ctx.db, document!.id))) return refuse('kernel.absent', 404);
    await ctx.enqueue('attachments.destroy', { file: document!.file });
    await ctx.act({ verb: 'organisations.remove-document', place, public: { organisation: id, kind: document!.kind } });
    return { organisation: id };
  },
});

/** The organisation that the actor may see, as rules ask for it. */
export async function whose(ctx: Ctx, id: string) {
  const found = await store.findOrganisation(ctx.db, ctx.actor, id);
  return found && { ...found, organisation: found.id };
}

/** By when the office answers: so many working days of the place, to the end of that day in Rome. */
export function promised(ctx: Ctx, place: string): Date {
  const days = settingOf<number>(ctx, place, 'organisations.answer-days');
  return endOfRomeDay(addWorkingDays(romeDay(ctx.now), days, settingOf<string | null>(ctx, place, 'territory.patron')));
}

function placed(ctx: Ctx, place: string): { place: string } | undefined {
  return territoryOf(ctx).byId.has(place) ? { place } : undefined;
}

/** Administrations have a code of the index, and nothing else has. */
function codesOf(input: {
  kind: string;
  fiscalCode?: string;
  ipaCode?: string;
}): { fiscalCode: string | null; ipaCode: string | null } | Refusal {
  const fiscalCode = input.fiscalCode ? entityCodeOf(input.fiscalCode) : null;
  if (fiscalCode === undefined) return refuse('organisations.fiscal-code', 422, {}, 'fiscalCode');
  const ipaCode = input.ipaCode ? ipaCodeOf(input.ipaCode) : null;
  if (ipaCode === undefined) return refuse('organisations.ipa-code', 422, {}, 'ipaCode');
  if (input.kind === 'administration' && !ipaCode) return refuse('organisations.ipa-code-missing', 422, {}, 'ipaCode');
  if (input.kind !== 'administration' && ipaCode) return refuse('organisations.ipa-code-not', 422, {}, 'ipaCode');
  return { fiscalCode, ipaCode };
}

/** Which of the things that only one may have another one has. */
async function takenBy(ctx: Ctx, one: Parameters<typeof store.findTaken>[1]): Promise<Refusal> {
  const what = await store.findTaken(ctx.db, one);
  if (what === 'fiscalCode') return refuse('organisations.fiscal-code-taken', 409, {}, 'fiscalCode');
  if (what === 'ipaCode') return refuse('organisations.ipa-code-taken', 409, {}, 'ipaCode');
  return refuse('organisations.name-taken', 409, { name: one.name }, 'name');
}
