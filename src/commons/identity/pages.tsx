import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, ButtonLink, PageHead } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import { sitePage } from '../site/page.tsx';
import type { Source } from './store.ts';
import type { Way } from './ways.ts';

/** Which identity provider: plain links, since a form that leads to another site is forbidden by our own policy. */
export function providersPage(ctx: Ctx, source: Source, ways: readonly Way[]): Answer {
  const { t } = ctx.words;
  const title = t(`identity.enter-with.${source}`);
  return sitePage(
    ctx,
    { title, path: `/entra/${source}`, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} lead={ways.length > 0 ? t('identity.choose') : undefined} />
      {ways.length === 0 && (
        <Notice kind="info" title={t('identity.no-providers')} links={[{ href: '/entra', label: t('identity.other-ways') }]} />
      )}
      {ways.length > 0 && (
        <ul class="list-unstyled">
          {ways.map(({ href, name }) => (
            <li class="mb-3">
              <ButtonLink href={href} label={name} look="outline" />
            </li>
          ))}
        </ul>
      )}
    </div>,
  );
}

/** The national wording of what went wrong, where the provider said so by its number; these are the ones meant for people. */
const told = [
  ...['nr19', 'nr20', 'nr21', 'nr22', 'nr23', 'nr25', 'nr30', 'too-young', 'fiscal-code', 'attributes', 'level'],
  ...['access_denied', 'login_required', 'consent_required', 'temporarily_unavailable'],
];

export function noPage(ctx: Ctx, source: Source | 'oidc', no: string): Answer {
  const { t } = ctx.words;
  const more = /^nr\d/.test(no)
    ? t('identity.no.code', { code: no })
    : no === 'too-young'
      ? t('identity.no.young-more')
      : undefined;
  const title = t(no === 'too-young' ? 'identity.no.title-young' : `identity.no.title-${source}`);
  return sitePage(
    ctx,
    { title, path: '/entra', status: 403, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} />
      <Notice
        kind="refusal"
        title={t(`identity.no.${told.includes(no) ? no : 'other'}`)}
        text={more}
        links={
          no === 'too-young' ? [{ href: '/', label: t('identity.home') }] : [{ href: '/entra', label: t('identity.other-ways') }]
        }
      />
    </div>,
  );
}

export function gonePage(ctx: Ctx, status: number, sentence: string): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('identity.gone.title'), path: '/entra', status, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.gone.title')} />
      <Notice kind="refusal" title={sentence} links={[{ href: '/entra', label: t('identity.gone.again') }]} />
    </div>,
  );
}

interface AccountShown {
  name: string;
  email: string | null;
  created: Date;
}

/** One person, two accounts: nothing happens without their word. */
export function mergePage(ctx: Ctx, { code, from, into }: { code: string; from: AccountShown; into: AccountShown }): Answer {
  const { t, day } = ctx.words;
  const shown = ({ name, email, created }: AccountShown) =>
    [name, email, t('people.profile.since', { day: day(created) })].filter(Boolean).join(' · ');
  return sitePage(
    ctx,
    { title: t('identity.merge.title'), path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.merge.title')} lead={t('identity.merge.lead')} />
      <DefinitionList
        items={[
          { term: t('identity.merge.into'), value: shown(into) },
          { term: t('identity.merge.from'), value: shown(from) },
        ]}
      />
      <p class="mt-3">{t('identity.merge.what')}</p>
      <Acts>
        <ActForm action="/entra/identita/unisci" hidden={{ code }} label={t('identity.merge.yes')} />
        <ActForm action="/entra/identita" hidden={{ code }} label={t('identity.merge.no')} look="outline" />
      </Acts>
    </div>,
  );
}

/** Providers send people here after a sign-out on their side. */
export function signedOutPage(ctx: Ctx): Answer {
  const { t } = ctx.words;
  const isIn = ctx.actor.kind === 'person';
  return sitePage(
    ctx,
    { title: t('identity.slo.title'), path: '/spid/slo', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.slo.title')} lead={t(isIn ? 'identity.slo.still-in' : 'identity.slo.lead')} />
      <Acts>
        {isIn ? (
          <ActForm action="/esci" label={t('people.profile.leave')} />
        ) : (
          <ButtonLink href="/" label={t('identity.home')} look="outline" />
        )}
      </Acts>
    </div>,
  );
}
