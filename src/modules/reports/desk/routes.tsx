import { attachmentsOf } from '../../../commons/attachments/store.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { listHolding } from '../../../commons/people/store.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { parse } from '../../../kernel/forms/parse.ts';
import { redirect } from '../../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { ask, feed, form, page } from '../../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import type { Verb } from '../../../kernel/verbs/verb.ts';
import { listOpenCases } from '../cases/store.ts';
import { retryDelivery } from '../delivery/actions.ts';
import { passingsOf } from '../delivery/store.ts';
import { answersOf } from '../intake/store.ts';
import { mayEnterDesk, officeRoles } from '../permissions.ts';
import { getReport } from '../store.ts';
import { answer, close, plan, promisedDay, resolve, startWork, takeCharge } from './actions.ts';
import { markDuplicate, reopen } from './actions-duplicate.ts';
import { assign, changeCategory, note } from './actions-office.ts';
import { addReference, passOutside, passToOffice } from './actions-passing.ts';
import { findAct } from './acts.ts';
import { queueCsv } from './export.ts';
import { type DeskData, deskPage, type OpenedReport } from './pages.tsx';
import { address, askedOf, type DeskAsked, filterOf, placesOf, shownAtOnce } from './queue.ts';
import { sheetsOf } from './sheets.ts';
import { deskReports, pickedReports, queueCounts } from './store.ts';
import { listInternalNotes, listNear } from './store-office.ts';
import { filled, templatesFor, withTemplate } from './template.ts';
import { check, mostPicked, performTogether, type TogetherAct, type TogetherOutcome, togetherActs } from './together.ts';
import { waysOn } from './way-on.ts';

export const deskRoutes: readonly Route[] = [
  page('/banco', mayEnterDesk, "The office's desk: its reports by urgency", (ctx, request) =>
    desk(ctx, askedOf(request.query), doneOf(request)),
  ),
  feed('/banco/coda.csv', mayEnterDesk, 'The queue of the desk, with its filters, as CSV', async (ctx, request) =>
    queueCsv(ctx, filterOf(ctx, askedOf(request.query))),
  ),
  page('/banco/stampa', mayEnterDesk, 'Sheets to print, one for each chosen report', (ctx, request) =>
    sheetsOf(ctx, [request.query['pick'] ?? []].flat(), '/banco/stampa'),
  ),
  page('/banco/:code/stampa', mayEnterDesk, 'A sheet to print for the people who go to the place', (ctx, request) =>
    sheetsOf(ctx, [request.params['code']!], `/banco/${request.params['code']}/stampa`),
  ),
  act('prendi-in-carico', takeCharge),
  act('rispondi', answer),
  act('programma', plan),
  act('inizia-i-lavori', startWork),
  act('risolvi', resolve),
  act('chiudi', close),
  // It is at another desk then.
  act('passa-al-comune', passToOffice, true),
  act('passa-fuori', passOutside),
  act('riferimento', addReference),
  act('doppia', markDuplicate),
  act('riapri', reopen),
  act('affida', assign),
  act('cambia-tipo', changeCategory),
  act('nota', note),
  act('riprova', retryDelivery),
  ask('/banco/:code/testo', mayEnterDesk, 'A ready text is written into the answer', useTemplate),
  ask('/banco/insieme', mayEnterDesk, 'Several reports at once: what is to be confirmed, then what was done', together),
];

type More = Pick<DeskData, 'form' | 'refusal' | 'together' | 'outcome' | 'picked'>;

function act(path: string, verb: Verb, leaves = false): Route {
  return form(`/banco/:code/${path}`, verb, {
    then: (_ctx, done: { code: string }, request) => {
      const asked = askedOf(request.body);
      return leaves ? address({ ...asked, apri: '' }) : `${address({ ...asked, apri: done.code })}#open`;
    },
    again: (ctx, request, state, refusal) =>
      desk(ctx, { ...askedOf(request.body), apri: request.params['code']! }, { form: refusal ? undefined : state, refusal }),
  });
}

async function desk(ctx: Ctx, asked: DeskAsked, more: More = {}): Promise<Answer | Refusal> {
  const no = mayEnterDesk.check(ctx.actor, undefined);
  if (no) return no;
  const places = placesOf(ctx);
  const ids = places.map((place) => place.id);
  const open = asked.apri ? await opened(ctx, asked.apri, ids) : null;
  if (isRefusal(open)) return open;
  const { metropolis, byId } = territoryOf(ctx);
  return deskPage(ctx, {
    asked,
    office: (open && byId.get(open.entry.place)) ?? (places.length === 1 ? places[0]! : metropolis!),
    places,
    colleagues: await listHolding(ctx.db, ids, officeRoles, ctx.now),
    rows: await deskReports(ctx.db, ctx.actor, filterOf(ctx, asked), shownAtOnce),
    counts: await queueCounts(ctx.db, ids, ctx.actor.person!, ctx.now),
    open,
    ...more,
  });
}

