import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first, run } from '../../../kernel/database/store.ts';
import { type Body, bodyColumns } from './store.ts';

/** Who answers for what is told: a body or a place, by a thing near the point, by the handler of the kind of problem, or by where it lies. */
export interface OwnerFound {
  by: 'layer' | 'handler' | 'geometry';
  body: Body | null;
  place: string | null;
  /** Name of the owned thing, where its layer has names. */
  thing: string | null;
}

export interface AskedOwner {
  /** Whose bodies and layers count, the first before the others. */
  places: readonly string[];
  category: string;
  handler: string | null;
  point: { lat: number; lon: number } | null;
  /** Else the municipality of the point. */
  lying: boolean;
}

export async function findOwner(db: Db, asked: AskedOwner): Promise<OwnerFound | undefined> {
  return first(db, owner(asked));
}

/** The same, with the bodies in use in these places. */
export async function findOwnerAndBodies(db: Db, asked: AskedOwner): Promise<{ found: OwnerFound | undefined; bodies: Body[] }> {
  const row = await first(
    db,
    sql<{ found: OwnerFound | null; bodies: Body[] | null }>`
    select (select row_to_json(found) from (${owner(asked)}) found) as found,
      (select json_agg(one) from (
        select ${bodyColumns} from reports.bodies b where b.place = any (${array(asked.places, 'uuid')}) and b.retired is null order by b.name, b.id) one) as bodies`,
  );
  return { found: row!.found ?? undefined, bodies: row!.bodies ?? [] };
}

/** The nearest thing within the metres of its layer, else the handler, else, if that is asked, the municipality of the point. Of things equally
 *  near that of the first place comes first. A layer and a handler count only while their body is in use. */
function owner(asked: AskedOwner): RawBuilder<OwnerFound> {
  const places = array(asked.places, 'uuid');
  const lat = asked.point?.lat ?? 0;
  // A degree of longitude is 111.3 km times the cosine of the latitude: the box holds the circle.
  const perDegree = 111_320 * Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  return sql<OwnerFound>`
    with point as materialized (select st_setsrid(st_makepoint(${asked.point?.lon ?? null}::float8, ${asked.point?.lat ?? null}::float8), 4326) as at)
    select found.by, found.place, found.thing,
      case when b.id is not null then (select row_to_json(one) from (select ${bodyColumns}) one) end as body
    from (
    (select 'layer' as by, l.body as body, l.owner as place, near.name as thing
    from point, reports.owned_layers l left join reports.bodies b on b.id = l.body
    cross join lateral (
      select o.name, o.n, st_distance(o.geometry::geography, point.at::geography) as metres from reports.owned o
      where o.layer = l.id and o.geometry && st_expand(point.at, l.metres / ${perDegree}::float8)
        and st_dwithin(o.geometry::geography, point.at::geography, l.metres)
      order by metres, o.n limit 1) near
    where l.place = any (${places}) and ${asked.category} = any (l.categories) and (l.body is null or b.retired is null)
    order by near.metres, array_position(${places}, l.place), l.name limit 1)
    union all
    (select 'handler', b.id, null, null from reports.bodies b
    where b.code = ${asked.handler}::text and b.place = any (${places}) and b.retired is null order by array_position(${places}, b.place) limit 1)
    union all
    (select 'geometry', null, p.id, null from point, territory.boundaries bound join territory.places p on p.id = bound.place
    where ${asked.lying} and p.kind = 'municipality' and bound.until is null and st_covers(bound.geometry, point.at) limit 1)
    limit 1) found left join reports.bodies b on b.id = found.body`;
}

export interface Layer {
  id: string;
  place: string;
  name: string;
  body: string | null;
  owner: string | null;
  owner_name: string;
  categories: string[];
  metres: number;
  imported: Date;
  things: number;
}

/** The layers that hold in these places. */
export async function listLayers(db: Db, places: readonly string[]): Promise<Layer[]> {
  return all(
    db,
    sql<Layer>`
    select l.id, l.place, l.name, l.body, l.owner, coalesce(b.name, p.name) as owner_name, l.categories, l.metres, l.imported,
      (select count(*)::int from reports.owned o where o.layer = l.id) as things
    from reports.owned_layers l left join reports.bodies b on b.id = l.body left join territory.places p on p.id = l.owner
    where l.place = any (${array(places, 'uuid')}) order by l.name, l.id`,
  );
}

export interface NewLayer {
  id: string;
  place: string;
  name: string;
  body: string | null;
  owner: string | null;
  categories: readonly string[];
  metres: number;
  imported: Date;
}

/** The layer of this name from now on; the things that it had are gone. Its id, and how many they were. */
export async function replaceLayer(db: Db, layer: NewLayer): Promise<{ id: string; before: number }> {
  const row = await first(
    db,
    sql<{ id: string }>`
    insert into reports.owned_layers (id, place, name, body, owner, categories, metres, imported)
    values (${layer.id}, ${layer.place}, ${layer.name}, ${layer.body}, ${layer.owner}, ${array(layer.categories, 'text')}, ${layer.metres}, ${layer.imported})
    on conflict (place, name) do update set body = excluded.body, owner = excluded.owner, categories = excluded.categories,
      metres = excluded.metres, imported = excluded.imported
    returning id`,
  );
  return { id: row!.id, before: await run(db, sql`delete from reports.owned where layer = ${row!.id}`) };
}

/** Things of a layer, many in one statement. */
export async function insertOwned(
  db: Db,
  layer: string,
  things: readonly { n: number; name: string | null; geometry: object }[],
): Promise<void> {
  await sql`
    insert into reports.owned (layer, n, name, geometry)
    select ${layer}::uuid, n, name, st_makevalid(st_setsrid(st_geomfromgeojson(geometry::text), 4326))
    from jsonb_to_recordset(${JSON.stringify(things)}::jsonb) as g (n int, name text, geometry jsonb)`.execute(db);
}

/** How many things of a layer lie beyond the boundary of its place. */
export async function countElsewhere(db: Db, layer: string): Promise<number> {
  const row = await first(
    db,
    sql<{ n: number }>`
    select count(*)::int as n from reports.owned o join reports.owned_layers l on l.id = o.layer
    where o.layer = ${layer} and not exists (
      select from territory.boundaries b where b.place = l.place and b.until is null and st_intersects(b.geometry, o.geometry))`,
  );
  return row!.n;
}

/** Takes out what leaves the boundary of the layer's place, and says which: invented roads do not cross the sea. */
export async function dropElsewhere(db: Db, layer: string): Promise<number[]> {
  const rows = await all(
    db,
    sql<{ n: number }>`
    delete from reports.owned o using reports.owned_layers l
    where l.id = o.layer and o.layer = ${layer} and not exists (
      select from territory.boundaries b where b.place = l.place and b.until is null and st_covers(b.geometry, o.geometry)) returning o.n`,
  );
  return rows.map(({ n }) => n);
}
