import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { pageQuery, partOf } from '../../kernel/http/lists.ts';
import type { Answer, Route } from '../../kernel/http/route.ts';
import { form, page, read } from '../../kernel/http/routes.ts';
import { createKey, revokeKey } from './actions.ts';
import { onlyPlace } from './pages-administration.tsx';
import { keysPage, madeKeyPage, newKeyPage } from './pages-keys.tsx';
import { mayLookAfterPeople } from './permissions.ts';
import { administeredPlaces } from './roles.ts';
import { listKeys } from './store-keys.ts';

const moment = Type.Union([Type.String(), Type.Null()]);

export const keyRoutes: readonly Route[] = [
  page('/persone/chiavi', mayLookAfterPeople, 'Keys of other computers in the own places', (ctx, request) =>
    keys(ctx, request.query['fatto'] !== undefined),
  ),
  page('/persone/chiavi/nuova', mayLookAfterPeople, 'Make a key', async (ctx) =>
    newKeyPage(ctx, { asked: blank(createKey.name, createKey.form, { place: onlyPlace(ctx) }) }),
  ),
  form('/persone/chiavi/nuova', createKey, {
    then: (ctx, { key }, request) => madeKeyPage(ctx, { key, name: String(request.body['name']).trim() }),
    again: async (ctx, _request, asked, refusal) => newKeyPage(ctx, { asked, refusal }),
  }),
  form('/persone/chiavi/:id/revoca', revokeKey, {
    then: () => '/persone/chiavi?fatto=revoca',
    again: async (ctx, _request, _form, refusal) => refusal ?? keys(ctx, false),
  }),
  read(
    '/api/v1/keys',
    mayLookAfterPeople,
    'Keys of other computers in the own places; never the keys themselves',
    Type.Object(pageQuery),
    Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          place: Type.String(),
          verbs: Type.Array(Type.String()),
          created: Type.String(),
          used: moment,
          expires: moment,
          revoked: moment,
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
    async (ctx, query) => {
      const keys = await listKeys(ctx.db, administeredPlaces(ctx.actor), ctx.now);
      return partOf(
        keys.map(({ maker: _maker, ...key }) => key),
        ({ id }) => id,
        query,
      );
    },
  ),
];

async function keys(ctx: Ctx, done: boolean): Promise<Answer> {
  return keysPage(ctx, { keys: await listKeys(ctx.db, administeredPlaces(ctx.actor), ctx.now), done });
}
