import { type Address, findAddressById, lookUpAddresses } from '../../../commons/addresses/search.ts';
import { hasAddresses } from '../../../commons/addresses/store.ts';
import { beginDraft, type Draft, findDraft, forgetDraft, isChangedElsewhere, keepDraft } from '../../../commons/drafts/drafts.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { threadOf } from '../../../commons/entries/store-notes.ts';
import { mapAround } from '../../../commons/territory/drawing.ts';
import { borderSentence, competentFor, territoryOf } from '../../../commons/territory/territory.ts';
import { isSomebody } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FieldError, FormState } from '../../../kernel/forms/form.ts';
import { fault, parse } from '../../../kernel/forms/parse.ts';
import { redirect, text } from '../../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, ask, feed, form, page } from '../../../kernel/http/routes.ts';
import { MapFigure } from '../../../kernel/pages/map.tsx';
import { renderPart } from '../../../kernel/pages/render.tsx';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { findActPlace } from '../../../kernel/register/store-seal.ts';
import { routeOf } from '../bodies/routing.ts';
import { categoryOf } from '../category.ts';
import { receiptHash, receiptOf, threadVerbs } from '../report.ts';
import { findByKey, findByReceipt, getReport } from '../store.ts';
import { isContested, listHops } from '../store-moves.ts';
import { confirmReport, receiptSecret, refusedSender, sendReport } from './actions.ts';
import { alike } from './alike.ts';
import {
  competentPlace,
  flowName,
  keepWhat,
  mapSizes,
  placeAt,
  pointIn,
  questionsOf,
  sendInput,
  type Told,
  toldIn,
  whereIn,
} from './flow.ts';
import { sendForm, whoForm } from './forms.ts';
import { addressPage } from './pages-address.tsx';
import { whatPage, whoPage, whoState } from './pages-form.tsx';
import { confirmPage, lookUpPage } from './pages-receipt.tsx';
import { receiptPage, summaryPage } from './pages-summary.tsx';
import { addressAfter, checkRoutes, unanswered } from './routes-checks.tsx';

const base = '/segnalazioni/nuova';

export const flowRoutes: readonly Route[] = [
  page(base, anyone, 'Tell a problem, step 1: privacy and who you are', async (ctx, request) => {
    const draft = await findDraft(ctx, request, flowName);
    const open = draft?.became ? undefined : draft;
    return whoPage(ctx, whoState(ctx, open), open);
  }),
  ask(base, anyone, 'Keeps step 1', keepWho),
  ask(`${base}/da-capo`, anyone, 'Leaves the draft and begins another', async () => redirect(base, forgetDraft(flowName))),
  page(`${base}/dati`, anyone, 'Step 2: what and where', async (ctx, request) => {
    const draft = await findDraft(ctx, request, flowName);
    return draft && !draft.became ? what(ctx, draft, toldIn(draft), []) : redirect(base);
  }),
  ask(`${base}/dati`, anyone, 'Keeps step 2', keepStepTwo),
  page(`${base}/indirizzo`, anyone, 'Which of the addresses found is meant', (ctx, request) => address(ctx, request, [])),
  ask(`${base}/indirizzo`, anyone, 'Keeps the address, or the words', keepAddress),
  ...checkRoutes,
  page(`${base}/riepilogo`, anyone, 'Step 3: everything once more', (ctx, request) => summary(ctx, request)),
  form(`${base}/riepilogo`, sendReport, {
    input: async (ctx, request) => {
      const draft = await findDraft(ctx, request, flowName);
      return draft ? sendInput(ctx, draft) : {};
    },
    then: () => `${base}/ricevuta`,
    again: (ctx, request, state, refusal) => notSent(ctx, request, state.errors, refusal),
  }),
  page(`${base}/ricevuta`, anyone, 'Step 4: the receipt', receipt),
  feed(`${base}/carta.svg`, anyone, 'The picture of the map on which the point is chosen', picture),
  feed(`${base}/foto/:file`, anyone, 'A photo of your own draft', photo),
  page('/segnalazioni/conferma/:token', anyone, 'Confirms the address behind a report', async (ctx, request) =>
    confirmPage(ctx, request.params['token'] ?? ''),
  ),
  form('/segnalazioni/conferma/:token', confirmReport, {
    // not to its own page: of what the office alone reads, whoever has not signed in sees none
    then: (_ctx, done) => `/ricevuta?confermata=${done.code}`,
    again: async (ctx, _request, _form, refusal) => refusal ?? confirmPage(ctx, ''),
  }),
  page('/ricevuta', anyone, 'Where a report stands, by its code or receipt', async (ctx, request) => {
    const code = request.query['confermata'];
    const seen = code === undefined ? undefined : await findEntry(ctx.db, ctx.actor, String(code), 'report');
    return lookUpPage(ctx, {
      done: request.query['fatto'] !== undefined,
      ...(code !== undefined && { confirmed: seen ? { code: seen.code } : {} }),
    });
  }),
  ask('/ricevuta', anyone, 'Looks a code or receipt up', lookUp),
];

