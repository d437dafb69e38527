import Type from 'typebox';
import { attachmentsOf } from '../../commons/attachments/store.ts';
import { discussionPart } from '../../commons/discussion/part.tsx';
import { askedOf } from '../../commons/entries/asked.ts';
import { asAtom, asCalendar, asCsv, asGeojson } from '../../commons/entries/feeds.ts';
import { entryJson, list } from '../../commons/entries/list.ts';
import { listFilter, listQuery } from '../../commons/entries/query.ts';
import { entryReply, listReply } from '../../commons/entries/routes.ts';
import { findEntry } from '../../commons/entries/store.ts';
import { figures, tallies } from '../../commons/entries/store-figures.ts';
import { threadOf } from '../../commons/entries/store-notes.ts';
import { ownOfMetropolis, years } from '../../commons/entries/store-year.ts';
import { linksPart } from '../../commons/links/part.tsx';
import { flagPath } from '../../commons/moderation/part.ts';
import { followPart } from '../../commons/notices/part.tsx';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { parse } from '../../kernel/forms/parse.ts';
import { redirect } from '../../kernel/http/answers.ts';
import { pageQuery, partOf } from '../../kernel/http/lists.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, ask, command, feed, form, page, performVerb, read } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { addWords, askBack, contest, isReporter, sayResolved, supportReport } from './actions.ts';
import { askingRoutes } from './asking/routes.ts';
import { bodyRoutes } from './bodies/routes.tsx';
import { caseRoutes } from './cases/routes.tsx';
import { categoriesOf } from './category.ts';
import { categoriesReply, categoryJson } from './category-json.ts';
import { deliveryRoutes } from './delivery/routes.tsx';
import { passingsOf } from './delivery/store.ts';
import { deskRoutes } from './desk/routes.tsx';
import { figuresRoutes } from './figures/routes.tsx';
import { addWordsForm } from './forms.ts';
import { inspectionRoutes } from './inspection/routes.tsx';
import { sendReport } from './intake/actions.ts';
import { flowRoutes, underReceipt } from './intake/routes.tsx';
import { routes as open311Routes } from './open311/routes.ts';
import { listPage } from './pages-list.tsx';
import { reportPage } from './pages-report.tsx';
import { byReceipt } from './pages-report-mine.tsx';
import { takeAdded } from './photos.ts';
import { filterOf, listAddress } from './query.ts';
import { pointOf, threadVerbs } from './report.ts';
import { getReport, supportsByAssurance } from './store.ts';
import { isContested } from './store-moves.ts';
import { nearBy } from './store-near.ts';

export const routes: readonly Route[] = [
  page('/segnalazioni', anyone, 'Reports of problems: list and map', reports),
  ...(['atom', 'geojson', 'csv', 'ics'] as const).map((ending) =>
    feed(`/segnalazioni.${ending}`, anyone, `The same list as ${ending}`, (ctx, request) => exported(ctx, request, ending)),
  ),
  ...figuresRoutes,
  ...askingRoutes,
  ...flowRoutes,
  page('/segnalazioni/:code', anyone, 'One report', (ctx, request) => oneReport(ctx, request)),
  form('/segnalazioni/:code/anche-a-me', supportReport, {
    then: (_ctx, done) => `/segnalazioni/${done.code}`,
    again: async (ctx, request, _form, refusal) =>
      refusal?.status === 401 ? toSignIn(request) : oneReport(ctx, request, refusal),
  }),
  own('contesta', contest),
  own('riprendi', askBack),
  own('risolta', sayResolved),
  ask('/segnalazioni/:code/aggiungi', anyone, 'More words and photos of whoever sent the report', added),
  ...deskRoutes,
  ...deliveryRoutes,
  ...bodyRoutes,
  ...caseRoutes,
  ...inspectionRoutes,
  read('/api/v1/reports', anyone, 'Reports of problems', listQuery, listReply, async (ctx, query) => {
    const filter = listFilter(ctx, { ...query, kind: 'report' });
    if (isRefusal(filter)) return filter;
    const found = await list(ctx, filter, query.cursor, query.limit ?? 20);
    return { items: found.items.map((entry) => entryJson(ctx, entry)), next: found.next };
  }),
  read('/api/v1/reports/:code', anyone, 'One report', Type.Object({}), entryReply, async (ctx, _query, request) => {
    const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '', 'report');
    return entry
      ? { ...entryJson(ctx, entry), description: (await getReport(ctx.db, ctx.actor, entry.id)).description }
      : refuse('kernel.absent', 404);
  }),
  read(
    '/api/v1/report-categories',
    anyone,
    'Kinds of problem: the working days promised for each, who may send and who reads one, what is asked more',
    Type.Object({ municipality: Type.Optional(Type.String({ maxLength: 6 })), ...pageQuery }),
    categoriesReply,
    async (ctx, { municipality, ...asked }) => {
      const { metropolis, byIstat } = territoryOf(ctx);
      const place = municipality === undefined ? metropolis : byIstat.get(municipality);
      if (municipality !== undefined && !place) return refuse('reports.no-such-office', 404);
      return partOf(place ? categoriesOf(ctx, place.id).map(categoryJson) : [], ({ code }) => code, asked);
    },
  ),
  command('POST', '/api/v1/reports', sendReport, 201),
  ...open311Routes,
];

