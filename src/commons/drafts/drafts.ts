import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer, Incoming } from '../../kernel/http/route.ts';
import { type DraftRow, findDraftBySecret, insertDraft, updateDraft } from './store.ts';

/** What somebody is writing, step by step, with or without JavaScript, signed in or not. Not an act: nothing was said yet. It survives the end
 *  of a session because it has a cookie of its own (C.SE.1.6 of the municipal site model: save and resume). */
export type Draft = DraftRow;

const days = 30;

/** The draft of this flow that the visitor's cookie opens. */
export async function findDraft(ctx: Ctx, request: Incoming, flow: string): Promise<Draft | undefined> {
  const secret = request.cookies[cookieName(flow)];
  return secret ? findDraftBySecret(ctx.db, flow, hash(secret), ctx.now) : undefined;
}

/** A new draft, and the cookie that opens it. */
export async function beginDraft(
  ctx: Ctx,
  flow: string,
  content: object,
): Promise<{ draft: Draft; cookies: NonNullable<Answer['cookies']> }> {
  const secret = ctx.secret();
  const id = ctx.id();
  const draft = { id, version: 1, content: { ...content }, became: null, updated: ctx.now, expires: expiry(ctx.now) };
  await insertDraft(ctx.db, { ...draft, flow, secret: hash(secret), now: ctx.now });
  return { draft, cookies: [{ name: cookieName(flow), value: secret, maxAge: days * 86_400 }] };
}

/** The draft as it is now kept; nothing when another tab kept or sent it since it was read: then it is to be read again. */
export async function keepDraft(ctx: Ctx, draft: Pick<Draft, 'id' | 'version'>, content: object): Promise<Draft | undefined> {
  return updateDraft(ctx.db, draft, content, ctx.now, expiry(ctx.now));
}

/** For the hidden fields of a form that shows the draft. */
export function versionField(draft: Draft | undefined): Record<string, string> {
  return draft ? { version: String(draft.version) } : {};
}

/** Was the draft kept by somebody else since the form that is sent here showed it, so that one of these fields would overwrite what was said there?
 *  The same form sent twice changes nothing and is nobody else's. */
export function isChangedElsewhere(draft: Draft, body: Record<string, unknown>, fields: readonly string[]): boolean {
  if (typeof body['version'] !== 'string' || body['version'] === String(draft.version)) return false;
  return fields.some((name) => typeof body[name] === 'string' && body[name] !== String(draft.content[name] ?? ''));
}

/** For the answer that closes a flow: the browser forgets the draft. */
export function forgetDraft(flow: string): NonNullable<Answer['cookies']> {
  return [{ name: cookieName(flow), value: '', maxAge: 0 }];
}

/** Every draft of the browser, whatever its flow: what is typed next is somebody else's. */
export function forgetDrafts(request: Pick<Incoming, 'cookies'>): NonNullable<Answer['cookies']> {
  const names = Object.keys(request.cookies).filter((name) => name.startsWith(cookieName('')));
  return names.map((name) => ({ name, value: '', maxAge: 0 }));
}

function cookieName(flow: string): string {
  return `arengo_draft_${flow}`;
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + days * 86_400_000);
}
