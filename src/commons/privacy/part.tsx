import type { Ctx } from '../../kernel/context.ts';
import { territoryOf } from '../territory/territory.ts';

/** Beside every form that asks for personal data: what is done with them (GDPR art. 13). Information, not consent: nothing is ticked. */
export function NoticeLink({ ctx, procedure, place }: { ctx: Ctx; procedure: string; place?: string | null }) {
  const slug = place ? territoryOf(ctx).byId.get(place)?.slug : undefined;
  return (
    <p class="small ar-soft">
      <a href={`/privacy/${procedure}${slug ? `?comune=${slug}` : ''}`}>{ctx.words.t('privacy.link')}</a>
    </p>
  );
}
