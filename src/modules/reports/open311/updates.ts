import { listHappenings } from '../../../commons/entries/store-notes.ts';
import type { Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import { type Asked, type Given, updateOf } from '../../../protocols/open311/asked.ts';
import type { ServiceRequestUpdates } from '../../../protocols/open311/schemas.ts';
import { updateReport } from '../delivery/actions-update.ts';
import { isState, states, threadVerbs } from '../report.ts';
import { type Found, wrong, wrongOf } from './answers.ts';
import { keyHolder } from './sending.ts';

/** A sending is a request, not an update of one. */
const verbs = threadVerbs.filter((verb) => verb !== 'reports.send');

/** GET servicerequestupdates: what happened, the oldest first, with the words that everybody reads. */
export async function updates(ctx: Ctx, asked: Asked, place: Place | null): Promise<ServiceRequestUpdates> {
  const span = { from: asked.from, until: asked.until, place: place?.id ?? null };
  const happened = await listHappenings(ctx.db, 'report', verbs, span, asked.size, (asked.page - 1) * asked.size);
  return happened.map(({ act, code, verb, at, text, ...row }) => {
    const state = String(row.public['state'] ?? row.state);
    return {
      update_id: act,
      service_request_id: code,
      status: isState(state) && states[state].open ? 'open' : 'closed',
      external_status_code: state,
      updated_datetime: at.toISOString(),
      description: text || ctx.words.t(`reports.thread.${verb.slice('reports.'.length)}`),
    };
  });
}

/** POST servicerequestupdates: the verb is performed by the computer that holds the key. */
export async function takeUpdate(visitor: Ctx, given: Given): Promise<Found> {
  const ctx = await keyHolder(visitor, given);
  if ('wrong' in ctx) return ctx;
  const update = updateOf(given);
  if (Array.isArray(update)) return { wrong: update.map(({ status, fact, params }) => wrong(ctx, status, fact, params)) };
  const { request, id, description, status } = update;
  const outcome = await performVerb(ctx, updateReport, { code: request, update: id, answer: description, status }, true);
  if ('refused' in outcome) {
    const { refused } = outcome;
    return {
      wrong: [refused.status === 404 ? wrong(ctx, 404, 'request', { value: request.slice(0, 60) }) : wrongOf(ctx, refused)],
    };
  }
  if ('invalid' in outcome)
    return { wrong: outcome.invalid.errors.map(({ key, params }) => ({ status: 400, description: ctx.words.t(key, params) })) };
  return { found: [{ update_id: outcome.done.act, service_request_id: outcome.done.code }] };
}
