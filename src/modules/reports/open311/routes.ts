import type { TObject, TSchema } from 'typebox';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Foreign, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone } from '../../../kernel/http/routes.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { type Format, formats, type Root, types } from '../../../protocols/open311/answer.ts';
import { askedOf, one } from '../../../protocols/open311/asked.ts';
import {
  createdSchema,
  definitionSchema,
  discoverySchema,
  errorsSchema,
  placeQuery,
  requestsQuery,
  requestsSchema,
  sendingForm,
  sendingParts,
  servicesSchema,
  updatedSchema,
  updateForm,
  updatesQuery,
  updatesSchema,
} from '../../../protocols/open311/schemas.ts';
import { updateReport } from '../delivery/actions-update.ts';
import { sendReport } from '../intake/actions.ts';
import { maySendByOpen311 } from '../permissions.ts';
import { answered, type Found, wrong, wrongOf } from './answers.ts';
import { request, requests } from './requests.ts';
import { send } from './sending.ts';
import { base, definition, discovery, jurisdictionOf, services } from './services.ts';
import { takeUpdate, updates } from './updates.ts';

/** Open311 GeoReport v2: every address twice, as XML and as JSON. */
export const routes: readonly Route[] = formats.flatMap((format) => [
  read(format, '/discovery', 'discovery', discoverySchema, placeQuery, async (ctx, metropolis) => ({
    found: await discovery(ctx, metropolis),
  })),
  read(format, '/services', 'services', servicesSchema, placeQuery, async (ctx, metropolis, place) => ({
    found: services(ctx, place ?? metropolis),
  })),
  read(format, '/services/:id', 'service_definition', definitionSchema, placeQuery, async (ctx, metropolis, place, { id }) => {
    const found = definition(ctx, place ?? metropolis, id);
    return found ? { found } : { wrong: [wrong(ctx, 404, 'service', { value: id.slice(0, 60) })] };
  }),
  read(format, '/requests', 'service_requests', requestsSchema, requestsQuery, async (ctx, _metropolis, place, { query }) => {
    const asked = askedOf(query, ctx.now);
    if (Array.isArray(asked)) return { wrong: asked.map(({ status, fact, params }) => wrong(ctx, status, fact, params)) };
    return { found: await requests(ctx, asked, place) };
  }),
  read(
    format,
    '/requests/:id',
    'service_requests',
    requestsSchema,
    requestsQuery,
    async (ctx, _metropolis, place, { id, query }) => {
      const asked = askedOf({ extensions: query['extensions'] }, ctx.now);
      const found = await request(ctx, id, place, !Array.isArray(asked) && asked.extensions);
      return found ? { found: [found] } : { wrong: [wrong(ctx, 404, 'request', { value: id.slice(0, 60) })] };
    },
  ),
  // Every number is given at once (`realtime`): no token was ever given, and none is known.
  read(format, '/tokens/:id', 'service_requests', requestsSchema, placeQuery, async (ctx, _metropolis, _place, { id }) => ({
    wrong: [wrong(ctx, 404, 'token', { value: id.slice(0, 60) })],
  })),
  read(
    format,
    '/servicerequestupdates',
    'service_request_updates',
    updatesSchema,
    updatesQuery,
    async (ctx, _metropolis, place, { query }) => {
      const { start_date, end_date, page, page_size } = query;
      const asked = askedOf({ start_date, end_date, page, page_size }, ctx.now);
      if (Array.isArray(asked)) return { wrong: asked.map(({ status, fact, params }) => wrong(ctx, status, fact, params)) };
      return { found: await updates(ctx, asked, place) };
    },
  ),
  {
    method: 'POST',
    path: `${base}/servicerequestupdates.${format}`,
    kind: 'api',
    may: maySendByOpen311,
    summary: updateReport.name,
    verb: updateReport,
    reply: updatedSchema,
    foreign: { type: mediaType(format), form: updateForm, errors: errorsSchema },
    run: async (ctx, { query, body }) =>
      answered(format, 'service_request_updates', await takeUpdate(ctx, { ...query, ...body }), 'private'),
  },
  {
    method: 'POST',
    path: `${base}/requests.${format}`,
    kind: 'api',
    may: maySendByOpen311,
    summary: sendReport.name,
    verb: sendReport,
    reply: createdSchema,
    foreign: { type: mediaType(format), form: sendingForm, parts: sendingParts, errors: errorsSchema },
    run: async (ctx, { query, body, files }) =>
      answered(format, 'service_requests', await send(ctx, { ...query, ...body }, files), 'private'),
  },
]);

/** What goes wrong before any of these addresses is reached, or at none of them: told in the format of its ending, else in the one that everybody reads. */
export const foreign: Foreign = {
  under: base,
  fault: (ctx, { path }, refusal, status) => {
    const format = /\.json\/?$/i.test(path) ? 'json' : 'xml';
    if (refusal?.code === 'kernel.absent')
      return answered(format, 'errors', { wrong: [wrong(ctx, 404, 'no-address')] }, 'private');
    const told = refusal ? wrongOf(ctx, refusal) : { status, description: ctx.words.t(`kernel.fault.${status}`) };
    return answered(format, 'errors', { wrong: [told] }, 'private');
  },
};

interface Wanted {
  id: string;
  query: Incoming['query'];
}

function read(
  format: Format,
  path: string,
  root: Root,
  reply: TSchema,
  query: TObject,
  find: (ctx: Ctx, metropolis: Place, place: Place | null, wanted: Wanted) => Promise<Found>,
): Route {
  return {
    method: 'GET',
    path: `${base}${path}.${format}`,
    kind: 'api',
    may: anyone,
    summary: `Open311: ${root}`,
    query,
    reply,
    foreign: { type: mediaType(format), errors: errorsSchema },
    run: async (ctx, request) => answered(format, root, await within(ctx, request, find), 'public'),
  };
}

/** In the municipality that was named, if it is one of ours. */
async function within(ctx: Ctx, { params, query }: Incoming, find: Parameters<typeof read>[5]): Promise<Found> {
  const { metropolis } = territoryOf(ctx);
  if (!metropolis) return { wrong: [wrongOf(ctx, refuse('reports.no-territory', 503))] };
  const code = one(query, 'jurisdiction_id');
  const place = jurisdictionOf(ctx, code);
  if (place === undefined) return { wrong: [wrong(ctx, 404, 'jurisdiction', { value: code!.slice(0, 60) })] };
  return find(ctx, metropolis, place, { id: params['id'] ?? '', query });
}

function mediaType(format: Format): string {
  return types[format].split(';')[0]!;
}
