import type { Ctx } from '../../kernel/context.ts';
import { listOpenid } from './openid-providers.ts';
import { listProviders } from './providers.ts';
import type { Source } from './store.ts';

/** A link that leads to a provider. */
export interface Way {
  href: string;
  name: string;
}

export interface Asked {
  next: string;
  livello?: string;
}

/** Every provider of a national system, whichever protocol it speaks. */
export function listWays(ctx: Ctx, source: Source, asked: Asked): Way[] {
  return [
    ...listProviders(ctx, source).map(({ entityId, name }) => ({
      href: `/entra/${source}?${new URLSearchParams({ idp: entityId, ...asked })}`,
      name,
    })),
    ...openidWays(ctx, source, asked),
  ];
}

/** Those with a name of their own, such as the sign-on of a region. */
export function listOtherWays(ctx: Ctx, asked: Asked): Way[] {
  return openidWays(ctx, 'oidc', asked);
}

function openidWays(ctx: Ctx, source: Source | 'oidc', asked: Asked): Way[] {
  return listOpenid(ctx, source).map(({ name, title }) => ({
    href: `/entra/oidc?${new URLSearchParams({ provider: name, ...asked })}`,
    name: title,
  }));
}
