import { Readable } from 'node:stream';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Actor, anonymous } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Ctx } from '../context.ts';
import { isDatabaseAway } from '../database/database.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { noteRefusal } from '../refused.ts';
import type { Lang } from '../text/text.ts';
import { problem, refusalProblem, unknownKey } from './answers.ts';
import { encoded, etagOf, PageCache, type Stored } from './page-cache.ts';
import type { Answer, Arrived, Foreign, Incoming, Route } from './route.ts';
import { sourceOf } from './source.ts';

/** What the server needs from whoever builds the house. */
export interface Door {
  config: Config;
  /** Milliseconds; the only clock of the server. */
  now(): number;
  /** A context for this actor, language and source. */
  ctx(actor: Actor, lang: Lang, source: string): Ctx;
  /** Who stands behind these cookies and headers; `anonymous` for nobody. At most one query. */
  actorOf(ctx: Ctx, incoming: Pick<Incoming, 'cookies' | 'headers'>): Promise<Actor>;
  /** The page that tells a refusal, or that the house is at fault (`null`). */
  refusalPage(ctx: Ctx, request: Incoming, refusal: Refusal | null, status: number): Promise<Answer>;
  foreign: readonly Foreign[];
}

export interface Server {
  app: FastifyInstance;
  cache: PageCache;
}

