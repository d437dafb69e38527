import type { TObject, TSchema } from 'typebox';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Incoming, Route } from '../../../kernel/http/route.ts';
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
  servicesSchema,
} from '../../../protocols/open311/schemas.ts';
import { sendReport } from '../intake/actions.ts';
import { maySendByOpen311 } from '../permissions.ts';
import { answered, type Found, wrong, wrongOf } from './answers.ts';
import { request, requests } from './requests.ts';
import { send } from './sending.ts';
import { base, definition, discovery, jurisdictionOf, services } from './services.ts';

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
  {
    method: 'POST',
    path: `${base}/requests.${format}`,
    kind: 'api',
    may: maySendByOpen311,
    summary: sendReport.name,
    verb: sendReport,
    reply: createdSchema,
    foreign: { type: mediaType(format), form: sendingForm, errors: errorsSchema },
    run: async (ctx, { query, body }) => answered(format, 'service_requests', await send(ctx, { ...query, ...body }), 'private'),
  },
]);

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
