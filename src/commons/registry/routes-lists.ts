import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { administers } from '../people/roles.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { sendList } from './actions-lists.ts';
import { mostRejects } from './lists.ts';
import { listPage, lists, listsPage } from './pages-lists.tsx';
import { maySeeLists } from './permissions.ts';
import { listExchanges } from './store-anpr.ts';
import { findList, listLists, listRejects } from './store-lists.ts';

export const listRoutes: readonly Route[] = [
  page(lists, maySeeLists, 'Lists of residents, and what ANPR was asked', (ctx) => shown(ctx)),
  form(lists, sendList, {
    input: (_ctx, request) => {
      const sent = request.files.find(({ field }) => field === 'file');
      return sent ? { ...request.body, file: sent.bytes } : request.body;
    },
    then: (_ctx, done) => `${lists}/${done.id}`,
    again: (ctx, _request, state, refusal) => shown(ctx, { state, refusal }),
  }),
  page(`${lists}/:id`, maySeeLists, 'One list: how far it is, and the lines that were not taken', (ctx, request) =>
    one(ctx, request),
  ),
];

async function shown(ctx: Ctx, again: { state?: FormState; refusal?: Refusal } = {}): Promise<Answer | Refusal> {
  const no = maySeeLists.check(ctx.actor, undefined);
  if (no) return again.refusal ?? no;
  const places = ownPlaces(ctx);
  const ids = places.map(({ id }) => id);
  const [only, ...others] = places;
  const begun = { place: others.length === 0 ? only?.id : undefined, validOn: romeDay(ctx.now) };
  return listsPage(ctx, {
    places,
    state: again.state ?? blank(sendList.name, sendList.form, begun),
    lists: await listLists(ctx.db, ids, 50),
    exchanges: await listExchanges(ctx.db, ids, 20),
    refusal: again.refusal,
  });
}

async function one(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const list = await findList(ctx.db, request.params['id']!);
  if (!list || !administers(ctx.actor, list.place)) return refuse('kernel.absent', 404);
  return listPage(ctx, { list, rejects: await listRejects(ctx.db, list.id, mostRejects) });
}

function ownPlaces(ctx: Ctx): Place[] {
  return territoryOf(ctx).municipalities.filter(({ id }) => administers(ctx.actor, id));
}
