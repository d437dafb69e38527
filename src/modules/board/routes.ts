import { asAtom } from '../../commons/entries/feeds.ts';
import { list } from '../../commons/entries/list.ts';
import { findEntry } from '../../commons/entries/store.ts';
import { threadOf } from '../../commons/entries/store-notes.ts';
import { followPart } from '../../commons/notices/part.tsx';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed, form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { publish, withdraw } from './actions.ts';
import { publishForm } from './forms.ts';
import { listPage, newsPage, publishPage } from './pages.tsx';
import { maySpeakSomewhere } from './permissions.ts';
import { getNews } from './store.ts';

export const routes: readonly Route[] = [
  page('/notizie', anyone, 'News of the administrations', async (ctx, request) => {
    const place = placeOf(ctx, request);
    const after = String(request.query['dopo'] ?? '') || undefined;
    return listPage(ctx, place, await list(ctx, { kind: 'news', place: place?.id }, after, 20));
  }),
  feed('/notizie.atom', anyone, 'The same list as Atom', (ctx, request) => {
    const about = { title: ctx.words.t('board.many'), page: '/notizie', self: '/notizie.atom' };
    return asAtom(ctx, { kind: 'news', place: placeOf(ctx, request)?.id }, about);
  }),
  page('/notizie/nuova', maySpeakSomewhere, 'Writes a piece of news', async (ctx) =>
    publishPage(ctx, blank('board.publish', publishForm, { key: ctx.id() })),
  ),
  form('/notizie/nuova', publish, {
    then: (_ctx, done) => `/notizie/${done.code}`,
    again: async (ctx, _request, state, refusal) => publishPage(ctx, state, refusal),
  }),
  page('/notizie/:code', anyone, 'One piece of news', (ctx, request) => one(ctx, request)),
  form('/notizie/:code/ritira', withdraw, {
    then: (_ctx, done) => `/notizie/${done.code}`,
    again: (ctx, request, state, refusal) => one(ctx, request, refusal ? undefined : state, refusal),
  }),
];

async function one(ctx: Ctx, request: Incoming, form?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '', 'news');
  if (!entry) return refuse('kernel.absent', 404);
  const news = await getNews(ctx.db, entry.id);
  const thread = await threadOf(ctx.db, entry.id, ['board.publish', 'board.withdraw']);
  return newsPage(ctx, { entry, news, thread, follow: await followPart(ctx, entry), form, refusal });
}

function placeOf(ctx: Ctx, request: Incoming) {
  return territoryOf(ctx).bySlug.get(String(request.query['comune'] ?? ''));
}
