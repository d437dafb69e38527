import { findEntry } from '../../../commons/entries/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import { redirect } from '../../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { ask, form, page, performVerb } from '../../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import type { Verb } from '../../../kernel/verbs/verb.ts';
import { mayEnterDesk, officeRoles } from '../permissions.ts';
import { getReport } from '../store.ts';
import { listHops } from '../store-moves.ts';
import { answer, close, plan, resolve, startWork, takeCharge } from './actions.ts';
import { markDuplicate, reopen } from './actions-duplicate.ts';
import { addReference, passOutside, passToOffice } from './actions-passing.ts';
import { address, type DeskAsked, deskPage } from './pages.tsx';
import { deskReports, queueCounts } from './store.ts';

export const deskRoutes: readonly Route[] = [
  page('/banco', mayEnterDesk, "The office's desk: its reports by urgency", (ctx, request) => desk(ctx, request, {})),
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
  ask('/banco/insieme', mayEnterDesk, 'Several reports at once', together),
];

function act(path: string, verb: Verb, leaves = false): Route {
  return form(`/banco/:code/${path}`, verb, {
    then: (_ctx, done: { code: string }, request) =>
      leaves
        ? address({ coda: queueOf(request.body['coda']), q: '', tipo: '', apri: '' })
        : `${address({ coda: queueOf(request.body['coda']), q: '', tipo: '', apri: done.code })}#open`,
    again: (ctx, request, state, refusal) =>
      desk(
        ctx,
        { ...request, query: { ...request.query, apri: request.params['code'], coda: String(request.body['coda'] ?? '') } },
        { form: refusal ? undefined : state, refusal },
      ),
  });
}

async function desk(
  ctx: Ctx,
  request: Incoming,
  more: { form?: FormState; refusal?: Refusal; done?: string },
): Promise<Answer | Refusal> {
  const no = mayEnterDesk.check(ctx.actor, undefined);
  if (no) return no;
  const one = (name: string) => String(request.query[name] ?? '').slice(0, 100);
  const asked: DeskAsked = { coda: queueOf(request.query['coda']), q: one('q'), tipo: one('tipo'), apri: one('apri') };
  const places = placesOf(ctx);
  const [rows, counts] = [
    await deskReports(
      ctx.db,
      ctx.actor,
      { places: places.map((place) => place.id), queue: asked.coda, person: ctx.actor.person!, text: asked.q, topic: asked.tipo },
      100,
    ),
    await queueCounts(
      ctx.db,
      places.map((place) => place.id),
      ctx.actor.person!,
      ctx.now,
    ),
  ];
  const entry = asked.apri ? await findEntry(ctx.db, ctx.actor, asked.apri, 'report') : undefined;
  if (asked.apri && !entry) return refuse('kernel.absent', 404);
  const mine = entry && places.some((place) => place.id === entry.place);
  if (entry && !mine) return refuse('reports.not-your-office', 403);
  const open = entry
    ? { entry, report: await getReport(ctx.db, ctx.actor, entry.id), hops: await listHops(ctx.db, entry.id) }
    : null;
  const office =
    (entry && territoryOf(ctx).byId.get(entry.place)) ?? (places.length === 1 ? places[0]! : territoryOf(ctx).metropolis!);
  return deskPage(ctx, { asked, office, rows, counts, open, ...more });
}

/** Chosen reports, one act, each in its own transaction: what fails says so and holds nothing else up. */
async function together(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const picked = [request.body['pick'] ?? []].flat().map(String).slice(0, 100);
  if (picked.length === 0) return desk(ctx, request, { refusal: refuse('reports.none-picked', 422) });
  let done = 0;
  let refusal: Refusal | undefined;
  for (const code of picked) {
    const outcome = await performVerb(ctx, takeCharge, { code });
    if ('done' in outcome) done++;
    else if ('refused' in outcome) refusal = outcome.refused;
  }
  if (done === picked.length) return redirect(address({ coda: queueOf(request.query['coda']), q: '', tipo: '', apri: '' }));
  return desk(ctx, request, { refusal, done: done > 0 ? ctx.words.t('reports.desk.done', { n: done }) : undefined });
}

/** The places whose desk this is: those of the actor's roles, all of them for the metropolis. */
function placesOf(ctx: Ctx): Place[] {
  const { municipalities, byId } = territoryOf(ctx);
  const held = ctx.actor.roles.filter((role) => (officeRoles as readonly string[]).includes(role.role));
  if (held.some((role) => role.whole)) return [...municipalities];
  return held.flatMap((role) => byId.get(role.place) ?? []);
}

function queueOf(value: unknown): DeskAsked['coda'] {
  return value === 'mine' || value === 'nobody' || value === 'closed' ? value : 'all';
}