async function keepWho(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const state = parse(ctx.words, 'reports.who', whoForm, request.body, false);
  const { who } = state.values;
  if (who === 'email' && !state.values['email'] && !state.errors.some((error) => error.field === 'email'))
    state.errors.push(fault(ctx.words, 'reports.who', 'email', 'missing', {}));
  const found = await findDraft(ctx, request, flowName);
  if (state.errors.length > 0) return whoPage(ctx, { ...state, values: request.body }, found?.became ? undefined : found);
  const { email, name, onBehalf } = state.values;
  const said = {
    who,
    email: who === 'email' ? email : undefined,
    name: who === 'email' ? name : undefined,
    onBehalf: who === 'person' ? onBehalf : undefined,
  };
  let kept: Draft | undefined;
  for (let draft = found; draft && !draft.became && !kept; draft = await findDraft(ctx, request, flowName)) {
    if (isChangedElsewhere(draft, request.body, ['who', 'email', 'name', 'onBehalf']))
      return whoPage(ctx, { ...state, values: request.body }, draft, true);
    kept = await keepDraft(ctx, draft, { ...toldIn(draft), ...said });
  }
  const { cookies } = kept ? { cookies: undefined } : await beginDraft(ctx, flowName, { photos: [], ...said });
  if (who === 'person' && !isSomebody(ctx.actor)) return redirect(`/entra?next=${base}/dati`, cookies);
  return redirect(`${base}/dati`, cookies);
}

async function keepStepTwo(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const draft = await findDraft(ctx, request, flowName);
  const kept = draft && (await keepWhat(ctx, draft, request));
  if (!kept) {
    // Sent meanwhile in another tab, or the cookie is gone: what was typed begins a new draft; only who you are is asked again.
    const begun = await beginDraft(ctx, flowName, {});
    const { version: _, ...body } = request.body;
    await keepWhat(ctx, begun.draft, { ...request, body });
    return redirect(base, begun.cookies);
  }
  if (kept.elsewhere) return what(ctx, kept.draft, kept.told, kept.errors, true);
  if (request.body['act'] === 'address') return toAddresses(ctx, kept.draft, kept.told, kept.errors);
  if (request.body['act'] === 'save' && kept.errors.length === 0) return redirect(`${base}/dati`);
  if (request.body['act'] !== 'next') {
    if (kept.errors.length > 0) return what(ctx, kept.draft, kept.told, kept.errors);
    const pointed = request.body['act'] === 'point' || Object.keys(request.body).some((name) => name.endsWith('.x'));
    return redirect(`${base}/dati${pointed ? '#reports-what-point' : ''}`);
  }
  const { lat, placeLabel, ownWords } = kept.told;
  const toChoose = lat === undefined && placeLabel !== ownWords && (await meantBy(ctx, kept.told)).length > 0;
  const errors = [...kept.errors, ...(await faultsOf(ctx, kept.told))].filter(
    (error) => !(toChoose && error.key === 'reports.refusal.where'),
  );
  if (errors.length > 0) return what(ctx, kept.draft, kept.told, errors);
  return redirect(toChoose ? `${base}/indirizzo?poi=riepilogo` : await addressAfter(ctx, kept.told, 'data'));
}

/** The addresses that the words may mean, in the chosen municipality if there is one. */
async function meantBy(ctx: Ctx, { placeLabel, municipality }: Told): Promise<Address[]> {
  if (!placeLabel || !(await hasAddresses(ctx.db))) return [];
  return lookUpAddresses(ctx, placeLabel, territoryOf(ctx).bySlug.get(municipality ?? '')?.id);
}

async function toAddresses(ctx: Ctx, draft: Draft, told: Told, errors: FieldError[]): Promise<Answer> {
  if (errors.length === 0 && (await meantBy(ctx, told)).length > 0) return redirect(`${base}/indirizzo?poi=dati`);
  return what(ctx, draft, told, [...errors, fault(ctx.words, 'reports.what', 'placeLabel', 'not-found', {})]);
}

async function address(ctx: Ctx, request: Incoming, errors: FieldError[]): Promise<Answer> {
  const draft = await findDraft(ctx, request, flowName);
  if (!draft || draft.became) return redirect(base);
  const told = toldIn(draft);
  const found = await meantBy(ctx, told);
  if (found.length === 0) return redirect(`${base}/dati`);
  const then = request.query['poi'] === 'riepilogo' ? 'riepilogo' : 'dati';
  return addressPage(ctx, { words: told.placeLabel!, found, then, errors });
}

