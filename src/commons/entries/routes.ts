import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { text } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, read } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { tileOf } from '../../protocols/mvt/grid.ts';
import { finest, heatTile } from './heat.ts';
import { allKinds, asideStates } from './kind.ts';
import { entryJson, list } from './list.ts';
import { filterOf, listFilter, listQuery } from './query.ts';
import { findEntry } from './store.ts';
import { tile } from './tiles.ts';

const nullable = (schema: any) => Type.Union([schema, Type.Null()]);

export const entryReply = Type.Object({
  id: Type.String(),
  code: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  state: Type.String(),
  topic: nullable(Type.String()),
  municipality: nullable(Type.Object({ name: Type.String(), istatCode: Type.String() })),
  placeLabel: Type.String(),
  organisation: nullable(Type.String({ description: 'on whose behalf it was said' })),
  url: Type.String(),
  published: Type.String(),
  updated: Type.String(),
  due: nullable(Type.String()),
  closed: nullable(Type.String()),
  geometry: nullable(Type.Object({ type: Type.String(), coordinates: Type.Unknown() })),
});
export const listReply = Type.Object({ items: Type.Array(entryReply), next: nullable(Type.String()) });

export const routes: readonly Route[] = [
  read(
    '/api/v1/entries',
    anyone,
    'Everything public: reports, news and whatever else the house holds',
    listQuery,
    listReply,
    async (ctx, query) => {
      const filter = listFilter(ctx, query);
      if (isRefusal(filter)) return filter;
      const page = await list(ctx, filter, query.cursor, query.limit ?? 20);
      return { items: page.items.map((entry) => entryJson(ctx, entry)), next: page.next };
    },
  ),
  read('/api/v1/entries/:code', anyone, 'One public thing', Type.Object({}), entryReply, async (ctx, _query, request) => {
    const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '');
    return entry ? entryJson(ctx, entry) : refuse('kernel.absent', 404);
  }),
  feed('/tiles/:z/:x/:tile', anyone, 'Vector tile (layer `entries`) of everything public', (ctx, request) =>
    vectorTile(ctx, request, 20, tile),
  ),
  feed(
    '/tiles/heat/:z/:x/:tile',
    anyone,
    'Vector tile (layer `heat`): how many public things lie in each square',
    (ctx, request) => vectorTile(ctx, request, finest, heatTile),
  ),
];

async function vectorTile(ctx: Ctx, request: Incoming, deepest: number, draw: typeof tile): Promise<Answer | Refusal> {
  const { z = '', x = '', tile: file = '' } = request.params;
  const at = tileOf(z, x, /^(\d+)\.mvt$/.exec(file)?.[1] ?? '');
  if (!at || at.z > deepest) return refuse('kernel.absent', 404);
  const { mine, ...asked } = Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => [name, [value].flat().at(-1)]),
  );
  const filter = filterOf(ctx, asked);
  if (isRefusal(filter)) return filter;
  // As on the pages: what stands in an archive is shown to whoever asks for it.
  if (!filter.states) filter.aside = asideStates(allKinds().find(({ name }) => name === filter.kind));
  if (mine && ctx.actor.person) filter.author = ctx.actor.person;
  return text(Buffer.from(await draw(ctx, at.z, at.x, at.y, filter)), 'application/vnd.mapbox-vector-tile');
}