async function opened(ctx: Ctx, code: string, places: readonly string[]): Promise<OpenedReport | Refusal> {
  const entry = await findEntry(ctx.db, ctx.actor, code, 'report');
  if (!entry) return refuse('kernel.absent', 404);
  if (!places.includes(entry.place)) return refuse('reports.not-your-office', 403);
  const { hops, deliveries } = await passingsOf(ctx.db, entry.id);
  return {
    entry,
    report: await getReport(ctx.db, ctx.actor, entry.id),
    hops,
    deliveries,
    photos: await attachmentsOf(ctx.db, entry.id),
    answers: (await answersOf(ctx.db, [entry.id])).get(entry.id) ?? [],
    notes: await listInternalNotes(ctx.db, entry.id, places),
    near: await listNear(ctx.db, ctx.actor, entry, 250, 6),
    ...(await waysOn(ctx, entry, hops)),
  };
}

/** Without script: the form comes back with the ready text in it, and everything else as it was typed. */
async function useTemplate(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const code = request.params['code']!;
  const one = findAct(request.body['act']);
  const entry = await findEntry(ctx.db, ctx.actor, code, 'report');
  if (!one || !entry) return refuse('kernel.absent', 404);
  const asked = { ...askedOf(request.body), apri: code };
  const state = { ...parse(ctx.words, one.verb, one.schema, { ...request.body, code }, false), errors: [] };
  const template = templatesFor(ctx, entry, one.verb).find(({ name }) => name === request.body['testo']);
  if (!template) return desk(ctx, asked, { form: state, refusal: refuse('reports.no-template', 422) });
  const { promised } = state.values;
  const due = promisedDay(ctx, typeof promised === 'string' ? promised : undefined);
  const text = filled(ctx, template, entry, isRefusal(due) ? entry.due : (due ?? entry.due));
  const values = { ...state.values, answer: withTemplate(state.values['answer'], text) };
  return desk(ctx, asked, { form: { ...state, values } });
}

/** First how many they are and what is to be said; once confirmed, one act for all. */
async function together(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const asked = { ...askedOf({ ...request.query, ...request.body }), apri: '' };
  const codes = [...new Set([request.body['pick'] ?? []].flat().map(String))];
  const one = togetherActs.find((known) => known.act === request.body['act']);
  if (!one) return refuse('kernel.absent', 404);
  if (codes.length === 0) return desk(ctx, asked, { refusal: refuse('reports.none-picked', 422) });
  if (codes.length > mostPicked)
    return desk(ctx, asked, { refusal: refuse('reports.too-many-picked', 422, { max: mostPicked, n: codes.length }) });
  const ids = placesOf(ctx).map((place) => place.id);
  const picked = await pickedReports(ctx.db, ctx.actor, ids, codes);
  if (picked.length === 0) return desk(ctx, asked, { refusal: refuse('reports.not-your-office') });
  const confirmed = request.body['confirmed'] === 'yes';
  const checked = confirmed ? check(ctx, one, request.body) : undefined;
  if (checked && checked.errors.length === 0) {
    const outcome = await performTogether(
      ctx,
      one,
      picked.map(({ code }) => code),
      request.body,
    );
    for (const code of codes)
      if (!picked.some((row) => row.code === code))
        outcome.left.push({ code, why: ctx.words.t('reports.refusal.not-your-office') });
    return done(ctx, asked, one, outcome);
  }
  return desk(ctx, asked, {
    picked: codes,
    together: {
      act: one,
      picked,
      colleagues: await common(ctx, [...new Set(picked.map(({ place }) => place))]),
      cases: await listOpenCases(ctx.db, ids, 100),
      form: checked,
    },
  });
}

/** Where everything went well, loading the page again does nothing again. */
async function done(ctx: Ctx, asked: DeskAsked, one: TogetherAct, outcome: TogetherOutcome): Promise<Answer | Refusal> {
  if (outcome.left.length > 0) return desk(ctx, asked, { outcome, picked: outcome.left.map(({ code }) => code) });
  if (one.act === 'open-case') return redirect(`/fascicoli/${outcome.opened}`);
  return redirect(address(asked, '/banco', { fatte: outcome.done }));
}

/** How many were done, on the page that follows. */
function doneOf(request: Incoming): More {
  const n = Number(request.query['fatte']);
  return Number.isInteger(n) && n > 0 && n <= mostPicked ? { outcome: { done: n, left: [] } } : {};
}

/** Those who work for each of these places, and the officer themselves. */
async function common(ctx: Ctx, places: readonly string[]): Promise<{ person: string; name: string; place: string }[]> {
  const all = await listHolding(ctx.db, places, officeRoles, ctx.now);
  const everywhere = all.filter(({ person }) =>
    places.every((place) => all.some((one) => one.person === person && one.place === place)),
  );
  const me = { person: ctx.actor.person!, name: ctx.actor.name, place: places[0]! };
  return everywhere.some(({ person }) => person === me.person) ? everywhere : [...everywhere, me];
}
