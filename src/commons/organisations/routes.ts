import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { pageQuery, wrongCursor } from '../../kernel/http/lists.ts';
import type { Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, read } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isId } from '../discussion/comment.ts';
import { listSaidOnBehalf } from '../discussion/store.ts';
import { list } from '../entries/list.ts';
import { onlyPlace } from '../people/pages-administration.tsx';
import { territoryOf } from '../territory/territory.ts';
import { register } from './actions.ts';
import { organisationPage, organisationsPage, registerPage } from './pages.tsx';
import { mayRegisterSomewhere } from './permissions.ts';
import { findOrganisation, listOrganisations, type OrganisationRow } from './store.ts';

const onAPage = 50;
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

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
      done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    });
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
          state: Type.String({ description: 'verified, or suspended for the time being' }),
          ipaCode: nullable(Type.String({ description: 'in the index of public administrations' })),
          municipality: nullable(Type.Object({ name: Type.String(), istatCode: Type.String() })),
          url: Type.String(),
        }),
      ),
      next: nullable(Type.String()),
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

/** The organisation of the address, through what the actor may see. */
export async function find(ctx: Ctx, request: Pick<Incoming, 'params'>): Promise<OrganisationRow | undefined> {
  const { id } = request.params;
  return isId(id) ? findOrganisation(ctx.db, ctx.actor, id) : undefined;
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

function organisationJson(ctx: Ctx, { id, name, kind, state, ipa_code, place: placeId }: OrganisationRow) {
  const place = territoryOf(ctx).byId.get(placeId);
  return {
    id,
    name,
    kind,
    state,
    ipaCode: ipa_code,
    municipality: place?.kind === 'municipality' ? { name: place.name, istatCode: place.istat } : null,
    url: `${ctx.config.origin}/organizzazioni/${id}`,
  };
}
