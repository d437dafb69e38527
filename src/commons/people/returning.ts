/** A form that was sent without being signed in goes on after the sign-in, with what was typed. */
import type { Ctx } from '../../kernel/context.ts';
import type { Answer, Incoming } from '../../kernel/http/route.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { beginDraft, findDraft } from '../drafts/drafts.ts';

export const resumePath = '/entra/ripresa';

const flow = 'returning';
const lasts = 60 * 60;

export interface Returning {
  path: string;
  body: Record<string, string | string[]>;
  /** How many files came with it: they are not kept. */
  files: number;
}

/** Nothing of the account itself, where secrets are typed, nothing large, and nobody fills the store from one place. */
export function mayBeKept(ctx: Ctx, { body, path }: Pick<Incoming, 'body' | 'path'>): boolean {
  const plain = Object.values(body).every((value) => [value].flat().every((one) => typeof one === 'string'));
  if (!plain || JSON.stringify(body).length > 100_000 || /^\/(api|profilo|entra|demo)\b/.test(path)) return false;
  return within('people.returning', ctx.source, { times: 20, seconds: 15 * 60 }, ctx.now.getTime());
}

/** The cookie that opens it again, for an hour. */
export async function beginReturn(ctx: Ctx, form: { path: string; body: object; files: number }): Promise<Answer['cookies']> {
  const { cookies } = await beginDraft(ctx, flow, form);
  return cookies.map((cookie) => ({ ...cookie, maxAge: lasts }));
}

export async function findReturn(ctx: Ctx, request: Incoming): Promise<Returning | undefined> {
  const draft = await findDraft(ctx, request, flow);
  const old = draft && ctx.now.getTime() - draft.updated.getTime() > lasts * 1000;
  return draft && !old ? (draft.content as unknown as Returning) : undefined;
}

/** What the person wrote, as they would know it again: not ids, choices and the like. */
export function writtenIn(form: Returning): string[] {
  return Object.values(form.body)
    .flat()
    .filter((text) => /\s/.test(text.trim()) || text.length > 40);
}
