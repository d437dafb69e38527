import { createHash } from 'node:crypto';
import { attach } from '../../../commons/attachments/attachments.ts';
import { settleDraft } from '../../../commons/drafts/store.ts';
import { findEntryById, insertEntry, setVisibility } from '../../../commons/entries/store.ts';
import { showAgainTo } from '../../../commons/moderation/store.ts';
import { actsFor } from '../../../commons/organisations/organisations.ts';
import { addressOf } from '../../../commons/people/address.ts';
import { ensureProvenPerson } from '../../../commons/people/store.ts';
import { noteNotice } from '../../../commons/privacy/notice.ts';
import { competentFor, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { findSecret } from '../../../kernel/register/store.ts';
import { findActPlace } from '../../../kernel/register/store-seal.ts';
import { within } from '../../../kernel/verbs/limits.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { passOn } from '../bodies/passing.ts';
import { routeOf, type Way } from '../bodies/routing.ts';
import type { Body } from '../bodies/store.ts';
import { type Category, categoryOf } from '../category.ts';
import type { Moved } from '../desk/actions.ts';
import { maySend } from '../permissions.ts';
import { waitingPhotos } from '../photos.ts';
import { promisedFor } from '../promise.ts';
import { type Answers, answerInWords, readAnswers } from '../question.ts';
import { pointOf, receiptHash, receiptOf } from '../report.ts';
import * as store from '../store.ts';
import { confirmForm, sendForm } from './forms.ts';
import { confirmationMail } from './mails.tsx';
import * as intake from './store.ts';

/** What the reporter gets: nobody else ever sees the receipt. */
export interface Sent {
  code: string;
  url: string;
  receipt: string;
  /** Where anyone who has this address sees the act in the sealed register, with its proof. */
  proof: string;
}

/** A problem is told. The point that was chosen is the one that is stored; which municipality answers follows from it. */
export const sendReport = verb({
  name: 'reports.send',
  form: sendForm,
  limit: { times: 30, seconds: 600 },
  atCounter: 'them',
  find: (ctx, input) => placeOf(ctx, input),
  may: maySend,
  run: async (ctx, input, { place, point }): Promise<Sent | Refusal | Repeated<Sent>> => {
    // Whoever chose to be known by the account is asked to sign in again when the session has ended; whoever chose not to be known is not.
    const signed = ctx.actor.kind === 'person' && (input.who ?? 'person') === 'person';
    if (input.who === 'person' && !signed) return refuse('reports.sign-in-again', 401);
    if (input.onBehalf && !(signed && actsFor(ctx.actor, input.onBehalf, 'speak'))) return refuse('reports.not-delegate', 403);
    const key = keyOf(ctx, input);
    const secret = await receiptSecret(ctx);
    await store.lockKey(ctx.db, key);
    const before = await store.findByKey(ctx.db, key);
    if (before && before.title !== input.title) return refuse('reports.key-used', 422);
    if (before) return new Repeated(await sent(ctx, secret, before));

    const category = categoryOf(ctx, place, input.category);
    if (!category?.offered) return refuse('reports.no-category', 422, {}, 'category');
    const person = signed ? ctx.actor.person : null;
    const email = person ? null : (input.email ?? null);
    const unknown = refusedSender(category, person ? 'person' : email ? 'email' : 'anonymous');
    if (unknown) return unknown;
    const answered = readAnswers(ctx.words, category.questions, input.answers ?? {}, true);
    const [wrong] = answered.errors;
    if (wrong) return refuse('reports.answers-wrong', 422, { why: ctx.words.t(wrong.key, wrong.params) }, 'answers');
    if (answered.stop) return refuse('reports.stopped', 422, { say: answered.stop }, 'answers');
    const photos = await waitingPhotos(ctx, input.photos ?? []);
    if (isRefusal(photos)) return photos;
    const way = await routeOf(ctx, place, point, category);
    const desk = way.place.id;
    const id = ctx.id();
    const token = email ? ctx.secret(32) : null;
    const unsigned = ctx.actor.kind === 'person' && !signed;
    const { code } = await insertEntry(ctx.db, {
      id,
      kind: 'report',
      prefix: 'SEG',
      place: desk,
      author: person,
      onBehalf: input.onBehalf,
      title: input.title,
      summary: input.description ?? '',
      language: ctx.words.lang,
      topic: category.code,
      geometry: point ? { type: 'Point', coordinates: [point.lon, point.lat] } : null,
      placeLabel: input.placeLabel ?? '',
      visibility: category.audience === 'office' || awaitsAddress(category, email) ? 'private' : 'public',
      state: 'sent',
      // Whoever answers promises; what is asked and who may send is for the municipality to say.
      due: promisedFor(ctx, desk, ctx.now, categoryOf(ctx, desk, category.code)?.days ?? category.days),
      assurance: unsigned ? 'none' : ctx.actor.assurance,
      now: ctx.now,
    });
    const receipt = receiptOf(secret, id);
    await store.insertReport(ctx.db, {
      id,
      key,
      description: input.description ?? '',
      receipt: receiptHash(receipt),
      channel: ctx.actor.assisted ? (ctx.actor.assisted.paper ? 'paper' : 'counter') : ctx.actor.kind === 'key' ? 'api' : 'web',
      contactName: email ? (input.name ?? null) : null,
      contactEmail: email,
      confirmation: token ? tokenHash(token) : null,
    });
    await intake.insertAnswers(ctx.db, id, answersInWords(ctx, category, answered.answers));
    await attach(ctx, id, photos);
    await noteNotice(ctx, { procedure: 'reports.report', place: desk, person, entry: id });
    if (input.draft) await settleDraft(ctx.db, input.draft, code, { who: email ? 'email' : 'other' }, ctx.now);
    const act = await ctx.act({
      verb: 'reports.send',
      unsigned,
      entry: id,
      code,
      place: desk,
      public: { category: category.code, state: 'sent', photos: photos.length, ...forWhom(input), ...whyThere(way) },
      private: { title: input.title, description: input.description ?? '', point },
    });
    // Nobody outside hears of what waits for an address that may not exist.
    const passed = way.body && !awaitsAddress(category, email) ? await passByItself(ctx, id, way.body) : undefined;
    if (isRefusal(passed)) return passed;
    // So many for an address: nobody's mailbox is filled by others. The report is there all the same.
    const mayWrite =
      email && within('reports.confirmation to', addressOf(email) ?? email, { times: 5, seconds: 900 }, ctx.now.getTime());
    const done = await sent(ctx, secret, { id, code }, act.id);
    if (mayWrite && token) await ctx.enqueue('mail.send', confirmationMail(ctx, { ...done, email, token, place: desk }));
    return done;
  },
});

/** The address behind a report is proven: the report becomes its person's. */
export const confirmReport = verb({
  name: 'reports.confirm',
  form: confirmForm,
  limit: { times: 20, seconds: 600 },
  find: (ctx, input) => store.findByConfirmation(ctx.db, tokenHash(input.token), new Date(ctx.now.getTime() - 7 * 86_400_000)),
  may: maySend,
  run: async (ctx, _input, report): Promise<{ code: string } | Refusal | Repeated<{ code: string }>> => {
    if (report.confirmed) return new Repeated({ code: report.code });
    const email = addressOf(report.email);
    if (!email) return refuse('reports.email-wrong', 422);
    const person = await ensureProvenPerson(ctx.db, {
      id: ctx.id(),
      // The name was typed by whoever sent the report: the owner of the address chooses the own one.
      name: ctx.words.t('people.newcomer'),
      email,
      emailTyped: report.email,
      language: ctx.words.lang,
      now: ctx.now,
    });
    await store.confirmReport(ctx.db, report.id, person.id, ctx.now);
    const category = categoryOf(ctx, report.place, report.topic);
    const hidden = report.visibility === 'hidden';
    if (category?.audience === 'public' && awaitsAddress(category, report.email)) {
      if (hidden) await showAgainTo(ctx.db, report.id, 'public');
      if (report.visibility === 'private') await setVisibility(ctx.db, report.id, 'public', ctx.now);
    }
    await ctx.act({
      verb: 'reports.confirm',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { assurance: 'email' },
      private: { confirmed: person.id },
    });
    if (category && !hidden && awaitsAddress(category, report.email)) {
      const { state, place, geometry } = (await findEntryById(ctx.db, system, report.id))!;
      // What the office took up meanwhile stays with it.
      const { body } = state === 'sent' ? await routeOf(ctx, place, pointOf(geometry), category) : { body: null };
      const passed = body ? await passByItself(ctx, report.id, body) : undefined;
      if (isRefusal(passed)) return passed;
    }
    return { code: report.code };
  },
});

/** Some kinds are told only by whoever can be asked again. */
export function refusedSender({ who }: Category, known: 'person' | 'email' | 'anonymous'): Refusal | undefined {
  if (who === 'person' && known !== 'person') return refuse('reports.needs-person', 422, {}, 'category');
  if (who === 'email' && known === 'anonymous') return refuse('reports.needs-email', 422, {}, 'category');
  return undefined;
}

/** Where a confirmed address is asked for, everybody reads the report once the address is; the office does at once. */
function awaitsAddress({ who }: Category, email: string | null): boolean {
  return who === 'email' && email !== null;
}

/** An organisation is no person: everybody may know that it speaks. */
function forWhom({ onBehalf }: { onBehalf?: string }): { onBehalf?: string } {
  return onBehalf ? { onBehalf } : {};
}

/** What everybody may read of why it is with this desk. */
function whyThere({ by, thing, body }: Way): Record<string, string> {
  if (by === 'geometry') return {};
  return { by, ...(thing ? { thing } : {}), ...(body ? { body: body.code } : {}) };
}

/** The house passes it on, in the same transaction. */
async function passByItself(ctx: Ctx, report: string, body: Body): Promise<Moved | Refusal> {
  return passOn(ctx, (await findEntryById(ctx.db, system, report))!, body, { who: 'system' });
}

/** In the order in which they were asked, as they were read. */
function answersInWords(ctx: Ctx, { questions }: Category, answers: Answers): intake.Answered[] {
  return questions.flatMap((question, position) => {
    const answer = answers[question.code];
    if (answer === undefined) return [];
    return [{ question: question.code, position, asked: question[ctx.words.lang], said: answerInWords(ctx, question, answer) }];
  });
}

/** The secret from which receipts are derived, made when the store is prepared. */
const receiptSecrets = new WeakMap<object, Buffer>();
export async function receiptSecret(ctx: Ctx): Promise<Buffer> {
  const known = receiptSecrets.get(ctx.config) ?? (await findSecret(ctx.db, 'receipts'));
  if (!known) throw new Error('the secret of the receipts was not made');
  receiptSecrets.set(ctx.config, known);
  return known;
}

/** What names this sending: a draft by itself; a key only together with whoever chose it. */
function keyOf(ctx: Ctx, input: { draft?: string; key?: string }): string {
  if (input.draft) return `draft ${input.draft}`;
  if (!input.key) return ctx.id();
  const sender = ctx.actor.person ?? `${ctx.actor.kind} ${ctx.actor.name} ${ctx.source}`;
  return createHash('sha256').update(`${sender} ${input.key}`).digest('hex');
}

interface Where {
  place: string;
  point: { lat: number; lon: number } | null;
}

/** The competent municipality: of the point, or the one that was named together with words that say where. */
export async function placeOf(
  ctx: Ctx,
  input: { lat?: number; lon?: number; municipality?: string; placeLabel?: string },
): Promise<Where | Refusal> {
  if (input.lat !== undefined && input.lon !== undefined) {
    const competence = await competentFor(ctx, input.lat, input.lon);
    if (isRefusal(competence)) return refuse(competence.code, 422, competence.params, 'point');
    return { place: competence.place.id, point: { lat: input.lat, lon: input.lon } };
  }
  const place = input.municipality === undefined ? undefined : namedMunicipality(ctx, input.municipality);
  if (!place) return refuse('reports.where', 422, {}, 'point');
  if (!input.placeLabel) return refuse('reports.where-words', 422, { name: place.name }, 'placeLabel');
  return { place: place.id, point: null };
}

/** By address name or ISTAT code. */
function namedMunicipality(ctx: Ctx, name: string): Place | undefined {
  const { bySlug, byIstat } = territoryOf(ctx);
  const place = bySlug.get(name) ?? byIstat.get(name);
  return place?.kind === 'municipality' ? place : undefined;
}

/** `act` is known when it was just written; otherwise it is the first on this report. */
async function sent(ctx: Ctx, secret: Buffer, report: { id: string; code: string }, act?: string): Promise<Sent> {
  const { origin } = ctx.config;
  return {
    code: report.code,
    url: `${origin}/segnalazioni/${report.code}`,
    receipt: receiptOf(secret, report.id),
    proof: `${origin}/registro/prova/${act ?? (await findActPlace(ctx.db, { entry: report.id }))!.id}`,
  };
}

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
