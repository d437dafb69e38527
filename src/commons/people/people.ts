import { type Actor, type Assisted, anonymous } from '../../kernel/actor.ts';
import type { Ctx, Db } from '../../kernel/context.ts';
import { ownPath } from '../../kernel/http/answers.ts';
import type { Incoming } from '../../kernel/http/route.ts';
import { rolesOfKey } from './roles.ts';
import { hashOf, isAlive, isToBeNoted, sessionOf } from './sessions.ts';
import { listNames } from './store.ts';
import { findKeyByHash, noteKeyUsed } from './store-keys.ts';
import type { Standing } from './store-second.ts';
import { findSession, insertLink, noteSeen, type SessionRow } from './store-sessions.ts';

/** Who stands behind the cookies and headers of a request: a person with an open session, a computer with a key, or nobody. One query. */
export async function actorOf(ctx: Ctx, request: Pick<Incoming, 'cookies' | 'headers'>): Promise<Actor> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return keyOf(ctx, authorization);
  const secret = sessionOf(request);
  if (!secret) return anonymous;
  const id = hashOf(secret);
  const session = await findSession(ctx.db, id, ctx.now);
  if (!session || !isAlive(session, session.roles.length > 0, ctx.now)) return anonymous;
  if (isToBeNoted(session, ctx.now)) await noteSeen(ctx.db, id, ctx.now);
  const { person, name, assurance, roles, organisations } = session;
  const awaits = session.second ? undefined : awaited({ ...session, roles: roles.length > 0 });
  if (session.assisted) return { ...anonymous, assisted: helped(ctx, session, session.assisted, awaits) };
  if (awaits === 'second-proof') return { ...anonymous, awaits };
  return { kind: 'person', person, name, assurance, roles: awaits ? [] : roles, organisations, awaits };
}

/** At a counter the operator is nobody but who helps; without the role, or when the time is up, nothing is left but to end it. */
function helped(
  ctx: Ctx,
  { person: operator, roles }: SessionRow,
  { ended, ...assisted }: NonNullable<SessionRow['assisted']>,
  awaits: Actor['awaits'],
): Assisted {
  const until = new Date(assisted.until);
  const still = roles.some((held) => held.role === 'counter-operator' && (held.whole || held.place === assisted.place));
  return { ...assisted, operator, until, over: ended !== null || until <= ctx.now || awaits !== undefined || !still };
}

/** What a session without a second proof still owes (ASVS 5.0, V6.3.3). Who has an app of codes has asked for it; who holds roles must; a citizen's
 *  passkey is one way to enter among others. */
export function awaited({ roles, passkeys, codes }: Standing): Actor['awaits'] {
  if (codes || (roles && passkeys)) return 'second-proof';
  return roles ? 'second-key' : undefined;
}

/** `Authorization: Bearer KEY` (RFC 6750). A key that is wrong, expired or revoked is nobody's. */
async function keyOf(ctx: Ctx, authorization: string | string[]): Promise<Actor> {
  const secret = typeof authorization === 'string' ? /^Bearer ([\w-]{20,100})$/i.exec(authorization)?.[1] : undefined;
  const key = secret && (await findKeyByHash(ctx.db, hashOf(secret), ctx.now));
  if (!key) return anonymous;
  if (!key.used || isToBeNoted({ seen: key.used }, ctx.now)) await noteKeyUsed(ctx.db, key.id, ctx.now);
  const roles = rolesOfKey.map((role) => ({ role, place: key.place, whole: key.whole }));
  return { kind: 'key', person: null, name: key.name, assurance: 'none', roles, organisations: [], verbs: key.verbs };
}

export interface NewLink {
  /** In the form of `addressOf`. */
  email: string;
  typed: string;
  purpose: 'sign-in' | 'confirm';
  /** Where the person goes on, once the link was used. */
  next: string;
}

const linkLasts = 30 * 60_000;

/** Makes a link that proves an address and signs its owner in, once, within half an hour; its full address is for the mail alone.
 *  To be called within a verb. */
export async function newLink(ctx: Ctx, { email, typed, purpose, next }: NewLink): Promise<string> {
  const token = ctx.secret(32);
  const expires = new Date(ctx.now.getTime() + linkLasts);
  await insertLink(ctx.db, {
    hash: hashOf(token),
    email,
    email_typed: typed,
    purpose,
    next: ownPath(next),
    now: ctx.now,
    expires,
  });
  return `${ctx.config.origin}/entra/link/${token}`;
}

/** Names by id, for things that show their authors; erased people are left out. */
export async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await listNames(db, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, row.name]));
}
