import type { Ctx } from '../../kernel/context.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Acts, ButtonLink, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import { findOpenidByIssuer } from './openid-providers.ts';
import { findProvider } from './providers.ts';
import type { ProofRow, Source } from './store.ts';
import type { SubjectRow } from './store-subjects.ts';
import { listOtherWays, listWays } from './ways.ts';

const sources: readonly Source[] = ['spid', 'cie'];

/** Where there is nothing to choose, straight to the provider: CIE has one. */
function startAddress(ctx: Ctx, source: Source, next: string): string {
  const [only, ...others] = listWays(ctx, source, { next });
  return source === 'cie' && only && others.length === 0 ? only.href : `/entra/${source}?${new URLSearchParams({ next })}`;
}

/** «Entra con SPID», «Entra con CIE»: the words that the law fixes, in our own drawing. Nothing while no provider is configured. */
export function WaysInPart({ ctx, next }: { ctx: Ctx; next: string }) {
  const { t } = ctx.words;
  const open = openSources(ctx);
  const others = listOtherWays(ctx, { next });
  if (open.length === 0 && others.length === 0) return null;
  return (
    <Section id="by-identity" title={t('identity.sign-in.title')} lead={t('identity.sign-in.lead')}>
      <Acts>
        {open.map((source) => (
          <ButtonLink
            href={startAddress(ctx, source, next)}
            label={t(`identity.enter-with.${source}`)}
            icon="shield"
            look="outline"
          />
        ))}
        {others.map(({ href, name }) => (
          <ButtonLink href={href} label={t('identity.enter-with.other', { name })} look="outline" />
        ))}
      </Acts>
    </Section>
  );
}

function openSources(ctx: Ctx): Source[] {
  return sources.filter((source) => listWays(ctx, source, { next: '/' }).length > 0);
}

function issuerName(ctx: Ctx, source: ProofRow['source'], issuer: string): string {
  return findProvider(ctx, source as Source, issuer)?.name ?? findOpenidByIssuer(ctx, issuer)?.title ?? issuer;
}

/** Who I am, and what opens my account from elsewhere. */
export function IdentityParts({
  ctx,
  proofs,
  subjects,
}: {
  ctx: Ctx;
  proofs: readonly ProofRow[];
  subjects: readonly SubjectRow[];
}) {
  return (
    <>
      <ProofsPart ctx={ctx} proofs={proofs} />
      <SubjectsPart ctx={ctx} subjects={subjects} />
    </>
  );
}

/** Who said who I am, and the way to have it said. */
function ProofsPart({ ctx, proofs }: { ctx: Ctx; proofs: readonly ProofRow[] }) {
  const { t, day } = ctx.words;
  const open = openSources(ctx);
  if (proofs.length === 0 && open.length === 0) return null;
  const title = t(proofs.length > 0 ? 'identity.proofs.title' : 'identity.proofs.none');
  return (
    <Section id="identity" title={title} lead={proofs.length > 0 ? undefined : t('identity.proofs.lead')}>
      {proofs.length > 0 && (
        <DefinitionList
          items={proofs.map((proof) => ({
            term: t(`identity.proven-by.${proof.source}`),
            value: t('identity.proven', {
              by: issuerName(ctx, proof.source, proof.issuer),
              level: t(`people.assurance.${proof.level}`),
              day: day(proof.proven),
            }),
          }))}
        />
      )}
      {proofs.length === 0 && (
        <Acts>
          {open.map((source) => (
            <ButtonLink
              href={startAddress(ctx, source, '/profilo')}
              label={t(`identity.prove-with.${source}`)}
              icon="shield"
              look="outline"
            />
          ))}
        </Acts>
      )}
    </Section>
  );
}

/** Accounts elsewhere that open this one, and those that could. */
function SubjectsPart({ ctx, subjects }: { ctx: Ctx; subjects: readonly SubjectRow[] }) {
  const { t, day } = ctx.words;
  const open = listOtherWays(ctx, { next: '/profilo' }).filter(
    ({ name }) => !subjects.some(({ issuer }) => issuerName(ctx, 'oidc', issuer) === name),
  );
  if (subjects.length === 0 && open.length === 0) return null;
  return (
    <Section id="connected" title={t('identity.connected.title')} lead={t('identity.connected.lead')}>
      {subjects.length > 0 && (
        <DefinitionList
          items={subjects.map(({ issuer, since }) => ({
            term: issuerName(ctx, 'oidc', issuer),
            value: (
              <>
                <p class="mb-2">{t('identity.connected.since', { day: day(since) })}</p>
                <ActForm
                  action="/entra/identita/scollega"
                  hidden={{ issuer }}
                  label={t('identity.connected.end', { name: issuerName(ctx, 'oidc', issuer) })}
                  look="outline"
                />
              </>
            ),
          }))}
        />
      )}
      {open.length > 0 && (
        <Acts>
          {open.map(({ href, name }) => (
            <ButtonLink href={href} label={t('identity.connected.add', { name })} look="outline" />
          ))}
        </Acts>
      )}
    </Section>
  );
}
