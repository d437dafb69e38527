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
  content: Record<string, unknown>,
): Promise<{ id: string; cookies: NonNullable<Answer['cookies']> }> {
  const secret = ctx.secret();
  const id = ctx.id();
  await insertDraft(ctx.db, { id, flow, secret: hash(secret), content, now: ctx.now, expires: expiry(ctx.now) });
  return { id, cookies: [{ name: cookieName(flow), value: secret, maxAge: days * 86_400 }] };
}

export async function keepDraft(ctx: Ctx, draft: Draft, content: Record<string, unknown>): Promise<void> {
  await updateDraft(ctx.db, draft.id, content, ctx.now, expiry(ctx.now));
}

/** For the answer that closes a flow: the browser forgets the draft. */
export function forgetDraft(flow: string): NonNullable<Answer['cookies']> {
  return [{ name: cookieName(flow), value: '', maxAge: 0 }];
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
