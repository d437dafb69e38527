import Type from 'typebox';
import { ages, ownOfMetropolis, weeks, years } from '../../../commons/entries/store-year.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, page, read } from '../../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { answersIn } from '../asking/store.ts';
import { placesOf } from '../desk/queue.ts';
import { mayEnterDesk } from '../permissions.ts';
import { figuresPage } from './pages.tsx';

const reply = Type.Object({
  done: Type.Integer({ description: 'done in the last twelve months' }),
  closed: Type.Integer({ description: 'closed in the last twelve months, done or not: what the median rests on' }),
  medianDays: Type.Union([Type.Number(), Type.Null()], { description: 'from sending to closing' }),
  open: Type.Integer({ description: 'still open, so not in the median' }),
  late: Type.Integer(),
  promised: Type.Integer({ description: 'closed ones that had a promised date' }),
  kept: Type.Integer({ description: 'closed by their promised date' }),
  computed: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

export const figuresRoutes: readonly Route[] = [
  page(
    '/segnalazioni/dati',
    anyone,
    'How it goes with the reports: by week, age, promise, kind and municipality',
    (ctx, request) => shown(ctx, request, false),
  ),
  page('/banco/cruscotto', mayEnterDesk, 'The same for whoever works on them', (ctx, request) => shown(ctx, request, true)),
  read(
    '/api/v1/reports/figures',
    anyone,
    'The last twelve months of the reports, of a municipality, of the metropolis itself or of all, of a category or of all',
    Type.Object({
      municipality: Type.Optional(Type.String({ maxLength: 6 })),
      own: Type.Optional(Type.Boolean({ description: 'only what belongs to the metropolis itself, like its roads' })),
      category: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    reply,
    async (ctx, query: { municipality?: string; own?: boolean; category?: string }) => {
      if (query.own && query.municipality !== undefined) return refuse('entries.wrong-filter', 422, { name: 'own' });
      const { metropolis, byIstat } = territoryOf(ctx);
      const place = query.municipality === undefined ? metropolis : byIstat.get(query.municipality);
      if (!place) return refuse('kernel.absent', 404);
      const [year] = await years(ctx.db, 'report', {
        places: [query.own ? ownOfMetropolis : place.id],
        topic: query.category ?? '',
      });
      return {
        done: year?.done ?? 0,
        closed: year?.closed ?? 0,
        medianDays: year?.median_days ?? null,
        open: year?.open ?? 0,
        late: year?.late ?? 0,
        promised: year?.promised ?? 0,
        kept: year?.kept ?? 0,
        computed: year?.computed.toISOString() ?? null,
      };
    },
  ),
];

async function shown(ctx: Ctx, request: Incoming, office: boolean): Promise<Answer | Refusal> {
  const no = office ? mayEnterDesk.check(ctx.actor, undefined) : undefined;
  if (no) return no;
  const { metropolis, bySlug, municipalities } = territoryOf(ctx);
  if (!metropolis) return refuse('reports.no-territory', 503);
  // Who works for one municipality sees its own first; an empty choice is the whole.
  const [own, ...more] = office && request.query['comune'] === undefined ? placesOf(ctx) : [];
  const place: Place = bySlug.get(String(request.query['comune'] ?? '')) ?? (own && more.length === 0 ? own : metropolis);
  const topic = String(request.query['tipo'] ?? '').slice(0, 40);
  const [year] = await years(ctx.db, 'report', { places: [place.id], topic });
  return figuresPage(ctx, {
    place,
    topic,
    year,
    fixed: await answersIn(ctx.db, place.id),
    office,
    weeks: await weeks(ctx.db, 'report', place.id, topic, ctx.now),
    ages: await ages(ctx.db, 'report', place.id, topic),
    byTopic: topic ? [] : (await years(ctx.db, 'report', { places: [place.id] })).filter((one) => one.topic !== ''),
    byPlace:
      place.kind === 'metropolis'
        ? await years(ctx.db, 'report', { places: [...municipalities.map(({ id }) => id), ownOfMetropolis], topic })
        : [],
  });
}
