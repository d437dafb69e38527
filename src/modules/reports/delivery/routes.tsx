import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer, Route } from '../../../kernel/http/route.ts';
import { page } from '../../../kernel/http/routes.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { placesOf } from '../desk/queue.ts';
import { mayEnterDesk } from '../permissions.ts';
import { deliveriesPage, groups } from './pages.tsx';
import { type DeliveryRow, type Group, listDeliveries } from './store.ts';

const most = 100;

export const deliveryRoutes: readonly Route[] = [
  page('/banco/consegne', mayEnterDesk, 'What was passed to bodies: what failed, what they closed, what waits', deliveries),
];

async function deliveries(ctx: Ctx): Promise<Answer | Refusal> {
  const no = mayEnterDesk.check(ctx.actor, undefined);
  if (no) return no;
  const places = placesOf(ctx);
  const ids = places.map((place) => place.id);
  const rows = {} as Record<Group, DeliveryRow[]>;
  for (const group of groups) rows[group] = await listDeliveries(ctx.db, ctx.actor, ids, group, most);
  return deliveriesPage(ctx, { office: places.length === 1 ? places[0]! : territoryOf(ctx).metropolis!, rows });
}
