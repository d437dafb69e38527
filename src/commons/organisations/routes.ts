import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { pageQuery, wrongCursor } from '../../kernel/http/lists.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, read, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { isId } from '../discussion/comment.ts';
import { listSaidOnBehalf } from '../discussion/store.ts';
import { list } from '../entries/list.ts';
import { onlyPlace } from '../people/pages-administration.tsx';
import { territoryOf } from '../territory/territory.ts';
import { addDelegate, endDelegation, register } from './actions.ts';
import { delegatesPage, organisationPage, organisationsPage, registerPage } from './pages.tsx';
import { mayNameDelegates, mayRegisterSomewhere } from './permissions.ts';
import { findOrganisation, listDelegates, listOrganisations, type OrganisationRow } from './store.ts';

const onAPage = 50;

export const routes: readonly Route[] = [
  page('/organizzazioni', anyone, 'Organisations that take part', async (ctx, request) => {
    const { comune, da } = request.query;
    const place = typeof comune === 'string' ? (territoryOf(ctx).bySlug.get(comune) ?? null) : null;
    const { items, next } = await pageOf(ctx, { place: place?.id ?? null, cursor: da, most: onAPage });
    return organisationsPage(ctx, { organisations: items, place, next });
  }),
  page('/organizzazioni/nuova', mayRegisterSomewhere, 'Enter an organisation', async (ctx) =>
    registerPage(ctx, { asked: blank(register.name, register.form, { place: onlyPlace(ctx) }) }),
  ),
  form('/organizzazioni/nuova', register, {
    then: (_ctx, made) => `/organizzazioni/${made.id}`,
    again: async (ctx, _request, asked, refusal) => (refusal?.status === 403 ? refusal : registerPage(ctx, { asked, refusal })),
  }),
  page('/organizzazioni/:id', anyone, 'One organisation, and what it has published and said', async (ctx, request) => {
    const organisation = await find(ctx, request);
    if (!organisation) return refuse('kernel.absent', 404);
    return organisationPage(ctx, organisation, {
      entries: (await list(ctx, { onBehalf: organisation.id }, undefined, 20)).items,
      said: await listSaidOnBehalf(ctx.db, organisation.id, 20),
    });
  }),
  page('/organizzazioni/:id/delegati', signedIn, 'Who may act for an organisation', (ctx, request) => delegates(ctx, request)),
  form('/organizzazioni/:id/delegati', addDelegate, {
    input: (_ctx, request) => ({ organisation: request.params['id'], email: request.body['email'] }),
    then: (_ctx, _done, request) => `/organizzazioni/${request.params['id']}/delegati?fatto=delega`,
    again: (ctx, request, asked, refusal) => delegates(ctx, request, asked, refusal),
  }),
  form('/organizzazioni/:id/delegati/:delegate/fine', endDelegation, {
    input: (_ctx, request) => ({ id: request.params['delegate'] }),
    then: (ctx, done, request) =>
      done.person === ctx.actor.person
        ? `/organizzazioni/${request.params['id']}`
        : `/organizzazioni/${request.params['id']}/delegati?fatto=fine`,
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  read(
    '/api/v1/organisations',
    anyone,
    'Organisations that take part, by name',
    Type.Object({
      municipality: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'ISTAT code' })),
      ...pageQuery,
    }),
    Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          kind: Type.String(),
          municipality: Type.Union([Type.Object({ name: Type.String(), istatCode: Type.String() }), Type.Null()]),
          url: Type.String(),
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
    async (ctx, query) => {
      const place = query.municipality ? territoryOf(ctx).byIstat.get(query.municipality) : null;
      if (place === undefined) return refuse('entries.wrong-filter', 422, { name: 'municipality' });
      if (query.cursor !== undefined && !readCursor(query.cursor)) return wrongCursor();
      const { items, next } = await pageOf(ctx, { place: place?.id ?? null, cursor: query.cursor, most: query.limit ?? onAPage });
      return { items: items.map((one) => organisationJson(ctx, one)), next };
    },
  ),
];

/** Whoever may not see the delegates learns only what everybody knows: that the organisation is there. */
async function delegates(ctx: Ctx, request: Incoming, asked?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const organisation = await find(ctx, request);
  if (!organisation) return refuse('kernel.absent', 404);
  const no = mayNameDelegates.check(ctx.actor, { organisation: organisation.id, place: organisation.place });
  if (no) return no;
  return delegatesPage(ctx, organisation, {
    delegates: await listDelegates(ctx.db, organisation.id, ctx.now),
    asked: asked ?? blank(addDelegate.name, addDelegate.form),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    refusal,
  });
}

async function find(ctx: Ctx, request: Incoming): Promise<OrganisationRow | undefined> {
  const { id } = request.params;
  return isId(id) ? findOrganisation(ctx.db, id) : undefined;
}

async function pageOf(
  ctx: Ctx,
  { place, cursor, most }: { place: string | null; cursor: unknown; most: number },
): Promise<{ items: OrganisationRow[]; next: string | null }> {
  const rows = await listOrganisations(ctx.db, { place, after: readCursor(cursor), most: most + 1 });
  const items = rows.slice(0, most);
  const last = items.at(-1);
  const next = rows.length > most && last ? Buffer.from(`${last.id} ${last.name}`).toString('base64url') : null;
  return { items, next };
}

/** On a page, a cursor that is not one of ours begins again from the first. */
function readCursor(cursor: unknown): { name: string; id: string } | null {
  if (typeof cursor !== 'string') return null;
  const [id = '', ...name] = Buffer.from(cursor, 'base64url').toString().replaceAll('\0', '').split(' ');
  return isId(id) ? { id, name: name.join(' ') } : null;
}

function organisationJson(ctx: Ctx, { id, name, kind, place: placeId }: OrganisationRow) {
  const place = territoryOf(ctx).byId.get(placeId);
  return {
    id,
    name,
    kind,
    municipality: place?.kind === 'municipality' ? { name: place.name, istatCode: place.istat } : null,
    url: `${ctx.config.origin}/organizzazioni/${id}`,
  };
}
