import Type from 'typebox';
import { text } from '../../kernel/http/answers.ts';
import { pageQuery, partOf } from '../../kernel/http/lists.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, feed, read } from '../../kernel/http/routes.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { featureCollection } from '../../protocols/geojson/geojson.ts';
import { atQuery } from './forms.ts';
import { areasAt } from './store.ts';
import { borderSentence, competentFor, territoryOf } from './territory.ts';

const municipality = Type.Object({ name: Type.String(), istatCode: Type.String({ pattern: '^[0-9]{6}$' }) });

export const routes: readonly Route[] = [
  read(
    '/api/v1/municipalities',
    anyone,
    'Municipalities of the metropolitan city, by name; all of them without a limit',
    Type.Object(pageQuery),
    Type.Object({
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          istatCode: Type.String(),
          slug: Type.String(),
          url: Type.String(),
          population: Type.Union([Type.Integer(), Type.Null()]),
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
      total: Type.Integer(),
    }),
    async (ctx, query) => {
      const { municipalities } = territoryOf(ctx);
      const page = partOf(municipalities, ({ slug }) => slug, query);
      if (isRefusal(page)) return page;
      const items = page.items.map((place) => ({
        name: place.name,
        istatCode: place.istat,
        slug: place.slug,
        url: `${ctx.config.origin}/comuni/${place.slug}`,
        population: place.population,
      }));
      return { items, next: page.next, total: municipalities.length };
    },
  ),
  feed(
    '/api/v1/municipalities.geojson',
    anyone,
    'Boundaries of the municipalities, simplified for drawing (GeoJSON)',
    async (ctx) => {
      const features = territoryOf(ctx).municipalities.flatMap((place) =>
        place.outline
          ? [
              {
                id: place.istat ?? place.id,
                geometry: place.outline.outline as never,
                properties: {
                  name: place.name,
                  istatCode: place.istat,
                  population: place.population,
                  label: [place.outline.lon, place.outline.lat],
                },
              },
            ]
          : [],
      );
      return text(featureCollection(features), 'application/geo+json; charset=utf-8');
    },
  ),
  read(
    '/api/v1/territory/at',
    anyone,
    'The competent municipality of a point (WGS84), and those whose border passes there',
    atQuery,
    Type.Object({
      municipality,
      border: Type.Array(Type.String()),
      explanation: Type.Union([Type.String(), Type.Null()]),
      areas: Type.Array(Type.Object({ set: Type.String(), name: Type.String() })),
    }),
    async (ctx, { lat, lon }) => {
      const competence = await competentFor(ctx, lat, lon);
      if (isRefusal(competence)) return refuse(competence.code, 404, competence.params);
      return {
        municipality: { name: competence.place.name, istatCode: competence.place.istat },
        border: competence.border.map((place) => place.istat),
        explanation: borderSentence(ctx, competence),
        areas: await areasAt(ctx.db, lat, lon),
      };
    },
  ),
];
