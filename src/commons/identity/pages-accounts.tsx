/** Pages between a provider that has accounts of its own and an account here. */
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Acts, ButtonLink, PageHead } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import { sitePage } from '../site/page.tsx';
import type { OpenidProvider } from './openid-providers.ts';

/** Another site led here: the person says whether they want to go on. */
export function startPage(ctx: Ctx, { name, title }: OpenidProvider, asked: { next: string; livello?: string }): Answer {
  const { t } = ctx.words;
  const { next, livello } = asked;
  const query = new URLSearchParams({ provider: name, next, ...(livello !== undefined && { livello }) });
  const heading = t('identity.enter-with.other', { name: title });
  return sitePage(
    ctx,
    { title: heading, path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={heading} lead={t('identity.start.lead', { name: title })} />
      <Acts>
        <ButtonLink href={`/entra/oidc?${query}`} label={t('identity.start.go')} />
        <ButtonLink href="/entra" label={t('identity.other-ways')} look="outline" />
      </Acts>
    </div>,
  );
}

interface Joining {
  code: string;
  /** As its button calls it. */
  provider: string;
  account: { name: string; email: string | null };
  person: { name: string; email: string | null };
  next: string;
}

/** Nothing is joined without a word of the owner: who is who stands in front of them. */
export function joinPage(ctx: Ctx, { code, provider, account, person, next }: Joining): Answer {
  const { t } = ctx.words;
  const shown = ({ name, email }: Joining['account']) => [name, email].filter(Boolean).join(' · ') || t('identity.join.unnamed');
  return sitePage(
    ctx,
    { title: t('identity.join.title', { provider }), path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.join.title', { provider })} lead={t('identity.join.lead')} />
      <DefinitionList
        items={[
          { term: t('identity.join.account', { provider }), value: shown(account) },
          { term: t('identity.join.person'), value: shown(person) },
        ]}
      />
      <p class="mt-3">{t('identity.join.what', { provider })}</p>
      <Acts>
        <ActForm action="/entra/identita/collega" hidden={{ code }} label={t('identity.join.yes')} />
        <ButtonLink href={next} label={t('identity.join.no')} look="outline" />
      </Acts>
    </div>,
  );
}

/** The address is that of an account here: whoever opens it in a way of its own may join the two afterwards. */
export function ownerPage(ctx: Ctx, { code, provider, email }: { code: string; provider: string; email: string }): Answer {
  const { t } = ctx.words;
  const again = `/entra/identita?${new URLSearchParams({ codice: code })}`;
  return sitePage(
    ctx,
    { title: t('identity.owner.title'), path: '/entra', status: 409, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.owner.title')} lead={t('identity.owner.lead', { email })} />
      <p>{t('identity.owner.what', { provider })}</p>
      <Acts>
        <ButtonLink href={`/entra?${new URLSearchParams({ next: again })}`} label={t('identity.owner.go')} />
      </Acts>
    </div>,
  );
}
