import Type from 'typebox';
import { pageQuery, partOf } from '../../kernel/http/lists.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, read } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import { territoryOf } from '../territory/territory.ts';
import { lookUpAddresses } from './search.ts';

export const routes: readonly Route[] = [
  read(
    '/api/v1/addresses',
    anyone,
    'At most ten addresses of the imported registers: beginnings of words in any order, abbreviations, a number; a letter may be wrong',
    Type.Object({
      q: Type.String({ minLength: 1, maxLength: 200 }),
      municipality: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'ISTAT code' })),
      ...pageQuery,
    }),
    Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          label: Type.String(),
          municipality: Type.Object({ name: Type.String(), istatCode: Type.String() }),
          lat: Type.Number(),
          lon: Type.Number(),
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
    async (ctx, { q, municipality, ...asked }) => {
      const place = municipality === undefined ? null : territoryOf(ctx).byIstat.get(municipality);
      if (place === undefined) return refuse('addresses.no-municipality', 422, { code: municipality });
      return partOf(await lookUpAddresses(ctx, q, place?.id), ({ id }) => id, asked);
    },
  ),
];
