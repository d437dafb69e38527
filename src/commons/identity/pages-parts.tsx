import type { Ctx } from '../../kernel/context.ts';
import { Acts, ButtonLink, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import { findProvider, listProviders } from './providers.ts';
import type { ProofRow, Source } from './store.ts';

const sources: readonly Source[] = ['spid', 'cie'];

/** Where there is nothing to choose, straight to the provider: CIE has one. */
function startAddress(ctx: Ctx, source: Source, next: string): string {
  const [only, ...others] = listProviders(ctx, source);
  const idp = source === 'cie' && only && others.length === 0 ? { idp: only.entityId } : undefined;
  return `/entra/${source}?${new URLSearchParams({ ...idp, next })}`;
}

/** «Entra con SPID», «Entra con CIE»: the words that the law fixes, in our own drawing. Nothing while no provider is configured. */
export function WaysInPart({ ctx, next }: { ctx: Ctx; next: string }) {
  const { t } = ctx.words;
  const open = sources.filter((source) => listProviders(ctx, source).length > 0);
  if (open.length === 0) return null;
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
      </Acts>
    </Section>
  );
}

/** Who said who I am, and the way to have it said. */
export function ProofsPart({ ctx, proofs }: { ctx: Ctx; proofs: readonly ProofRow[] }) {
  const { t, day } = ctx.words;
  const open = sources.filter((source) => listProviders(ctx, source).length > 0);
  if (proofs.length === 0 && open.length === 0) return null;
  const title = t(proofs.length > 0 ? 'identity.proofs.title' : 'identity.proofs.none');
  return (
    <Section id="identity" title={title} lead={proofs.length > 0 ? undefined : t('identity.proofs.lead')}>
      {proofs.length > 0 && (
        <DefinitionList
          items={proofs.map((proof) => ({
            term: t(`identity.proven-by.${proof.source}`),
            value: t('identity.proven', {
              by: findProvider(ctx, proof.source as Source, proof.issuer)?.name ?? proof.issuer,
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
