import type { Ctx } from '../../kernel/context.ts';
import type { Answer, Incoming } from '../../kernel/http/route.ts';
import { anyone, feed } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Module } from '../module.ts';
import { findAttachment } from './store.ts';

export const attachments: Module = {
  name: 'attachments',
  home: import.meta.url,
  routes: [feed('/allegati/:id', anyone, 'A picture or document of something that you may see', serve)],
};

async function serve(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const id = request.params['id'] ?? '';
  const attachment = /^[0-9a-f-]{36}$/.test(id) ? await findAttachment(ctx.db, ctx.actor, id) : undefined;
  const found =
    attachment &&
    (await ctx.files.read(attachment.file, request.query['piccola'] === undefined ? 'large' : 'small', attachment.name));
  if (!found) return refuse('kernel.absent', 404);
  const headers: Record<string, string> = { 'content-security-policy': "default-src 'none'; sandbox" };
  if (found.attachment !== null)
    headers['content-disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(found.attachment)}`;
  return { status: 200, type: found.type, body: found.bytes, headers, cache: 'public' };
}
