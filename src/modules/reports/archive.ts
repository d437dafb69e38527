import { settingOf } from '../../commons/settings/settings.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import { archive } from './actions.ts';
import { mayMove, stateNames } from './report.ts';
import { listArchivable } from './store-moves.ts';

const atATime = 200;

/** Archives what was closed so many days ago, as each place decides; each report in its own transaction. */
export async function archiveOld(ctx: Ctx): Promise<void> {
  const before = [...territoryOf(ctx).byId.values()].map((place) => ({
    place: place.id,
    closed: new Date(ctx.now.getTime() - settingOf<number>(ctx, place.id, 'reports.archive-days') * 86_400_000),
  }));
  const states = stateNames.filter((state) => mayMove(state, 'archived', 'system'));
  const codes = await listArchivable(ctx.db, before, states, atATime);
  let done = 0;
  for (const code of codes) if ('done' in (await performVerb(ctx, archive, { code }))) done++;
  // What could not be moved is left for tomorrow: it must not hold this up for ever.
  if (done === atATime) await ctx.enqueue('reports.archive', {});
}