async function keepAddress(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const chosen = String(request.body['address'] ?? '');
  const place = await findAddressById(ctx, chosen);
  if (!place && chosen !== 'none') return address(ctx, request, [fault(ctx.words, 'reports.address', 'address', 'missing', {})]);
  for (;;) {
    const draft = await findDraft(ctx, request, flowName);
    if (!draft || draft.became) return redirect(base);
    const told = toldIn(draft);
    // Another tab wrote other words meanwhile: these addresses are not for them.
    if (request.body['words'] !== told.placeLabel) return address(ctx, request, []);
    if (place) placeAt(told, place);
    else told.ownWords = told.placeLabel;
    const kept = await keepDraft(ctx, draft, told);
    if (!kept) continue;
    if (request.query['poi'] !== 'riepilogo') return redirect(`${base}/dati#reports-what-point`);
    const errors = await faultsOf(ctx, told);
    return errors.length > 0 ? what(ctx, kept, told, errors) : redirect(await addressAfter(ctx, told, 'data'));
  }
}

/** What the sending would refuse, told where it can be mended. */
async function faultsOf(ctx: Ctx, told: Told): Promise<FieldError[]> {
  const { category, title, description, placeLabel } = told;
  const errors = parse(ctx.words, 'reports.what', sendForm, { category, title, description, placeLabel }, false).errors;
  if (told.lat !== undefined && told.lon !== undefined) {
    const competence = await competentFor(ctx, told.lat, told.lon);
    if (isRefusal(competence)) errors.unshift({ field: 'point', key: competence.textKey, params: competence.params });
  } else if (!told.municipality) errors.unshift({ field: 'point', key: 'reports.refusal.where', params: {} });
  else if (!placeLabel)
    errors.push({
      field: 'placeLabel',
      key: 'reports.refusal.where-words',
      params: { name: territoryOf(ctx).bySlug.get(told.municipality)?.name ?? '' },
    });
  const place = await competentPlace(ctx, told);
  const kind = place && category ? categoryOf(ctx, place.id, category) : undefined;
  const refusal = kind?.offered ? refusedSender(kind, told.who) : refuse('reports.no-category', 422, {}, 'category');
  if (refusal && place && category) errors.push({ field: 'category', key: refusal.textKey, params: refusal.params });
  return errors;
}

async function what(ctx: Ctx, draft: Draft, told: Told, errors: FieldError[], elsewhere = false): Promise<Answer> {
  const { lat, lon } = told;
  const competence = lat === undefined || lon === undefined ? null : await competentFor(ctx, lat, lon);
  const competent =
    competence && !isRefusal(competence) ? { place: competence.place, border: borderSentence(ctx, competence) } : null;
  const outside =
    competence && isRefusal(competence) && !errors.some((error) => error.field === 'point')
      ? [{ field: 'point', key: competence.textKey, params: competence.params }]
      : [];
  const place = competent?.place ?? (lat === undefined ? await competentPlace(ctx, told) : undefined);
  const where = whereIn(told);
  const near = place && where ? await alike(ctx, { place: place.id, where }, 3) : [];
  return whatPage(ctx, {
    draft,
    told,
    errors: [...outside, ...errors],
    competent,
    near,
    elsewhere,
    register: await hasAddresses(ctx.db),
  });
}

