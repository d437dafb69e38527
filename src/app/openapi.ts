import type { TObject } from 'typebox';
import type { Route } from '../kernel/http/route.ts';
import type { Verb } from '../kernel/verbs/verb.ts';
import { rooms } from './modules.ts';

/** The whole JSON API as OpenAPI 3.1, made from what the rooms declare: reads with their query and reply, verbs with their form. */
export function openApi(origin: string): object {
  const paths: Record<string, Record<string, object>> = {};
  const add = (method: string, path: string, operation: object) => {
    const address = path.replace(/:(\w+)/g, '{$1}');
    paths[address] = { ...paths[address], [method.toLowerCase()]: operation };
  };
  for (const route of rooms.flatMap((room) => room.routes ?? [])) {
    if (route.kind !== 'api') continue;
    if (route.foreign) add(route.method, route.path, foreignOperation(route, route.foreign));
    else add(route.method, route.path, route.verb ? verbOperation(route.verb, route) : readOperation(route));
  }
  for (const verb of rooms.flatMap((room) => room.verbs ?? [])) add('POST', `/api/v1/verbs/${verb.name}`, verbOperation(verb));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Arengo',
      version: '1',
      description:
        'Everything that a page does. Errors are problem details (RFC 9457). Lists go on by cursor: `next` is null on the last page.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: origin }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, bound to a place and to verbs; one that is wrong, expired or revoked is 401',
        },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

/** Of an XML answer the schema would say nothing that is true of its elements. */
function foreignOperation(route: Route, { type, form, parts, errors }: NonNullable<Route['foreign']>): object {
  const content = (schema: object | undefined) => ({
    [type]: { schema: type === 'text/xml' ? { type: 'string' } : (schema ?? {}) },
  });
  return {
    summary: route.summary,
    operationId: operationId(route),
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(form && {
      requestBody: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': { schema: form },
          ...(parts && { 'multipart/form-data': { schema: parts } }),
        },
      },
    }),
    responses: {
      200: { description: 'Done', content: content(route.reply) },
      default: { description: 'What went wrong, in the language of the client', content: content(errors) },
    },
  };
}

function operationId({ method, path }: Route): string {
  return `${method.toLowerCase()}${path.replace(/(?<!\W)\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}

function readOperation(route: Route): object {
  return {
    summary: route.summary,
    operationId: operationId(route),
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    responses: {
      200: { description: 'Found', content: { 'application/json': { schema: route.reply ?? {} } } },
      default: problemResponse,
    },
  };
}

function verbOperation(verb: Verb, route?: Route): object {
  return {
    summary: `${verb.name}: ${verb.may.who}`,
    operationId: route ? `${verb.name}.at` : verb.name,
    security: [{ key: [] }, {}],
    parameters: route ? pathParameters(route.path) : [],
    requestBody: { required: true, content: { 'application/json': { schema: verb.form } } },
    responses: { [route?.path === '/api/v1/reports' ? 201 : 200]: { description: 'Done' }, default: problemResponse },
  };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters(query: TObject | undefined): object[] {
  if (!query) return [];
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) ?? false,
    schema,
  }));
}

const problemResponse = {
  description: 'What went wrong, in the language of the client',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'detail'],
        properties: { field: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};
