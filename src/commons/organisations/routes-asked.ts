import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, FormEnds, Incoming, Route } from '../../kernel/http/route.ts';
import { feed, form, page, signedIn } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { isId } from '../discussion/comment.ts';
import { onlyPlace } from '../people/pages-administration.tsx';
import { addDocument, ask, correct, removeDocument } from './actions.ts';
import { askMore, close, refuseIt, resume, suspend, verify } from './actions-office.ts';
import { actsFor } from './organisations.ts';
import { askPage, papersPage, queuePage, reviewPage } from './pages-asked.tsx';
import { mayRepresent, mayVerify, mayVerifySomewhere } from './permissions.ts';
import { find } from './routes.ts';
import { findDocument, findOrganisation, listDocuments, listWaiting, type OrganisationRow } from './store.ts';
import { listDelegates } from './store-delegates.ts';

const mostWaiting = 200;

export const askedRoutes: readonly Route[] = [
  page('/organizzazioni/registra', signedIn, 'Ask for an organisation of yours to take part', async (ctx) =>
    askPage(ctx, { asked: blank(ask.name, ask.form, { place: onlyPlace(ctx) }) }),
  ),
  form('/organizzazioni/registra', ask, {
    then: (_ctx, made) => `/organizzazioni/${made.id}/carte?fatto=chiesta`,
    again: async (ctx, _request, asked, refusal) =>
      refusal && [401, 403].includes(refusal.status) ? refusal : askPage(ctx, { asked, refusal }),
  }),
  page('/organizzazioni/:id/carte', signedIn, 'What an organisation says of itself, and its papers', (ctx, request) =>
    papers(ctx, request),
  ),
  form('/organizzazioni/:id/carte', correct, {
    input: (_ctx, request) => ({ ...request.body, organisation: request.params['id'] }),
    then: (_ctx, done) => `/organizzazioni/${done.id}/carte?fatto=corretta`,
    again: (ctx, request, asked, refusal) => papers(ctx, request, { correcting: asked }, refusal),
  }),
  form('/organizzazioni/:id/documenti', addDocument, {
    input: takeDocument,
    then: (_ctx, _done, request) => `/organizzazioni/${request.params['id']}/carte?fatto=documento#documenti`,
    again: (ctx, request, asked, refusal) => papers(ctx, request, { adding: withFault(asked, request) }, refusal),
  }),
  form('/organizzazioni/:id/documenti/:document/togli', removeDocument, {
    input: (_ctx, request) => ({ id: request.params['document'] }),
    then: (_ctx, done) => `/organizzazioni/${done.organisation}/carte?fatto=tolto#documenti`,
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  feed('/organizzazioni/:id/documenti/:document', signedIn, 'A paper of an organisation, for those who check it', serve),
  page('/banco/organizzazioni', mayVerifySomewhere, 'Organisations to be checked, by promised day', async (ctx, request) =>
    queuePage(ctx, {
      waiting: await listWaiting(ctx.db, ctx.actor, ctx.now, mostWaiting),
      done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    }),
  ),
  page('/organizzazioni/:id/verifica', mayVerifySomewhere, 'What there is to check of an organisation', (ctx, request) =>
    review(ctx, request),
  ),
  form('/organizzazioni/:id/verifica', verify, office('verificata')),
  form('/organizzazioni/:id/rifiuta', refuseIt, office('rifiutata')),
  form('/organizzazioni/:id/chiedi', askMore, office('chiesto')),
  form('/organizzazioni/:id/sospendi', suspend, office('sospesa')),
  form('/organizzazioni/:id/riattiva', resume, office('riattivata')),
  form('/organizzazioni/:id/chiudi', close, {
    input: (_ctx, request) => ({ organisation: request.params['id'] }),
    then: () => '/organizzazioni?fatto=chiusa',
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

/** After a decision the officer is back at the queue; with what was typed, where it was refused. */
function office(what: string): FormEnds<{ id: string }> {
  return {
    input: (_ctx, request) => ({ ...request.body, organisation: request.params['id'] }),
    then: () => `/banco/organizzazioni?fatto=${what}`,
    again: (ctx, request, asked, refusal) => review(ctx, request, asked, refusal),
  };
}

async function papers(
  ctx: Ctx,
  request: Incoming,
  forms: { correcting?: FormState; adding?: FormState } = {},
  refusal?: Refusal,
): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const organisation = await find(ctx, request);
  if (!organisation) return refuse('kernel.absent', 404);
  const no = mayRepresent.check(ctx.actor, { organisation: organisation.id, place: organisation.place });
  if (no) return no;
  const own = (await listDelegates(ctx.db, organisation.id, ctx.now)).find(({ person }) => person === ctx.actor.person);
  const { name, kind, fiscal_code, description } = organisation;
  return papersPage(ctx, organisation, {
    documents: await listDocuments(ctx.db, organisation.id),
    correcting:
      forms.correcting ??
      blank(correct.name, correct.form, { name, kind, fiscalCode: fiscal_code, description, title: own?.title }),
    adding: forms.adding ?? blank(addDocument.name, addDocument.form),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    refusal,
  });
}

async function review(ctx: Ctx, request: Incoming, asked?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal && [401, 403, 404].includes(refusal.status)) return refusal;
  const organisation = await find(ctx, request);
  if (!organisation) return refuse('kernel.absent', 404);
  const no = mayVerify.check(ctx.actor, { organisation: organisation.id, place: organisation.place });
  if (no) return no;
  return reviewPage(ctx, organisation, {
    documents: await listDocuments(ctx.db, organisation.id),
    delegates: await listDelegates(ctx.db, organisation.id, ctx.now),
    asked,
    refusal,
  });
}

/** The file is taken in only of whoever may add it: nobody else fills the disk. */
async function takeDocument(ctx: Ctx, request: Incoming): Promise<Record<string, unknown>> {
  const organisation = await find(ctx, request);
  const given = { kind: request.body['kind'], organisation: request.params['id'] };
  if (!organisation || !actsFor(ctx.actor, organisation.id, 'represent')) return { ...given, file: 'x' };
  const arrived = request.files.find(({ field, bytes }) => field === 'file' && bytes.length > 0);
  if (!arrived) return given;
  const taken = await ctx.files.take(arrived.bytes, arrived.name);
  if (!isRefusal(taken)) return { ...given, file: taken.id, name: taken.name };
  faults.set(request, taken);
  return given;
}

/** What was wrong with a file that came with a request: the verb gets none, and the page says why. */
const faults = new WeakMap<Incoming, Refusal>();

function withFault(asked: FormState, request: Incoming): FormState {
  const fault = faults.get(request);
  if (!fault) return asked;
  const others = asked.errors.filter(({ field }) => field !== 'file');
  return { ...asked, errors: [...others, { field: 'file', key: fault.textKey, params: fault.params }] };
}

/** Only with an organisation that the actor represents or checks. */
async function serve(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const { id = '', document = '' } = request.params;
  const organisation = isId(id) ? await findOrganisation(ctx.db, ctx.actor, id) : undefined;
  const found = organisation && isId(document) ? await findDocument(ctx.db, document) : undefined;
  if (!organisation || found?.organisation !== organisation.id || !reads(ctx, organisation)) return refuse('kernel.absent', 404);
  const file = await ctx.files.read(found.file, 'large', found.name);
  if (!file) return refuse('kernel.absent', 404);
  const headers: Record<string, string> = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox" };
  if (file.attachment !== null)
    headers['content-disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(file.attachment)}`;
  return { status: 200, type: file.type, body: file.bytes, headers, cache: 'private' };
}

function reads(ctx: Ctx, { id, place }: OrganisationRow): boolean {
  const whose = { organisation: id, place };
  return mayRepresent.check(ctx.actor, whose) === undefined || mayVerify.check(ctx.actor, whose) === undefined;
}
