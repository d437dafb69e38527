import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { mayLookAfterPeople } from '../people/permissions.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { publishNotice } from './actions.ts';
import { inForceAmong, noticesFor } from './notice.ts';
import { noticePage, noticesPage, publishPage } from './pages-notices.tsx';
import { procedures } from './procedures.ts';
import { listNotices } from './store.ts';

export const noticeRoutes: readonly Route[] = [
  page('/privacy', anyone, 'Privacy: what is known of people, and the notice of each procedure', all),
  page('/privacy/nuova', mayLookAfterPeople, 'A new version of a notice', (ctx, request) => draft(ctx, request)),
  form('/privacy/nuova', publishNotice, {
    then: (ctx, done) => {
      const place = territoryOf(ctx).byId.get(done.place)!;
      return `/privacy/${done.procedure}?comune=${place.slug}`;
    },
    again: async (ctx, _request, asked, refusal) =>
      refusal?.status === 401 || refusal?.status === 404 ? refusal : publishPage(ctx, { asked, refusal }),
  }),
  page('/privacy/:procedure', anyone, 'The notice of a procedure, with its earlier versions', one),
];

async function all(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const place = placeAsked(ctx, request);
  if (!place) return refuse('kernel.absent', 404);
  const whole = territoryOf(ctx).metropolis?.id;
  const rows = await listNotices(ctx.db, [place.id, ...(whole ? [whole] : [])]);
  return noticesPage(ctx, {
    place,
    notices: procedures().map((procedure) => ({ procedure, inForce: inForceAmong(ctx, place, procedure, rows) })),
  });
}

async function one(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const procedure = request.params['procedure'] ?? '';
  const place = placeAsked(ctx, request);
  if (!place || !procedures().includes(procedure)) return refuse('kernel.absent', 404);
  const { inForce, earlier } = await noticesFor(ctx, place, procedure);
  const asked = request.query['versione'];
  const old = earlier.find((row) => String(row.version) === asked && row.place === inForce.place.id);
  if (asked !== undefined && !old && asked !== String(inForce.version)) return refuse('kernel.absent', 404);
  return noticePage(ctx, {
    place,
    procedure,
    inForce,
    earlier,
    shown: old ? { ...inForce, version: old.version, text: { it: old.it, en: old.en }, since: old.since } : inForce,
  });
}

/** What holds today is what is changed. */
async function draft(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const place = placeAsked(ctx, request);
  const procedure = request.query['procedura'];
  const known = typeof procedure === 'string' && procedures().includes(procedure) ? procedure : procedures()[0]!;
  if (!place) return refuse('kernel.absent', 404);
  const { inForce } = await noticesFor(ctx, place, known);
  const values = { place: place.id, procedure: known, it: inForce.text.it, en: inForce.text.en };
  return publishPage(ctx, { asked: blank(publishNotice.name, publishNotice.form, values) });
}

/** That of the address; otherwise the metropolis. */
function placeAsked(ctx: Ctx, request: Incoming): Place | undefined {
  const { comune } = request.query;
  const { metropolis, bySlug } = territoryOf(ctx);
  if (typeof comune !== 'string' || comune === '') return metropolis ?? undefined;
  const place = bySlug.get(comune);
  return place?.kind === 'district' ? undefined : place;
}
