import { type Attachment, imagesOf } from '../../../commons/attachments/store.ts';
import { type Draft, findDraft, forgetDraft, keepDraft } from '../../../commons/drafts/drafts.ts';
import { competentFor } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank } from '../../../kernel/forms/form.ts';
import { redirect } from '../../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, ask, form, page, read } from '../../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { supportReport } from '../actions.ts';
import { answersForm, readAnswers } from '../question.ts';
import { alike } from './alike.ts';
import { competentPlace, flowName, questionsOf, type Told, toldIn } from './flow.ts';
import { alikeQuery, alikeReply } from './forms.ts';
import { alikePage, questionsPage } from './pages-checks.tsx';
import { base } from './pages-form.tsx';
import type { Near } from './store.ts';

const atMost = 5;

/** Between what was told and the summary: what the kind asks more, and whether the problem is told already. */
export const checkRoutes: readonly Route[] = [
  page(`${base}/domande`, anyone, 'Step 2: what the kind of problem asks more', async (ctx, request) => {
    const open = await openDraft(ctx, request);
    return open ? questions(ctx, open.draft, open.told) : redirect(base);
  }),
  ask(`${base}/domande`, anyone, 'Keeps the answers', keepAnswers),
  page(`${base}/uguali`, anyone, 'Step 2: is it one of these?', (ctx, request) => sameOnes(ctx, request)),
  ask(`${base}/uguali`, anyone, 'It is another problem', keepDistinct),
  form(`${base}/uguali/:code`, supportReport, {
    // It is told there: the draft has done its work.
    then: (_ctx, done) => ({ ...redirect(`/segnalazioni/${done.code}`), cookies: forgetDraft(flowName) }),
    again: async (ctx, request, _form, refusal) =>
      refusal?.status === 401 ? redirect(`/entra?next=${base}/uguali`) : sameOnes(ctx, request, refusal),
  }),
  read('/api/v1/reports/similar', anyone, 'Open reports that may be the same problem', alikeQuery, alikeReply, similar),
];

/** Where the flow goes on from the questions of the data, or from the answers: past what has nothing to ask. */
export async function addressAfter(ctx: Ctx, told: Told, step: 'data' | 'answers'): Promise<string> {
  if (step === 'data' && (await questionsOf(ctx, told)).length > 0) return `${base}/domande`;
  return (await candidates(ctx, told)).length > 0 ? `${base}/uguali` : `${base}/riepilogo`;
}

/** The page of the questions, where something is left to answer; nothing where all is said. */
export async function unanswered(ctx: Ctx, draft: Draft, told: Told): Promise<Answer | undefined> {
  const asked = await questionsOf(ctx, told);
  const { errors, stop } = readAnswers(ctx.words, asked, told.answers ?? {}, false);
  return errors.length > 0 || stop ? questions(ctx, draft, told, true) : undefined;
}

async function questions(ctx: Ctx, draft: Draft, told: Told, checked = false): Promise<Answer> {
  const asked = await questionsOf(ctx, told);
  if (asked.length === 0) return redirect(await addressAfter(ctx, told, 'answers'));
  const form = blank('reports.answers', answersForm(asked, ctx.words.lang), told.answers);
  if (!checked) return questionsPage(ctx, { draft, form, questions: asked });
  const { errors, stop } = readAnswers(ctx.words, asked, told.answers ?? {}, false);
  return questionsPage(ctx, { draft, form: { ...form, errors }, questions: asked, stop });
}

async function keepAnswers(ctx: Ctx, request: Incoming): Promise<Answer> {
  for (let open = await openDraft(ctx, request); open; open = await openDraft(ctx, request)) {
    const { draft, told } = open;
    const asked = await questionsOf(ctx, told);
    // A box that was unticked is not sent: what is not there is no longer said.
    const answers = Object.fromEntries(
      asked.flatMap(({ code }) => (request.body[code] === undefined ? [] : [[code, request.body[code]]])),
    );
    const kept = await keepDraft(ctx, draft, { ...told, answers });
    if (!kept) continue;
    const now = toldIn(kept);
    return (await unanswered(ctx, kept, now)) ?? redirect(await addressAfter(ctx, now, 'answers'));
  }
  return redirect(base);
}

async function sameOnes(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer> {
  const open = await openDraft(ctx, request);
  if (!open) return redirect(base);
  const near = await candidates(ctx, open.told);
  if (near.length === 0 && !refusal) return redirect(`${base}/riepilogo`);
  return alikePage(ctx, { told: open.told, near, pictures: await firstPictures(ctx, near), refusal });
}

async function keepDistinct(ctx: Ctx, request: Incoming): Promise<Answer> {
  const shown = String(request.body['shown'] ?? '')
    .slice(0, 400)
    .split(',')
    .filter(Boolean);
  for (let open = await openDraft(ctx, request); open; open = await openDraft(ctx, request)) {
    const distinct = [...new Set([...(open.told.distinct ?? []), ...shown])].slice(-100);
    if (await keepDraft(ctx, open.draft, { ...open.told, distinct })) return redirect(`${base}/riepilogo`);
  }
  return redirect(base);
}

/** The open reports that this may be, but for those that are said to be others. */
async function candidates(ctx: Ctx, told: Told): Promise<Near[]> {
  const place = await competentPlace(ctx, told);
  if (!place || told.lat === undefined || told.lon === undefined) return [];
  const { lat, lon, category, title, description, photos, distinct = [] } = told;
  const prints = photos.flatMap(({ print }) => print ?? []);
  const found = await alike(ctx, { place: place.id, lat, lon, category, title, description, prints }, atMost + distinct.length);
  return found.filter(({ code }) => !distinct.includes(code)).slice(0, atMost);
}

async function firstPictures(ctx: Ctx, near: readonly Near[]): Promise<Map<string, Attachment>> {
  const images = await imagesOf(
    ctx.db,
    near.map(({ id }) => id),
  );
  return new Map(images.toReversed().map((image) => [image.entry, image]));
}

async function similar(ctx: Ctx, query: { lat: number; lon: number; category?: string; title?: string }): Promise<unknown> {
  const competence = await competentFor(ctx, query.lat, query.lon);
  if (isRefusal(competence)) return refuse(competence.code, 404, competence.params);
  const found = await alike(ctx, { place: competence.place.id, ...query }, 10);
  return {
    items: found.map(({ code, title, topic, state, metres, likeness, published }) => ({
      code,
      title,
      category: topic,
      state,
      url: `${ctx.config.origin}/segnalazioni/${code}`,
      metres: Math.round(metres),
      likeness: Number(likeness.toFixed(2)),
      published: published.toISOString(),
    })),
  };
}

async function openDraft(ctx: Ctx, request: Incoming): Promise<{ draft: Draft; told: Told } | undefined> {
  const draft = await findDraft(ctx, request, flowName);
  return draft && !draft.became && draft.content['title'] ? { draft, told: toldIn(draft) } : undefined;
}
