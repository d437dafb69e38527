import Type from 'typebox';
import { text } from '../../kernel/http/answers.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, feed, read } from '../../kernel/http/routes.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { tileOf } from '../../protocols/mvt/grid.ts';
import { entryJson, list } from './list.ts';
import { filterOf, listQuery } from './query.ts';
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
      const filter = filterOf(ctx, query);
      if (isRefusal(filter)) return refuse(filter.code, 422, filter.params);
      const page = await list(ctx, filter, query.cursor, query.limit ?? 20);
      return { items: page.items.map((entry) => entryJson(ctx, entry)), next: page.next };
    },
  ),
  read('/api/v1/entries/:code', anyone, 'One public thing', Type.Object({}), entryReply, async (ctx, _query, request) => {
    const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '');
    return entry ? entryJson(ctx, entry) : refuse('kernel.absent', 404);
  }),
  feed('/tiles/:z/:x/:tile', anyone, 'Vector tile (layer `entries`) of everything public', async (ctx, request) => {
    const { z = '', x = '', tile: file = '' } = request.params;
    const at = tileOf(z, x, /^(\d+)\.mvt$/.exec(file)?.[1] ?? '');
    if (!at || at.z > 20) return refuse('kernel.absent', 404);
    const { kind, state, topic, municipality, from, until } = request.query as Record<string, string>;
    const filter = filterOf(ctx, { kind, state, topic, municipality, from, until });
    if (isRefusal(filter)) return filter;
    return text(Buffer.from(await tile(ctx, at.z, at.x, at.y, filter)), 'application/vnd.mapbox-vector-tile');
  }),
];
