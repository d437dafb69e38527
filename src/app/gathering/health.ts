import { answers } from '../../kernel/database/store.ts';
import { json } from '../../kernel/http/answers.ts';
import type { Route } from '../../kernel/http/route.ts';
import { anyone, feed } from '../../kernel/http/routes.ts';

export const healthRoutes: readonly Route[] = [
  feed('/health/live', anyone, 'The process is there', async () => json({ status: 'live' }, 200, 'private')),
  feed('/health/ready', anyone, 'The database answers', async (ctx) => {
    const ready = await answers(ctx.db).catch(() => false);
    const answer = json({ status: ready ? 'ready' : 'waiting for the database' }, ready ? 200 : 503, 'private');
    return ready ? answer : { ...answer, headers: { 'retry-after': '5' } };
  }),
  // As the guidelines for interoperability ask of every API (ModI, RAC_REST_NAME and status resource): 200 with problem+json.
  feed('/status', anyone, 'State of the API', async (ctx) => {
    const ready = await answers(ctx.db).catch(() => false);
    const body = {
      type: 'about:blank',
      title: ready ? 'OK' : 'Service Unavailable',
      status: ready ? 200 : 503,
      detail: ready ? 'The API answers.' : 'The database does not answer.',
    };
    return { ...json(body, ready ? 200 : 503, 'private'), type: 'application/problem+json; charset=utf-8' };
  }),
];
