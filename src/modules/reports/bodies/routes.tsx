import { isId } from '../../../commons/discussion/comment.ts';
import { administers } from '../../../commons/people/roles.ts';
import { getPlace, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { form, page } from '../../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { allCategoriesOf } from '../category.ts';
import { keepBody, retireBody } from './actions.ts';
import { writtenServices } from './body.ts';
import { base, bodiesPage, bodyPage, newBodyPage } from './pages.tsx';
import { mayKeepBody, maySeeBodies } from './permissions.ts';
import { type Body, findBodyById, listBodies } from './store.ts';
import { listLayers } from './store-layers.ts';

export const bodyRoutes: readonly Route[] = [
  page(base, maySeeBodies, 'Bodies to whom reports are passed on, and whose things are where', async (ctx, request) => {
    const places = seenPlaces(ctx);
    const ids = places.map(({ id }) => id);
    return bodiesPage(ctx, {
      places,
      bodies: await listBodies(ctx.db, ids),
      layers: await listLayers(ctx.db, ids),
      done: request.query['fatto'] === 'ritirato' ? ctx.words.t('reports.bodies.done-retire') : undefined,
    });
  }),
  page(`${base}/nuovo`, maySeeBodies, 'A body is added', async (ctx) => {
    const [only, ...others] = ownPlaces(ctx);
    const begun = { place: others.length === 0 ? only?.slug : undefined };
    return added(ctx, blank(keepBody.name, keepBody.form, begun));
  }),
  form(`${base}/nuovo`, keepBody, {
    input: (ctx, request) => {
      const [only, ...others] = ownPlaces(ctx);
      const { id: _, ...said } = request.body;
      return others.length === 0 && only ? { ...said, place: only.slug } : said;
    },
    then: (_ctx, { id }) => `${base}/${id}?fatto=salvato`,
    again: async (ctx, _request, state, refusal) => maySeeBodies.check(ctx.actor, undefined) ?? added(ctx, state, refusal),
  }),
  page(`${base}/:id`, maySeeBodies, 'One body: how it is reached, and how reports get there', (ctx, request) =>
    one(ctx, request),
  ),
  form(`${base}/:id`, keepBody, {
    input: async (ctx, request) => {
      const body = await seenBody(ctx, request);
      return { ...request.body, id: body?.id, place: body && getPlace(ctx, body.place).slug, code: body?.code };
    },
    then: (_ctx, { id }) => `${base}/${id}?fatto=salvato`,
    again: (ctx, request, state, refusal) => one(ctx, request, state, refusal),
  }),
  form(`${base}/:id/ritira`, retireBody, {
    then: () => `${base}?fatto=ritirato`,
    again: async (_ctx, _request, _state, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

function added(ctx: Ctx, state: FormState, refusal?: Refusal): Answer {
  return newBodyPage(ctx, { form: state, places: ownPlaces(ctx), refusal, kinds: kindsOf(ctx, territoryOf(ctx).metropolis) });
}

async function one(ctx: Ctx, request: Incoming, state?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const no = maySeeBodies.check(ctx.actor, undefined);
  if (no) return no;
  const body = await seenBody(ctx, request);
  if (!body) return refuse('kernel.absent', 404);
  return bodyPage(ctx, body, {
    form: state ?? blank(keepBody.name, keepBody.form, shown(body)),
    mayKeep: mayKeepBody.check(ctx.actor, body) === undefined,
    refusal,
    kinds: kindsOf(ctx, getPlace(ctx, body.place)),
    done: request.query['fatto'] === 'salvato' ? ctx.words.t('reports.bodies.done-keep') : undefined,
  });
}

/** Everything but the key. */
function shown({ name, contact, method, email, endpoint, jurisdiction, services }: Body): Record<string, unknown> {
  return { name, contact, method, email, endpoint, jurisdiction, services: writtenServices(services) };
}

/** What is of another municipality is like what is not there. */
async function seenBody(ctx: Ctx, request: Incoming): Promise<Body | undefined> {
  const { id } = request.params;
  const body = isId(id) ? await findBodyById(ctx.db, id) : undefined;
  return body && seenPlaces(ctx).some((place) => place.id === body.place) ? body : undefined;
}

function ownPlaces(ctx: Ctx): Place[] {
  const { metropolis, municipalities } = territoryOf(ctx);
  return [...(metropolis ? [metropolis] : []), ...municipalities].filter(({ id }) => administers(ctx.actor, id));
}

/** The bodies of the metropolis serve every municipality. */
function seenPlaces(ctx: Ctx): Place[] {
  const { metropolis } = territoryOf(ctx);
  return [...new Set([...(metropolis ? [metropolis] : []), ...ownPlaces(ctx)])];
}

function kindsOf(ctx: Ctx, place: Place | null): string[] {
  return place ? allCategoriesOf(ctx, place.id).map(({ code }) => code) : [];
}
