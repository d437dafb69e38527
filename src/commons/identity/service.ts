import { readFileSync } from 'node:fs';
import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { findSecret, keepSecret } from '../../kernel/register/store.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { makePair, type Named } from '../../protocols/spid/certificate.ts';
import type { ServiceProvider } from '../../protocols/spid/metadata.ts';
import type { Pair } from '../../protocols/spid/names.ts';
import { settingOf } from '../settings/settings.ts';
import { territoryOf } from '../territory/territory.ts';
import { demoOrganisation, type Organisation, organisationSetting } from './settings.ts';
import type { Source } from './store.ts';

/** Who we are for SPID and for CIE: each system knows us under a name of its own, which is where our metadata stand. */
export function entityIdOf({ origin }: Pick<Config, 'origin'>, source: Source): string {
  return `${origin}/${source}/metadata`;
}

export function acsOf({ origin }: Pick<Config, 'origin'>, source: Source): string {
  return `${origin}/${source}/acs`;
}

/** Nothing until an administrator has said which administration this is. */
export function serviceProvider(ctx: Ctx, source: Source): ServiceProvider | undefined {
  const said = organisationOf(ctx);
  const { ipaCode, url, email, phone, municipality, province } = said;
  if (!ipaCode || !url || !email || (source === 'cie' && !(municipality && province))) return undefined;
  const { name } = namedOf(ctx, said);
  return {
    system: source,
    entityId: entityIdOf(ctx.config, source),
    acs: acsOf(ctx.config, source),
    slo: `${ctx.config.origin}/spid/slo`,
    organisation: { name, url, ipaCode },
    contact: { email, phone },
    seat: { municipality: municipality ?? '', province: province ?? '' },
    service: wordsFor('it').t('identity.service', { name }),
  };
}

/** The key with which we sign, and the certificate by which providers know it: files of the operator, else made at first need. */
export async function ownPair(ctx: Ctx): Promise<Pair> {
  const { identityPair } = ctx.config;
  if (identityPair)
    return { key: readFileSync(identityPair.key, 'utf8'), certificate: readFileSync(identityPair.certificate, 'utf8') };
  const { ipaCode, name, locality } = namedOf(ctx, organisationOf(ctx));
  return keptPair(ctx, `spid ${ipaCode}`, {
    organisation: name,
    commonName: name,
    uri: entityIdOf(ctx.config, 'spid'),
    organizationIdentifier: `PA:IT-${ipaCode}`,
    locality,
  });
}

/** Of two that make one at once, both have the first. To be called outside a transaction: making one takes a second. */
export async function keptPair(ctx: Ctx, secret: string, named: Named): Promise<Pair> {
  const kept =
    (await findSecret(ctx.db, secret)) ??
    (await keepSecret(
      ctx.db,
      secret,
      Buffer.from(JSON.stringify(await makePair(named, ctx.now, Buffer.from(ctx.secret(16), 'base64url')))),
    ));
  return JSON.parse(kept.toString()) as Pair;
}

function organisationOf(ctx: Ctx): Organisation {
  const said = settingOf<Organisation>(ctx, territoryOf(ctx).metropolis?.id ?? '', organisationSetting);
  return ctx.config.demo ? { ...demoOrganisation, ...said } : said;
}

function namedOf(ctx: Ctx, { ipaCode, locality }: Organisation): { name: string; ipaCode: string; locality: string } {
  const name = territoryOf(ctx).metropolis?.name ?? new URL(ctx.config.origin).host;
  return { name, ipaCode: ipaCode ?? '-', locality: locality ?? name };
}