const limits = { fileSize: 26 * 1024 * 1024, files: 30, parts: 120, fieldSize: 256 * 1024 };
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Assembles Fastify from the declared routes. Nothing but routes.ts of a room adds an address. */
export async function buildServer(routes: readonly Route[], door: Door): Promise<Server> {
  const app = fastify({
    trustProxy: door.config.trustedProxies > 0 ? (_address: string, hop: number) => hop < door.config.trustedProxies : false,
    bodyLimit: 1024 * 1024,
    requestTimeout: 60_000,
    keepAliveTimeout: 20_000,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    logger: false,
    // An address that cannot be read leads nowhere.
    frameworkErrors: (_error, request: unknown, reply: unknown) => nowhere(request as FastifyRequest, reply as FastifyReply),
  });
  const cache = new PageCache();
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody, { bodyLimit: 1024 * 1024 });
  await app.register(fastifyMultipart, { limits, throwFileSizeLimit: false });

  const fromElsewhere = new Set(routes.filter((route) => route.fromElsewhere).map((route) => route.path));
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      const stored = isAnonymous(request) ? cache.find(cacheKey(request), door.now()) : undefined;
      if (stored) {
        sendStored(request, reply, stored);
        return;
      }
    } else if (!fromElsewhere.has(request.routeOptions.url ?? '') && !comesFromUs(request, door.config)) {
      const ctx = door.ctx(anonymous, langOf(request), sourceOf(request.ip));
      noteRefusal(ctx, { code: 'kernel.from-elsewhere', status: 403 }, { route: request.routeOptions.url ?? '' });
      reply
        .code(403)
        .headers({ ...securityHeaders(door.config), ...forOne })
        .type('text/plain; charset=utf-8')
        .send('Richiesta rifiutata: non viene da questo sito. / Request refused: it does not come from this site.\n');
      return;
    }
    done();
  });

  for (const route of routes) {
    app.route({ method: route.method, url: route.path, handler: (request, reply) => handle(route, request, reply) });
  }
  app.setNotFoundHandler(async (request, reply) => absent(request, reply, await incomingOf(request, door.config)));
  app.setErrorHandler(async (error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    const incoming: Incoming = { ...bare(request, door.config), body: {}, files: [] };
    const ctx = door.ctx(anonymous, langOf(request), sourceOf(request.ip));
    if (isDatabaseAway(error)) return send(request, reply, await faulty(ctx, incoming, 503));
    if (status >= 400 && status < 500)
      return send(
        request,
        reply,
        await refused(ctx, incoming, refuse(`kernel.http-${status === 413 ? 413 : 400}`, status === 413 ? 413 : 422)),
      );
    ctx.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    return send(request, reply, await faulty(ctx, incoming, 500));
  });

  /** Outside the ways of Fastify: what fails here nobody else would catch. */
  function nowhere(request: FastifyRequest, reply: FastifyReply): void {
    absent(request, reply, { ...bare(request, door.config), body: {}, files: [] }).catch(() => reply.code(503).send(''));
  }

  async function absent(request: FastifyRequest, reply: FastifyReply, incoming: Incoming): Promise<void> {
    const actor = await actorSafely(incoming, request);
    const ctx = door.ctx(actor, langOf(request), sourceOf(request.ip));
    const refusal = bearsUnknownKey(incoming, actor) ? unknownKey : refuse('kernel.absent', 404);
    await send(request, reply, await refused(ctx, incoming, refusal));
  }

  async function handle(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const begunAt = cache.changes;
    const incoming = await incomingOf(request, door.config);
    if (route.fromElsewhere) incoming.cookies = {};
    const lang = langOf(request);
    const visitor = door.ctx(anonymous, lang, sourceOf(request.ip));
    const actor = mayBeSomebody(incoming) ? await door.actorOf(visitor, incoming) : anonymous;
    const ctx = actor === anonymous ? visitor : door.ctx(actor, lang, visitor.source);
    // The rule of a verb wants its subject and is asked by the verb itself; a read's rule is asked here.
    const stranger = bearsUnknownKey(incoming, actor) ? unknownKey : undefined;
    const no = stranger ?? (route.verb ? undefined : route.may.check(actor, undefined));
    const answer = helpedInstead(actor, no ?? (await route.run(ctx, incoming)));
    // What a verb refuses it notes itself. That something is not there is no news.
    if (isRefusal(answer) && answer.status !== 404) noteRefusal(ctx, answer, { route: route.path });
    await send(
      request,
      reply,
      isRefusal(answer) ? await refused(ctx, incoming, answer, route) : answer,
      actor === anonymous ? begunAt : undefined,
    );
  }

  async function refused(ctx: Ctx, incoming: Incoming, refusal: Refusal, route?: Route): Promise<Answer> {
    const foreign = foreignAt(incoming.path);
    if (foreign) return foreign.fault(ctx, incoming, refusal, refusal.status);
    if (route?.kind === 'api' || incoming.path.startsWith('/api/')) return refusalProblem(ctx, refusal);
    return { ...(await door.refusalPage(ctx, incoming, refusal, refusal.status)), cache: 'private' };
  }

  async function faulty(ctx: Ctx, incoming: Incoming, status: 500 | 503): Promise<Answer> {
    if (incoming.path.startsWith('/api/'))
      return problem(ctx, status, ctx.words.t(`kernel.status.${status}`), ctx.words.t(`kernel.fault.${status}`));
    const answer =
      foreignAt(incoming.path)?.fault(ctx, incoming, null, status) ?? (await door.refusalPage(ctx, incoming, null, status));
    return { ...answer, headers: { ...answer.headers, ...(status === 503 ? { 'retry-after': '5' } : {}) }, cache: 'private' };
  }

  function foreignAt(path: string): Foreign | undefined {
    return door.foreign.find(({ under }) => path === under || path.startsWith(`${under}/`));
  }

  async function actorSafely(incoming: Incoming, request: FastifyRequest): Promise<Actor> {
    return mayBeSomebody(incoming) ? door.actorOf(door.ctx(anonymous, langOf(request), ''), incoming) : anonymous;
  }

  /** `begunAt` when what is sent is the same for everybody: how many changes there had been when it was begun. */
  async function send(request: FastifyRequest, reply: FastifyReply, answer: Answer, begunAt?: number): Promise<void> {
    const headers: Record<string, string> = { ...securityHeaders(door.config), ...answer.headers };
    for (const cookie of answer.cookies ?? []) {
      reply.setCookie(prefixOf(door.config) + cookie.name, cookie.value, {
        path: '/',
        maxAge: cookie.maxAge,
        httpOnly: true,
        sameSite: 'lax',
        secure: door.config.production,
      });
    }
    if (answer.stream) {
      reply
        .code(answer.status)
        .headers({ ...headers, ...forOne })
        .type(answer.type);
      await reply.send(Readable.from(answer.stream));
      return;
    }
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    const shared = request.method === 'GET' && answer.status === 200 && begunAt !== undefined && !answer.cookies?.length;
    if (answer.cache === 'immutable') headers['cache-control'] = 'public, max-age=31536000, immutable';
    else if (answer.cache === 'public' && shared) {
      headers['cache-control'] = 'public, max-age=5';
      headers['vary'] = 'accept-language, cookie';
      const stored = isAnonymous(request)
        ? cache.keep(cacheKey(request), answer.type, body, headers, door.now(), begunAt!)
        : { type: answer.type, body, headers, etag: etagOf(body), until: 0 };
      return sendStored(request, reply, stored);
    } else Object.assign(headers, forOne);
    const sent = encoded(
      { type: answer.type, body, headers, etag: '', until: 0 },
      answer.headers?.['content-encoding'] ? undefined : (request.headers['accept-encoding'] as string),
    );
    if (sent.encoding) headers['content-encoding'] = sent.encoding;
    reply.code(answer.status).headers(headers).type(answer.type);
    await reply.send(sent.body);
  }

  return { app, cache };
}

/** Whoever helps somebody at a counter is not sent to sign in: what is of the person alone stays closed. */
function helpedInstead(actor: Actor, answer: Answer | Refusal): Answer | Refusal {
  return actor.assisted && isRefusal(answer) && answer.status === 401 ? refuse('kernel.assisted', 403) : answer;
}

function sendStored(request: FastifyRequest, reply: FastifyReply, stored: Stored): void {
  reply.headers(stored.headers).header('etag', stored.etag);
  if (request.headers['if-none-match'] === stored.etag) {
    reply.code(304).send();
    return;
  }
  const sent = encoded(stored, request.headers['accept-encoding'] as string | undefined);
  if (sent.encoding) reply.header('content-encoding', sent.encoding);
  reply.type(stored.type).send(sent.body);
}

/** What is not the same for everybody is stored by nobody, and embedded by no other site. */
const forOne = { 'cache-control': 'private, no-store', 'cross-origin-resource-policy': 'same-origin' };

