import { holds } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { parse } from '../../kernel/forms/parse.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, ask, form, page, performVerb } from '../../kernel/http/routes.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { isId, moderatorRoles } from '../discussion/comment.ts';
import { territoryOf } from '../territory/territory.ts';
import { dismiss, find, flag, hide, type Judged, restore } from './actions.ts';
import { merged } from './figures.ts';
import { flagForm, togetherForm } from './forms.ts';
import { readRef, refOf } from './moderation.ts';
import { figuresPage } from './pages-figures.tsx';
import { flaggedPage, flagPage } from './pages-flag.tsx';
import { actsOf, queueAddress, queuePage, queues } from './pages-queue.tsx';
import { mayEnterQueue, placesOf } from './permissions.ts';
import { countByReason, countQueue, findSubject, listDecisions, listFlags, listQueue, type Queue } from './store.ts';

export const routes: readonly Route[] = [
  page('/modera/segnala/:code', anyone, 'The form to flag something, or a comment on it', flagging),
  form('/modera/segnala/:code', flag, {
    then: (_ctx, done) => `/modera/segnala/${done.code}?${done.comment ? `commento=${done.comment}&` : ''}fatto=1`,
    again: async (ctx, request, state, refusal) => {
      const { comment } = state.values;
      if (refusal?.status === 401) return toSignIn(request.params['code']!, comment);
      const target = await find(ctx, { code: request.params['code']!, comment: isId(comment) ? comment : undefined });
      return target ? flagPage(ctx, target, state, refusal) : refuse('kernel.absent', 404);
    },
  }),
  page('/moderazione', mayEnterQueue, "The moderators' desk of their places", (ctx, request) => desk(ctx, request, {})),
  page('/moderazione/cifre', anyone, 'What was flagged, hidden and restored in the last year', async (ctx) => {
    const since = new Date(ctx.now);
    since.setUTCFullYear(since.getUTCFullYear() - 1);
    return figuresPage(ctx, merged(await countByReason(ctx.db, since)), since);
  }),
  judge('nascondi', hide),
  judge('archivia', dismiss),
  judge('ripristina', restore),
  ask('/moderazione/insieme', mayEnterQueue, 'Several judged at once', together),
];

async function flagging(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const code = request.params['code']!;
  const { commento, fatto } = request.query;
  if (ctx.actor.kind !== 'person') return toSignIn(code, commento);
  if (commento !== undefined && !isId(commento)) return refuse('kernel.absent', 404);
  const target = await find(ctx, { code, comment: commento });
  if (!target) return refuse('kernel.absent', 404);
  if (fatto !== undefined) return flaggedPage(ctx, target);
  return flagPage(ctx, target, blank('moderation.flag', flagForm, { code, comment: commento }));
}

/** The way to sign in and back here, with the comment that was meant. */
function toSignIn(code: string, comment: unknown): Answer {
  const back = `/modera/segnala/${code}${isId(comment) ? `?commento=${comment}` : ''}`;
  return redirect(`/entra?next=${encodeURIComponent(back)}`);
}

function judge(path: string, verb: Verb<any, any, Judged>): Route {
  return form(`/moderazione/${path}`, verb, {
    then: (_ctx, _done, request) => `${queueAddress(queueOf(request.body['coda']))}`,
    again: async (ctx, request, state, refusal) => {
      if (refusal?.status === 401 || refusal?.status === 404) return refusal;
      const { code, comment } = request.body;
      const ref = refOf(String(code ?? ''), isId(comment) ? comment : null);
      return desk(
        ctx,
        { ...request, query: { coda: String(request.body['coda'] ?? ''), apri: ref } },
        { form: refusal ? undefined : state, refusal },
      );
    },
  });
}

async function desk(
  ctx: Ctx,
  request: Incoming,
  more: { form?: FormState; refusal?: Refusal; done?: number },
): Promise<Answer | Refusal> {
  const no = mayEnterQueue.check(ctx.actor, undefined);
  if (no) return no;
  const queue = queueOf(request.query['coda']);
  const open = request.query['apri'] ? await opened(ctx, String(request.query['apri'])) : null;
  if (isRefusal(open)) return open;
  const places = placesOf(ctx);
  const rows = await listQueue(ctx.db, ctx.actor, { places, queue, most: 100 });
  const counts = await countQueue(ctx.db, places);
  const place = open?.target.entry.place ?? (places.length > 1 ? territoryOf(ctx).metropolis!.id : places[0]!);
  return queuePage(ctx, { queue, place, rows, counts, open, ...more });
}

async function opened(ctx: Ctx, ref: string) {
  const { code, comment } = readRef(ref);
  const target = comment !== undefined && !isId(comment) ? undefined : await find(ctx, { code, comment });
  if (!target) return refuse('kernel.absent', 404);
  if (!holds(ctx.actor, moderatorRoles, target.entry.place)) return refuse('moderation.not-your-place', 403);
  const subject = (await findSubject(ctx.db, target.entry.id, target.comment?.id ?? null)) ?? null;
  return {
    target,
    subject,
    flags: subject ? await listFlags(ctx.db, subject.id) : [],
    decisions: subject ? await listDecisions(ctx.db, subject.id) : [],
  };
}

/** Several, one judgement, each in its own transaction: what fails says so and holds nothing else up. */
async function together(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const queue = queueOf(request.query['coda']);
  const act = actsOf(queue).find((one) => one === request.body['act']);
  const picked = [request.body['pick'] ?? []].flat().map(String).slice(0, 100);
  const form = parse(ctx.words, 'moderation.together', togetherForm, request.body, false);
  if (form.errors.length > 0) return desk(ctx, request, { form });
  if (!act || picked.length === 0) return desk(ctx, request, { form, refusal: refuse('moderation.none-picked', 422) });
  let done = 0;
  let refusal: Refusal | undefined;
  let faulty: FormState | undefined;
  for (const ref of picked) {
    const outcome = await performVerb(ctx, { hide, dismiss, restore }[act] as Verb<any, any, Judged>, {
      ...readRef(ref),
      reason: form.values['reason'],
      words: form.values['words'],
    });
    if ('done' in outcome) done++;
    else if ('refused' in outcome) refusal = outcome.refused;
    else faulty ??= { ...form, errors: outcome.invalid.errors.filter((error) => error.field in togetherForm.properties) };
  }
  if (done === picked.length) return redirect(queueAddress(queue));
  return desk(ctx, request, { form: faulty ?? form, refusal, done });
}

function queueOf(value: unknown): Queue {
  return queues.find((one) => one === value) ?? 'open';
}
