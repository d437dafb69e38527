import { settingOf } from '../../../commons/settings/settings.ts';
import { lastChangeOf } from '../../../commons/settings/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Discovery, Service, ServiceDefinition } from '../../../protocols/open311/schemas.ts';
import { type Category, categoriesOf, groupName } from '../category.ts';
import { categorySettings } from '../category-settings.ts';
import { isRequired, optionsOf, type Question } from '../question.ts';

export const base = '/open311/v2';

/** When what is said of the services last changed by itself; a change of this code moves the day. */
const written = new Date('2026-11-22T00:00:00Z');

/** Where the endpoint is and of which day are its services: a client that sees another day reads them again. */
export async function discovery(ctx: Ctx, metropolis: Place): Promise<Discovery> {
  const { origin, production } = ctx.config;
  const decided = await lastChangeOf(
    ctx.db,
    categorySettings.map(({ name }) => name),
    ctx.now,
  );
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
    service_name: category[ctx.words.lang],
    description: ctx.words.t('reports.open311.promise', { days: category.days }),
    metadata: category.questions.length > 0,
    type: 'realtime',
    ...(category.group ? { group: groupName(ctx, category.group) } : {}),
    keywords: [...new Set([category.it, category.en])].join(', '),
  };
}

/** What a kind asks more; of one that asks nothing an empty list. */
export function definition(ctx: Ctx, place: Place, code: string): ServiceDefinition | undefined {
  const category = categoriesOf(ctx, place.id).find((one) => one.code === code);
  return category && { service_code: code, attributes: category.questions.map((question, i) => attribute(ctx, question, i + 1)) };
}

const datatypes: Record<Question['kind'], ServiceDefinition['attributes'][number]['datatype']> = {
  text: 'string',
  long: 'text',
  number: 'number',
  date: 'datetime',
  one: 'singlevaluelist',
  many: 'multivaluelist',
  stop: 'singlevaluelist',
};

function attribute(ctx: Ctx, question: Question, order: number): ServiceDefinition['attributes'][number] {
  const options = optionsOf(question);
  return {
    variable: true,
    code: question.code,
    datatype: datatypes[question.kind],
    required: isRequired(question),
    order,
    description: question[ctx.words.lang],
    ...(options.length > 0 ? { values: options.map((option) => ({ key: option.key, name: option[ctx.words.lang] })) } : {}),
  };
}

/** The municipality of an ISTAT code; nothing said is all of them, `undefined` is none of ours. */
export function jurisdictionOf(ctx: Ctx, code: string | undefined): Place | null | undefined {
  if (code === undefined) return null;
  const place = territoryOf(ctx).byIstat.get(code);
  return place?.kind === 'municipality' ? place : undefined;
}
