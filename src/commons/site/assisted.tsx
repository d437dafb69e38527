import type { Ctx } from '../../kernel/context.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Go } from '../../kernel/pages/structure.tsx';
import { getPlace, officeName } from '../territory/territory.ts';

/** On every page while an operator helps somebody: for whom this browser acts, until when, and the way to end it. */
export function Assisting({ ctx }: { ctx: Ctx }) {
  const { assisted } = ctx.actor;
  if (!assisted) return null;
  const { t, time } = ctx.words;
  const name = assisted.name || t('site.somebody');
  const [now, over] = assisted.paper
    ? (['site.assisting-paper', 'site.assisting-paper-over'] as const)
    : (['site.assisting', 'site.assisting-over'] as const);
  const office = officeName(ctx, getPlace(ctx, assisted.place));
  return (
    <aside class="container" aria-label={t('site.assisting-label')}>
      <Notice
        kind={assisted.over ? 'refusal' : 'info'}
        title={t(assisted.over ? over : now, { name, office, time: time(assisted.until) })}
      />
      <Acts>
        {/* A batch is closed where its sheets are counted. */}
        {!assisted.paper && <ActForm action="/sportello/fine" label={t('site.assisting-end')} look="outline" />}
        <Go href="/sportello" label={t(assisted.paper ? 'site.at-batch' : 'site.at-counter')} />
      </Acts>
    </aside>
  );
}
