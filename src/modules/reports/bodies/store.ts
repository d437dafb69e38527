import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first, run } from '../../../kernel/database/store.ts';

/** How a report gets to a body: by the hands of the office, by mail, or through an Open311 endpoint of its own. */
export const methods = ['hand', 'email', 'open311'] as const;
export type Method = (typeof methods)[number];

/** Whoever answers for a problem besides the offices. Its API key is written and never read by any page: only that there is one. */
export interface Body {
  id: string;
  place: string;
  code: string;
  name: string;
  contact: string;
  method: Method;
  email: string | null;
  endpoint: string | null;
  jurisdiction: string | null;
  /** Code of a kind of problem -> `service_code` there. */
  services: Record<string, string>;
  has_key: boolean;
  retired: Date | null;
}

export const bodyColumns = sql`b.id, b.place, b.code, b.name, b.contact, b.method, b.email, b.endpoint, b.jurisdiction, b.services, b.api_key is not null as has_key, b.retired`;

/** Those of these places, in use before retired. */
export async function listBodies(db: Db, places: readonly string[]): Promise<Body[]> {
  return all(
    db,
    sql<Body>`select ${bodyColumns} from reports.bodies b where b.place = any (${array(places, 'uuid')}) order by b.retired nulls first, b.name, b.id`,
  );
}

export async function findBodyById(db: Db, id: string): Promise<Body | undefined> {
  return first(db, sql<Body>`select ${bodyColumns} from reports.bodies b where b.id = ${id}`);
}

/** The body in use that a code means: that of the first of these places which has one. */
export async function findBodyByCode(db: Db, places: readonly string[], code: string): Promise<Body | undefined> {
  return first(db, sql<Body>`select ${bodyColumns} from reports.bodies b where ${inUse(places, code)} limit 1`);
}

function inUse(places: readonly string[], code: string): RawBuilder<boolean> {
  return sql<boolean>`
    b.retired is null and b.code = ${code} and b.place = any (${array(places, 'uuid')})
    order by array_position(${array(places, 'uuid')}, b.place)`;
}

export interface KeptBody extends Omit<Body, 'has_key' | 'retired'> {
  /** Nothing: the key of before stays. */
  api_key: string | null;
}

/** False when the place has another body of this code. */
export async function insertBody(db: Db, body: KeptBody): Promise<boolean> {
  return (
    (await run(
      db,
      sql`
      insert into reports.bodies (id, place, code, name, contact, method, email, endpoint, jurisdiction, api_key, services)
      values (${body.id}, ${body.place}, ${body.code}, ${body.name}, ${body.contact}, ${body.method}, ${body.email}, ${body.endpoint},
        ${body.jurisdiction}, ${body.api_key}, ${JSON.stringify(body.services)}::jsonb)
      on conflict (place, code) do nothing`,
    )) === 1
  );
}

/** In use from now on. A key is for one endpoint: it goes when the endpoint does, and is never sent to another. */
export async function updateBody(db: Db, body: Omit<KeptBody, 'place' | 'code'>): Promise<void> {
  await sql`
    update reports.bodies set name = ${body.name}, contact = ${body.contact}, method = ${body.method}, email = ${body.email},
      endpoint = ${body.endpoint}, jurisdiction = ${body.jurisdiction}, services = ${JSON.stringify(body.services)}::jsonb, retired = null,
      api_key = coalesce(${body.api_key}::text, case when endpoint = ${body.endpoint}::text then api_key end)
    where id = ${body.id}`.execute(db);
}

/** False when it was retired before. */
export async function retireBody(db: Db, id: string, now: Date): Promise<boolean> {
  return (await run(db, sql`update reports.bodies set retired = ${now} where id = ${id} and retired is null`)) === 1;
}
