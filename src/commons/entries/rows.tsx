import type { Ctx } from '../../kernel/context.ts';
import { Row } from '../../kernel/pages/rows.tsx';
import { territoryOf } from '../territory/territory.ts';
import { kindOf, stateShown } from './kind.ts';
import type { Entry } from './store.ts';

/** Any public thing as a row. */
export function EntryRow({ ctx, entry, place }: { ctx: Ctx; entry: Entry; place?: boolean }) {
  const kind = kindOf(entry.kind);
  return (
    <Row
      href={kind.path(entry.code)}
      title={entry.title}
      kicker={ctx.words.t(kind.one)}
      state={stateShown(ctx.words, entry.kind, entry.state, entry.closed ? null : entry.due, ctx.now)}
      meta={[
        entry.organisation && ctx.words.t('entries.on-behalf', { name: entry.organisation }),
        entry.place_label,
        place && territoryOf(ctx).byId.get(entry.place)?.name,
        ctx.words.relative(entry.published, ctx.now),
      ]}
      id={entry.code}
    />
  );
}
