import { readFileSync } from 'node:fs';
import { type Config, ConfigError } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { type IdentityProvider, identityProviders } from '../../protocols/spid/providers.ts';
import { loadOpenidProviders } from './openid-providers.ts';
import type { Source } from './store.ts';
import { trialPair, trialProvider } from './trial.ts';

const loaded = new WeakMap<object, Record<Source, IdentityProvider[]>>();

/** Reads who may say who a person is; called when the house is built. A file that cannot be used stops the start: whoever enters would else find a
 *  button that leads nowhere. The files are the operator's, who fetched them from the registries: their own signatures are not looked at. */
export function loadProviders(config: Config): void {
  const { spid, cie } = config.identityProviders;
  loadOpenidProviders(config);
  loaded.set(config, {
    spid: spid.flatMap((file) => read('SPID_IDP_METADATA', file)),
    cie: cie.flatMap((file) => read('CIE_IDP_METADATA', file)),
  });
}

function read(setting: string, file: string): IdentityProvider[] {
  try {
    return identityProviders(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${setting}: ${file}: ${(error as Error).message}`);
  }
}

/** In demo mode also the one of this house, which certifies invented people. */
export function listProviders({ config }: Pick<Ctx, 'config'>, source: Source): IdentityProvider[] {
  const real = loaded.get(config)?.[source] ?? [];
  return config.demo ? [...real, trialProvider(config)] : real;
}

export function findProvider(ctx: Pick<Ctx, 'config'>, source: Source, entityId: string): IdentityProvider | undefined {
  return listProviders(ctx, source).find((provider) => provider.entityId === entityId);
}

export async function certificatesOf(ctx: Ctx, provider: IdentityProvider): Promise<readonly string[]> {
  const isTrial = ctx.config.demo && provider.entityId === trialProvider(ctx.config).entityId;
  return isTrial ? [(await trialPair(ctx)).certificate] : provider.certificates;
}
