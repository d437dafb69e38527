import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export async function insertKey(
  db: Db,
  key: {
    id: string;
    name: string;
    hash: Buffer;
    place: string;
    verbs: readonly string[];
    by: string | null;
    expires: Date | null;
    now: Date;
  },
): Promise<void> {
  await run(
    db,
    sql`insert into people.api_keys (id, name, hash, place, verbs, made_by, expires, created)
    values (${key.id}, ${key.name}, ${key.hash}, ${key.place}, ${array(key.verbs, 'text')}, ${key.by}, ${key.expires}, ${key.now})`,
  );
}

export interface KeyRow {
  id: string;
  name: string;
  place: string;
  verbs: string[];
  created: Date;
  /** Who made it; empty for the command line. */
  maker: string;
  used: Date | null;
  expires: Date | null;
  revoked: Date | null;
}

/** Keys of these places: those in force first, then the latest. Never the hash. */
export async function listKeys(db: Db, places: 'all' | readonly string[], now: Date): Promise<KeyRow[]> {
  const there = places === 'all' ? sql`true` : sql`k.place = any (${array(places, 'uuid')})`;
  return all(
    db,
    sql<KeyRow>`
    select k.id, k.name, k.place, k.verbs, k.created, coalesce(p.name, '') as maker, k.used, k.expires, k.revoked
    from people.api_keys k left join people.people p on p.id = k.made_by
    where ${there} order by (k.revoked is null and (k.expires is null or k.expires > ${now})) desc, k.created desc, k.id desc limit 200`,
  );
}

/** A key that was not revoked. */
export async function findKey(db: Db, id: string): Promise<{ id: string; name: string; place: string } | undefined> {
  return first(
    db,
    sql<{
      id: string;
      name: string;
      place: string;
    }>`select id, name, place from people.api_keys where id = ${id} and revoked is null`,
  );
}

export interface KeyInForce {
  id: string;
  name: string;
  place: string;
  whole: boolean;
  verbs: string[];
  used: Date | null;
}

export async function findKeyByHash(db: Db, hash: Buffer, now: Date): Promise<KeyInForce | undefined> {
  return first(
    db,
    sql<KeyInForce>`
    select k.id, k.name, k.place, t.kind = 'metropolis' as whole, k.verbs, k.used from people.api_keys k join territory.places t on t.id = k.place
    where k.hash = ${hash} and k.revoked is null and (k.expires is null or k.expires > ${now})`,
  );
}

export async function noteKeyUsed(db: Db, id: string, now: Date): Promise<void> {
  await run(db, sql`update people.api_keys set used = ${now} where id = ${id}`);
}

export async function revokeKey(db: Db, id: string, now: Date): Promise<void> {
  await run(db, sql`update people.api_keys set revoked = ${now} where id = ${id}`);
}
