import { type Attachment, imagesOf } from '../../../commons/attachments/store.ts';
import { type Draft, findDraft, forgetDraft, keepDraft } from '../../../commons/drafts/drafts.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank } from '../../../kernel/forms/form.ts';
import { redirect } from '../../../kernel/http/answers.ts';
import { partOf } from '../../../kernel/http/lists.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, ask, form, page, read } from '../../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { supportReport } from '../actions.ts';
import { answersForm, readAnswers } from '../question.ts';
import { placeOf } from './actions.ts';
import { alike, type Candidate } from './alike.ts';
import { competentPlace, flowName, questionsOf, type Told, toldIn, whereIn } from './flow.ts';
import { alikeQuery, alikeReply } from './forms.ts';
import { alikePage, questionsPage } from './pages-checks.tsx';
import { base } from './pages-form.tsx';

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
      refusal?.status === 401
        ? redirect(`/entra?next=${base}/uguali/${encodeURIComponent(request.params['code'] ?? '')}`)
        : sameOnes(ctx, request, refusal),
  }),
  page(`${base}/uguali/:code`, anyone, 'Back from signing in, at the report that is the same problem', chosen),
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

/** Whoever signed in with the link of a mail may be in another browser, where no draft is open: the report itself has the button too. */
async function chosen(ctx: Ctx, request: Incoming): Promise<Answer> {
  const code = request.params['code'] ?? '';
  const open = await openDraft(ctx, request);
  const isThere = open && (await candidates(ctx, open.told)).some((one) => one.code === code);
  return redirect(isThere ? `${base}/uguali#alike-${code}` : `/segnalazioni/${encodeURIComponent(code)}`);
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
async function candidates(ctx: Ctx, told: Told): Promise<Candidate[]> {
  const place = await competentPlace(ctx, told);
  const where = whereIn(told);
  if (!place || !where) return [];
  const { category, title, description, photos, distinct = [] } = told;
  const prints = photos.flatMap(({ print }) => print ?? []);
  const found = await alike(ctx, { place: place.id, where, category, title, description, prints }, atMost + distinct.length);
  return found.filter(({ code }) => !distinct.includes(code)).slice(0, atMost);
}

async function firstPictures(ctx: Ctx, near: readonly Candidate[]): Promise<Map<string, Attachment>> {
  const images = await imagesOf(
    ctx.db,
    near.map(({ id }) => id),
  );
  return new Map(images.toReversed().map((image) => [image.entry, image]));
}

interface Asked {
  limit?: number;
  cursor?: string;
  lat?: number;
  lon?: number;
  municipality?: string;
  placeLabel?: string;
  category?: string;
  title?: string;
}

async function similar(ctx: Ctx, { category, title, limit, cursor, ...asked }: Asked): Promise<unknown> {
  const there = await placeOf(ctx, asked);
  // A point outside is nowhere to be found; without one, what is missing is said as at the sending.
  const pointed = asked.lat !== undefined && asked.lon !== undefined;
  if (isRefusal(there)) return pointed ? refuse(there.code, 404, there.params) : there;
  const where = there.point ?? { words: asked.placeLabel! };
  const found = await alike(ctx, { place: there.place, where, category, title }, 10);
  return partOf(
    found.map(({ code, title, topic, state, metres, likeness, published }) => ({
      code,
      title,
      category: topic,
      state,
      url: `${ctx.config.origin}/segnalazioni/${code}`,
      metres: metres === null ? null : Math.round(metres),
      likeness: Number(likeness.toFixed(2)),
      published: published.toISOString(),
    })),
    ({ code }) => code,
    { limit, cursor },
  );
}

async function openDraft(ctx: Ctx, request: Incoming): Promise<{ draft: Draft; told: Told } | undefined> {
  const draft = await findDraft(ctx, request, flowName);
  return draft && !draft.became && draft.content['title'] ? { draft, told: toldIn(draft) } : undefined;
}
