import { askedOf, readerFilter } from '../../commons/entries/asked.ts';
import { heat } from '../../commons/entries/heat.ts';
import { allKinds } from '../../commons/entries/kind.ts';
import { list } from '../../commons/entries/list.ts';
import type { Entry } from '../../commons/entries/store.ts';
import { figures, tallies } from '../../commons/entries/store-figures.ts';
import { recentOutcomes } from '../../commons/entries/store-outcomes.ts';
import { areasWithin } from '../../commons/territory/drawing.ts';
import { getPlace, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { json, redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { openApi } from '../openapi.ts';
import { homePage } from './home.tsx';
import { accessibilityPage, dataPage, legalPage } from './legal.tsx';
import { mapPage } from './map.tsx';
import { municipalitiesPage, municipalityPage } from './municipality.tsx';
import { searchPage } from './search.tsx';

export const routes: readonly Route[] = [
  page('/', anyone, 'Home of the metropolitan city', home),
  page('/comuni', anyone, 'The municipalities', async (ctx) => municipalitiesPage(ctx)),
  page('/comuni/:slug', anyone, 'A municipality', municipality),
  page('/mappa', anyone, 'Everything public on the map, with its list', map),
  page('/cerca', anyone, 'Search in everything public', search),
  page('/accessibilita', anyone, 'Accessibility statement', async (ctx) => accessibilityPage(ctx)),
  page('/note-legali', anyone, 'Legal notes', async (ctx) => legalPage(ctx)),
  page('/dati', anyone, 'Open data and API', async (ctx) => dataPage(ctx)),
  page('/lingua/:lang', anyone, 'Chooses the language', async (_ctx, request) => {
    const lang = request.params['lang'];
    if (lang !== 'it' && lang !== 'en') return refuse('kernel.absent', 404);
    return redirect(String(request.query['next'] ?? '/'), [{ name: 'arengo_lang', value: lang, maxAge: 365 * 86_400 }]);
  }),
  feed('/api/v1/openapi.json', anyone, 'This API, described (OpenAPI 3.1)', async (ctx) => json(openApi(ctx.config.origin))),
];

async function home(ctx: Ctx): Promise<Answer | Refusal> {
  const { metropolis } = territoryOf(ctx);
  if (!metropolis) return refuse('app.no-territory', 503);
  const year = new Date(ctx.now.getTime() - 365 * 86_400_000).toISOString().slice(0, 7);
  return homePage(ctx, {
    metropolis,
    latest: onePerPlace((await list(ctx, {}, undefined, 40)).items, 5),
    year: await tallies(ctx.db, { since: `${year}-01` }),
    late: (await figures(ctx.db, 'report', [metropolis.id])).find((figure) => figure.name === 'late')?.value ?? 0,
    outcomes: await recentOutcomes(ctx.db, ctx.now, 6),
  });
}

/** The latest thing of each of so many places: one busy municipality does not fill the page. */
function onePerPlace(entries: Entry[], most: number): Entry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => !seen.has(entry.place) && seen.add(entry.place)).slice(0, most);
}

async function municipality(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const place = territoryOf(ctx).bySlug.get(request.params['slug'] ?? '');
  if (place?.kind !== 'municipality') return refuse('kernel.absent', 404);
  return municipalityPage(ctx, {
    place,
    latest: (await list(ctx, { place: place.id }, undefined, 6)).items,
    tallies: await tallies(ctx.db, { place: place.id }),
    figures: await figures(ctx.db, 'report', [place.id]),
    outcomes: await recentOutcomes(ctx.db, ctx.now, 5, place.id),
    areas: await areasWithin(ctx, getPlace(ctx, place.id)),
  });
}

async function map(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const one = (name: string) => String(request.query[name] ?? '').slice(0, 60);
  const kind = allKinds().find((known) => known.name === one('tipo'));
  // Of things of every kind there is no topic to choose.
  const asked = { ...askedOf(request.query), tipo: kind?.topics ? one('argomento') : '' };
  const { filter, unclear } = readerFilter(ctx, asked, kind);
  return mapPage(ctx, {
    kind,
    place: filter.place ? getPlace(ctx, filter.place) : null,
    asked,
    filter,
    unclear,
    code: one('codice'),
    shown:
      one('vista') === 'calore'
        ? { heat: await heat(ctx, filter) }
        : { page: await list(ctx, filter, asked.dopo || undefined, 20) },
    tallies: await tallies(ctx.db, { kind: kind?.name, place: filter.place }),
  });
}

async function search(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const text = String(request.query['q'] ?? '')
    .trim()
    .slice(0, 200);
  const place = territoryOf(ctx).bySlug.get(String(request.query['comune'] ?? ''));
  const cursor = String(request.query['dopo'] ?? '') || undefined;
  const found = text ? await list(ctx, { text, place: place?.kind === 'municipality' ? place.id : undefined }, cursor, 20) : null;
  return searchPage(ctx, { text, place: place ?? null, found });
}
