import { randomBytes } from 'node:crypto';
import { anonymous, system } from '../actor.ts';
import type { Ctx, Db } from '../context.ts';
import type { ActWritten, NewAct } from './act.ts';
import { hmac } from './hmac.ts';
import { type ActRow, insertAct, insertHistory, keepSecret } from './store.ts';

/** JSON with sorted keys and no spaces (RFC 8785 for the values we use: no fractions beyond IEEE doubles). */
export function canonical(value: unknown): string {
  if (value === undefined) return 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  // A loop, since a log is verified entry by entry: a million times this. Names are sorted by their UTF-16 units, as `sort` does.
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) members += `${members && ','}${JSON.stringify(name)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

/** Key of the pseudonyms, made once for each store. */
const pseudonymKeys = new WeakMap<object, Promise<Buffer>>();

/** Loads (or makes) the key of the pseudonyms; called when the house is built, with the pool. */
export function loadPseudonymKey(config: object, db: Db): Promise<Buffer> {
  const loading = keepSecret(db, 'pseudonyms', randomBytes(32));
  pseudonymKeys.set(config, loading);
  return loading;
}

/** Writes an act in the running transaction. The commitment is HMAC-SHA-256 of the private part under a key of this act alone,
 *  which erasure destroys; the actor appears only as a pseudonym that differs from thing to thing (register.md). */
export async function writeAct(ctx: Ctx, act: NewAct): Promise<ActWritten> {
  const id = ctx.id();
  const key = randomBytes(32);
  const by = act.house ? system : act.unsigned ? anonymous : ctx.actor;
  // Done for somebody at a counter: which one everybody may know, who sat there is committed to.
  const helped = act.house ? undefined : ctx.actor.assisted;
  const hidden = {
    ...act.private,
    ...(helped && { assistance: helped.id, operator: helped.operator }),
    person: by.person,
    kind: by.kind,
  };
  const mark = by.person ? await pseudonym(ctx, by.person, act.entry ?? act.verb) : null;
  const { seq, at } = await insertAct(ctx.db, {
    id,
    verb: act.verb,
    entry: act.entry ?? null,
    code: act.code ?? null,
    place: act.place ?? null,
    at: ctx.now,
    mark,
    assurance: by.assurance,
    public: JSON.stringify({ ...act.public, ...(helped && { assisted: helped.place, ...(helped.paper && { paper: true }) }) }),
    commitment: hmac(key, canonical(hidden)),
    person: by.person,
    key,
    private: JSON.stringify(hidden),
  });
  return { id, seq, at };
}

/** Acts of the past, for imports and seeds: many at once, each with its own instant and person. Same commitments as `writeAct`. */
export async function writeHistory(
  ctx: Ctx,
  acts: readonly (NewAct & { at: Date; person?: string | null; assurance?: string; id?: string })[],
): Promise<void> {
  const rows: ActRow[] = [];
  for (const act of acts) {
    const key = randomBytes(32);
    const person = act.person ?? null;
    const hidden = { ...act.private, person, kind: person ? 'person' : 'anonymous' };
    rows.push({
      id: act.id ?? ctx.id(),
      verb: act.verb,
      entry: act.entry ?? null,
      code: act.code ?? null,
      place: act.place ?? null,
      at: act.at,
      mark: person ? await pseudonym(ctx, person, act.entry ?? act.verb) : null,
      assurance: act.assurance ?? 'none',
      public: JSON.stringify(act.public ?? {}),
      commitment: hmac(key, canonical(hidden)),
      person,
      key,
      private: JSON.stringify(hidden),
    });
  }
  for (let from = 0; from < rows.length; from += 2_000) await insertHistory(ctx.db, rows.slice(from, from + 2_000));
}

async function pseudonym(ctx: Ctx, person: string, thing: string): Promise<string> {
  const key = await pseudonymKeys.get(ctx.config);
  if (!key) throw new Error('the key of the pseudonyms was not loaded');
  return hmac(key, `${person} ${thing}`).toString('base64url').slice(0, 22);
}