function securityHeaders(config: Config): Record<string, string> {
  return {
    'content-security-policy': policyOf(config),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'geolocation=(self), camera=(), microphone=()',
    'cross-origin-opener-policy': 'same-origin',
    ...(config.production ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/** Only tiles of others, where the base map is theirs, may come from elsewhere. */
function policyOf({ baseMap }: Config): string {
  if (baseMap === null || 'file' in baseMap || baseMap.tiles.startsWith('/')) return csp;
  const { origin } = new URL(baseMap.tiles);
  return csp.replace("img-src 'self'", `img-src 'self' ${origin}`).replace("connect-src 'self'", `connect-src 'self' ${origin}`);
}

/** Behind https a cookie has a prefix that no neighbour under another name of the domain and no plain connection can give it (RFC 6265bis, 4.1.3). */
function prefixOf({ production }: Config): string {
  return production ? '__Host-' : '';
}

/** Ours alone, by the names that the house calls them. */
function cookiesOf(request: FastifyRequest, config: Config): Record<string, string> {
  const prefix = prefixOf(config);
  const sent = Object.entries(request.cookies ?? {}) as [string, string][];
  return Object.fromEntries(
    sent.filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

/** No cookie and no key: what such a request gets is the same for everybody who reads the same language. */
function isAnonymous(request: FastifyRequest): boolean {
  return request.headers.cookie === undefined && request.headers.authorization === undefined;
}

/** A key that is wrong, expired or revoked. Elsewhere than in the API it makes a visitor. */
function bearsUnknownKey({ path, headers }: Incoming, actor: Actor): boolean {
  return actor.kind === 'anonymous' && path.startsWith('/api/') && /^bearer\b/i.test(String(headers['authorization'] ?? ''));
}

function mayBeSomebody(incoming: Pick<Incoming, 'cookies' | 'headers'>): boolean {
  return incoming.cookies['arengo_session'] !== undefined || incoming.headers['authorization'] !== undefined;
}

function cacheKey(request: FastifyRequest): string {
  return `${langOf(request)} ${request.url}`;
}

/** Italian unless the person chose English, or asks for it and not for Italian. */
function langOf(request: FastifyRequest): Lang {
  const chosen =
    request.headers.cookie === undefined
      ? undefined
      : /(?:^|;\s*)(?:__Host-)?arengo_lang=(it|en)/.exec(request.headers.cookie)?.[1];
  if (chosen) return chosen as Lang;
  const accepted = request.headers['accept-language'];
  if (!accepted) return 'it';
  const wanted = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().slice(0, 2));
  const best = wanted.find((lang) => lang === 'it' || lang === 'en');
  return (best as Lang | undefined) ?? 'it';
}

/** A page of another site cannot make a browser act here: browsers say where a request comes from (Fetch Metadata, Origin, RFC 6454).
 *  A client that says neither and carries no cookie is a program of its own, and has nothing to be abused. */
function comesFromUs(request: FastifyRequest, config: Config): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.headers.origin;
  if (origin !== undefined)
    return origin === config.origin || (!config.production && origin === `http://${request.headers.host}`);
  return request.headers.cookie === undefined;
}

function bare(request: FastifyRequest, config: Config): Omit<Incoming, 'body' | 'files'> {
  return {
    method: request.method,
    path: request.url.split('?')[0]!,
    params: withoutNul((request.params ?? {}) as Record<string, string>),
    query: withoutNul((request.query ?? {}) as Incoming['query']),
    cookies: cookiesOf(request, config),
    headers: request.headers as Incoming['headers'],
  };
}

/** The database takes no NUL in a text, and no address of ours has one. */
function withoutNul<T extends Record<string, unknown>>(given: T): T {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll('\0', '') : value]),
  ) as T;
}

async function incomingOf(request: FastifyRequest, config: Config): Promise<Incoming> {
  const incoming: Incoming = { ...bare(request, config), body: {}, files: [] };
  if (request.isMultipart()) return { ...incoming, ...(await readParts(request).catch(unreadable)) };
  if (request.body && typeof request.body === 'object' && !Array.isArray(request.body))
    incoming.body = { ...(request.body as Record<string, unknown>) };
  return incoming;
}

/** Parts that break off or have no boundary are the fault of whoever sent them. */
function unreadable(error: Error & { statusCode?: number }): never {
  error.statusCode ??= 400;
  throw error;
}

async function readParts(request: FastifyRequest): Promise<{ body: Record<string, unknown>; files: Arrived[] }> {
  const body: Record<string, unknown> = Object.create(null);
  const files: Arrived[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      // A file beyond the limit arrives cut at the limit, which is above what `kernel/files` takes: it refuses it with a sentence.
      const bytes = await part.toBuffer();
      if (part.filename || bytes.length > 0) files.push({ field: part.fieldname, name: part.filename, bytes });
    } else {
      const before = body[part.fieldname];
      body[part.fieldname] = before === undefined ? part.value : [before, part.value].flat();
    }
  }
  return { body: { ...body }, files };
}
