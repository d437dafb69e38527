import type { Route } from '../../../kernel/http/route.ts';
import { anyone, form, page } from '../../../kernel/http/routes.ts';
import { findAsked, sayFixed } from './actions.ts';
import { fixedPage } from './pages.tsx';

export const askingRoutes: readonly Route[] = [
  page('/segnalazioni/davvero/:token', anyone, 'Whether it really is fixed, for whoever was asked', async (ctx, request) => {
    const token = request.params['token'] ?? '';
    return fixedPage(ctx, token, await findAsked(ctx, token));
  }),
  form('/segnalazioni/davvero/:token', sayFixed, {
    // What is for the office alone has no public page: the link itself says that it was answered.
    then: (_ctx, _done, request) => `/segnalazioni/davvero/${encodeURIComponent(request.params['token'] ?? '')}`,
    again: async (ctx, request, state, refusal) => {
      const token = request.params['token'] ?? '';
      return fixedPage(ctx, token, await findAsked(ctx, token), { form: state, refusal });
    },
  }),
];
