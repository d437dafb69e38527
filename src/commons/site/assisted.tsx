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
  const office = officeName(ctx, getPlace(ctx, assisted.place));
  return (
    <aside class="container" aria-label={t('site.assisting-label')}>
      <Notice
        kind={assisted.over ? 'refusal' : 'info'}
        title={t(assisted.over ? 'site.assisting-over' : 'site.assisting', { name, office, time: time(assisted.until) })}
      />
      <Acts>
        <ActForm action="/sportello/fine" label={t('site.assisting-end')} look="outline" />
        <Go href="/sportello" label={t('site.at-counter')} />
      </Acts>
    </aside>
  );
}