async function summary(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer | Refusal> {
  const draft = await findDraft(ctx, request, flowName);
  if (!draft) return redirect(base);
  if (draft.became) return redirect(`${base}/ricevuta`);
  const told = toldIn(draft);
  if (!told.title || !told.category) return redirect(`${base}/dati`);
  const asked = await unanswered(ctx, draft, told);
  if (asked) return request.method === 'GET' ? redirect(`${base}/domande`) : asked;
  const place = await competentPlace(ctx, told);
  const signIn = told.who === 'person' && !isSomebody(ctx.actor) ? refuse('reports.sign-in-again', 401) : undefined;
  const kind = place && categoryOf(ctx, place.id, told.category);
  const way = kind ? await routeOf(ctx, place.id, pointIn(told), kind) : null;
  return summaryPage(ctx, draft, { competent: place ?? null, way }, await questionsOf(ctx, told), refusal ?? signIn);
}

/** Sent twice at once: the second finds the draft already gone, and gets the receipt of the first. */
async function notSent(ctx: Ctx, request: Incoming, errors: FieldError[], refusal?: Refusal): Promise<Answer | Refusal> {
  const draft = await findDraft(ctx, request, flowName);
  if (!draft) return redirect(base);
  if (draft.became) return redirect(`${base}/ricevuta`);
  const toAnswer = errors.some(({ field }) => field === 'answers');
  return refusal || toAnswer ? summary(ctx, request, refusal) : what(ctx, draft, toldIn(draft), errors);
}

async function receipt(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const draft = await findDraft(ctx, request, flowName);
  const report = draft?.became ? await findByKey(ctx.db, `draft ${draft.id}`) : undefined;
  // The cookie of the draft proves who sent it: also what is for the office alone has its receipt.
  const entry = report && (await findEntry(ctx.db, { ...ctx.actor, kind: 'system' }, report.code, 'report'));
  if (!report || !entry) return redirect(base);
  const code = receiptOf(await receiptSecret(ctx), report.id);
  const hop = (await listHops(ctx.db, entry.id)).at(-1);
  const act = (await findActPlace(ctx.db, { entry: entry.id }))!;
  return receiptPage(ctx, { entry, hop, receipt: code, act, byEmail: draft?.content['who'] === 'email' });
}

async function picture(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const number = (name: string) => Number(request.query[name] ?? Number.NaN);
  const [lat, lon, metres] = [number('lat'), number('lon'), number('m')];
  if (!(Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && metres >= 50 && metres <= 2_000_000)) return refuse('kernel.absent', 404);
  const size = mapSizes[String(request.query['s'] ?? '') as keyof typeof mapSizes];
  if (!size) return refuse('kernel.absent', 404);
  const { chart, pin: _pin, ...map } = mapAround(ctx, lat, lon, metres, size.width, size.height);
  const [, pLat, pLon] = /^(-?[\d.]+),(-?[\d.]+)$/.exec(String(request.query['p'] ?? '')) ?? [];
  const [x, y] = chart.place(Number(pLon), Number(pLat)).map(Math.round) as [number, number];
  const figure = renderPart(
    <MapFigure
      id="m"
      {...map}
      pin={Number.isFinite(x) && Number.isFinite(y) ? { x, y } : undefined}
      label={ctx.words.t('reports.what.point.label')}
    />,
    ctx.words,
  );
  return text(standalone(figure), 'image/svg+xml; charset=utf-8', {
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
}

/** The figure's drawing as a picture by itself: a picture has no style sheet of the page, so the few rules it needs travel with it. It has not the
 *  page's narrow letters either: names are smaller, so that in the system's wider ones they keep the room counted for them. */
function standalone(figure: string): string {
  const svg = /<svg[\s\S]*<\/svg>/.exec(figure)?.[0] ?? '';
  const style =
    '<style>svg{background:#d5e6ea}.coast{fill:none;stroke:#fff}.mu{fill:#fbf9f4;stroke:#a9b3ae;stroke-width:.9}.halo{fill:#0a5c73;opacity:.16}.drop{fill:#06303f;stroke:#fff;stroke-width:3}.spark{fill:#f4b942}text{font:600 12px system-ui,sans-serif;fill:#14242c;text-anchor:middle;paint-order:stroke;stroke:#fbf9f4;stroke-width:4px}</style>';
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return svg
    .replace('<svg', `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`)
    .replace(/>/, `>${style}`);
}

async function photo(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const draft = await findDraft(ctx, request, flowName);
  const id = request.params['file'] ?? '';
  const mine = draft && toldIn(draft).photos.some((one) => one.id === id);
  const found = mine ? await ctx.files.read(id, 'small') : undefined;
  return found ? { status: 200, type: found.type, body: found.bytes, cache: 'private' } : refuse('kernel.absent', 404);
}

/** By public code to its page; by receipt also when the report is not public. The receipt never stands in an address. */
async function lookUp(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const typed = String(request.body['codice'] ?? '')
    .trim()
    .slice(0, 60);
  const code = /^[a-z]{3}[-\s]?(\d{4})[-\s]?(\d{1,6})$/i.exec(typed);
  if (code) {
    const entry = await findEntry(ctx.db, ctx.actor, `SEG-${code[1]}-${code[2]!.padStart(6, '0')}`, 'report');
    if (entry) return redirect(`/segnalazioni/${entry.code}`);
  }
  return underReceipt(ctx, typed);
}

/** What the holder of a receipt sees; with what they wrote and must write otherwise. */
export async function underReceipt(ctx: Ctx, typed: string, form?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const report = typed.length >= 16 ? await findByReceipt(ctx.db, receiptHash(typed)) : undefined;
  if (report?.visibility === 'public') return redirect(`/segnalazioni/${report.code}`);
  if (!report || report.visibility === 'hidden') return lookUpPage(ctx, { typed });
  const system = { ...ctx.actor, kind: 'system' } as const;
  const entry = (await findEntry(ctx.db, system, report.code, 'report'))!;
  return lookUpPage(ctx, {
    typed,
    form,
    refusal,
    found: {
      contested: entry.closed !== null && (await isContested(ctx.db, entry.id)),
      photos: [],
      entry,
      report: await getReport(ctx.db, system, report.id),
      thread: await threadOf(ctx.db, report.id, threadVerbs),
      hops: await listHops(ctx.db, report.id),
    },
  });
}
