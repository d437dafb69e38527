import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { parse } from '../../kernel/forms/parse.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { kindOf } from '../entries/kind.ts';
import { findEntry } from '../entries/store.ts';
import { redact } from './actions.ts';
import { coverPage } from './pages.tsx';
import { mayRedact, mayRedactSomewhere } from './permissions.ts';
import { mostRegions, readRegion, readRegions, regionForm, writeRegion } from './redaction.ts';
import { findAttachment, findHeld } from './store.ts';

export const routes: readonly Route[] = [
  feed('/allegati/:id', anyone, 'A picture or document of something that you may see', serve),
  page('/banco/:code/foto/:id', mayRedactSomewhere, 'Parts of a picture to be covered', (ctx, request) => cover(ctx, request)),
  feed('/banco/:code/foto/:id/anteprima', mayRedactSomewhere, 'How the picture would look', preview),
  form('/banco/:code/foto/:id', redact, {
    then: (_ctx, done) => `/banco/${done.code}/foto/${done.id}?fatto`,
    again: (ctx, request, state, refusal) => cover(ctx, request, state, refusal),
  }),
];

async function serve(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const id = request.params['id'] ?? '';
  const attachment = isId(id) ? await findAttachment(ctx.db, ctx.actor, id) : undefined;
  const found =
    attachment &&
    (await ctx.files.read(attachment.file, request.query['piccola'] === undefined ? 'large' : 'small', attachment.name));
  if (!found) return refuse('kernel.absent', 404);
  const headers: Record<string, string> = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox" };
  if (found.attachment !== null)
    headers['content-disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(found.attachment)}`;
  return { status: 200, type: found.type, body: found.bytes, headers, cache: 'public' };
}

/** The address holds the parts chosen so far; four numbers beside them are one more. */
async function cover(ctx: Ctx, request: Incoming, sent?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const subject = await held(ctx, request);
  if ('status' in subject) return subject;
  const { query } = request;
  const chosen = sent ? sent.values['regions'] : query['r'];
  const regions = readRegions([chosen ?? []].flat().map(String)).map(writeRegion);
  const adds = query['left'] !== undefined;
  const more = parse(ctx.words, 'attachments.region', regionForm, adds ? query : {}, false);
  const asked = adds && more.errors.length === 0 ? more.values : undefined;
  const region = asked && readRegion(['left', 'top', 'width', 'height'].map((name) => asked[name]).join(','));
  const added = region !== undefined && regions.length < mostRegions;
  return coverPage(ctx, {
    ...subject,
    back: kindOf(subject.entry.kind).path(subject.entry.code),
    regions: added ? [...regions, writeRegion(region)] : regions,
    // What is right is among the parts now, and asked no more.
    more: adds && !added ? more : { ...more, values: {}, errors: [] },
    form: sent,
    refusal,
    done: query['fatto'] !== undefined,
  });
}

async function preview(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const subject = await held(ctx, request);
  if ('status' in subject) return subject;
  const regions = readRegions([request.query['r'] ?? []].flat());
  const body = await ctx.files.covered(subject.held.file, regions);
  return body ? { status: 200, type: 'image/png', body, cache: 'private' } : refuse('kernel.absent', 404);
}

/** A picture of a thing that the actor may see, in a place where they may cover it. */
async function held(ctx: Ctx, request: Incoming) {
  const { code = '', id = '' } = request.params;
  const entry = await findEntry(ctx.db, ctx.actor, code);
  const found = entry && isId(id) ? await findHeld(ctx.db, ctx.actor, code, id) : undefined;
  if (!entry || found?.kind !== 'image') return refuse('kernel.absent', 404);
  return mayRedact.check(ctx.actor, entry) ?? { entry, held: found };
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