async function reports(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const { metropolis } = territoryOf(ctx);
  if (!metropolis) return refuse('reports.no-territory', 503);
  const asked = askedOf(request.query);
  const { filter, unclear } = filterOf(ctx, asked);
  const found = await list(ctx, filter, asked.dopo || undefined, 20);
  const own = filter.place === metropolis.id;
  return listPage(ctx, {
    asked,
    unclear,
    page: found,
    tallies: await tallies(ctx.db, { kind: 'report', place: filter.place }),
    // Of what is late, the figure of the metropolis is that of all: of what is its own there is none.
    figures: own ? [] : await figures(ctx.db, 'report', [filter.place ?? metropolis.id]),
    year: (
      await years(ctx.db, 'report', { places: [own ? ownOfMetropolis : (filter.place ?? metropolis.id)], topic: asked.tipo })
    )[0],
  });
}

async function exported(ctx: Ctx, request: Incoming, ending: 'atom' | 'geojson' | 'csv' | 'ics'): Promise<Answer | Refusal> {
  const asked = askedOf(request.query);
  const { filter } = filterOf(ctx, asked);
  if (ending === 'geojson') return asGeojson(ctx, filter);
  if (ending === 'ics') return asCalendar(ctx, filter, ctx.words.t('reports.many'));
  if (ending === 'csv') return asCsv(ctx, filter, 'segnalazioni');
  return asAtom(ctx, filter, {
    title: ctx.words.t('reports.many'),
    page: listAddress(asked),
    self: listAddress(asked, {}, '.atom'),
  });
}

/** What the reporter does on the page of the report, or on that of the receipt. */
function own(path: string, verb: typeof contest | typeof sayResolved): Route {
  return form(`/segnalazioni/:code/${path}`, verb, {
    then: (_ctx, done: { code: string }, request) => whereDone(request, done.code),
    again: (ctx, request, state, refusal) => ownAgain(ctx, request, state, refusal),
  });
}

/** Words and photos. Files are taken in before the transaction, and of whoever sent the report alone; those that came are kept with the words. */
async function added(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const code = request.params['code'] ?? '';
  const { receipt, answer } = request.body;
  const words = { code, answer, ...(receipt !== '' && { receipt }) };
  const mine = await isReporter(ctx, { code, ...(typeof receipt === 'string' && receipt !== '' && { receipt }) });
  const { photos, faults } = mine ? await takeAdded(ctx, request) : { photos: [], faults: [] };
  const input = { ...words, ...(photos.length > 0 && { photos }) };
  if (faults.length > 0) {
    const state = parse(ctx.words, addWords.name, addWordsForm, input, false);
    return ownAgain(ctx, request, { ...state, errors: [...state.errors, ...faults] });
  }
  const outcome = await performVerb(ctx, addWords, input);
  if ('done' in outcome) return redirect(whereDone(request, outcome.done.code));
  if ('invalid' in outcome) return ownAgain(ctx, request, outcome.invalid);
  return ownAgain(ctx, request, outcome.form, outcome.refused);
}

/** Whoever came by the receipt may be nobody who sees the page of the report. */
function whereDone(request: Incoming, code: string): string {
  return request.body['via'] === byReceipt ? '/ricevuta?fatto' : `/segnalazioni/${code}#what-happened`;
}

function ownAgain(ctx: Ctx, request: Incoming, state: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (request.body['via'] === byReceipt) return underReceipt(ctx, String(request.body['receipt'] ?? ''), state, refusal);
  return oneReport(ctx, request, refusal, state);
}

/** Acts that leave a hop. */
const passingVerbs: ReadonlySet<string> = new Set(['reports.pass-to-office', 'reports.pass-outside']);

async function oneReport(ctx: Ctx, request: Incoming, refusal?: Refusal, written?: FormState): Promise<Answer | Refusal> {
  const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '', 'report');
  if (!entry) return refuse('kernel.absent', 404);
  const point = pointOf(entry.geometry);
  const thread = await threadOf(ctx.db, entry.id, threadVerbs);
  const wasPassed = entry.state === 'not-ours' || thread.some(({ verb }) => passingVerbs.has(verb));
  const { hops, deliveries } = wasPassed ? await passingsOf(ctx.db, entry.id) : { hops: [], deliveries: new Map() };
  const answer = reportPage(ctx, {
    entry,
    report: await getReport(ctx.db, ctx.actor, entry.id),
    thread,
    photos: await attachmentsOf(ctx.db, entry.id),
    supports: entry.supports > 0 ? await supportsByAssurance(ctx.db, entry.id) : [],
    parts: {
      follow: await followPart(ctx, entry),
      discussion: await discussionPart(ctx, request, entry),
      links: await linksPart(ctx, entry),
      flag: flagPath(entry),
    },
    near: point ? await nearBy(ctx.db, { id: entry.id, topic: entry.topic, ...point }, around(ctx)) : [],
    hops,
    deliveries,
    contested: entry.closed !== null && (await isContested(ctx.db, entry.id)),
    form: written,
    refusal,
  });
  return refusal || written ? { ...answer, status: refusal?.status ?? 422, cache: 'private' } : answer;
}

/** Similar reports: within half a kilometre, of the last twelve months. */
function around(ctx: Ctx) {
  return { metres: 500, since: new Date(ctx.now.getTime() - 365 * 86_400_000), most: 5 };
}

function toSignIn(request: Incoming): Answer {
  const back = `/segnalazioni/${request.params['code']}`;
  return {
    status: 303,
    type: 'text/plain',
    body: '',
    headers: { location: `/entra?next=${encodeURIComponent(back)}` },
    cache: 'private',
  };
}
