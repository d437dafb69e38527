import { settingOf } from '../../../commons/settings/settings.ts';
import { lastChangeOf } from '../../../commons/settings/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Lang } from '../../../kernel/text/text.ts';
import type { Discovery, Service, ServiceDefinition } from '../../../protocols/open311/schemas.ts';
import { type Category, categoriesOf, categoryOf } from '../category.ts';

export const base = '/open311/v2';

/** When what is said of the services last changed by itself; a change of this code moves the day. */
const written = new Date('2026-11-22T00:00:00Z');

/** Where the endpoint is and of which day are its services: a client that sees another day reads them again. */
export async function discovery(ctx: Ctx, metropolis: Place): Promise<Discovery> {
  const { origin, production } = ctx.config;
  const decided = await lastChangeOf(ctx.db, 'reports.categories', ctx.now);
  const changeset = (decided && decided > written ? decided : written).toISOString();
  const contacts = settingOf<{ email?: string; phone?: string }>(ctx, metropolis.id, 'site.contacts');
  return {
    changeset,
    contact: [metropolis.name, contacts.email, contacts.phone, origin].filter(Boolean).join(', '),
    key_service: ctx.words.t('reports.open311.key-service', { address: `${origin}/persone/chiavi` }),
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${origin}${base}`,
        changeset,
        // The invented metropolis is never served from https.
        type: production ? 'production' : 'test',
        formats: ['text/xml', 'application/json'],
      },
    ],
  };
}

/** The kinds of problem of a municipality, or those of the metropolis. */
export function services(ctx: Ctx, place: Place): Service[] {
  return categoriesOf(ctx, place.id).map((category) => service(ctx, category));
}

function service(ctx: Ctx, category: Category): Service {
  return {
    service_code: category.code,
    service_name: category[ctx.words.lang as Lang],
    description: ctx.words.t('reports.open311.promise', { days: category.days }),
    metadata: false,
    type: 'realtime',
    keywords: [...new Set([category.it, category.en])].join(', '),
  };
}

/** No kind asks anything more: what the specification asks for is then an empty list. */
export function definition(ctx: Ctx, place: Place, code: string): ServiceDefinition | undefined {
  return categoryOf(ctx, place.id, code) && { service_code: code, attributes: [] };
}

/** The municipality of an ISTAT code; nothing said is all of them, `undefined` is none of ours. */
export function jurisdictionOf(ctx: Ctx, code: string | undefined): Place | null | undefined {
  if (code === undefined) return null;
  const place = territoryOf(ctx).byIstat.get(code);
  return place?.kind === 'municipality' ? place : undefined;
}
