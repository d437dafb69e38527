import type { Route } from '../../kernel/http/route.ts';
import { form } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import { kindOf } from '../entries/kind.ts';
import { findEntry } from '../entries/store.ts';
import { type Connected, connect, disconnect } from './actions.ts';
import { connectPage } from './pages.tsx';

export const routes: readonly Route[] = [
  form('/collegamenti', connect, {
    then: (_ctx, done) => back(done),
    again: async (ctx, request, state, refusal) => {
      if (refusal?.status === 401) return refusal;
      const entry = await findEntry(ctx.db, ctx.actor, String(request.body['from'] ?? ''));
      return entry ? connectPage(ctx, entry, state, refusal) : refuse('kernel.absent', 404);
    },
  }),
  form('/collegamenti/:id/togli', disconnect, {
    then: (_ctx, done) => back(done),
    again: async (_ctx, _request, _state, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

function back({ kind, code }: Connected): string {
  return `${kindOf(kind).path(code)}#collegamenti`;
}
