import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import { pageQuery, partOf, wrongCursor } from '../../kernel/http/lists.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, read, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { findEntry } from '../entries/store.ts';
import { follow, readNotices, setRhythm, unfollow } from './actions.ts';
import { nameOf } from './follow.ts';
import { followForm, followsReply, noticesQuery, noticesReply } from './forms.ts';
import { pathOf, whatHappened } from './mails.tsx';
import { followPage, noticesPage, stopPage } from './pages.tsx';
import { listFollows } from './store.ts';
import { type Happening, listNotices, type NoticeCursor } from './store-notices.ts';
import { readToken, stopKey } from './token.ts';

const noticesOnAPage = 30;

export const routes: readonly Route[] = [
  page('/notifiche', signedIn, 'What happened to the things one follows, and what one follows', (ctx, request) =>
    notices(ctx, request),
  ),
  form('/notifiche/lette', readNotices, {
    then: () => '/notifiche',
    again: (ctx, request, _form, refusal) => notices(ctx, request, refusal),
  }),
  form('/notifiche/ritmo', setRhythm, {
    then: () => '/notifiche?fatto=ritmo#segui',
    again: (ctx, request, _form, refusal) => notices(ctx, request, refusal),
  }),
  page('/segui', anyone, 'Follow a municipality, a topic or a place', async (ctx, request) => {
    const asked = askedOf(request);
    if (ctx.actor.kind !== 'person') return redirect(`/entra?next=${encodeURIComponent(addressOf(request))}`);
    const entry = await entryOf(ctx, asked.code);
    if (asked.code && !entry) return refuse('kernel.absent', 404);
    return followPage(ctx, { form: blank('notices.follow', followForm, asked), entry });
  }),
  form('/segui', follow, {
    then: (_ctx, done) => done.path ?? '/notifiche?fatto=segui#segui',
    again: async (ctx, request, state, refusal) => {
      if (refusal?.status === 401) return redirect(`/entra?next=${encodeURIComponent(addressAgain(state.values))}`);
      if (refusal?.status === 404) return refusal;
      return followPage(ctx, { form: state, entry: await entryOf(ctx, request.body['code']), refusal });
    },
  }),
  form('/segui/basta', unfollow, {
    then: (_ctx, done, request) => (request.body['code'] === undefined ? null : done.path) ?? '/notifiche?fatto=basta#segui',
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  page(
    '/notifiche/basta/:token',
    anyone,
    'Stop a kind of mail: whoever only looks, as mail scanners do, stops nothing',
    async (ctx, request) => {
      const token = request.params['token'] ?? '';
      return readToken(await stopKey(ctx), token) ? stopPage(ctx, token, false) : refuse('kernel.absent', 404);
    },
  ),
  // One-click unsubscribe (RFC 8058): no cookie, no redirect.
  form('/notifiche/basta/:token', unfollow, {
    input: (_ctx, request) => ({ token: request.params['token'] }),
    then: (ctx, _done, request) => stopPage(ctx, request.params['token'] ?? '', true),
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
  read('/api/v1/notices', signedIn, 'Own notices, unread first', noticesQuery, noticesReply, async (ctx, query) => {
    if (query.cursor !== undefined && !readCursor(query.cursor)) return wrongCursor();
    const { items, next } = await pageOf(ctx, query.cursor, query.limit ?? 20);
    return {
      items: items.map((told) => ({
        act: told.act,
        verb: told.verb,
        text: whatHappened(ctx, told),
        at: told.at.toISOString(),
        reason: told.reason,
        code: told.code,
        title: told.title,
        url: `${ctx.config.origin}${pathOf(told)}`,
        read: told.read?.toISOString() ?? null,
      })),
      next,
    };
  }),
  read('/api/v1/follows', signedIn, 'What one follows', Type.Object(pageQuery), followsReply, async (ctx, query) =>
    partOf(
      (await listFollows(ctx.db, ctx.actor)).map((one) => ({
        id: one.id,
        name: one.title ?? nameOf(ctx, one),
        code: one.code,
        how: one.how,
        since: one.since.toISOString(),
      })),
      ({ id }) => id,
      query,
    ),
  ),
];

async function notices(ctx: Ctx, request: Incoming, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const from = textOf(request.query['da']);
  const { items, next } = await pageOf(ctx, from, noticesOnAPage);
  return noticesPage(ctx, {
    items,
    next,
    from,
    follows: await listFollows(ctx.db, ctx.actor),
    done: textOf(request.query['fatto']),
    refusal,
  });
}

async function pageOf(ctx: Ctx, cursor: string | undefined, most: number): Promise<{ items: Happening[]; next: string | null }> {
  const rows = await listNotices(ctx.db, ctx.actor, readCursor(cursor), most + 1);
  const last = rows[most - 1];
  return { items: rows.slice(0, most), next: rows.length > most && last ? writeCursor(last) : null };
}

function writeCursor(told: Happening): string {
  return Buffer.from(`${told.read === null ? 'u' : 'r'} ${told.at.toISOString()} ${told.act}`).toString('base64url');
}

/** On a page, a cursor that is not one of ours begins again from the first. */
function readCursor(text: string | undefined): NoticeCursor | null {
  const [mark = '', at = '', act = ''] = Buffer.from(text ?? '', 'base64url')
    .toString()
    .split(' ');
  const date = new Date(at);
  return Number.isNaN(date.getTime()) || !/^[0-9a-f-]{36}$/.test(act) ? null : { unread: mark === 'u', at: date, act };
}

const names = { code: 'cosa', municipality: 'comune', topic: 'tipo', lat: 'lat', lon: 'lon', metres: 'metri' } as const;

/** The address that asks for what a form asked for, when the session ended meanwhile. */
function addressAgain(values: Record<string, unknown>): string {
  return `/segui?${new URLSearchParams(Object.entries(names).flatMap(([field, name]) => (values[field] === undefined ? [] : [[name, String(values[field])]])))}`;
}

/** What the address asks to follow, in the names of the form. */
function askedOf({ query }: Incoming) {
  const one = (name: string) => textOf(query[name])?.slice(0, 100);
  return Object.fromEntries(Object.entries(names).flatMap(([field, name]) => (one(name) ? [[field, one(name)]] : []))) as Partial<
    Record<keyof typeof names, string>
  >;
}

function addressOf({ path, query }: Incoming): string {
  const asked = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  return asked.size > 0 ? `${path}?${asked}` : path;
}

async function entryOf(ctx: Ctx, code: unknown) {
  return typeof code === 'string' ? findEntry(ctx.db, ctx.actor, code) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
